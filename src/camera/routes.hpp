// The REST surface of the cameras: /cameras/v1 (api/cameras.yaml).
#pragma once

#include "camera/cameras.hpp"
#include "net/router.hpp"

namespace umec::camera {

/// Adds the routes. The cameras must outlive the router's last request.
void mount(net::Router &router, Cameras &cameras);

}  // namespace umec::camera
