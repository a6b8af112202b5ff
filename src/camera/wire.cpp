#include "camera/wire.hpp"

#include <cmath>

#include "base/json.hpp"
#include "net/http.hpp"

namespace umec {
BOOST_DESCRIBE_STRUCT(Location, (), (latitude, longitude))
}  // namespace umec

namespace umec::camera {
namespace {

struct CameraBody {
  std::string url;
  std::optional<std::string> place;
  std::optional<Location> location;
  std::optional<std::vector<std::string>> watch;
  std::optional<bool> on_demand;
};
BOOST_DESCRIBE_STRUCT(CameraBody, (), (url, place, location, watch, on_demand))

struct CameraDocument {
  std::string name;
  std::string url;
  std::optional<std::string> place;
  std::optional<Location> location;
  std::vector<std::string> watch;
  bool on_demand = false;
};
BOOST_DESCRIBE_STRUCT(CameraDocument, (), (name, url, place, location, watch, on_demand))

struct CameraAnswer {
  std::string name;
  std::string url;
  std::optional<std::string> place;
  std::optional<Location> location;
  std::vector<std::string> watch;
  bool on_demand = false;
  std::string state;
  std::optional<std::string> detail;
  std::optional<int> width;
  std::optional<int> height;
  std::optional<double> frame_rate;
  std::optional<std::string> last_picture_time;
  std::uint64_t viewers = 0;
  std::uint64_t failures = 0;
  std::uint64_t connections = 0;
  std::uint64_t bad_pictures = 0;
};
BOOST_DESCRIBE_STRUCT(CameraAnswer, (),
                      (name, url, place, location, watch, on_demand, state, detail, width, height, frame_rate,
                       last_picture_time, viewers, failures, connections, bad_pictures))

struct PictureAnswer {
  std::string id;
  std::string time;
  int width = 0;
  int height = 0;
  std::uint64_t bytes = 0;
  std::string href;
};
BOOST_DESCRIBE_STRUCT(PictureAnswer, (), (id, time, width, height, bytes, href))

CameraAnswer answer(const Camera &camera) {
  const CameraConfig &config = camera.config();
  const CameraStatus status = camera.status();
  CameraAnswer result{.name = config.name,
                      .url = camera.address().redacted,
                      .place = config.place,
                      .location = config.location,
                      .watch = config.watch,
                      .on_demand = config.on_demand,
                      .state = std::string(name(status.state)),
                      .viewers = status.viewers,
                      .failures = status.failures,
                      .connections = status.connections,
                      .bad_pictures = status.bad_pictures};
  if (!status.detail.empty()) result.detail = status.detail;
  if (status.last_picture) {
    result.width = status.width;
    result.height = status.height;
    result.last_picture_time = format_rfc3339(*status.last_picture);
  }
  if (status.frame_rate > 0) result.frame_rate = std::round(status.frame_rate * 10) / 10;
  return result;
}

}  // namespace

std::string to_json(const Camera &camera) { return json::encode_text(answer(camera)); }

std::string to_json(const std::vector<std::shared_ptr<Camera>> &cameras) {
  std::vector<CameraAnswer> answers;
  answers.reserve(cameras.size());
  for (const auto &camera : cameras) answers.push_back(answer(*camera));
  return json::encode_text(answers);
}

std::string to_json(std::string_view camera, const std::vector<std::shared_ptr<const Picture>> &pictures) {
  std::vector<PictureAnswer> answers;
  answers.reserve(pictures.size());
  for (const auto &picture : pictures)
    answers.push_back(
        {std::to_string(picture->id), format_rfc3339(picture->time), picture->width, picture->height,
         picture->jpeg->size(),
         fmt::format("/cameras/v1/cameras/{}/pictures/{}", net::percent_encode(camera), picture->id)});
  return json::encode_text(answers);
}

Result<CameraConfig> read_camera(std::string_view name, std::string_view body) {
  auto read = UMEC_TRY(json::decode_text<CameraBody>(body));
  CameraConfig config{std::string(name),
                      std::move(read.url),
                      std::move(read.place),
                      read.location,
                      read.watch.value_or(std::vector<std::string>{}),
                      read.on_demand.value_or(false)};
  UMEC_TRY(config.check());
  return config;
}

std::string to_document(const CameraConfig &config) {
  return json::encode_text(
      CameraDocument{config.name, config.url, config.place, config.location, config.watch, config.on_demand});
}

Result<CameraConfig> read_document(std::string_view text) {
  auto read = UMEC_TRY(json::decode_text<CameraDocument>(
      text, {json::Options::Unknown::ignore, json::Options::Missing::keep_default}));
  return CameraConfig{std::move(read.name), std::move(read.url),   std::move(read.place),
                      read.location,        std::move(read.watch), read.on_demand};
}

}  // namespace umec::camera
