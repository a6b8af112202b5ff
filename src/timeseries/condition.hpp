// WHERE: the range of time in it, and the rest as a question to a series or to a row.
#pragma once

#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "timeseries/influxql_ast.hpp"
#include "timeseries/point.hpp"

namespace umec::timeseries {

struct TimeRange {
  static constexpr Timestamp kLeast = std::numeric_limits<Timestamp>::min() + 2;  // as InfluxDB
  static constexpr Timestamp kMost = std::numeric_limits<Timestamp>::max() - 1;
  Timestamp from = kLeast;
  Timestamp to = kMost;
  bool has_from() const { return from != kLeast; }
  bool has_to() const { return to != kMost; }
};

/// A value of a row while a condition looks at it.
using Operand = std::variant<std::monostate, double, std::int64_t, bool, std::string_view>;

enum class Verdict : std::uint8_t { no, yes, depends };

class Condition {
 public:
  /// Takes the time comparisons out of `where` (which may be null). Errors: unprocessable.
  static Result<Condition> make(const Expression *where, Timestamp now);

  const TimeRange &range() const { return range_; }
  /// Decides which names are fields; the others are tags. Call once before the rest.
  void bind(const std::set<std::string, std::less<>> &fields);
  /// Whether the series passes, does not, or depends on its fields' values.
  Verdict of_series(const Tags &tags) const;
  /// The fields that rows are asked for, in the order of `fields` in of_row.
  const std::vector<std::string> &fields() const { return fields_; }
  bool of_row(const Tags &tags, const std::vector<Operand> &fields) const;

 private:
  TimeRange range_;
  ExpressionPtr rest_;
  std::vector<std::string> fields_;
};

/// Reads an RFC 3339 text as InfluxQL does: also with a blank instead of the T, and without a zone.
Result<Timestamp> parse_influx_time(std::string_view text);

/// The value of a tag, empty where the series has it not.
std::string_view tag_value(const Tags &tags, std::string_view name);

}  // namespace umec::timeseries
