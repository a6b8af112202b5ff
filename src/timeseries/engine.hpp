// The port: what the rest of µMEC needs of a time-series database.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "timeseries/point.hpp"
#include "timeseries/result.hpp"

namespace umec::timeseries {

/// Points of a batch that were not stored, and why (InfluxDB's "partial write").
struct WriteOutcome {
  std::size_t dropped = 0;
  std::string reason;
};

/// When a write returns.
enum class Durability : std::uint8_t {
  committed,  ///< the points are on the disk (or the other engine has said so)
  accepted,   ///< they are queued and readable soon; a crash now may lose them
};

struct QueryRequest {
  std::string text;      ///< InfluxQL, one or more statements
  std::string database;  ///< for statements that name none
  bool read_only = false;  ///< statements that change something fail
};

/// A time-series database that speaks InfluxQL. All calls may be made from fibers and threads.
class Engine {
 public:
  virtual ~Engine() = default;

  /// Stores points. A field keeps the type of its first value: points of another type are dropped and
  /// counted. Errors: not_found (database), unavailable (too much is waiting: try again), io.
  virtual Result<WriteOutcome> write(std::string_view database, Batch batch, Durability durability) = 0;

  /// Answers each statement in order; a statement's own failure is in its result and the next ones
  /// are answered all the same. Times are nanoseconds. Errors: bad_request (cannot be read), unavailable.
  virtual Result<std::vector<StatementResult>> query(const QueryRequest &request) = 0;

  /// Makes the database where it is not there yet. `retention`: how long points are kept, 0 for ever.
  virtual Result<void> create_database(std::string_view name, Timestamp retention) = 0;
};

/// Convenience for producers: stores a few points durably.
Result<WriteOutcome> write_points(Engine &engine, std::string_view database, const std::vector<Point> &points,
                                  Durability durability = Durability::committed);

}  // namespace umec::timeseries
