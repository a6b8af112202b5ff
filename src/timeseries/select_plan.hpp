// What a SELECT means once the names in it are known: checked, wildcards written out, columns named.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "timeseries/aggregate.hpp"
#include "timeseries/influxql_ast.hpp"

namespace umec::timeseries {

struct OutputColumn {
  std::string name;
  ExpressionPtr expression;
};

/// The names that the sources of a SELECT have between them.
struct Names {
  std::map<std::string, FieldType, std::less<>> fields;
  std::set<std::string, std::less<>> tags;
};

struct Plan {
  std::vector<OutputColumn> columns;
  std::vector<std::string> dimensions;  ///< tags of GROUP BY, written out
  bool has_calls = false;
  bool looks_back = false;  ///< derivative, difference ...: they need samples before the range
  /// One selector and perhaps plain names beside it: rows carry the selected sample's own time.
  bool picks_row = false;
  std::set<std::string, std::less<>> fields;  ///< of the table, used anywhere in the columns
  /// Fields of which some function must see every value.
  std::set<std::string, std::less<>> every_value_of;
  /// Fields of which only the number of values is asked.
  std::set<std::string, std::less<>> only_counted;
};

/// Errors: unprocessable, with InfluxDB's words.
Result<Plan> make_plan(const Select &select, const Names &names);
/// The checks that need no names. Errors: unprocessable, with InfluxDB's words.
Result<void> check_select(const Select &select);

}  // namespace umec::timeseries
