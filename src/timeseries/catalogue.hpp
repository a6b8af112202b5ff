// What exists: databases, measurements, their fields and series. Held in memory, stored beside the blocks.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.hpp"
#include "timeseries/point.hpp"

namespace umec::timeseries {

using ColumnId = std::int64_t;
using FieldId = std::int64_t;

/// One field of one series.
struct Column {
  FieldId field;
  ColumnId id;
};

struct SeriesEntry {
  std::int64_t id;
  // Shared with queries in flight, which may outlive a DROP of the series; never changed.
  std::shared_ptr<const Tags> tags;
  std::vector<Column> columns;
};

struct FieldEntry {
  FieldId id;
  FieldType type;
};

struct Measurement {
  std::map<std::string, FieldEntry, std::less<>> fields;
  std::map<std::string, SeriesEntry, std::less<>> series;  ///< by series_key, so in a stable order
};

struct DatabaseEntry {
  std::int64_t id;
  Timestamp retention = 0;  ///< how long points are kept; 0: for ever
  std::map<std::string, Measurement, std::less<>> measurements;
};

/// Not thread-safe: Storage guards it. New entries are remembered until they have been stored.
class Catalogue {
 public:
  struct NewField {
    std::int64_t database;
    std::string measurement;
    std::string name;
    FieldEntry entry;
  };
  struct NewSeries {
    std::int64_t database;
    std::string measurement;
    std::int64_t id;
    std::shared_ptr<const Tags> tags;
  };
  struct NewColumn {
    std::int64_t series;
    Column column;
  };
  struct Fresh {
    std::vector<NewField> fields;
    std::vector<NewSeries> series;
    std::vector<NewColumn> columns;
  };

  const DatabaseEntry *find(std::string_view database) const;
  DatabaseEntry *find(std::string_view database);
  DatabaseEntry *find(std::int64_t id);
  const Measurement *find(std::string_view database, std::string_view measurement) const;
  const std::map<std::string, DatabaseEntry, std::less<>> &databases() const { return databases_; }

  /// Puts in what the disk knows.
  void load_database(std::int64_t id, std::string name, Timestamp retention);
  void load(NewField field);
  void load(NewSeries series);
  void load(NewColumn column);

  /// The field, made where it is new; nullptr where it has another type, which `existing` then tells.
  const FieldEntry *field(DatabaseEntry &database, const std::string &measurement, const std::string &name,
                          FieldType type, FieldType &existing);
  /// The series, made where it is new.
  SeriesEntry &series(DatabaseEntry &database, const std::string &measurement, const Tags &tags);
  /// The column, made where it is new.
  ColumnId column(SeriesEntry &series, FieldId field);

  void add_database(std::int64_t id, std::string name, Timestamp retention);
  void drop_database(std::string_view name);
  void drop_measurement(DatabaseEntry &database, std::string_view measurement);
  void drop_series(DatabaseEntry &database, std::string_view measurement, std::int64_t series);

  std::size_t series_count() const { return series_count_; }
  /// What was made since the last call and is to be stored.
  Fresh take_fresh();
  /// Gives back what could not be stored.
  void put_back(Fresh fresh);

 private:
  std::map<std::string, DatabaseEntry, std::less<>> databases_;
  std::unordered_map<std::int64_t, std::string> names_;  ///< database id -> name
  struct Loading {
    Measurement *measurement;
    std::string key;
  };
  std::unordered_map<std::int64_t, Loading> loading_;  ///< series id -> place, only while loading
  Fresh fresh_;
  std::int64_t next_field_ = 1;
  std::int64_t next_series_ = 1;
  ColumnId next_column_ = 1;
  std::size_t series_count_ = 0;
};

}  // namespace umec::timeseries
