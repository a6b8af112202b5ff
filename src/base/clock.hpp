// Points in time and their text.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace umec {

/// Nanoseconds since the Unix epoch, UTC. The one representation of wall-clock time.
using Timestamp = std::int64_t;

inline constexpr Timestamp kNanosecond = 1;
inline constexpr Timestamp kMicrosecond = 1000;
inline constexpr Timestamp kMillisecond = 1000 * kMicrosecond;
inline constexpr Timestamp kSecond = 1000 * kMillisecond;
inline constexpr Timestamp kMinute = 60 * kSecond;
inline constexpr Timestamp kHour = 60 * kMinute;
inline constexpr Timestamp kDay = 24 * kHour;
inline constexpr Timestamp kWeek = 7 * kDay;

/// Wall-clock time now.
Timestamp now();

using SteadyTime = std::chrono::steady_clock::time_point;
using Duration = std::chrono::nanoseconds;

/// Formats as RFC 3339 in UTC with `digits` fractional digits (0, 3, 6 or 9): 2026-11-23T10:00:00.250Z.
std::string format_rfc3339(Timestamp time, int digits = 3);

/// Reads RFC 3339 with any number of fractional digits up to 9, `Z` or a numeric offset; also a bare
/// date. Errors: bad_request.
Result<Timestamp> parse_rfc3339(std::string_view text);

/// Reads a duration such as 250ms, 10s, 1m30s, 2h, 7d, 1w, or `1u`/`1µ`, `1ns` (InfluxQL's units).
/// Errors: bad_request, also where it overflows.
Result<Timestamp> parse_duration(std::string_view text);

}  // namespace umec
