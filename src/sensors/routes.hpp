// The REST surface of the sensors: /sensors/v1 (api/sensors.yaml).
#pragma once

#include "net/router.hpp"
#include "sensors/station.hpp"

namespace umec::sensors {

/// Adds the routes. The station must outlive the router's last request.
void mount(net::Router &router, Station &station);

}  // namespace umec::sensors
