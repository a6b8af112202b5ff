// What is stored: points of typed fields under a measurement and its tags, and batches of them.
#pragma once

#include <bit>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.hpp"

namespace umec::timeseries {

/// Type of a field. The first point that carries a field decides it for the whole measurement.
enum class FieldType : std::uint8_t { float64, integer, boolean, text };

/// InfluxQL's word for a type: float, integer, boolean, string.
std::string_view type_name(FieldType type);

/// One field value; the alternatives are in the order of FieldType.
using Value = std::variant<double, std::int64_t, bool, std::string>;

inline FieldType type_of(const Value &value) { return static_cast<FieldType>(value.index()); }

using Tag = std::pair<std::string, std::string>;
using Tags = std::vector<Tag>;  ///< sorted by key, keys unique, no empty key or value

struct Field {
  std::string name;
  Value value;
};

/// One point as a producer thinks of it.
struct Point {
  std::string measurement;
  Tags tags;  ///< in any order; Batch::add sorts them
  std::vector<Field> fields;
  Timestamp time = 0;
};

/// Many points of one write request in a form without one allocation per point: distinct series and
/// fields are named once, and every value is a small fixed record.
class Batch {
 public:
  struct Series {
    std::string measurement;
    Tags tags;
  };
  /// A field of one of the batch's series.
  struct Slot {
    std::uint32_t series;
    FieldType type;
    std::string field;
  };
  struct Sample {
    Timestamp time;
    std::uint64_t bits;  ///< double or integer by bit pattern, 0/1, or an index into `texts`
    std::uint32_t slot;
    bool first;  ///< begins a new point
  };

  /// Adds a whole point. Empty tag values are left out, as InfluxDB does; a point without fields adds nothing.
  void add(const Point &point);

  /// Names a series that the batch does not have yet; `tags` sorted.
  std::uint32_t add_series(std::string measurement, Tags tags);
  /// Finds or names a field of a series.
  std::uint32_t slot(std::uint32_t series, std::string_view field, FieldType type);
  void add_sample(Timestamp time, std::uint32_t slot, std::uint64_t bits, bool first);
  void add_text(Timestamp time, std::uint32_t slot, std::string text, bool first);

  const std::vector<Series> &series() const { return series_; }
  const std::vector<Slot> &slots() const { return slots_; }
  const std::vector<Sample> &samples() const { return samples_; }
  const std::deque<std::string> &texts() const { return texts_; }
  std::size_t points() const { return points_; }
  bool empty() const { return samples_.empty(); }
  void reserve(std::size_t samples) { samples_.reserve(samples); }
  /// Takes back the samples added since `samples` and `points` were counted (a line that failed half way).
  void roll_back(std::size_t samples, std::size_t points);
  /// Gives all samples from the one at `from` on their time (line protocol names it last).
  void set_time(std::size_t from, Timestamp time);

 private:
  std::vector<Series> series_;
  std::vector<Slot> slots_;
  std::vector<std::vector<std::uint32_t>> slots_of_series_;
  std::vector<Sample> samples_;
  std::deque<std::string> texts_;
  std::unordered_map<std::string, std::uint32_t> known_;  ///< only used by add(Point)
  std::size_t points_ = 0;
};

/// The one text that names a series, in line protocol form: measurement,tag=value,... with escapes.
std::string series_key(std::string_view measurement, const Tags &tags);

inline std::uint64_t bits_of(double value) { return std::bit_cast<std::uint64_t>(value); }
inline std::uint64_t bits_of(std::int64_t value) { return static_cast<std::uint64_t>(value); }
inline double as_double(std::uint64_t bits) { return std::bit_cast<double>(bits); }
inline std::int64_t as_integer(std::uint64_t bits) { return static_cast<std::int64_t>(bits); }

}  // namespace umec::timeseries
