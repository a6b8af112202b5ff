// Where readings are kept: the port to a time series engine.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "sensors/reading.hpp"

namespace umec::sensors {

/// A reading with what a time series wants to know beside it.
struct LoggedReading {
  std::shared_ptr<const Reading> reading;  // shared with the catalogue and the bus
  std::string sensor_name;
};

struct HistoryQuery {
  std::string sensor;
  Quantity quantity = Quantity::temperature;
  Timestamp from = 0;   ///< inclusive
  Timestamp to = 0;     ///< inclusive
  Timestamp every = 0;  ///< width of the windows that are summarised; 0: each value
  std::size_t limit = 10000;  ///< most points to give
};

/// One value (count 1, all three the same), or one window that is not empty, at its start.
struct HistoryPoint {
  Timestamp time = 0;
  double mean = 0;
  double min = 0;
  double max = 0;
  std::uint64_t count = 1;
};

class ReadingLog {
 public:
  virtual ~ReadingLog() = default;
  /// Returns when the readings are durable. The same reading twice is one. Errors: io, unavailable.
  virtual Result<void> append(std::span<const LoggedReading> readings) = 0;
  /// In time order, the oldest `limit` points. A sensor that is not known has no history. Errors: io,
  /// corrupt, unavailable, timeout.
  virtual Result<std::vector<HistoryPoint>> history(const HistoryQuery &query) = 0;
};

/// Summarises points in time order into windows that start at multiples of `every`. For adapters to
/// engines that do not, and for fakes.
std::vector<HistoryPoint> summarise(std::span<const HistoryPoint> points, Timestamp every);

}  // namespace umec::sensors
