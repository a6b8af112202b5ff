#include "node/roles.hpp"

namespace umec::node {

std::span<const RoleMaker> role_makers() { return {}; }

}  // namespace umec::node
