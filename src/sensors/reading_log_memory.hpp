// A ReadingLog that forgets: for tests, and for a node without a time series.
#pragma once

#include <map>
#include <mutex>

#include "sensors/reading_log.hpp"

namespace umec::sensors {

/// Keeps a bounded number of readings per sensor, the newest.
class MemoryReadingLog : public ReadingLog {
 public:
  explicit MemoryReadingLog(std::size_t per_sensor = 10000) : per_sensor_(per_sensor) {}
  Result<void> append(std::span<const LoggedReading> readings) override;
  Result<std::vector<HistoryPoint>> history(const HistoryQuery &query) override;

 private:
  const std::size_t per_sensor_;
  std::mutex mutex_;
  std::map<std::string, std::map<Timestamp, std::shared_ptr<const Reading>>, std::less<>> sensors_;
};

}  // namespace umec::sensors
