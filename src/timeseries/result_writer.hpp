// Answers as bytes: InfluxDB 1.x's JSON (plain, pretty, chunked) and CSV. The one place that knows these forms.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "timeseries/result.hpp"

namespace umec::timeseries {

struct ResultFormat {
  Timestamp epoch = 0;  ///< times as integers in this unit; 0: as RFC 3339 text
  bool pretty = false;
  bool csv = false;
  std::size_t chunk = 0;  ///< rows per piece; 0: one document
};

/// Takes the next bytes of an answer. An error ends the writing.
using ByteSink = std::function<Result<void>(std::string_view)>;

/// Writes an answer in pieces of some 64 kB.
Result<void> write_results(const std::vector<StatementResult> &results, const ResultFormat &format,
                           const ByteSink &sink);

/// {"error":"..."}, with a newline at its end.
std::string error_body(std::string_view message);

/// A JSON string with Go's escapes, as InfluxDB writes it. Bytes that are no UTF-8 become U+FFFD.
void append_json_text(std::string &out, std::string_view text);
/// A number as Go's encoding/json writes it.
void append_json_number(std::string &out, double value);
/// RFC 3339 with as many digits of the second as needed.
void append_time(std::string &out, Timestamp time);

}  // namespace umec::timeseries
