#include "timeseries/catalogue.hpp"

#include <algorithm>

namespace umec::timeseries {

const DatabaseEntry *Catalogue::find(std::string_view database) const {
  const auto found = databases_.find(database);
  return found == databases_.end() ? nullptr : &found->second;
}

DatabaseEntry *Catalogue::find(std::string_view database) {
  const auto found = databases_.find(database);
  return found == databases_.end() ? nullptr : &found->second;
}

DatabaseEntry *Catalogue::find(std::int64_t id) {
  const auto name = names_.find(id);
  return name == names_.end() ? nullptr : find(std::string_view(name->second));
}

const Measurement *Catalogue::find(std::string_view database, std::string_view measurement) const {
  const DatabaseEntry *entry = find(database);
  if (entry == nullptr) return nullptr;
  const auto found = entry->measurements.find(measurement);
  return found == entry->measurements.end() ? nullptr : &found->second;
}

void Catalogue::load_database(std::int64_t id, std::string name, Timestamp retention) {
  add_database(id, std::move(name), retention);
}

void Catalogue::load(NewField field) {
  DatabaseEntry *database = find(field.database);
  if (database == nullptr) return;
  database->measurements[field.measurement].fields.emplace(field.name, field.entry);
  next_field_ = std::max(next_field_, field.entry.id + 1);
}

void Catalogue::load(NewSeries series) {
  DatabaseEntry *database = find(series.database);
  if (database == nullptr) return;
  Measurement &measurement = database->measurements[series.measurement];
  std::string key = series_key(series.measurement, *series.tags);
  measurement.series.emplace(key, SeriesEntry{series.id, series.tags, {}});
  loading_.emplace(series.id, Loading{&measurement, std::move(key)});
  next_series_ = std::max(next_series_, series.id + 1);
  ++series_count_;
}

void Catalogue::load(NewColumn column) {
  const auto place = loading_.find(column.series);
  if (place == loading_.end()) return;
  place->second.measurement->series.find(place->second.key)->second.columns.push_back(column.column);
  next_column_ = std::max(next_column_, column.column.id + 1);
}

const FieldEntry *Catalogue::field(DatabaseEntry &database, const std::string &measurement,
                                   const std::string &name, FieldType type, FieldType &existing) {
  auto &fields = database.measurements[measurement].fields;
  const auto found = fields.find(name);
  if (found == fields.end()) {
    const FieldEntry entry{next_field_++, type};
    fresh_.fields.push_back({database.id, measurement, name, entry});
    return &fields.emplace(name, entry).first->second;
  }
  existing = found->second.type;
  return existing == type ? &found->second : nullptr;
}

SeriesEntry &Catalogue::series(DatabaseEntry &database, const std::string &measurement, const Tags &tags) {
  auto &all = database.measurements[measurement].series;
  std::string key = series_key(measurement, tags);
  const auto found = all.lower_bound(key);
  if (found != all.end() && found->first == key) return found->second;
  auto shared = std::make_shared<const Tags>(tags);
  fresh_.series.push_back({database.id, measurement, next_series_, shared});
  ++series_count_;
  return all.emplace_hint(found, std::move(key), SeriesEntry{next_series_++, std::move(shared), {}})->second;
}

ColumnId Catalogue::column(SeriesEntry &series, FieldId field) {
  for (const Column &column : series.columns)
    if (column.field == field) return column.id;
  series.columns.push_back({field, next_column_++});
  fresh_.columns.push_back({series.id, series.columns.back()});
  return series.columns.back().id;
}

void Catalogue::add_database(std::int64_t id, std::string name, Timestamp retention) {
  names_[id] = name;
  databases_.emplace(std::move(name), DatabaseEntry{id, retention, {}});
}

void Catalogue::drop_database(std::string_view name) {
  const auto found = databases_.find(name);
  if (found == databases_.end()) return;
  for (const auto &[measurement, entry] : found->second.measurements) series_count_ -= entry.series.size();
  names_.erase(found->second.id);
  databases_.erase(found);
}

void Catalogue::drop_measurement(DatabaseEntry &database, std::string_view measurement) {
  const auto found = database.measurements.find(measurement);
  if (found == database.measurements.end()) return;
  series_count_ -= found->second.series.size();
  database.measurements.erase(found);
}

void Catalogue::drop_series(DatabaseEntry &database, std::string_view measurement, std::int64_t series) {
  const auto found = database.measurements.find(measurement);
  if (found == database.measurements.end()) return;
  series_count_ -=
      std::erase_if(found->second.series, [&](const auto &entry) { return entry.second.id == series; });
  // As InfluxDB does: a measurement without series is gone.
  if (found->second.series.empty()) database.measurements.erase(found);
}

Catalogue::Fresh Catalogue::take_fresh() {
  loading_.clear();
  return std::exchange(fresh_, {});
}

void Catalogue::put_back(Fresh fresh) {
  const auto join = [](auto &older, auto &newer) {
    older.insert(older.end(), std::make_move_iterator(newer.begin()), std::make_move_iterator(newer.end()));
    newer = std::move(older);
  };
  join(fresh.fields, fresh_.fields);
  join(fresh.series, fresh_.series);
  join(fresh.columns, fresh_.columns);
}

}  // namespace umec::timeseries
