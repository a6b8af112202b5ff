// How the node's own modules get into the registry: by the same interface as any app.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/role.hpp"

namespace umec::node {

struct OfferedService {
  std::string name;      ///< serName
  std::string category;  ///< kind of data
  std::string path;      ///< REST root on the main port
  std::string description;
};

/// Registers the application `umec-<module>` with exactly these services; nothing where the registry
/// is off. A failure is logged: the node works without.
void offer_services(const Surroundings &surroundings, std::string_view module, std::string_view title,
                    const std::string &path, const std::vector<OfferedService> &services);

/// Withdraws what modules of an earlier run offered that are off in this one.
void retire_services(const Surroundings &surroundings);

}  // namespace umec::node
