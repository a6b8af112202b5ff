// Rows of a SELECT without functions.
#include <algorithm>

#include "timeseries/select.hpp"
#include "timeseries/select_group.hpp"

namespace umec::timeseries {
namespace {

using Lookup = std::map<std::string, std::size_t, std::less<>>;  // field -> column of the cursor

Cell evaluate_row(const Expression &expression, const Lookup &lookup, const std::vector<Samples> &columns,
                  const RowCursor &row, const Tags &tags) {
  switch (expression.kind) {
    case ExpressionKind::number: return expression.number;
    case ExpressionKind::integer:
    case ExpressionKind::duration: return expression.integer;
    case ExpressionKind::boolean: return expression.integer != 0;
    case ExpressionKind::text: return Text(expression.text);
    case ExpressionKind::variable: {
      const auto column =
          expression.narrowing == Narrowing::tag ? lookup.end() : lookup.find(expression.text);
      if (column == lookup.end()) {
        const std::string_view value = tag_value(tags, expression.text);
        return value.empty() ? Cell() : Cell(Text(std::string(value)));
      }
      const std::ptrdiff_t at = row.index(column->second);
      return at < 0 ? Cell() : cell_of(columns[column->second], static_cast<std::size_t>(at));
    }
    case ExpressionKind::binary:
      return arithmetic(expression.op, evaluate_row(*expression.arguments[0], lookup, columns, row, tags),
                        evaluate_row(*expression.arguments[1], lookup, columns, row, tags));
    case ExpressionKind::call: {
      const double parameter = expression.arguments.size() > 1
                                   ? expression.arguments[1]->kind == ExpressionKind::number
                                         ? expression.arguments[1]->number
                                         : static_cast<double>(expression.arguments[1]->integer)
                                   : 0;
      return elementwise(expression.text, evaluate_row(*expression.arguments[0], lookup, columns, row, tags),
                         parameter);
    }
    default: return {};
  }
}

}  // namespace

bool RowCursor::next() {
  bool any = false;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (at_[c] >= columns_[c].size()) continue;
    const Timestamp time = columns_[c].times[at_[c]];
    if (!any || time < time_) time_ = time;
    any = true;
  }
  here_.assign(columns_.size(), -1);
  if (!any) return false;
  for (std::size_t c = 0; c < columns_.size(); ++c)
    if (at_[c] < columns_[c].size() && columns_[c].times[at_[c]] == time_)
      here_[c] = static_cast<std::ptrdiff_t>(at_[c]++);
  return true;
}

Operand operand_of(const Samples &samples, std::ptrdiff_t at) {
  if (at < 0) return {};
  const std::uint64_t bits = samples.bits[static_cast<std::size_t>(at)];
  switch (samples.type) {
    case FieldType::float64: return as_double(bits);
    case FieldType::integer: return as_integer(bits);
    case FieldType::boolean: return bits != 0;
    case FieldType::text: return std::string_view(samples.texts[bits]);
  }
  return {};
}

Result<void> Group::count_cells(std::size_t count) {
  context_.cells += count;
  if (context_.cells > kMaxCells)
    return fail(Errc::too_large,
                "the answer has more than {} values: narrow the range of time, add a LIMIT or group by a "
                "longer interval",
                kMaxCells);
  return {};
}

Result<void> Group::member_rows(const Member &member, Timestamp from, Timestamp to, std::size_t limit,
                                std::vector<Timestamp> &times, std::vector<Cell> &cells) {
  Lookup lookup;
  std::vector<Samples> columns;
  const Tags &tags = *context_.table.series()[member.series].tags;
  const auto column_for = [&](const std::string &field) -> Result<std::size_t> {
    const auto [at, fresh] = lookup.try_emplace(field, columns.size());
    if (fresh) columns.push_back(UMEC_TRY(context_.table.read(member.series, field, from, to)));
    return at->second;
  };
  for (const std::string &field : context_.plan.fields) UMEC_TRY(column_for(field));
  const std::size_t selected = columns.size();
  std::vector<std::size_t> asked;
  if (member.filtered)
    for (const std::string &field : context_.condition.fields()) asked.push_back(UMEC_TRY(column_for(field)));
  std::vector<Operand> operands(asked.size());
  RowCursor row(columns);
  std::size_t rows = 0;
  while ((limit == 0 || rows < limit) && row.next()) {
    bool any = false;
    for (std::size_t c = 0; c < selected; ++c) any = any || row.index(c) >= 0;
    if (!any) continue;
    if (member.filtered) {
      for (std::size_t i = 0; i < asked.size(); ++i)
        operands[i] = operand_of(columns[asked[i]], row.index(asked[i]));
      if (!context_.condition.of_row(tags, operands)) continue;
    }
    UMEC_TRY(count_cells(context_.plan.columns.size() + 1));
    times.push_back(row.time());
    for (const OutputColumn &column : context_.plan.columns)
      cells.push_back(evaluate_row(*column.expression, lookup, columns, row, tags));
    ++rows;
  }
  return {};
}

