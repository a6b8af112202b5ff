// SQLite as values: a connection, a prepared statement. The only file here that knows its C interface.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace umec::timeseries {

class Statement {
 public:
  Statement() = default;
  Statement &bind(int at, std::int64_t value);
  Statement &bind(int at, std::string_view text);
  Statement &bind_blob(int at, std::string_view bytes);  ///< `bytes` must live until reset()
  /// Moves to the next row; false at the end. Errors: io, corrupt.
  Result<bool> step();
  /// Runs to the end and makes ready for the next use.
  Result<void> run();
  void reset();

  std::int64_t integer(int column) const;
  std::string_view text(int column) const;  ///< valid until the next step
  std::string_view blob(int column) const;  ///< valid until the next step
  bool is_null(int column) const;

 private:
  friend class Connection;
  struct Finalize {
    void operator()(sqlite3_stmt *statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Connection {
 public:
  /// Opens or makes the file: WAL, synchronous=FULL, `page_size` for a new file, `cache_kib` of page cache.
  static Result<Connection> open(const std::filesystem::path &path, int page_size, int cache_kib);
  Result<void> execute(const char *sql);
  /// Errors: internal (the SQL is ours).
  Result<Statement> prepare(const char *sql);
  std::int64_t last_id() const;

 private:
  struct Close {
    void operator()(sqlite3 *connection) const;
  };
  std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace umec::timeseries
