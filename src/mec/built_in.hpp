// Descriptions of the node's own applications and services, for Registry::offer.
#pragma once

#include <string>

#include "mec/types.hpp"

namespace umec::mec {

/// A part of this node as an application: `id` is stable across restarts, `uri` its REST root.
AppInfo built_in_application(std::string id, std::string name, const std::string &uri);

/// A REST service of this node. `id` is stable across restarts, `uri` is where the API answers, and
/// `category` names the kind of data ("temperature", "camera").
ServiceInfo built_in_service(std::string id, std::string name, std::string version,
                             const std::string &category, const std::string &uri, std::string description);

/// The transport that a service may choose by transportId "rest-http": HTTP through this node.
TransportInfo rest_transport(const std::string &uri);

}  // namespace umec::mec
