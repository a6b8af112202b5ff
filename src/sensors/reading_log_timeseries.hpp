// Readings in the node's time series, in the schema that dashboards for Ruuvi devices already use.
#pragma once

#include <atomic>

#include "sensors/reading_log.hpp"
#include "timeseries/engine.hpp"

namespace umec::sensors {

/// Database "ruuvi", measurement "ruuvi_measurements"; tags mac (twelve digits in upper case),
/// dataFormat, name, receiver; a field of floating point per quantity, and rssi. The engine must
/// outlive this.
class TimeseriesReadingLog : public ReadingLog {
 public:
  explicit TimeseriesReadingLog(timeseries::Engine &engine) : engine_(engine) {}
  /// Makes the database where it is not there. Errors also: what the engine drops is corrupt, said aloud.
  Result<void> append(std::span<const LoggedReading> readings) override;
  Result<std::vector<HistoryPoint>> history(const HistoryQuery &query) override;

 private:
  timeseries::Engine &engine_;
  std::atomic<bool> database_made_{false};
};

}  // namespace umec::sensors
