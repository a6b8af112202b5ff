#include "timeseries/show.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "timeseries/condition.hpp"

namespace umec::timeseries {
namespace {

Cell text(std::string_view value) { return Text(std::string(value)); }

bool source_matches(const Source &source, std::string_view measurement) {
  return source.regex != nullptr ? source.regex->found_in(measurement) : source.measurement == measurement;
}

bool any_matches(const std::vector<Source> &sources, std::string_view measurement) {
  return sources.empty() || std::any_of(sources.begin(), sources.end(),
                                        [&](const Source &s) { return source_matches(s, measurement); });
}

/// Calls `visit(measurement name, measurement, its series that pass)` for what FROM and WHERE leave.
using Visit = std::function<void(const std::string &, const Measurement &,
                                 const std::vector<const std::pair<const std::string, SeriesEntry> *> &)>;

Result<void> each_measurement(const Catalogue &catalogue, std::string_view database,
                              const std::vector<Source> &sources, const Condition &condition,
                              const Visit &visit) {
  const DatabaseEntry *entry = catalogue.find(database);
  if (entry == nullptr) return fail(Errc::unprocessable, "database not found: {}", database);
  for (const auto &[name, measurement] : entry->measurements) {
    if (!any_matches(sources, name)) continue;
    std::vector<const std::pair<const std::string, SeriesEntry> *> passing;
    for (const auto &series : measurement.series)
      if (condition.of_series(*series.second.tags) == Verdict::yes) passing.push_back(&series);
    if (!passing.empty()) visit(name, measurement, passing);
  }
  return {};
}

ResultSeries table(std::string name, std::vector<std::string> columns) {
  ResultSeries series;
  series.name = std::move(name);
  series.columns = std::move(columns);
  return series;
}

void cut(ResultSeries &series, const Page &page) {
  const std::size_t width = series.columns.size();
  const std::size_t rows = series.rows();
  const std::size_t begin = std::min(rows, static_cast<std::size_t>(page.offset));
  const std::size_t end =
      page.limit == 0 ? rows : std::min(rows, begin + static_cast<std::size_t>(page.limit));
  std::vector<Cell> kept(
      std::make_move_iterator(series.cells.begin() + static_cast<std::ptrdiff_t>(begin * width)),
      std::make_move_iterator(series.cells.begin() + static_cast<std::ptrdiff_t>(end * width)));
  series.cells = std::move(kept);
}

std::vector<ResultSeries> paged(std::vector<ResultSeries> all, const Page &page) {
  for (ResultSeries &series : all) cut(series, page);
  std::erase_if(all, [](const ResultSeries &series) { return series.cells.empty(); });
  return all;
}

bool key_wanted(const Show &show, const std::string &key) {
  const bool named = show.key_pattern != nullptr
                         ? show.key_pattern->found_in(key)
                         : std::find(show.keys.begin(), show.keys.end(), key) != show.keys.end();
  return named != show.with_not;
}

std::vector<ResultSeries> show_databases(const Catalogue &catalogue) {
  ResultSeries series = table("databases", {"name"});
  for (const auto &[name, entry] : catalogue.databases()) series.cells.push_back(text(name));
  return {std::move(series)};
}

std::string influx_duration(Timestamp length) {
  const std::int64_t seconds = length / kSecond;
  if (seconds < 60) return fmt::format("{}s", seconds);
  if (seconds < 3600) return fmt::format("{}m{}s", seconds / 60, seconds % 60);
  return fmt::format("{}h{}m{}s", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

Result<std::vector<ResultSeries>> show_policies(const Catalogue &catalogue, std::string_view database) {
  const DatabaseEntry *entry = catalogue.find(database);
  if (entry == nullptr) return fail(Errc::unprocessable, "database not found: {}", database);
  ResultSeries series = table("", {"name", "duration", "shardGroupDuration", "replicaN", "default"});
  series.cells = {text("autogen"), text(influx_duration(entry->retention)), text("168h0m0s"), std::int64_t{1},
                  true};
  return std::vector{std::move(series)};
}

}  // namespace

Result<std::vector<ResultSeries>> run_show(Storage &storage, const Show &show,
                                           std::string_view default_database, Timestamp now) {
  if (show.kind == ShowKind::empty) {
    std::vector<ResultSeries> none;
    if (!show.empty_columns.empty()) none.push_back(table("", show.empty_columns));
    return none;
  }
  if (show.kind == ShowKind::diagnostics) {
    ResultSeries build = table("build", {"Branch", "Build Time", "Commit", "Version"});
    build.cells = {text("umec"), text(""), text(""), text("1.8-umec")};
    return std::vector{std::move(build)};
  }
  if (show.kind == ShowKind::databases)
    return storage.catalogue([](const Catalogue &catalogue) { return show_databases(catalogue); });
  const std::string_view database =
      show.database.empty() ? default_database : std::string_view(show.database);
  if (database.empty()) return fail(Errc::unprocessable, "database name required");
  Condition condition = UMEC_TRY(Condition::make(show.where.get(), now));
  condition.bind({});
  return storage.catalogue([&](const Catalogue &catalogue) -> Result<std::vector<ResultSeries>> {
    std::vector<ResultSeries> out;
    if (show.kind == ShowKind::retention_policies) return show_policies(catalogue, database);
    // As InfluxDB: the measurements of a database that is not there are an empty list.
    if (catalogue.find(database) == nullptr && show.kind == ShowKind::measurements) return out;
    ResultSeries flat =
        show.kind == ShowKind::measurements ? table("measurements", {"name"}) : table("", {"key"});
    std::set<std::string> keys;
    UMEC_TRY(
        each_measurement(catalogue, database, show.sources, condition,
                         [&](const std::string &name, const Measurement &measurement, const auto &series) {
                           switch (show.kind) {
                             case ShowKind::measurements:
                               if (!show.with_measurement || source_matches(*show.with_measurement, name))
                                 flat.cells.push_back(text(name));
                               break;
                             case ShowKind::series:
                               for (const auto *one : series) flat.cells.push_back(text(one->first));
                               break;
                             case ShowKind::field_keys: {
                               ResultSeries fields = table(name, {"fieldKey", "fieldType"});
                               for (const auto &[field, entry] : measurement.fields) {
                                 fields.cells.push_back(text(field));
                                 fields.cells.push_back(text(type_name(entry.type)));
                               }
                               out.push_back(std::move(fields));
                               break;
                             }
                             case ShowKind::tag_keys: {
                               std::set<std::string> tags;
                               for (const auto *one : series)
                                 for (const auto &[tag, value] : *one->second.tags) tags.insert(tag);
                               ResultSeries mine = table(name, {"tagKey"});
                               for (const std::string &tag : tags) mine.cells.push_back(text(tag));
                               out.push_back(std::move(mine));
                               break;
                             }
                             case ShowKind::tag_values: {
                               std::set<Tag> values;
                               for (const auto *one : series)
                                 for (const Tag &tag : *one->second.tags)
                                   if (key_wanted(show, tag.first)) values.insert(tag);
                               ResultSeries mine = table(name, {"key", "value"});
                               for (const auto &[tag, value] : values) {
                                 mine.cells.push_back(text(tag));
                                 mine.cells.push_back(text(value));
                               }
                               out.push_back(std::move(mine));
                               break;
                             }
                             default: break;
                           }
                         }));
    if (!flat.cells.empty()) out.push_back(std::move(flat));
    return paged(std::move(out), show.page);
  });
}

Result<void> run_delete(Storage &storage, const Delete &statement, std::string_view database, Timestamp now) {
  if (database.empty()) return fail(Errc::unprocessable, "database name required");
  Condition condition = UMEC_TRY(Condition::make(statement.where.get(), now));
  condition.bind({});
  if (statement.whole_series && (condition.range().has_from() || condition.range().has_to()))
    return fail(Errc::unprocessable, "DROP SERIES doesn't support time in WHERE clause");
  std::vector<Storage::SeriesName> series;
  UMEC_TRY(storage.catalogue([&](const Catalogue &catalogue) {
    return each_measurement(catalogue, database, statement.sources, condition,
                            [&](const std::string &name, const Measurement &, const auto &passing) {
                              for (const auto *one : passing) {
                                Storage::SeriesName entry{name, one->second.id, {}};
                                for (const Column &column : one->second.columns)
                                  entry.columns.push_back(column.id);
                                series.push_back(std::move(entry));
                              }
                            });
  }));
  if (statement.whole_series) return storage.drop_series(database, std::move(series));
  return storage.erase(database, std::move(series), condition.range().from, condition.range().to);
}

}  // namespace umec::timeseries
