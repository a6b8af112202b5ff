#include "sensors/reading_log_memory.hpp"

namespace umec::sensors {

Result<void> MemoryReadingLog::append(std::span<const LoggedReading> readings) {
  const std::lock_guard lock(mutex_);
  for (const LoggedReading &logged : readings) {
    auto &kept = sensors_[logged.reading->sensor];
    kept.insert_or_assign(logged.reading->time, logged.reading);
    if (kept.size() > per_sensor_) kept.erase(kept.begin());
  }
  return {};
}

Result<std::vector<HistoryPoint>> MemoryReadingLog::history(const HistoryQuery &query) {
  std::vector<HistoryPoint> points;
  {
    const std::lock_guard lock(mutex_);
    const auto found = sensors_.find(query.sensor);
    if (found == sensors_.end()) return points;
    for (auto at = found->second.lower_bound(query.from); at != found->second.end() && at->first <= query.to;
         ++at)
      if (const auto value = at->second->values.get(query.quantity))
        points.push_back({at->first, *value, *value, *value, 1});
  }
  if (query.every > 0) points = summarise(points, query.every);
  if (points.size() > query.limit) points.resize(query.limit);
  return points;
}

}  // namespace umec::sensors
