// The message bus: every node has one.
#include "bus/bus.hpp"
#include "node/roles.hpp"

namespace umec::node {
namespace {

class BusRole final : public Role {
 public:
  std::string_view name() const override { return "bus"; }
  bus::Bus bus;
};

}  // namespace

Result<std::unique_ptr<Role>> make_bus_role(Surroundings &surroundings) {
  auto role = std::make_unique<BusRole>();
  surroundings.bus = &role->bus;
  return role;
}

}  // namespace umec::node
