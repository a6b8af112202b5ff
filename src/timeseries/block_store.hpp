// Blocks and the catalogue on disk: one SQLite file, one writer, any number of readers.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "timeseries/catalogue.hpp"
#include "timeseries/samples.hpp"
#include "timeseries/sqlite.hpp"

namespace umec::timeseries {

/// A block's place and what is known of it. Blocks of one column never overlap.
struct BlockEntry {
  Summary summary;
  std::int64_t block = 0;
};

/// A reader pins the state of the file between `begin` and `end`.
class BlockReader {
 public:
  static Result<std::unique_ptr<BlockReader>> open(const std::filesystem::path &path);
  Result<void> begin();
  void end();
  /// The blocks of `column` that touch [from, to], in time order, until `visit` says false.
  Result<void> each(ColumnId column, Timestamp from, Timestamp to,
                    const std::function<Result<bool>(const BlockEntry &)> &visit);
  Result<Samples> load(std::int64_t block);

 private:
  Connection connection_;
  Statement select_;
  Statement load_;
};

class BlockStore {
 public:
  static Result<std::unique_ptr<BlockStore>> open(const std::filesystem::path &path);

  Result<void> load(Catalogue &catalogue);
  Result<std::int64_t> add_database(std::string_view name, Timestamp retention);

  Result<void> begin();
  Result<void> commit();
  void roll_back();
  // Inside a transaction:
  Result<void> store(const Catalogue::Fresh &fresh);
  /// Puts a sorted run into a column: merges with the blocks that it overlaps, and joins small neighbours.
  Result<void> insert(ColumnId column, Samples run);
  /// Removes the samples of a column in [from, to].
  Result<void> erase(ColumnId column, Timestamp from, Timestamp to);
  Result<bool> has_samples(ColumnId column);
  /// Removes the blocks of a column that end before `time`.
  Result<void> expire(ColumnId column, Timestamp time);
  Result<void> drop_database(std::int64_t id);
  Result<void> drop_measurement(std::int64_t database, std::string_view measurement,
                                std::span<const ColumnId> columns);
  Result<void> drop_series(std::int64_t series, std::span<const ColumnId> columns);

 private:
  Result<std::vector<BlockEntry>> overlapping(ColumnId column, Timestamp from, Timestamp to);
  Result<std::optional<BlockEntry>> before(ColumnId column, Timestamp time);
  Result<Samples> load_block(std::int64_t block);
  Result<void> write_blocks(ColumnId column, const Samples &run);
  Result<void> write_block(ColumnId column, const Samples &run);
  Result<void> remove(ColumnId column, const BlockEntry &entry);
  Result<void> append_run(ColumnId column, Samples run);

  Connection connection_;
  Statement overlapping_;
  Statement before_;
  Statement load_;
  Statement insert_block_;
  Statement insert_summary_;
  Statement remove_block_;
  Statement remove_summary_;
};

}  // namespace umec::timeseries
