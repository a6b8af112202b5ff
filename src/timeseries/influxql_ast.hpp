// InfluxQL as a tree.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "timeseries/influxql_lexer.hpp"
#include "timeseries/regex.hpp"

namespace umec::timeseries {

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

enum class ExpressionKind : std::uint8_t {
  variable,
  wildcard,
  number,
  integer,
  text,
  boolean,
  duration,
  regex,
  call,
  binary
};

/// How a name or a wildcard was narrowed: name::tag, name::field, name::float ...
enum class Narrowing : std::uint8_t { none, tag, field };

struct Expression {
  ExpressionKind kind = ExpressionKind::integer;
  std::string text;          ///< variable, call (lower case), text
  double number = 0;
  std::int64_t integer = 0;  ///< integer, boolean (0/1), duration (nanoseconds)
  Narrowing narrowing = Narrowing::none;
  Token op = Token::end;     ///< binary; "and" and "or" are bit_and and bit_or with `logical`
  bool logical = false;
  std::shared_ptr<const Regex> regex;  // shared by copies of an expression; never changed
  std::vector<ExpressionPtr> arguments;  ///< of a call; left and right of a binary

  ExpressionPtr clone() const;
};

struct Select;

/// One entry of FROM.
struct Source {
  std::string database;
  std::string policy;
  std::string measurement;
  std::shared_ptr<const Regex> regex;  // see Expression::regex
  std::unique_ptr<Select> subquery;
};

enum class Fill : std::uint8_t { null, none, number, previous, linear };

struct SelectField {
  ExpressionPtr expression;
  std::string alias;
};

struct GroupBy {
  Timestamp interval = 0;  ///< 0: not by time
  Timestamp offset = 0;
  std::vector<std::string> tags;
  bool all_tags = false;
  std::vector<std::shared_ptr<const Regex>> patterns;  // see Expression::regex
};

struct Page {
  std::int64_t limit = 0;  ///< 0: all
  std::int64_t offset = 0;
  std::int64_t series_limit = 0;
  std::int64_t series_offset = 0;
};

struct Select {
  std::vector<SelectField> fields;
  std::vector<Source> sources;
  ExpressionPtr where;
  GroupBy group_by;
  Fill fill = Fill::null;
  std::optional<double> fill_number;
  bool fill_given = false;
  bool descending = false;
  Page page;
};

enum class ShowKind : std::uint8_t {
  databases,
  measurements,
  series,
  tag_keys,
  tag_values,
  field_keys,
  retention_policies,
  diagnostics,
  empty
};

struct Show {
  ShowKind kind = ShowKind::databases;
  std::string database;
  std::vector<Source> sources;
  ExpressionPtr where;
  std::optional<Source> with_measurement;
  bool with_not = false;                ///< WITH KEY != or !~
  std::vector<std::string> keys;        ///< WITH KEY = or IN
  std::shared_ptr<const Regex> key_pattern;  // see Expression::regex
  std::vector<std::string> empty_columns;  ///< of lists that are always empty here (users, queries ...)
  bool descending = false;
  Page page;
};

struct CreateDatabase {
  std::string name;
  Timestamp retention = 0;
};
struct DropDatabase {
  std::string name;
};
struct DropMeasurement {
  std::string name;
};
/// DELETE (points) or DROP SERIES (whole series).
struct Delete {
  std::vector<Source> sources;
  ExpressionPtr where;
  bool whole_series = false;
};

using AnyStatement = std::variant<Select, Show, CreateDatabase, DropDatabase, DropMeasurement, Delete>;

}  // namespace umec::timeseries
