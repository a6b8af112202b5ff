// Rows of a SELECT with functions.
#include <algorithm>
#include <limits>

#include "timeseries/select.hpp"
#include "timeseries/select_group.hpp"

namespace umec::timeseries {
namespace {

double parameter_of(const Expression &call) {
  if (call.arguments.size() < 2) return 0;
  const Expression &last = *call.arguments.back();
  return last.kind == ExpressionKind::number ? last.number : static_cast<double>(last.integer);
}

/// Drops what comes into the buckets of one field of one series.
class BucketSink : public Snapshot::Sink {
 public:
  BucketSink(FieldBuckets &out, const Buckets &cut, std::uint32_t series, bool every_value, bool only_counted)
      : out_(out), cut_(cut), series_(series), every_value_(every_value), only_counted_(only_counted) {}

  bool takes(const Summary &summary) override {
    if (every_value_ || (out_.type == FieldType::text && !only_counted_)) return false;
    return cut_.interval == 0 || cut_.begin(summary.start) == cut_.begin(summary.end);
  }
  void block(const Summary &summary) override {
    Accumulator &all = out_.buckets[cut_.begin(summary.start)].accumulator;
    if (out_.type == FieldType::text)
      all.count += summary.count;
    else
      all.add(out_.type, summary, series_);
  }
  bool run(const Samples &samples) override {
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const Timestamp time = samples.times[i];
      if (current_ == nullptr || (cut_.interval != 0 && (time < begin_ || time - begin_ >= cut_.interval))) {
        begin_ = cut_.begin(time);
        current_ = &out_.buckets[begin_];
      }
      Pick pick{time, samples.bits[i], series_};
      if (out_.type == FieldType::text) {
        if (only_counted_) {
          ++current_->accumulator.count;
          continue;
        }
        out_.texts.push_back(samples.texts[samples.bits[i]]);
        pick.bits = out_.texts.size() - 1;
      }
      current_->accumulator.add(out_.type, pick);
      if (every_value_) {
        current_->picks.push_back(pick);
        ++kept_;
      }
    }
    return kept_ <= kMaxCells;
  }
  bool overflowed() const { return kept_ > kMaxCells; }

 private:
  FieldBuckets &out_;
  const Buckets cut_;
  const std::uint32_t series_;
  const bool every_value_;
  const bool only_counted_;
  Bucket *current_ = nullptr;
  Timestamp begin_ = 0;
  std::size_t kept_ = 0;
};

bool has_function(const Expression &expression) {
  if (expression.kind == ExpressionKind::call && !is_elementwise(expression.text)) return true;
  return std::any_of(expression.arguments.begin(), expression.arguments.end(),
                     [](const ExpressionPtr &argument) { return has_function(*argument); });
}

Cell interpolate(const Cell &before, const Cell &after, double share) {
  const auto *a = std::get_if<std::int64_t>(&before);
  const auto *b = std::get_if<std::int64_t>(&after);
  if (a != nullptr && b != nullptr)
    return static_cast<std::int64_t>(static_cast<double>(*a) + static_cast<double>(*b - *a) * share);
  const auto *x = std::get_if<double>(&before);
  const auto *y = std::get_if<double>(&after);
  if (x != nullptr && y != nullptr) return *x + (*y - *x) * share;
  return {};
}

}  // namespace

Result<Samples> Group::filtered(const Member &member, const std::string &field, Timestamp from,
                                Timestamp to) {
  std::vector<Samples> columns;
  columns.push_back(UMEC_TRY(context_.table.read(member.series, field, from, to)));
  if (!member.filtered) return std::move(columns.front());
  for (const std::string &asked : context_.condition.fields())
    columns.push_back(UMEC_TRY(context_.table.read(member.series, asked, from, to)));
  const Tags &tags = *context_.table.series()[member.series].tags;
  std::vector<Operand> operands(columns.size() - 1);
  Samples out;
  out.type = columns.front().type;
  RowCursor row(columns);
  while (row.next()) {
    if (row.index(0) < 0) continue;
    for (std::size_t i = 0; i < operands.size(); ++i)
      operands[i] = operand_of(columns[i + 1], row.index(i + 1));
    if (context_.condition.of_row(tags, operands))
      out.append(columns.front(), static_cast<std::size_t>(row.index(0)));
  }
  return out;
}

