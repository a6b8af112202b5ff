// What the server counts of each route.
#pragma once

#include <array>
#include <string_view>

#include "base/metrics.hpp"
#include "net/http.hpp"

namespace umec::net {

struct RouteMetrics {
  metrics::Histogram *duration;
  std::array<metrics::Counter *, 6> by_class;  ///< by the hundreds of the status

  static RouteMetrics of(Method method, std::string_view route);
  void observe(int status, std::int64_t nanoseconds) const {
    duration->observe_nanoseconds(nanoseconds);
    by_class[static_cast<std::size_t>(status / 100) % by_class.size()]->add();
  }
};

}  // namespace umec::net
