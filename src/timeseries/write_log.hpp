// The log of acknowledged writes that are not yet in blocks.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "timeseries/sqlite.hpp"

namespace umec::timeseries {

/// One SQLite file of its own, so that compaction never holds up a commit. Used by one thread.
class WriteLog {
 public:
  static Result<WriteLog> open(const std::filesystem::path &path);

  Result<void> begin();
  /// Adds one write inside a transaction and gives its number; numbers rise while the log is open.
  Result<std::int64_t> append(std::int64_t database, std::string_view batch);
  /// On return what was appended is on the disk.
  Result<void> commit();
  void roll_back();

  /// Forgets writes up to and including `number`; inside a transaction or by itself.
  Result<void> forget(std::int64_t number);
  /// Gives back the room of what was forgotten.
  Result<void> shrink();
  /// To be called before the first append. Calls `replay(number, database, batch)` for each write in order. Stops at the first error.
  Result<void> read(const std::function<Result<void>(std::int64_t, std::int64_t, std::string_view)> &replay);

 private:
  Connection connection_;
  Statement insert_;
  Statement remove_;
  std::int64_t next_ = 1;
};

}  // namespace umec::timeseries