Result<const FieldBuckets *> Group::buckets(const std::string &field, Timestamp from) {
  const auto [found, fresh] = buckets_.try_emplace({field, from});
  FieldBuckets &out = found->second;
  if (!fresh) return &out;
  const auto type = context_.table.fields().find(field);
  if (type == context_.table.fields().end()) return &out;
  out.type = type->second;
  const Buckets cut{context_.select.group_by.interval, context_.select.group_by.offset};
  for (const Member &member : members_) {
    BucketSink sink(out, cut, member.series, context_.plan.every_value_of.contains(field),
                    context_.plan.only_counted.contains(field));
    if (member.filtered) {
      const Samples samples = UMEC_TRY(filtered(member, field, from, context_.range.to));
      (void)sink.run(samples);
    } else {
      UMEC_TRY(context_.table.scan(member.series, field, from, context_.range.to, sink));
    }
    if (sink.overflowed())
      return fail(Errc::too_large, "a function over more than {} values needs a narrower range of time",
                  kMaxCells);
  }
  return &out;
}

Result<Track> Group::raw_track(const std::string &field, Timestamp from) {
  std::vector<std::pair<Samples, std::uint32_t>> all;
  for (const Member &member : members_)
    all.emplace_back(UMEC_TRY(filtered(member, field, from, context_.range.to)), member.series);
  Track track;
  std::vector<std::size_t> at(all.size(), 0);
  while (true) {
    std::size_t next = all.size();
    for (std::size_t i = 0; i < all.size(); ++i)
      if (at[i] < all[i].first.size() &&
          (next == all.size() || all[i].first.times[at[i]] < all[next].first.times[at[next]]))
        next = i;
    if (next == all.size()) return track;
    if (track.size() >= kMaxCells)
      return fail(Errc::too_large, "a function over more than {} values needs a narrower range of time",
                  kMaxCells);
    track.add(all[next].first.times[at[next]], cell_of(all[next].first, at[next]), all[next].second);
    ++at[next];
  }
}

Result<Track> Group::evaluate(const Expression &expression, Timestamp from) {
  if (expression.kind == ExpressionKind::call) return evaluate_call(expression, from);
  if (expression.kind == ExpressionKind::variable) return raw_track(expression.text, from);
  if (expression.kind != ExpressionKind::binary) return Track{};
  const auto constant = [](const Expression &side) -> Cell {
    if (side.kind == ExpressionKind::number) return side.number;
    if (side.kind == ExpressionKind::integer || side.kind == ExpressionKind::duration) return side.integer;
    return {};
  };
  const Expression &left = *expression.arguments[0];
  const Expression &right = *expression.arguments[1];
  const Cell left_constant = constant(left);
  const Cell right_constant = constant(right);
  if (!is_null(left_constant) && !is_null(right_constant)) {
    Track track;  // 1 + 2: as long as needed; only ever part of a larger expression
    track.add(0, arithmetic(expression.op, left_constant, right_constant));
    return track;
  }
  if (!is_null(left_constant) || !is_null(right_constant)) {
    Track track = UMEC_TRY(evaluate(is_null(left_constant) ? left : right, from));
    for (Cell &value : track.values)
      value = is_null(left_constant) ? arithmetic(expression.op, value, right_constant)
                                     : arithmetic(expression.op, left_constant, value);
    return track;
  }
  const Track a = UMEC_TRY(evaluate(left, from));
  const Track b = UMEC_TRY(evaluate(right, from));
  Track out;
  for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
    const bool only_a = j == b.size() || (i < a.size() && a.times[i] < b.times[j]);
    const bool only_b = !only_a && (i == a.size() || b.times[j] < a.times[i]);
    const Timestamp time = only_b ? b.times[j] : a.times[i];
    out.add(time, only_a || only_b ? Cell() : arithmetic(expression.op, a.values[i], b.values[j]));
    i += only_b ? 0 : 1;
    j += only_a ? 0 : 1;
  }
  return out;
}

