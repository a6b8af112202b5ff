#include "sensors/reading_log.hpp"

#include <algorithm>

namespace umec::sensors {

std::vector<HistoryPoint> summarise(std::span<const HistoryPoint> points, Timestamp every) {
  std::vector<HistoryPoint> windows;
  for (const HistoryPoint &point : points) {
    // Rounds down also before the epoch.
    const Timestamp start = point.time - ((point.time % every) + every) % every;
    if (windows.empty() || windows.back().time != start) {
      windows.push_back(point);
      windows.back().time = start;
      continue;
    }
    HistoryPoint &window = windows.back();
    const auto total = static_cast<double>(window.count + point.count);
    window.mean += (point.mean - window.mean) * static_cast<double>(point.count) / total;
    window.min = std::min(window.min, point.min);
    window.max = std::max(window.max, point.max);
    window.count += point.count;
  }
  return windows;
}

}  // namespace umec::sensors
