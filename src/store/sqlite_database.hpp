// A SQLite connection and its statements, with our errors.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace umec::store {

/// A prepared statement. Bound text must live until reset.
class SqliteStatement {
 public:
  void bind_text(int index, std::string_view text);
  void bind_integer(int index, std::int64_t number);
  /// Steps once: true where there is a row. Resets itself at the end and on errors.
  Result<bool> step();
  /// Steps to the end of a statement without rows.
  Result<void> run();
  std::string_view text(int column) const;
  std::int64_t integer(int column) const;

 private:
  friend class SqliteDatabase;
  struct Finalize {
    void operator()(sqlite3_stmt *statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// One connection, for one thread at a time.
class SqliteDatabase {
 public:
  /// Errors: io, corrupt.
  static Result<SqliteDatabase> open(const std::string &path);
  Result<void> run(const std::string &sql);
  Result<SqliteStatement> prepare(std::string_view sql);

 private:
  struct Close {
    void operator()(sqlite3 *database) const;
  };
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace umec::store
