// Values fallen into buckets of time, and what the functions of InfluxQL make of a bucket.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "timeseries/result.hpp"
#include "timeseries/samples.hpp"

namespace umec::timeseries {

/// GROUP BY time: all of time is one bucket where interval is 0.
struct Buckets {
  Timestamp interval = 0;
  Timestamp offset = 0;
  /// Begin of the bucket that `time` falls in.
  Timestamp begin(Timestamp time) const;
};

/// One value with the place it came from.
struct Pick {
  Timestamp time = 0;
  std::uint64_t bits = 0;
  std::uint32_t series = 0;
};

/// All that count, sum, mean, min, max, spread, first and last need, in fixed space.
struct Accumulator {
  std::uint64_t count = 0;
  double sum = 0;
  std::int64_t integer_sum = 0;
  Pick least;
  Pick most;
  Pick first;
  Pick last;

  void add(FieldType type, const Pick &pick);
  void add(FieldType type, const Summary &summary, std::uint32_t series);
};

/// What one bucket holds of one field.
struct Bucket {
  Accumulator accumulator;
  std::vector<Pick> picks;  ///< every value, where a function needs them
};

/// One field of one group of series, in buckets.
struct FieldBuckets {
  FieldType type = FieldType::float64;
  std::map<Timestamp, Bucket> buckets;  ///< by begin
  std::vector<std::string> texts;       ///< of text picks
  bool empty() const { return buckets.empty(); }
};

/// One value of a function's answer.
struct Outcome {
  Cell value;
  Timestamp time = 0;        ///< of the sample, for selectors
  std::uint32_t series = 0;
};

bool is_aggregate(std::string_view function);  ///< takes many values to one, or few
bool is_selector(std::string_view function);   ///< gives values that were there, with their time
/// Whether the function must see every value of a bucket.
bool needs_picks(std::string_view function, FieldType type);

/// The answer of `function` for a bucket: usually one; several for distinct, top and bottom; none
/// where it has no meaning (the deviation of one value, the mean of text). `parameter` is the N of
/// percentile, top and bottom.
std::vector<Outcome> evaluate(std::string_view function, double parameter, const FieldBuckets &field,
                              const Bucket &bucket);

}  // namespace umec::timeseries
