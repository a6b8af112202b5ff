// Numbers of line protocol: the part of its parser that must be fast.
#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>

namespace umec::timeseries {

/// Reads all of `text` as a decimal number. Most sensor values have at most 15 digits and a small
/// exponent: mantissa and power of ten are then exact doubles and one division rounds correctly.
inline bool read_double(std::string_view text, double &value) {
  static constexpr double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  const char *at = text.data();
  const char *const end = at + text.size();
  const bool negative = at != end && *at == '-';
  at += negative ? 1 : 0;
  std::uint64_t mantissa = 0;
  const char *const digits = at;
  while (at != end && static_cast<unsigned>(*at - '0') < 10) mantissa = mantissa * 10 + (*at++ - '0');
  std::ptrdiff_t count = at - digits;
  std::ptrdiff_t fraction = 0;
  if (at != end && *at == '.') {
    const char *const start = ++at;
    while (at != end && static_cast<unsigned>(*at - '0') < 10) mantissa = mantissa * 10 + (*at++ - '0');
    fraction = at - start;
    count += fraction;
  }
  if (at == end && count > 0 && count <= 15) {
    value = static_cast<double>(mantissa) / powers[fraction];
    if (negative) value = -value;
    return true;
  }
  if (count == 0) return false;
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc{} && stop == end;
}

inline bool read_integer(std::string_view text, std::int64_t &value) {
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && stop == text.data() + text.size();
}

}  // namespace umec::timeseries
