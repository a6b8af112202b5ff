// The embedded store: a durable log, a head in memory, and blocks; one writer thread, one compactor thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include "timeseries/block_store.hpp"
#include "timeseries/catalogue.hpp"
#include "timeseries/head.hpp"
#include "timeseries/write_log.hpp"

namespace umec::timeseries {

/// A consistent view of some columns at one moment.
class Snapshot {
 public:
  /// Receives a column in time order.
  class Sink {
   public:
    virtual ~Sink() = default;
    /// Whether a whole block may come as its summary instead of as samples.
    virtual bool takes(const Summary &) { return false; }
    virtual void block(const Summary &) {}
    /// False stops the scan.
    virtual bool run(const Samples &samples) = 0;
  };

  /// Errors: io, corrupt.
  Result<void> scan(ColumnId column, FieldType type, Timestamp from, Timestamp to, Sink &sink);
  /// The whole of a column in [from, to].
  Result<Samples> read(ColumnId column, FieldType type, Timestamp from, Timestamp to);

  Snapshot(Snapshot &&) = default;
  ~Snapshot();

 private:
  friend class Storage;
  Snapshot(class Storage &storage, std::unique_ptr<BlockReader> reader)
      : storage_(&storage), reader_(std::move(reader)) {}
  class Storage *storage_;
  std::unique_ptr<BlockReader> reader_;
  std::unordered_map<ColumnId, Samples> head_;
};

class Storage {
 public:
  struct Options {
    std::filesystem::path directory;
    std::size_t head_values =
        512 * 1024;   ///< values in memory (16 bytes each) before a compaction must begin
    std::size_t queue_bytes = 32 << 20;     ///< of writes that wait for their commit; beyond: unavailable
    Duration flush_after = std::chrono::minutes(5);  ///< the age at which a smaller head becomes blocks
    std::size_t max_series = 1'000'000;     ///< InfluxDB's default bound
  };

  /// Opens or makes the store and replays the log. Errors: io, corrupt.
  static Result<std::unique_ptr<Storage>> open(Options options);
  /// Turns the head into blocks, so that the next start is quick.
  ~Storage();

  /// Returns when the batch is on the disk (`durable`) or accepted for it. Takes parts of a batch, as
  /// InfluxDB does. Errors: not_found (database), unavailable (queue full, stopping), io.
  Result<Applied> write(std::string_view database, Batch batch, bool durable);

  // Blocking: call in a thread that may wait for the disk.
  Result<void> create_database(std::string_view name, Timestamp retention);
  Result<void> drop_database(std::string_view name);
  Result<void> drop_measurement(std::string_view database, std::string_view measurement);
  struct SeriesName {
    std::string measurement;
    std::int64_t id;
    std::vector<ColumnId> columns;
  };
  Result<void> drop_series(std::string_view database, std::vector<SeriesName> series);
  /// Removes the points of some series in [from, to], and the series that have none left.
  Result<void> erase(std::string_view database, std::vector<SeriesName> series, Timestamp from, Timestamp to);
  /// Turns everything written before the call into blocks.
  Result<void> flush();

  /// Calls `look(const Catalogue &)` while nothing changes it. Keep it short and do not wait inside.
  template <class F>
  auto catalogue(F &&look) const {
    const std::shared_lock lock(state_mutex_);
    return look(catalogue_);
  }
  /// Errors: io.
  Result<Snapshot> snapshot(std::span<const ColumnId> columns, Timestamp from, Timestamp to);

 private:
  friend class Snapshot;
  struct Request;
  explicit Storage(Options options) : options_(std::move(options)) {}
  Result<void> recover();
  void write_loop();
  void commit(std::span<Request *const> writes);
  void wait_for_room();
  Result<void> run_in_writer(std::function<Result<void>()> command);
  bool enqueue(Request &request);
  void compact_loop();
  Result<void> compact();
  Result<void> compact_frozen();
  Result<void> expire();
  Result<void> change_blocks(const std::function<Result<void>()> &change, const std::function<void()> &then);

  const Options options_;

  // Locked in this order: blocks_mutex_, layout_mutex_, state_mutex_.
  std::mutex blocks_mutex_;            ///< the writing connection of the blocks
  std::shared_mutex layout_mutex_;     ///< held alone while a compaction moves points from head to blocks
  mutable std::shared_mutex state_mutex_;  ///< catalogue and heads
  std::unique_ptr<BlockStore> blocks_;
  Catalogue catalogue_;
  std::shared_ptr<Head> active_ = std::make_shared<Head>();
  std::shared_ptr<const Head> frozen_;  // shared by the compaction and the queries that began before its end

  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<BlockReader>> readers_;

  WriteLog log_;  ///< the writer thread's alone
  std::atomic<std::int64_t> compacted_write_{0};
  std::int64_t forgotten_write_ = 0;

  std::mutex queue_mutex_;
  std::condition_variable queue_changed_;
  std::deque<Request *> queue_;
  std::size_t queued_bytes_ = 0;
  bool stopping_ = false;

  std::mutex compact_mutex_;
  std::condition_variable compact_changed_;
  std::uint64_t flushes_wanted_ = 0;
  std::uint64_t flushes_done_ = 0;
  Result<void> flush_outcome_;
  bool compactor_stopping_ = false;

  std::thread writer_;
  std::thread compactor_;
};

}  // namespace umec::timeseries
