// SHOW: the catalogue as answers; and what changes it.
#pragma once

#include <string_view>
#include <vector>

#include "timeseries/influxql_ast.hpp"
#include "timeseries/result.hpp"
#include "timeseries/storage.hpp"

namespace umec::timeseries {

/// Errors: unprocessable (InfluxDB's words).
Result<std::vector<ResultSeries>> run_show(Storage &storage, const Show &show, std::string_view database,
                                           Timestamp now);

/// DELETE and DROP SERIES. Errors: unprocessable, io.
Result<void> run_delete(Storage &storage, const Delete &statement, std::string_view database, Timestamp now);

}  // namespace umec::timeseries
