// The HTTP surface: /write, /query and /ping of InfluxDB 1.x.
#pragma once

#include "net/router.hpp"
#include "timeseries/engine.hpp"

namespace umec::timeseries {

/// Adds the routes. The engine must outlive the router. They stand on a port of their own (8086) and
/// beside the node's other routes alike.
void mount(net::Router &router, Engine &engine);

}  // namespace umec::timeseries
