#include "store/sqlite_database.hpp"

#include <sqlite3.h>

namespace umec::store {

namespace {

std::unexpected<Error> failure(sqlite3 *database) {
  const char *path = sqlite3_db_filename(database, "main");
  const std::string file = path == nullptr || *path == '\0' ? "(memory)" : path;
  switch (sqlite3_errcode(database)) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return fail(Errc::corrupt,
                  "the file {} is damaged ({}): restore it from a backup, or move it away to start empty",
                  file, sqlite3_errmsg(database));
    case SQLITE_FULL:
      return fail(Errc::io,
                  "there is no space left for {}: nothing was stored; free some space and try again", file);
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return fail(Errc::io, "{} is in use by another process", file);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return fail(Errc::io, "{} cannot be opened for writing: {}", file, sqlite3_errmsg(database));
    default: return fail(Errc::io, "{} cannot be read or written: {}", file, sqlite3_errmsg(database));
  }
}

}  // namespace

void SqliteStatement::Finalize::operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
void SqliteDatabase::Close::operator()(sqlite3 *database) const { sqlite3_close(database); }

void SqliteStatement::bind_text(int index, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void SqliteStatement::bind_integer(int index, std::int64_t number) {
  sqlite3_bind_int64(statement_.get(), index, number);
}

Result<bool> SqliteStatement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  // The message must be taken before the reset.
  Result<bool> result = false;
  if (code != SQLITE_DONE) result = failure(sqlite3_db_handle(statement_.get()));
  sqlite3_reset(statement_.get());
  return result;
}

Result<void> SqliteStatement::run() {
  while (UMEC_TRY(step())) {
  }
  return {};
}

std::string_view SqliteStatement::text(int column) const {
  const auto *data = reinterpret_cast<const char *>(sqlite3_column_text(statement_.get(), column));
  return data == nullptr
             ? std::string_view{}
             : std::string_view(data,
                                static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

std::int64_t SqliteStatement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

Result<SqliteDatabase> SqliteDatabase::open(const std::string &path) {
  SqliteDatabase database;
  sqlite3 *raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  database.database_.reset(raw);
  if (raw == nullptr) return fail(Errc::unavailable, "there is no memory to open {}", path);
  if (code != SQLITE_OK) return fail(Errc::io, "cannot open {}: {}", path, sqlite3_errmsg(raw));
  return database;
}

Result<void> SqliteDatabase::run(const std::string &sql) {
  if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    return failure(database_.get());
  return {};
}

Result<SqliteStatement> SqliteDatabase::prepare(std::string_view sql) {
  sqlite3_stmt *raw = nullptr;
  if (sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &raw, nullptr) != SQLITE_OK)
    return failure(database_.get());
  SqliteStatement statement;
  statement.statement_.reset(raw);
  return statement;
}

}  // namespace umec::store
