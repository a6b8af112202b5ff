#include "node/roles.hpp"

namespace umec::node {

std::span<const RoleMaker> role_makers() {
  static constexpr RoleMaker makers[] = {
      {"bus", make_bus_role, true},
      {"apps", make_apps_role},
      {"console", make_console_role},
  };
  return makers;
}

}  // namespace umec::node
