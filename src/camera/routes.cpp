#include "camera/routes.hpp"

#include <charconv>

#include "camera/wire.hpp"

namespace umec::camera {
namespace {

constexpr std::string_view kBoundary = "umec-picture";
constexpr Duration kPictureTime = std::chrono::seconds(10);
constexpr Duration kQuietTime = std::chrono::minutes(1);  ///< a stream without a picture ends
constexpr Duration kLook =
    std::chrono::seconds(1);       ///< how often a quiet stream looks whether its client left

Result<std::shared_ptr<Camera>> camera_of(const Cameras &cameras, const net::Request &request) {
  return cameras.find(request.param("camera"));
}

net::Response picture_response(const Picture &picture) {
  net::Response response;
  response.content_type = "image/jpeg";
  response.body = picture.jpeg;
  return std::move(response)
      .with("X-Picture-Time", format_rfc3339(picture.time))
      .with("X-Picture-Id", std::to_string(picture.id));
}

Result<net::Response> kept_picture(const Cameras &cameras, const net::Request &request) {
  const auto camera = UMEC_TRY(camera_of(cameras, request));
  const std::string_view text = request.param("picture");
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size())
    return fail(Errc::not_found, "the camera {} keeps no picture '{}'", camera->config().name,
                text.substr(0, 32));
  // A picture never changes under its id, but ids begin again with the camera.
  return picture_response(*UMEC_TRY(camera->picture(id))).with("Cache-Control", "no-cache");
}

/// Pictures as they come, each a part of multipart/x-mixed-replace.
Result<void> write_stream(Viewer &viewer, net::BodyWriter &writer) {
  auto quiet = runtime::Deadline::after(kQuietTime);
  while (!writer.closed()) {
    const auto picture = viewer.next(runtime::Deadline::after(kLook));
    if (!picture) {
      if (picture.error().code != Errc::timeout || quiet.passed()) return {};
      continue;
    }
    quiet = runtime::Deadline::after(kQuietTime);
    const std::string &jpeg = *(*picture)->jpeg;
    UMEC_TRY(writer.write(
        fmt::format("--{}\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\nX-Picture-Time: {}\r\n\r\n",
                    kBoundary, jpeg.size(), format_rfc3339((*picture)->time))));
    UMEC_TRY(writer.write(jpeg));
    UMEC_TRY(writer.write("\r\n"));
  }
  return {};
}

Result<net::Response> stream(const Cameras &cameras, const net::Request &request) {
  const auto camera = UMEC_TRY(camera_of(cameras, request));
  std::shared_ptr<Viewer> viewer = camera->watch();  // shared by the copies of the function below
  return net::Response::stream("multipart/x-mixed-replace; boundary=umec-picture",
                               [viewer](net::BodyWriter &writer) { return write_stream(*viewer, writer); })
      .with("Cache-Control", "no-store");
}

Result<net::Response> put(Cameras &cameras, const net::Request &request) {
  auto config = UMEC_TRY(read_camera(request.param("camera"), request.body));
  const std::string name = config.name;
  const bool added = UMEC_TRY(cameras.put(std::move(config)));
  std::string body = to_json(*UMEC_TRY(cameras.find(name)));
  if (!added) return net::Response::json(std::move(body));
  return net::Response::created(request.origin() + "/cameras/v1/cameras/" + name, std::move(body));
}

}  // namespace

void mount(net::Router &router, Cameras &cameras) {
  using net::Request;
  using Answer = Result<net::Response>;
  router.get("/cameras/v1/cameras",
             [&](Request &) -> Answer { return net::Response::json(to_json(cameras.list())); });
  router.get("/cameras/v1/cameras/{camera}", [&](Request &request) -> Answer {
    return net::Response::json(to_json(*UMEC_TRY(camera_of(cameras, request))));
  });
  router.put("/cameras/v1/cameras/{camera}", [&](Request &request) { return put(cameras, request); });
  router.del("/cameras/v1/cameras/{camera}", [&](Request &request) -> Answer {
    UMEC_TRY(cameras.remove(request.param("camera")));
    return net::Response::empty();
  });
  router.get("/cameras/v1/cameras/{camera}/picture", [&](Request &request) -> Answer {
    const auto camera = UMEC_TRY(camera_of(cameras, request));
    return picture_response(*UMEC_TRY(camera->picture(runtime::Deadline::after(kPictureTime))))
        .with("Cache-Control", "no-store");
  });
  router.get("/cameras/v1/cameras/{camera}/pictures", [&](Request &request) -> Answer {
    const auto camera = UMEC_TRY(camera_of(cameras, request));
    return net::Response::json(to_json(camera->config().name, camera->pictures()));
  });
  router.get("/cameras/v1/cameras/{camera}/pictures/{picture}",
             [&](Request &request) { return kept_picture(cameras, request); });
  router.get("/cameras/v1/cameras/{camera}/stream",
             [&](Request &request) { return stream(cameras, request); });
}

}  // namespace umec::camera
