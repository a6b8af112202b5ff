#include "node/roles.hpp"

namespace umec::node {

std::span<const RoleMaker> role_makers() {
  static constexpr RoleMaker makers[] = {
      {"bus", make_bus_role, true},     {"store", make_store_role, true},
      {"registry", make_registry_role}, {"timeseries", make_timeseries_role},
      {"sensors", make_sensors_role},   {"cameras", make_cameras_role},
      {"vision", make_vision_role},     {"apps", make_apps_role},
      {"console", make_console_role},  // one a line
  };
  return makers;
}

}  // namespace umec::node
