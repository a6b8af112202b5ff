#include "store/sqlite_document_store.hpp"

#include <condition_variable>
#include <deque>
#include <thread>
#include <utility>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "runtime/waiter.hpp"
#include "store/document_map.hpp"
#include "store/sqlite_database.hpp"

namespace umec::store {

namespace {

constexpr std::size_t kPageSize = 4096;
constexpr std::size_t kGroup = 256;  // commits that share one transaction at most

constexpr const char *kSchema =
    "CREATE TABLE IF NOT EXISTS documents (collection TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,"
    " revision INTEGER NOT NULL, PRIMARY KEY (collection, key)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
    "INSERT INTO counters VALUES ('revision', 0) ON CONFLICT DO NOTHING;";

}  // namespace

/// Owns the connection and the one thread that writes. Commits that arrive while the disk is busy
/// share the next transaction, so one fsync acknowledges many of them.
class SqliteDocumentStore::Writer {
 public:
  Writer(SqliteDatabase database, Options options) : database_(std::move(database)), options_(options) {}
  ~Writer();

  Result<void> load();
  void start() {
    thread_ = std::thread([this] { run(); });
  }
  Result<Revision> commit(std::vector<Change> changes);

  DocumentMap documents;
  WatchList watches;

 private:
  struct Commit {
    std::vector<Change> changes;
    runtime::Waiter waiter;
    Result<Revision> result = 0;
    bool accepted = false;
  };

  void run();
  void write_group(std::vector<Commit *> &group);
  Result<void> store(const std::vector<Commit *> &group);

  SqliteDatabase database_;
  const Options options_;
  SqliteStatement put_;
  SqliteStatement remove_;
  SqliteStatement count_;
  Revision revision_ = 0;

  std::mutex mutex_;
  std::condition_variable condition_;
  std::deque<Commit *> queue_;
  bool stopping_ = false;
  std::thread thread_;

  metrics::Counter &commits_ = metrics::counter("umec_store_commits_total", "Commits that are durable.");
  metrics::Counter &failures_ =
      metrics::counter("umec_store_failures_total", "Transactions that the disk or the file refused.");
  metrics::Histogram &seconds_ =
      metrics::histogram("umec_store_transaction_seconds", "Duration of a transaction, with its fsync.");
};

SqliteDocumentStore::Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    condition_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
  watches.close();
}

Result<void> SqliteDocumentStore::Writer::load() {
  // Exclusive: one process owns the file, and no shared-memory index is needed beside it.
  UMEC_TRY(
      database_.run("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                    "PRAGMA cache_size=-1024;"));
  UMEC_TRY(database_.run(kSchema));
  if (options_.max_bytes != 0)
    UMEC_TRY(database_.run(fmt::format("PRAGMA max_page_count={}", options_.max_bytes / kPageSize)));
  put_ = UMEC_TRY(
      database_.prepare("INSERT INTO documents (collection, key, body, revision) VALUES (?1, ?2, ?3, ?4) "
                        "ON CONFLICT DO UPDATE SET body = excluded.body, revision = excluded.revision"));
  remove_ = UMEC_TRY(database_.prepare("DELETE FROM documents WHERE collection = ?1 AND key = ?2"));
  count_ = UMEC_TRY(database_.prepare("UPDATE counters SET value = ?1 WHERE name = 'revision'"));

  auto counter = UMEC_TRY(database_.prepare("SELECT value FROM counters WHERE name = 'revision'"));
  if (UMEC_TRY(counter.step())) revision_ = static_cast<Revision>(counter.integer(0));
  auto rows = UMEC_TRY(database_.prepare("SELECT collection, key, body, revision FROM documents"));
  std::vector<Change> one(1);
  while (UMEC_TRY(rows.step())) {
    one[0] = Change::put(std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2)));
    documents.apply(one, static_cast<Revision>(rows.integer(3)));
  }
  return {};
}

