// A run of values of one column (one field of one series) in time order, and what is known of it in short.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "timeseries/point.hpp"

namespace umec::timeseries {

/// Parallel arrays. `bits` holds a double or integer by bit pattern, 0/1, or an index into `texts`.
struct Samples {
  FieldType type = FieldType::float64;
  std::vector<Timestamp> times;
  std::vector<std::uint64_t> bits;
  std::vector<std::string> texts;

  std::size_t size() const { return times.size(); }
  bool empty() const { return times.empty(); }
  /// The value at `at` as a double; only for float, integer and boolean columns.
  double number(std::size_t at) const {
    return type == FieldType::float64 ? as_double(bits[at]) : static_cast<double>(as_integer(bits[at]));
  }
  /// Appends one value of another run of the same type.
  void append(const Samples &from, std::size_t at);
};

/// Sorts by time; of values at one time the last one written stays.
void sort_and_unify(Samples &samples);

/// Merges two sorted runs; at equal times the value of `newer` stays.
Samples merge(const Samples &older, const Samples &newer);

/// The samples with from <= time <= to.
Samples slice(const Samples &samples, Timestamp from, Timestamp to);

/// What aggregate queries need of a whole run. Values are bit patterns of the column's type; a sum of
/// integers wraps as InfluxDB's does. For text only count, start and end mean something.
struct Summary {
  Timestamp start = 0;
  Timestamp end = 0;
  std::uint64_t count = 0;
  std::uint64_t sum = 0;
  std::uint64_t least = 0;
  std::uint64_t most = 0;
  Timestamp least_time = 0;  ///< of the earliest sample with the least value
  Timestamp most_time = 0;
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  bool operator==(const Summary &) const = default;
};

Summary summarise(const Samples &samples);

}  // namespace umec::timeseries
