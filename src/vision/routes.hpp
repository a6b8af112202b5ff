// The REST surface of vision: pictures in, what they show out.
#pragma once

#include <functional>

#include "net/router.hpp"
#include "vision/events.hpp"
#include "vision/plate_log.hpp"
#include "vision/vision.hpp"

namespace umec::vision {

/// What the routes stand on; all of it outlives the router.
struct RouteParts {
  Vision &vision;
  PlateLog &plates;
  Events &events;
  /// Whether a camera of that name is there, so that a history of none is told from an empty one.
  std::function<bool(const std::string &)> has_camera;
  Duration call_time = std::chrono::seconds(15);  ///< for one call of vision
};

/// Mounts /vision/v1: detect, plates, models, cameras/{name}/plates and the event stream.
void mount_routes(net::Router &router, const RouteParts &parts);

/// Mounts /v1/models: TensorFlow Serving's REST, status, metadata and predict.
void mount_serving_routes(net::Router &router, Vision &vision, Duration call_time);

}  // namespace umec::vision
