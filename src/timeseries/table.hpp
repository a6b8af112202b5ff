// What a SELECT reads from: a stored measurement, or the answer of a subquery.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "timeseries/result.hpp"
#include "timeseries/storage.hpp"

namespace umec::timeseries {

class Table {
 public:
  struct TableColumn {
    std::string field;
    FieldType type;
    ColumnId id = 0;                            ///< in the store
    std::shared_ptr<const Samples> samples;  // of a subquery; shared by copies of the table, never changed
  };
  struct Series {
    std::shared_ptr<const Tags> tags;  // see SeriesEntry::tags
    std::vector<TableColumn> columns;
    const TableColumn *column(std::string_view field) const;
  };

  /// The measurement as the catalogue knows it now; nothing where there is none.
  static std::optional<Table> of_measurement(const Catalogue &catalogue, std::string_view database,
                                             std::string_view measurement);
  /// Tables from the answer of a subquery, one per name.
  static std::vector<Table> of_results(const std::vector<ResultSeries> &results);

  const std::string &name() const { return name_; }
  const std::map<std::string, FieldType, std::less<>> &fields() const { return fields_; }
  const std::set<std::string, std::less<>> &tag_keys() const { return tag_keys_; }
  const std::vector<Series> &series() const { return series_; }

  /// Fixes what scan() will see: these fields of these series. Errors: io.
  Result<void> open(Storage &storage, const std::vector<std::uint32_t> &series,
                    const std::set<std::string, std::less<>> &fields, Timestamp from, Timestamp to);
  /// Gives the samples of one column; nothing where the series has no such field.
  Result<void> scan(std::uint32_t series, std::string_view field, Timestamp from, Timestamp to,
                    Snapshot::Sink &sink);
  Result<Samples> read(std::uint32_t series, std::string_view field, Timestamp from, Timestamp to);

 private:
  std::string name_;
  std::map<std::string, FieldType, std::less<>> fields_;
  std::set<std::string, std::less<>> tag_keys_;
  std::vector<Series> series_;
  std::unique_ptr<Snapshot> snapshot_;
};

/// The sample at `at` as a cell.
Cell cell_of(const Samples &samples, std::size_t at);

}  // namespace umec::timeseries
