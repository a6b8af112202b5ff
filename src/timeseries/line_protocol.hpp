// Influx line protocol: measurement[,tag=value...] field=value[,field=value...] [timestamp]
#pragma once

#include <string>
#include <string_view>

#include "timeseries/point.hpp"

namespace umec::timeseries {

/// What became of a text of lines. Good lines are kept although others failed, as InfluxDB does.
struct ParsedLines {
  Batch batch;
  std::string failures;        ///< "unable to parse 'LINE': REASON", one a line, in InfluxDB 1.x's words
  std::size_t failed = 0;      ///< lines that could not be read
  std::size_t dropped = 0;     ///< points that were read and may not be stored (a field or tag named time)
  std::string dropped_reason;  ///< why the last of them was dropped
};

/// Reads lines. A line without a timestamp gets `default_time`; given timestamps are multiplied by
/// `precision` (nanoseconds per unit: 1 for ns, kSecond for s). Takes any bytes.
ParsedLines parse_lines(std::string_view text, Timestamp precision, Timestamp default_time);

/// Writes a batch as line protocol with nanosecond timestamps.
std::string format_lines(const Batch &batch);

}  // namespace umec::timeseries
