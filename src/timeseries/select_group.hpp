// One group of a SELECT: the series that share the values of the GROUP BY tags, and their rows.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "timeseries/condition.hpp"
#include "timeseries/select_plan.hpp"
#include "timeseries/table.hpp"
#include "timeseries/track.hpp"

namespace umec::timeseries {

/// What all groups of one SELECT over one table share.
struct GroupContext {
  Table &table;
  const Plan &plan;
  const Select &select;
  const Condition &condition;  ///< bound to the table
  TimeRange range;
  std::size_t &cells;  ///< values in the answer so far, over all groups
};

/// A series of the table that belongs to the group.
struct Member {
  std::uint32_t series;
  bool filtered;  ///< its rows must be asked one by one
};

class Group {
 public:
  Group(const GroupContext &context, std::vector<Member> members)
      : context_(context), members_(std::move(members)) {}

  /// Fills the cells of `out`, whose columns are set. Errors: too_large, io, corrupt.
  Result<void> rows(ResultSeries &out);

 private:
  Result<void> raw_rows(ResultSeries &out);
  Result<void> member_rows(const Member &member, Timestamp from, Timestamp to, std::size_t limit,
                           std::vector<Timestamp> &times, std::vector<Cell> &cells);
  Result<Timestamp> last_time();
  Result<void> call_rows(ResultSeries &out);
  Result<Track> evaluate(const Expression &expression, Timestamp from);
  Result<Track> evaluate_call(const Expression &call, Timestamp from);
  Result<Track> evaluate_aggregate(const Expression &call, Timestamp from);
  Result<Track> raw_track(const std::string &field, Timestamp from);
  Result<void> fill(Track &track, std::string_view function, FieldType type, Timestamp from) const;
  Result<const FieldBuckets *> buckets(const std::string &field, Timestamp from);
  Result<Samples> filtered(const Member &member, const std::string &field, Timestamp from, Timestamp to);
  Result<Cell> beside(const Expression &expression, Timestamp time, std::uint32_t series);
  Result<void> count_cells(std::size_t count);
  void cut_page(ResultSeries &out) const;

  const GroupContext &context_;
  std::vector<Member> members_;
  std::map<std::pair<std::string, Timestamp>, FieldBuckets> buckets_;
};

/// Walks the samples of several columns of one series row by row.
class RowCursor {
 public:
  explicit RowCursor(const std::vector<Samples> &columns) : columns_(columns), at_(columns.size(), 0) {}
  /// Moves to the next time at which any column has a sample; false at the end.
  bool next();
  Timestamp time() const { return time_; }
  /// Index of the sample of `column` at the current time, or -1.
  std::ptrdiff_t index(std::size_t column) const { return here_[column]; }

 private:
  const std::vector<Samples> &columns_;
  std::vector<std::size_t> at_;
  std::vector<std::ptrdiff_t> here_;
  Timestamp time_ = 0;
};

/// The sample as a condition sees it.
Operand operand_of(const Samples &samples, std::ptrdiff_t at);

}  // namespace umec::timeseries
