// The city's HTTP surface: pictures, and the truth beside them.
#pragma once

#include "city/truth.hpp"
#include "net/router.hpp"

namespace umec::city {

/// Everything that answers to HTTP; outlives the router's server.
struct City {
  const District &district;
  const CityClock &clock;
  std::vector<std::unique_ptr<CameraFeed>> feeds;
};

/// GET / (a page with the live pictures), /cameras/{name}.mjpeg, /cameras/{name}.jpg, /truth/city,
/// /truth/plates?from=&to=&camera=, /truth/sensors?from=&to=.
void add_routes(net::Router &router, City &city);

}  // namespace umec::city
