// Cameras as JSON.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "camera/cameras.hpp"

namespace umec::camera {

/// {"name","url" (redacted),"place"?,"location"?,"watch"?,"state","detail"?,"width"?,...}
std::string to_json(const Camera &camera);
std::string to_json(const std::vector<std::shared_ptr<Camera>> &cameras);
/// [{"id","time","width","height","bytes","href"}]
std::string to_json(std::string_view camera, const std::vector<std::shared_ptr<const Picture>> &pictures);

/// The body of a PUT: {"url","place"?,"location"?,"watch"?,"onDemand"?}. Errors: bad_request with a
/// JSON pointer.
Result<CameraConfig> read_camera(std::string_view name, std::string_view body);

/// The stored form: the same with "name", and the URL as given. Errors: bad_request.
std::string to_document(const CameraConfig &config);
Result<CameraConfig> read_document(std::string_view text);

}  // namespace umec::camera
