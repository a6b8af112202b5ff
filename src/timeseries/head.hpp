// The newest points, in memory until a compaction turns them into blocks.
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_map>

#include "timeseries/catalogue.hpp"
#include "timeseries/samples.hpp"

namespace umec::timeseries {

/// The values of one column as they came.
struct HeadRun {
  Samples samples;
  bool rising = true;  ///< times only rose so far: already sorted and unique

  void add(Timestamp time, std::uint64_t bits) {
    rising = rising && (samples.times.empty() || samples.times.back() < time);
    samples.times.push_back(time);
    samples.bits.push_back(bits);
  }
  /// Sorted and unique, within [from, to].
  Samples sorted(Timestamp from, Timestamp to) const;
};

struct Head {
  std::unordered_map<ColumnId, std::uint32_t> index;
  std::deque<HeadRun> runs;  ///< a deque: references stay valid while it grows
  std::size_t values = 0;    ///< with text counted as values of sixteen bytes
  std::int64_t last_write = 0;  ///< number in the log of the newest write in here
  SteadyTime since{};           ///< when the first value came

  HeadRun &run(ColumnId column, FieldType type);
  const HeadRun *find(ColumnId column) const;
};

/// What became of the points of a batch that could not be stored.
struct Applied {
  std::size_t dropped = 0;
  std::string reason;  ///< InfluxDB's words for the last of them
};

/// Puts the points of `batch` into `head`, making series and fields as needed. A point with a field
/// of another type than the measurement's is dropped whole, as in InfluxDB 1.x; so is a point of a
/// new series beyond `max_series`.
Applied apply(const Batch &batch, DatabaseEntry &database, Catalogue &catalogue, Head &head,
              std::size_t max_series);

}  // namespace umec::timeseries
