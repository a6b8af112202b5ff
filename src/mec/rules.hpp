// What MEC 011 demands of bodies beyond their types.
#pragma once

#include <string_view>

#include "mec/subscription.hpp"
#include "mec/types.hpp"

namespace umec::mec {

/// An application may join iff it has a name and either an endpoint or, where a MEC management system
/// made it, both appInstanceId and appDId (7.1.2.6). Errors: bad_request with a pointer.
Result<void> check_app_info(const AppInfo &application);

/// In a POST exactly one of transportId and transportInfo stands (8.1.2.2); in a PUT at most one.
/// Errors: bad_request with a pointer.
Result<void> check_service_info(const ServiceInfo &service, bool is_new);

/// The callback must be an absolute http or https URI without query, fragment and user (MEC 009,
/// 6.12.3), and at most one set of services may be named. Errors: bad_request with a pointer.
Result<void> check_subscription(const Subscription &subscription);

/// Identifiers that stand in URIs unescaped: 1 to 128 letters, digits and - . _ ~.
bool is_plain_id(std::string_view id);

}  // namespace umec::mec
