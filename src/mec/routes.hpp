// The REST surfaces of MEC 011. Each root is mounted as v1 and v2, on the same handlers.
#pragma once

#include <string>
#include <vector>

#include "mec/liveness.hpp"
#include "mec/registry.hpp"
#include "mec/service_index.hpp"
#include "mec/subscriptions.hpp"
#include "mec/timing.hpp"
#include "net/router.hpp"

namespace umec::mec {

inline constexpr const char *kServiceManagement = "/mec_service_mgmt/";
inline constexpr const char *kApplicationSupport = "/mec_app_support/";

void mount_services(net::Router &router, Registry &registry);
void mount_liveness(net::Router &router, Liveness &liveness);
void mount_applications(net::Router &router, Registry &registry);
/// Both kinds of subscription, each under its API's root.
void mount_subscriptions(net::Router &router, Registry &registry, Subscriptions &subscriptions);
void mount_timing(net::Router &router, std::vector<NtpServer> ntp_servers);
/// The rules of an application. None can be provisioned yet, so each application has none.
void mount_rules(net::Router &router, Registry &registry);

/// The six query parameters of a service list (8.2.3.3.1). Errors: bad_request, also for any other
/// parameter and for criteria that exclude each other.
Result<ServiceQuery> read_service_query(std::string_view query_text);

}  // namespace umec::mec
