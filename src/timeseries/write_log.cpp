#include "timeseries/write_log.hpp"

namespace umec::timeseries {

Result<WriteLog> WriteLog::open(const std::filesystem::path &path) {
  WriteLog log;
  log.connection_ = UMEC_TRY(Connection::open(path, 4096, 1024));
  // Exclusive: no shared-memory index file, and the WAL is rewritten in place, which makes a sync cheaper.
  UMEC_TRY(
      log.connection_.execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA wal_autocheckpoint=2000;"
                              "CREATE TABLE IF NOT EXISTS write(number INTEGER PRIMARY KEY, "
                              "database INTEGER NOT NULL, batch BLOB NOT NULL);"));
  log.insert_ = UMEC_TRY(log.connection_.prepare("INSERT INTO write VALUES(?, ?, ?)"));
  log.remove_ = UMEC_TRY(log.connection_.prepare("DELETE FROM write WHERE number <= ?"));
  return log;
}

Result<void> WriteLog::begin() { return connection_.execute("BEGIN IMMEDIATE"); }

Result<std::int64_t> WriteLog::append(std::int64_t database, std::string_view batch) {
  // Numbered here: SQLite's AUTOINCREMENT would write a second page with every commit.
  UMEC_TRY(insert_.bind(1, next_).bind(2, database).bind_blob(3, batch).run());
  return next_++;
}

Result<void> WriteLog::commit() { return connection_.execute("COMMIT"); }

void WriteLog::roll_back() { (void)connection_.execute("ROLLBACK"); }

Result<void> WriteLog::forget(std::int64_t number) { return remove_.bind(1, number).run(); }

Result<void> WriteLog::read(
    const std::function<Result<void>(std::int64_t, std::int64_t, std::string_view)> &replay) {
  Statement select =
      UMEC_TRY(connection_.prepare("SELECT number, database, batch FROM write ORDER BY number"));
  while (UMEC_TRY(select.step())) {
    next_ = select.integer(0) + 1;
    UMEC_TRY(replay(select.integer(0), select.integer(1), select.blob(2)));
  }
  return {};
}

Result<void> WriteLog::shrink() { return connection_.execute("VACUUM"); }

}  // namespace umec::timeseries
