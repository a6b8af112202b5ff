#include "net/route_metrics.hpp"

namespace umec::net {

RouteMetrics RouteMetrics::of(Method method, std::string_view route) {
  RouteMetrics metrics{};
  const metrics::Labels labels = {{"method", std::string(method_name(method))},
                                  {"route", std::string(route)}};
  metrics.duration =
      &metrics::histogram("umec_http_request_seconds", "Time from head to response, by route.", labels);
  for (std::size_t i = 0; i < metrics.by_class.size(); ++i) {
    auto with_class = labels;
    with_class.emplace_back("status", i == 0 ? "other" : std::to_string(i) + "xx");
    metrics.by_class[i] = &metrics::counter("umec_http_requests_total",
                                            "Requests answered, by route and status class.", with_class);
  }
  return metrics;
}

}  // namespace umec::net
