#include "timeseries/storage.hpp"

#include <limits>

#include "base/log.hpp"
#include "runtime/waiter.hpp"
#include "timeseries/batch_codec.hpp"

namespace umec::timeseries {

/// One entry of the writer's queue: a write, or a command that must see all writes before it.
struct Storage::Request {
  std::int64_t database = 0;
  Batch batch;
  std::string encoded;
  std::function<Result<void>()> command;
  std::size_t bytes = 0;
  bool detached = false;  ///< nobody waits: the writer deletes it
  runtime::Waiter waiter;
  Result<Applied> outcome;
};

Result<std::unique_ptr<Storage>> Storage::open(Options options) {
  std::error_code failed;
  std::filesystem::create_directories(options.directory, failed);
  if (failed) return fail(Errc::io, "cannot make {}: {}", options.directory.string(), failed.message());
  std::unique_ptr<Storage> storage(new Storage(std::move(options)));
  storage->blocks_ = UMEC_TRY(BlockStore::open(storage->options_.directory / "blocks.db"));
  UMEC_TRY(storage->blocks_->load(storage->catalogue_));
  (void)storage->catalogue_.take_fresh();
  storage->log_ = UMEC_TRY(WriteLog::open(storage->options_.directory / "log.db"));
  UMEC_TRY(storage->recover());
  storage->compactor_ = std::thread([raw = storage.get()] { raw->compact_loop(); });
  storage->writer_ = std::thread([raw = storage.get()] { raw->write_loop(); });
  return storage;
}

Storage::~Storage() {
  if (writer_.joinable()) {
    if (auto flushed = flush(); !flushed)
      log::error("timeseries.flush_failed", {{"detail", flushed.error().detail}});
    {
      const std::lock_guard lock(queue_mutex_);
      stopping_ = true;
    }
    queue_changed_.notify_all();
    writer_.join();
    // A replay of what is in blocks would be right, only slower.
    if (log_.forget(compacted_write_)) (void)log_.shrink();
  }
  if (compactor_.joinable()) {
    {
      const std::lock_guard lock(compact_mutex_);
      compactor_stopping_ = true;
    }
    compact_changed_.notify_all();
    compactor_.join();
  }
}

Result<void> Storage::recover() {
  std::size_t writes = 0;
  UMEC_TRY(log_.read([&](std::int64_t number, std::int64_t id, std::string_view bytes) -> Result<void> {
    const Batch batch = UMEC_TRY(decode_batch(bytes));
    DatabaseEntry *database = catalogue_.find(id);
    if (database == nullptr) return {};  // dropped after it was written
    if (active_->values == 0) active_->since = std::chrono::steady_clock::now();
    (void)apply(batch, *database, catalogue_, *active_, options_.max_series);
    active_->last_write = number;
    ++writes;
    if (active_->values < options_.head_values) return {};
    return compact();  // no other thread yet; the log keeps its rows until the writer runs
  }));
  if (writes > 0) log::info("timeseries.recovered", {{"writes", writes}, {"values", active_->values}});
  return {};
}

Result<Applied> Storage::write(std::string_view database, Batch batch, bool durable) {
  const auto id = catalogue([&](const Catalogue &catalogue) -> std::int64_t {
    const DatabaseEntry *entry = catalogue.find(database);
    return entry == nullptr ? 0 : entry->id;
  });
  if (id == 0) return fail(Errc::not_found, "database not found: \"{}\"", database);
  if (batch.empty()) return Applied{};
  auto request = std::make_unique<Request>();
  request->database = id;
  request->encoded = encode_batch(batch);
  request->bytes = request->encoded.size() + batch.samples().size() * sizeof(Batch::Sample);
  request->batch = std::move(batch);
  request->detached = !durable;
  if (!enqueue(*request))
    return fail(Errc::unavailable, "the time-series store has too many writes waiting: try again later");
  if (!durable) {
    (void)request.release();
    return Applied{};
  }
  request->waiter.wait_uncancellable();
  return std::move(request->outcome);
}

bool Storage::enqueue(Request &request) {
  const std::lock_guard lock(queue_mutex_);
  // One request may always enter an empty queue, however large it is.
  if (stopping_ || (queued_bytes_ > 0 && queued_bytes_ + request.bytes > options_.queue_bytes)) return false;
  queued_bytes_ += request.bytes;
  queue_.push_back(&request);
  queue_changed_.notify_one();
  return true;
}

Result<void> Storage::run_in_writer(std::function<Result<void>()> command) {
  Request request;
  request.command = std::move(command);
  if (!enqueue(request))
    return fail(Errc::unavailable, "the time-series store has too many writes waiting: try again later");
  request.waiter.wait_uncancellable();
  if (!request.outcome) return std::unexpected(request.outcome.error());
  return {};
}

void Storage::write_loop() {
  while (true) {
    std::deque<Request *> taken;
    {
      std::unique_lock lock(queue_mutex_);
      queue_changed_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      taken.swap(queue_);
    }
    std::vector<Request *> writes;
    const auto finish = [&](Request *request) {
      {
        const std::lock_guard lock(queue_mutex_);
        queued_bytes_ -= request->bytes;
      }
      if (request->detached)
        delete request;
      else
        request->waiter.wake();
    };
    const auto commit_writes = [&] {
      if (writes.empty()) return;
      commit(writes);
      for (Request *request : writes) finish(request);
      writes.clear();
    };
    for (Request *request : taken) {
      if (!request->command) {
        writes.push_back(request);
        continue;
      }
      commit_writes();
      if (auto ran = request->command(); !ran) request->outcome = std::unexpected(ran.error());
      finish(request);
    }
    commit_writes();
  }
}

void Storage::commit(std::span<Request *const> writes) {
  wait_for_room();
  std::int64_t number = 0;
  const auto logged = [&]() -> Result<void> {
    UMEC_TRY(log_.begin());
    if (const std::int64_t done = compacted_write_; done > forgotten_write_) {
      UMEC_TRY(log_.forget(done));
      forgotten_write_ = done;
    }
    for (const Request *request : writes) number = UMEC_TRY(log_.append(request->database, request->encoded));
    return log_.commit();
  }();
  if (!logged) {
    log_.roll_back();
    forgotten_write_ = 0;
    log::error("timeseries.log_failed", {{"detail", logged.error().detail}});
    for (Request *request : writes) request->outcome = std::unexpected(logged.error());
    return;
  }
  const std::unique_lock lock(state_mutex_);
  if (active_->values == 0) active_->since = std::chrono::steady_clock::now();
  for (Request *request : writes) {
    DatabaseEntry *database = catalogue_.find(request->database);
    if (database == nullptr) {
      request->outcome = fail(Errc::not_found, "the database was dropped meanwhile");
      continue;
    }
    request->outcome = apply(request->batch, *database, catalogue_, *active_, options_.max_series);
  }
  active_->last_write = number;
}

void Storage::wait_for_room() {
  const auto full = [&] {
    const std::shared_lock lock(state_mutex_);
    return active_->values >= options_.head_values;
  };
  if (!full()) return;
  std::unique_lock lock(compact_mutex_);
  ++flushes_wanted_;
  compact_changed_.notify_all();
  // The compactor takes the head at once unless it still works on the one before: that is the
  // back-pressure which keeps memory bounded. Where it fails it tries again until it can.
  while (full() && !compactor_stopping_) compact_changed_.wait_for(lock, std::chrono::milliseconds(200));
}

Result<void> Storage::flush() {
  std::unique_lock lock(compact_mutex_);
  const std::uint64_t mine = ++flushes_wanted_;
  compact_changed_.notify_all();
  compact_changed_.wait(lock, [&] { return flushes_done_ >= mine || compactor_stopping_; });
  return flush_outcome_;
}

void Storage::compact_loop() {
  constexpr auto kExpireEvery = std::chrono::minutes(10);
  constexpr auto kLook = std::chrono::seconds(15);
  SteadyTime next_expiry = std::chrono::steady_clock::now() + kExpireEvery;
  while (true) {
    std::uint64_t wanted = 0;
    {
      std::unique_lock lock(compact_mutex_);
      compact_changed_.wait_for(lock, kLook,
                                [&] { return compactor_stopping_ || flushes_wanted_ > flushes_done_; });
      if (compactor_stopping_) return;
      wanted = flushes_wanted_;
    }
    const bool asked = wanted > flushes_done_;
    const bool old = [&] {
      const std::shared_lock lock(state_mutex_);
      return active_->values > 0 && std::chrono::steady_clock::now() - active_->since > options_.flush_after;
    }();
    Result<void> outcome;
    if (asked || old) outcome = compact();
    if (!outcome) log::error("timeseries.compaction_failed", {{"detail", outcome.error().detail}});
    if (std::chrono::steady_clock::now() >= next_expiry) {
      next_expiry += kExpireEvery;
      if (auto expired = expire(); !expired)
        log::error("timeseries.expiry_failed", {{"detail", expired.error().detail}});
    }
    if (!asked) continue;
    const std::lock_guard lock(compact_mutex_);
    flushes_done_ = wanted;
    flush_outcome_ = outcome;
    compact_changed_.notify_all();
  }
}

Result<void> Storage::compact() {
  // A head that a failed attempt left behind goes first.
  const bool left_behind = [&] {
    const std::shared_lock lock(state_mutex_);
    return frozen_ != nullptr;
  }();
  if (left_behind) UMEC_TRY(compact_frozen());
  return compact_frozen();
}

Result<void> Storage::compact_frozen() {
  Catalogue::Fresh fresh;
  {
    const std::unique_lock layout(layout_mutex_);
    const std::unique_lock state(state_mutex_);
    if (frozen_ == nullptr) {
      if (active_->values == 0 && active_->last_write <= compacted_write_) return {};
      frozen_ = std::exchange(active_, std::make_shared<Head>());
    }
    fresh = catalogue_.take_fresh();
  }
  compact_changed_.notify_all();  // there is room again
  const std::lock_guard writing(blocks_mutex_);
  Result<void> outcome = [&]() -> Result<void> {
    UMEC_TRY(blocks_->begin());
    UMEC_TRY(blocks_->store(fresh));
    for (const auto &[column, at] : frozen_->index) {
      Samples run = frozen_->runs[at].sorted(std::numeric_limits<Timestamp>::min(),
                                             std::numeric_limits<Timestamp>::max());
      if (!run.empty()) UMEC_TRY(blocks_->insert(column, std::move(run)));
    }
    return {};
  }();
  const std::unique_lock layout(layout_mutex_);
  if (outcome) outcome = blocks_->commit();
  const std::unique_lock state(state_mutex_);
  if (!outcome) {
    blocks_->roll_back();
    catalogue_.put_back(std::move(fresh));
    return outcome;
  }
  compacted_write_ = std::max<std::int64_t>(compacted_write_, frozen_->last_write);
  frozen_.reset();
  return {};
}

Result<void> Storage::expire() {
  struct Due {
    Timestamp before;
    std::vector<ColumnId> columns;
  };
  const auto due = catalogue([](const Catalogue &catalogue) {
    std::vector<Due> all;
    for (const auto &[name, database] : catalogue.databases()) {
      if (database.retention == 0) continue;
      Due one{now() - database.retention, {}};
      for (const auto &[measurement, entry] : database.measurements)
        for (const auto &[key, series] : entry.series)
          for (const Column &column : series.columns) one.columns.push_back(column.id);
      all.push_back(std::move(one));
    }
    return all;
  });
  for (const Due &one : due)
    UMEC_TRY(change_blocks(
        [&]() -> Result<void> {
          for (const ColumnId column : one.columns) UMEC_TRY(blocks_->expire(column, one.before));
          return {};
        },
        [] {}));
  return {};
}

Result<void> Storage::change_blocks(const std::function<Result<void>()> &change,
                                    const std::function<void()> &then) {
  const std::lock_guard writing(blocks_mutex_);
  UMEC_TRY(blocks_->begin());
  Result<void> outcome = change();
  const std::unique_lock layout(layout_mutex_);
  if (outcome) outcome = blocks_->commit();
  if (!outcome) {
    blocks_->roll_back();
    return outcome;
  }
  const std::unique_lock state(state_mutex_);
  then();
  return {};
}

Result<void> Storage::create_database(std::string_view name, Timestamp retention) {
  if (name.empty()) return fail(Errc::bad_request, "a database needs a name");
  const std::lock_guard writing(blocks_mutex_);
  if (catalogue([&](const Catalogue &catalogue) { return catalogue.find(name) != nullptr; })) return {};
  const std::int64_t id = UMEC_TRY(blocks_->add_database(name, retention));
  const std::unique_lock state(state_mutex_);
  catalogue_.add_database(id, std::string(name), retention);
  return {};
}

namespace {

std::vector<ColumnId> columns_of(const Measurement &measurement) {
  std::vector<ColumnId> columns;
  for (const auto &[key, series] : measurement.series)
    for (const Column &column : series.columns) columns.push_back(column.id);
  return columns;
}

}  // namespace

// Drops run in the writer thread, after a flush and after the log has forgotten what is in blocks:
// a replay can then never bring back what was dropped.

Result<void> Storage::drop_database(std::string_view name) {
  return run_in_writer([&]() -> Result<void> {
    UMEC_TRY(flush());
    UMEC_TRY(log_.forget(compacted_write_));
    DatabaseEntry *database = catalogue_.find(name);  // only this thread and creations change the catalogue
    if (database == nullptr) return {};
    return change_blocks(
        [&]() -> Result<void> {
          for (const auto &[measurement, entry] : database->measurements)
            UMEC_TRY(blocks_->drop_measurement(database->id, measurement, columns_of(entry)));
          return blocks_->drop_database(database->id);
        },
        [&] { catalogue_.drop_database(name); });
  });
}

Result<void> Storage::drop_measurement(std::string_view name, std::string_view measurement) {
  return run_in_writer([&]() -> Result<void> {
    UMEC_TRY(flush());
    UMEC_TRY(log_.forget(compacted_write_));
    DatabaseEntry *database = catalogue_.find(name);
    const Measurement *entry = catalogue_.find(name, measurement);
    if (database == nullptr || entry == nullptr) return {};
    return change_blocks(
        [&] { return blocks_->drop_measurement(database->id, measurement, columns_of(*entry)); },
        [&] { catalogue_.drop_measurement(*database, measurement); });
  });
}

Result<void> Storage::drop_series(std::string_view name, std::vector<SeriesName> series) {
  return run_in_writer([&]() -> Result<void> {
    UMEC_TRY(flush());
    UMEC_TRY(log_.forget(compacted_write_));
    DatabaseEntry *database = catalogue_.find(name);
    if (database == nullptr) return {};
    return change_blocks(
        [&]() -> Result<void> {
          for (const SeriesName &one : series) UMEC_TRY(blocks_->drop_series(one.id, one.columns));
          return {};
        },
        [&] {
          for (const SeriesName &one : series) catalogue_.drop_series(*database, one.measurement, one.id);
        });
  });
}

Result<void> Storage::erase(std::string_view name, std::vector<SeriesName> series, Timestamp from,
                            Timestamp to) {
  return run_in_writer([&]() -> Result<void> {
    UMEC_TRY(flush());
    UMEC_TRY(log_.forget(compacted_write_));
    DatabaseEntry *database = catalogue_.find(name);
    if (database == nullptr) return {};
    std::vector<const SeriesName *> emptied;
    return change_blocks(
        [&]() -> Result<void> {
          for (const SeriesName &one : series) {
            bool some_left = false;
            for (const ColumnId column : one.columns) {
              UMEC_TRY(blocks_->erase(column, from, to));
              some_left = some_left || UMEC_TRY(blocks_->has_samples(column));
            }
            if (some_left) continue;
            UMEC_TRY(blocks_->drop_series(one.id, one.columns));
            emptied.push_back(&one);
          }
          return {};
        },
        [&] {
          for (const SeriesName *one : emptied) catalogue_.drop_series(*database, one->measurement, one->id);
        });
  });
}

}  // namespace umec::timeseries
