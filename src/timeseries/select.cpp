#include "timeseries/select.hpp"

#include <algorithm>

#include "timeseries/select_group.hpp"
#include "timeseries/select_plan.hpp"
#include "timeseries/table.hpp"

namespace umec::timeseries {
namespace {

Result<std::vector<Table>> tables_of(Storage &storage, const Select &select, std::string_view database,
                                     Timestamp now, const TimeRange &range) {
  std::vector<Table> tables;
  for (const Source &source : select.sources) {
    if (source.subquery != nullptr) {
      const auto results = UMEC_TRY(run_select(storage, *source.subquery, database, now, range));
      for (Table &table : Table::of_results(results)) tables.push_back(std::move(table));
      continue;
    }
    const std::string_view name = source.database.empty() ? database : std::string_view(source.database);
    if (name.empty()) return fail(Errc::unprocessable, "database name required");
    if (!source.policy.empty() && source.policy != "autogen" && source.policy != "default")
      return fail(Errc::unprocessable, "retention policy not found: {}", source.policy);
    UMEC_TRY(storage.catalogue([&](const Catalogue &catalogue) -> Result<void> {
      const DatabaseEntry *entry = catalogue.find(name);
      if (entry == nullptr) return fail(Errc::unprocessable, "database not found: {}", name);
      for (const auto &[measurement, ignored] : entry->measurements) {
        if (source.regex != nullptr ? !source.regex->found_in(measurement)
                                    : measurement != source.measurement)
          continue;
        if (auto table = Table::of_measurement(catalogue, name, measurement))
          tables.push_back(std::move(*table));
      }
      return {};
    }));
  }
  std::stable_sort(tables.begin(), tables.end(),
                   [](const Table &a, const Table &b) { return a.name() < b.name(); });
  return tables;
}

Names names_of(const std::vector<Table> &tables) {
  Names names;
  for (const Table &table : tables) {
    names.fields.insert(table.fields().begin(), table.fields().end());
    names.tags.insert(table.tag_keys().begin(), table.tag_keys().end());
  }
  return names;
}

/// The groups of a table in the order of their tags' values.
std::map<std::vector<std::string>, std::vector<Member>> groups_of(const Table &table,
                                                                  const Condition &condition,
                                                                  const Plan &plan) {
  std::map<std::vector<std::string>, std::vector<Member>> groups;
  for (std::uint32_t i = 0; i < table.series().size(); ++i) {
    const Tags &tags = *table.series()[i].tags;
    const Verdict verdict = condition.of_series(tags);
    if (verdict == Verdict::no) continue;
    std::vector<std::string> key;
    for (const std::string &dimension : plan.dimensions) key.emplace_back(tag_value(tags, dimension));
    groups[std::move(key)].push_back({i, verdict == Verdict::depends});
  }
  return groups;
}

Result<void> run_on_table(Storage &storage, Table &table, const Select &select, const Plan &plan,
                          Condition &condition, const TimeRange &range, std::size_t &cells,
                          std::vector<ResultSeries> &out) {
  std::set<std::string, std::less<>> field_names;
  for (const auto &[name, type] : table.fields()) field_names.insert(name);
  condition.bind(field_names);
  auto groups = groups_of(table, condition, plan);
  std::vector<std::uint32_t> used;
  for (const auto &[key, members] : groups)
    for (const Member &member : members) used.push_back(member.series);
  std::set<std::string, std::less<>> fields = plan.fields;
  fields.insert(condition.fields().begin(), condition.fields().end());
  UMEC_TRY(table.open(storage, used, fields, plan.looks_back ? TimeRange::kLeast : range.from, range.to));
  const GroupContext context{table, plan, select, condition, range, cells};
  std::vector<ResultSeries> mine;
  for (auto &[key, members] : groups) {
    ResultSeries series;
    series.name = table.name();
    for (std::size_t i = 0; i < plan.dimensions.size(); ++i)
      series.tags.emplace_back(plan.dimensions[i], key[i]);
    series.columns.emplace_back("time");
    for (const OutputColumn &column : plan.columns) series.columns.push_back(column.name);
    Group group(context, std::move(members));
    UMEC_TRY(group.rows(series));
    if (!series.cells.empty()) mine.push_back(std::move(series));
  }
  if (select.descending) std::reverse(mine.begin(), mine.end());
  for (ResultSeries &series : mine) out.push_back(std::move(series));
  return {};
}

}  // namespace

Result<std::vector<ResultSeries>> run_select(Storage &storage, const Select &select,
                                             std::string_view database, Timestamp now,
                                             const TimeRange &outer) {
  UMEC_TRY(check_select(select));
  Condition condition = UMEC_TRY(Condition::make(select.where.get(), now));
  TimeRange range = condition.range();
  range.from = std::max(range.from, outer.from);
  range.to = std::min(range.to, outer.to);
  if (select.group_by.interval != 0 && !range.has_to()) range.to = now;
  auto tables = UMEC_TRY(tables_of(storage, select, database, now, range));
  const Plan plan = UMEC_TRY(make_plan(select, names_of(tables)));
  std::vector<ResultSeries> out;
  if (plan.columns.empty() || plan.fields.empty() || range.from > range.to) return out;
  std::size_t cells = 0;
  for (Table &table : tables)
    UMEC_TRY(run_on_table(storage, table, select, plan, condition, range, cells, out));
  const Page &page = select.page;
  const std::size_t begin = std::min(out.size(), static_cast<std::size_t>(page.series_offset));
  const std::size_t end = page.series_limit == 0
                              ? out.size()
                              : std::min(out.size(), begin + static_cast<std::size_t>(page.series_limit));
  out.erase(out.begin() + static_cast<std::ptrdiff_t>(end), out.end());
  out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(begin));
  return out;
}

}  // namespace umec::timeseries