Result<Track> Group::evaluate_call(const Expression &call, Timestamp from) {
  if (is_elementwise(call.text)) {
    Track track = UMEC_TRY(evaluate(*call.arguments[0], from));
    for (Cell &value : track.values) value = elementwise(call.text, value, parameter_of(call));
    return track;
  }
  if (!is_transformation(call.text)) return evaluate_aggregate(call, from);
  const Timestamp interval = context_.select.group_by.interval;
  std::int64_t parameter = 0;
  if (call.arguments.size() > 1)
    parameter = call.arguments[1]->integer;
  else if (call.text == "elapsed")
    parameter = 1;
  else
    parameter = interval != 0 ? interval : kSecond;
  // The first bucket's difference needs the bucket before it; InfluxDB looks back one for all of these.
  const bool looks_back =
      interval != 0 && from != TimeRange::kLeast && call.text != "cumulative_sum" && call.text != "elapsed";
  const Timestamp extra = looks_back ? interval : 0;
  const Timestamp earlier = from >= TimeRange::kLeast + extra ? from - extra : TimeRange::kLeast;
  return transform(call.text, parameter, UMEC_TRY(evaluate(*call.arguments[0], earlier)));
}

Result<Track> Group::evaluate_aggregate(const Expression &call, Timestamp from) {
  const bool distinct_inside = call.arguments[0]->kind == ExpressionKind::call;  // count(distinct(x))
  const Expression &variable = distinct_inside && !call.arguments[0]->arguments.empty()
                                   ? *call.arguments[0]->arguments[0]
                                   : *call.arguments[0];
  const FieldBuckets &field = *UMEC_TRY(buckets(variable.text, from));
  const Timestamp interval = context_.select.group_by.interval;
  const bool own_time =
      call.text == "top" || call.text == "bottom" || (interval == 0 && context_.plan.picks_row);
  Track track;
  for (const auto &[begin, bucket] : field.buckets) {
    std::vector<Outcome> outcomes =
        timeseries::evaluate(distinct_inside ? "distinct" : call.text, parameter_of(call), field, bucket);
    if (distinct_inside) outcomes = {{static_cast<std::int64_t>(outcomes.size())}};
    const Timestamp bucket_time = interval != 0 ? begin : context_.range.has_from() ? context_.range.from : 0;
    for (Outcome &outcome : outcomes)
      track.add(own_time ? outcome.time : bucket_time, std::move(outcome.value), outcome.series);
  }
  const bool several = call.text == "top" || call.text == "bottom" || call.text == "distinct";
  if (interval != 0 && !several) UMEC_TRY(fill(track, call.text, field.type, from));
  return track;
}

Result<void> Group::fill(Track &track, std::string_view function, FieldType type, Timestamp from) const {
  Fill how = context_.select.fill;
  double number = context_.select.fill_number.value_or(0);
  if (function == "count" && how == Fill::null) how = Fill::number;  // as InfluxDB: nothing counted is zero
  if (how == Fill::none || track.size() == 0) return {};
  const Timestamp interval = context_.select.group_by.interval;
  const Buckets cut{interval, context_.select.group_by.offset};
  const Timestamp begin = from != TimeRange::kLeast ? cut.begin(from) : track.times.front();
  const Timestamp end = cut.begin(context_.range.to);
  const auto count = static_cast<std::uint64_t>((static_cast<__int128>(end) - begin) / interval) + 1;
  // Refused before it is built: a short interval over all of time would fill memory with nulls.
  constexpr std::size_t kMaxBuckets = 1'000'000;  // eleven days by the second
  const std::size_t room =
      (kMaxCells - std::min(kMaxCells, context_.cells)) / (context_.plan.columns.size() + 1);
  if (const std::size_t most = std::min(kMaxBuckets, room); count > most)
    return fail(Errc::unprocessable, "max-select-buckets limit exceeded: ({}/{})", count, most);
  const bool whole =
      type == FieldType::integer && function != "mean" && function != "median" && function != "stddev";
  Cell filler;
  if (how == Fill::number && type != FieldType::text)
    filler = whole || function == "count" ? Cell(static_cast<std::int64_t>(number)) : Cell(number);
  Track out;
  std::size_t at = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const Timestamp time = begin + static_cast<Timestamp>(i) * interval;
    if (at < track.size() && track.times[at] == time) {
      out.add(time, track.values[at], track.series[at]);
      ++at;
      continue;
    }
    if (how == Fill::previous && at > 0) {
      out.add(time, out.values.back());
    } else if (how == Fill::linear && at > 0 && at < track.size()) {
      const double share = static_cast<double>(time - track.times[at - 1]) /
                           static_cast<double>(track.times[at] - track.times[at - 1]);
      out.add(time, interpolate(track.values[at - 1], track.values[at], share));
    } else {
      out.add(time, filler);
    }
  }
  track = std::move(out);
  return {};
}

