// The REST surface of apps: /apps/v1/web, and their pages under /apps/NAME/.
#pragma once

#include "apps/web_apps.hpp"
#include "net/router.hpp"

namespace umec::apps {

/// Adds the routes. `apps` must outlive the router's last request.
void mount(net::Router &router, WebApps &apps);

/// The media type of a file by its ending.
std::string_view media_type_of(std::string_view path);

}  // namespace umec::apps
