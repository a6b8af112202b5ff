// From the text of a query to statements.
#pragma once

#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "timeseries/influxql_ast.hpp"

namespace umec::timeseries {

/// Reads statements separated by ';'. Errors: bad_request with InfluxDB's words, such as
/// "error parsing query: found FOO, expected SELECT, ... at line 1, char 1".
Result<std::vector<AnyStatement>> parse_influxql(std::string_view text);

}  // namespace umec::timeseries
