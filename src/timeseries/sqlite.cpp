#include "timeseries/sqlite.hpp"

#include <sqlite3.h>

namespace umec::timeseries {
namespace {

std::unexpected<Error> failure(sqlite3 *connection, int code) {
  const bool damaged = (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
  return fail(damaged ? Errc::corrupt : Errc::io, "the time-series store failed: {}",
              connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(code));
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
void Connection::Close::operator()(sqlite3 *connection) const { sqlite3_close_v2(connection); }

Statement &Statement::bind(int at, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), at, value);
  return *this;
}

Statement &Statement::bind(int at, std::string_view text) {
  sqlite3_bind_text(statement_.get(), at, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  return *this;
}

Statement &Statement::bind_blob(int at, std::string_view bytes) {
  sqlite3_bind_blob(statement_.get(), at, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  auto error = failure(sqlite3_db_handle(statement_.get()), code);
  sqlite3_reset(statement_.get());
  return error;
}

Result<void> Statement::run() {
  while (UMEC_TRY(step())) {
  }
  reset();
  return {};
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string_view Statement::text(int column) const {
  const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(statement_.get(), column));
  return {text == nullptr ? "" : text,
          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::string_view Statement::blob(int column) const {
  const auto *bytes = static_cast<const char *>(sqlite3_column_blob(statement_.get(), column));
  return {bytes == nullptr ? "" : bytes,
          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

Result<Connection> Connection::open(const std::filesystem::path &path, int page_size, int cache_kib) {
  Connection connection;
  sqlite3 *raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  connection.connection_.reset(raw);
  if (code != SQLITE_OK) return fail(Errc::io, "cannot open {}: {}", path.string(), sqlite3_errstr(code));
  sqlite3_busy_timeout(raw, 10'000);
  const std::string pragmas = fmt::format(
      "PRAGMA page_size={}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-{}; "
      "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=16777216;",
      page_size, cache_kib);
  UMEC_TRY(connection.execute(pragmas.c_str()));
  return connection;
}

Result<void> Connection::execute(const char *sql) {
  const int code = sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return failure(connection_.get(), code);
  return {};
}

Result<Statement> Connection::prepare(const char *sql) {
  sqlite3_stmt *raw = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  if (code != SQLITE_OK) return failure(connection_.get(), code);
  Statement statement;
  statement.statement_.reset(raw);
  return statement;
}

std::int64_t Connection::last_id() const { return sqlite3_last_insert_rowid(connection_.get()); }

}  // namespace umec::timeseries