Result<Cell> Group::beside(const Expression &expression, Timestamp time, std::uint32_t series) {
  if (expression.kind == ExpressionKind::number) return Cell(expression.number);
  if (expression.kind == ExpressionKind::integer) return Cell(expression.integer);
  if (expression.kind == ExpressionKind::binary) {
    const Cell left = UMEC_TRY(beside(*expression.arguments[0], time, series));
    const Cell right = UMEC_TRY(beside(*expression.arguments[1], time, series));
    return arithmetic(expression.op, left, right);
  }
  if (expression.kind == ExpressionKind::call) {
    const Cell value = UMEC_TRY(beside(*expression.arguments[0], time, series));
    return elementwise(expression.text, value, parameter_of(expression));
  }
  if (expression.kind != ExpressionKind::variable) return Cell();
  if (expression.narrowing != Narrowing::tag && context_.table.fields().contains(expression.text)) {
    const Samples samples = UMEC_TRY(context_.table.read(series, expression.text, time, time));
    return samples.empty() ? Cell() : cell_of(samples, 0);
  }
  const std::string_view value = tag_value(*context_.table.series()[series].tags, expression.text);
  return value.empty() ? Cell() : Cell(Text(std::string(value)));
}

Result<void> Group::call_rows(ResultSeries &out) {
  const auto &columns = context_.plan.columns;
  std::vector<Track> tracks(columns.size());
  std::vector<bool> computed(columns.size(), false);
  std::ptrdiff_t picked = -1;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Expression &expression = *columns[c].expression;
    // Names, and what is calculated of them alone, follow the sample that the selector beside them picked.
    if (!has_function(expression)) continue;
    tracks[c] = UMEC_TRY(evaluate(expression, context_.range.from));
    computed[c] = true;
    picked = static_cast<std::ptrdiff_t>(c);
  }
  std::vector<std::size_t> at(columns.size(), 0);
  while (true) {
    bool any = false;
    Timestamp time = 0;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (!computed[c] || at[c] >= tracks[c].size()) continue;
      time = any ? std::min(time, tracks[c].times[at[c]]) : tracks[c].times[at[c]];
      any = true;
    }
    if (!any) break;
    UMEC_TRY(count_cells(columns.size() + 1));
    out.cells.emplace_back(time);
    const std::size_t row = picked >= 0 ? at[static_cast<std::size_t>(picked)] : 0;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (!computed[c]) {
        const Track &track = tracks[static_cast<std::size_t>(std::max<std::ptrdiff_t>(picked, 0))];
        out.cells.push_back(picked < 0 || row >= track.size() || is_null(track.values[row])
                                ? Cell()
                                : UMEC_TRY(beside(*columns[c].expression, time, track.series[row])));
      } else if (at[c] < tracks[c].size() && tracks[c].times[at[c]] == time) {
        out.cells.push_back(std::move(tracks[c].values[at[c]++]));
      } else {
        out.cells.emplace_back();
      }
    }
  }
  cut_page(out);
  return {};
}

void Group::cut_page(ResultSeries &out) const {
  const std::size_t width = out.columns.size();
  const Page &page = context_.select.page;
  const std::size_t rows = out.rows();
  const std::size_t begin = std::min(rows, static_cast<std::size_t>(page.offset));
  const std::size_t end =
      page.limit == 0 ? rows : std::min(rows, begin + static_cast<std::size_t>(page.limit));
  std::vector<Cell> kept;
  kept.reserve((end - begin) * width);
  for (std::size_t i = begin; i < end; ++i) {
    const std::size_t row = context_.select.descending ? rows - 1 - i : i;
    for (std::size_t c = 0; c < width; ++c) kept.push_back(std::move(out.cells[row * width + c]));
  }
  out.cells = std::move(kept);
}

}  // namespace umec::timeseries