Result<Revision> SqliteDocumentStore::Writer::commit(std::vector<Change> changes) {
  Commit commit;
  commit.changes = std::move(changes);
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return fail(Errc::unavailable, "the document store is closing");
    if (queue_.size() >= options_.queue)
      return fail(Errc::unavailable, "{} changes wait for the disk already: try again in a second",
                  queue_.size());
    queue_.push_back(&commit);
    condition_.notify_one();
  }
  // The writer borrows this stack until it wakes us, so not even cancellation may end the wait.
  commit.waiter.wait_uncancellable();
  return std::move(commit.result);
}

void SqliteDocumentStore::Writer::run() {
  std::vector<Commit *> group;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      condition_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      const std::size_t count = std::min(queue_.size(), kGroup);
      group.assign(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
      queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
    }
    write_group(group);
  }
}

void SqliteDocumentStore::Writer::write_group(std::vector<Commit *> &group) {
  PendingBatch batch(documents);
  Revision next = revision_;
  for (Commit *commit : group) {
    if (auto accepted = batch.accept(commit->changes, next + 1); accepted) {
      commit->result = ++next;
      commit->accepted = true;
    } else {
      commit->result = std::unexpected(std::move(accepted.error()));
    }
  }
  if (next != revision_) {
    const Timestamp start = now();
    if (auto stored = store(group); stored) {
      seconds_.observe_nanoseconds(now() - start);
      revision_ = next;
      for (Commit *commit : group) {
        if (!commit->accepted) continue;
        commits_.add();
        documents.apply(commit->changes, *commit->result);
        watches.publish(commit->changes, *commit->result);
      }
    } else {
      failures_.add();
      log::error("store_failed", {{"detail", stored.error().detail}});
      // Fails where the transaction is gone already; then there is nothing to roll back.
      static_cast<void>(database_.run("ROLLBACK"));
      for (Commit *commit : group)
        if (commit->accepted) commit->result = std::unexpected(stored.error());
    }
  }
  for (Commit *commit : group) commit->waiter.wake();
}

Result<void> SqliteDocumentStore::Writer::store(const std::vector<Commit *> &group) {
  UMEC_TRY(database_.run("BEGIN IMMEDIATE"));
  Revision last = 0;
  for (const Commit *commit : group) {
    if (!commit->accepted) continue;
    last = *commit->result;
    for (const Change &change : commit->changes) {
      SqliteStatement &statement = change.kind == Change::Kind::put ? put_ : remove_;
      statement.bind_text(1, change.collection);
      statement.bind_text(2, change.key);
      if (change.kind == Change::Kind::put) {
        statement.bind_text(3, *change.body);
        statement.bind_integer(4, static_cast<std::int64_t>(last));
      }
      UMEC_TRY(statement.run());
    }
  }
  count_.bind_integer(1, static_cast<std::int64_t>(last));
  UMEC_TRY(count_.run());
  return database_.run("COMMIT");
}

Result<std::unique_ptr<SqliteDocumentStore>> SqliteDocumentStore::open(const std::string &path,
                                                                       Options options) {
  auto writer = std::make_unique<Writer>(UMEC_TRY(SqliteDatabase::open(path)), options);
  UMEC_TRY(writer->load());
  writer->start();
  return std::unique_ptr<SqliteDocumentStore>(new SqliteDocumentStore(std::move(writer)));
}

SqliteDocumentStore::SqliteDocumentStore(std::unique_ptr<Writer> writer) : writer_(std::move(writer)) {}
SqliteDocumentStore::~SqliteDocumentStore() = default;

Result<Document> SqliteDocumentStore::get(std::string_view collection, std::string_view key) const {
  return writer_->documents.get(collection, key);
}
std::vector<Document> SqliteDocumentStore::list(std::string_view collection) const {
  return writer_->documents.list(collection);
}
Result<Revision> SqliteDocumentStore::commit(std::vector<Change> changes) {
  return writer_->commit(std::move(changes));
}
std::unique_ptr<Watch> SqliteDocumentStore::watch(std::string_view prefix) {
  return writer_->watches.add(prefix);
}

}  // namespace umec::store
