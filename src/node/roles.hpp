// The list of roles, in the order they start. One file per role: role_<name>.cpp.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "node/role.hpp"

namespace umec::node {

struct RoleMaker {
  std::string_view name;
  Result<std::unique_ptr<Role>> (*make)(Surroundings &);
  bool always = false;  ///< not a choice: what every node has
};

std::span<const RoleMaker> role_makers();

Result<std::unique_ptr<Role>> make_bus_role(Surroundings &surroundings);
Result<std::unique_ptr<Role>> make_store_role(Surroundings &surroundings);
Result<std::unique_ptr<Role>> make_registry_role(Surroundings &surroundings);
Result<std::unique_ptr<Role>> make_sensors_role(Surroundings &surroundings);
Result<std::unique_ptr<Role>> make_timeseries_role(Surroundings &surroundings);
Result<std::unique_ptr<Role>> make_cameras_role(Surroundings &surroundings);
Result<std::unique_ptr<Role>> make_vision_role(Surroundings &surroundings);
Result<std::unique_ptr<Role>> make_apps_role(Surroundings &surroundings);
Result<std::unique_ptr<Role>> make_console_role(Surroundings &surroundings);

}  // namespace umec::node