Result<Timestamp> Group::last_time() {
  struct Last : Snapshot::Sink {
    Timestamp time = TimeRange::kLeast;
    bool takes(const Summary &) override { return true; }
    void block(const Summary &summary) override { time = std::max(time, summary.end); }
    bool run(const Samples &samples) override {
      time = std::max(time, samples.times.back());
      return true;
    }
  } last;
  for (const Member &member : members_)
    for (const std::string &field : context_.plan.fields)
      UMEC_TRY(context_.table.scan(member.series, field, context_.range.from, context_.range.to, last));
  return last.time;
}

Result<void> Group::raw_rows(ResultSeries &out) {
  const Page &page = context_.select.page;
  const std::size_t wanted = page.limit == 0 ? 0 : static_cast<std::size_t>(page.limit + page.offset);
  const bool descending = context_.select.descending;
  std::vector<std::vector<Timestamp>> times(members_.size());
  std::vector<std::vector<Cell>> cells(members_.size());
  const auto read_all = [&](Timestamp from, std::size_t limit) -> Result<std::size_t> {
    std::size_t rows = 0;
    for (std::size_t m = 0; m < members_.size(); ++m) {
      context_.cells -= std::min(context_.cells, cells[m].size() + times[m].size());
      times[m].clear();
      cells[m].clear();
      UMEC_TRY(member_rows(members_[m], from, context_.range.to, limit, times[m], cells[m]));
      rows += times[m].size();
    }
    return rows;
  };
  if (!descending || wanted == 0) {
    UMEC_TRY(read_all(context_.range.from, wanted));
  } else {
    // The newest rows: look back from the end in growing steps instead of reading all of time.
    const Timestamp last = UMEC_TRY(last_time());
    for (Timestamp back = kMinute;; back *= 16) {
      const Timestamp from =
          std::max(context_.range.from, last > TimeRange::kLeast + back ? last - back : TimeRange::kLeast);
      const std::size_t rows = UMEC_TRY(read_all(from, 0));
      if (rows >= wanted || from == context_.range.from || back > kWeek * 520) {
        if (rows < wanted && from != context_.range.from) UMEC_TRY(read_all(context_.range.from, 0));
        break;
      }
    }
  }
  // Merge by time; at one time the members keep their order.
  const std::size_t width = context_.plan.columns.size();
  std::vector<std::size_t> at(members_.size(), 0);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> order;
  if (members_.size() == 1) {
    for (std::size_t i = 0; i < times[0].size(); ++i) order.emplace_back(0, i);
  } else {
    for (std::size_t m = 0; m < members_.size(); ++m)
      for (std::size_t i = 0; i < times[m].size(); ++i) order.emplace_back(m, i);
    std::stable_sort(order.begin(), order.end(), [&](const auto &a, const auto &b) {
      return times[a.first][a.second] < times[b.first][b.second];
    });
  }
  if (descending) std::reverse(order.begin(), order.end());
  const std::size_t begin = std::min(order.size(), static_cast<std::size_t>(page.offset));
  const std::size_t end =
      page.limit == 0 ? order.size() : std::min(order.size(), begin + static_cast<std::size_t>(page.limit));
  out.cells.reserve((end - begin) * (width + 1));
  for (std::size_t i = begin; i < end; ++i) {
    const auto [m, row] = order[i];
    out.cells.emplace_back(times[m][row]);
    for (std::size_t c = 0; c < width; ++c) out.cells.push_back(std::move(cells[m][row * width + c]));
  }
  return {};
}

Result<void> Group::rows(ResultSeries &out) {
  return context_.plan.has_calls ? call_rows(out) : raw_rows(out);
}

}  // namespace umec::timeseries
