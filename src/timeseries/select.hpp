// SELECT, run.
#pragma once

#include <string_view>
#include <vector>

#include "timeseries/condition.hpp"
#include "timeseries/influxql_ast.hpp"
#include "timeseries/result.hpp"
#include "timeseries/storage.hpp"

namespace umec::timeseries {

/// Values in one answer: memory stays bounded whatever is asked.
inline constexpr std::size_t kMaxCells = 8'000'000;

/// Answers `select` against `database`. `outer` is the range that an enclosing query allows.
/// Errors: unprocessable (the query makes no sense; InfluxDB's words), not_found, too_large, io.
Result<std::vector<ResultSeries>> run_select(Storage &storage, const Select &select,
                                             std::string_view database, Timestamp now,
                                             const TimeRange &outer = {});

}  // namespace umec::timeseries
