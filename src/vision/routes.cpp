#include "vision/routes.hpp"

#include <charconv>

#include "base/json.hpp"
#include "net/event_stream.hpp"

namespace umec::vision {

BOOST_DESCRIBE_STRUCT(Box, (), (x, y, width, height))
BOOST_DESCRIBE_STRUCT(Detection, (), (label, score, box))
BOOST_DESCRIBE_STRUCT(Detections, (), (model, width, height, milliseconds, objects))
BOOST_DESCRIBE_STRUCT(PlateRead, (), (text, confidence, box))
BOOST_DESCRIBE_STRUCT(PlateReads, (), (width, height, milliseconds, plates))

namespace {

struct SightingBody {
  std::string time;
  std::string camera;
  std::string text;
  double confidence = 0;
  Box box;
};
BOOST_DESCRIBE_STRUCT(SightingBody, (), (time, camera, text, confidence, box))

struct FramePlatesBody {
  std::string camera;
  std::string time;
  int width = 0;
  int height = 0;
  std::vector<PlateRead> plates;
};
BOOST_DESCRIBE_STRUCT(FramePlatesBody, (), (camera, time, width, height, plates))

struct FrameObjectsBody {
  std::string camera;
  std::string time;
  int width = 0;
  int height = 0;
  std::vector<Detection> objects;
};
BOOST_DESCRIBE_STRUCT(FrameObjectsBody, (), (camera, time, width, height, objects))

struct FormBody {
  std::string name;
  std::string type;
  std::vector<std::int64_t> shape;
};
BOOST_DESCRIBE_STRUCT(FormBody, (), (name, type, shape))

struct ModelBody {
  std::string name;
  bool loaded = false;
  std::vector<FormBody> inputs;
  std::vector<FormBody> outputs;
  std::uint64_t classes = 0;
  std::optional<std::vector<std::string>> labels;
};
BOOST_DESCRIBE_STRUCT(ModelBody, (), (name, loaded, inputs, outputs, classes, labels))

constexpr std::size_t kMostLabelsTold = 1000;
constexpr std::size_t kMostSightings = 10'000;
constexpr std::size_t kUsualSightings = 100;

SightingBody body_of(const PlateSighting &s) {
  return {format_rfc3339(s.time), s.camera, s.text, s.confidence, s.box};
}

std::vector<FormBody> body_of(const std::vector<TensorForm> &forms) {
  std::vector<FormBody> out;
  for (const auto &form : forms) out.push_back({form.name, std::string(element_name(form.type)), form.shape});
  return out;
}

ModelBody body_of(const ModelInfo &model) {
  ModelBody body{model.name, model.loaded, body_of(model.inputs), body_of(model.outputs), model.labels.size(),
                 {}};
  if (!model.labels.empty() && model.labels.size() <= kMostLabelsTold) body.labels = model.labels;
  return body;
}

std::span<const std::uint8_t> octets(const std::string &body) {
  return {reinterpret_cast<const std::uint8_t *>(body.data()), body.size()};
}

/// What the bytes are is for the decoder to see; a body that says it is something else is refused.
Result<> check_picture(const net::Request &request) {
  auto type = request.media_type();
  if (request.body.empty())
    return fail(Errc::bad_request, "the body is empty: send a JPEG or PNG picture as it is");
  if (type.empty() || type.starts_with("image/") || type == "application/octet-stream") return {};
  return fail(Errc::unsupported_media, "send the picture as image/jpeg or image/png, not as {}", type);
}

template <class N>
Result<N> number(std::string_view name, std::string_view text, N least, N most) {
  N value{};
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !(value >= least && value <= most))
    return fail(Errc::bad_request, "{} must be a number from {} to {}, not '{}'", name, least, most,
                text.substr(0, 20));
  return value;
}

net::ServerEvent server_event(const Event &event) {
  auto time = format_rfc3339(event.time);
  if (const auto *plates = std::get_if<FramePlates>(&event.what))
    return {
        "plate",
        json::encode_text(FramePlatesBody{event.camera, time, plates->width, plates->height, plates->plates}),
        ""};
  if (const auto *objects = std::get_if<FrameObjects>(&event.what))
    return {"objects",
            json::encode_text(
                FrameObjectsBody{event.camera, time, objects->width, objects->height, objects->objects}),
            ""};
  return {"sighting", json::encode_text(body_of(std::get<PlateSighting>(event.what))), ""};
}

Result<net::Response> stream(Events &events, const RouteParts &parts, net::Request &request) {
  auto query = UMEC_TRY(request.query());
  UMEC_TRY(query.only({"camera"}));
  std::string camera(query.get("camera").value_or(""));
  if (!camera.empty() && !parts.has_camera(camera))
    return fail(Errc::not_found, "there is no camera named {}", camera);
  // Shared because std::function must be copyable; one stream has it.
  std::shared_ptr<Events::Subscription> subscription = events.subscribe(camera);
  return net::event_stream([subscription](runtime::Deadline deadline) -> std::optional<net::ServerEvent> {
    auto event = subscription->next(deadline);
    if (!event) return std::nullopt;
    return server_event(*event);
  });
}

Result<net::Response> sightings(const RouteParts &parts, net::Request &request) {
  auto query = UMEC_TRY(request.query());
  UMEC_TRY(query.only({"from", "limit"}));
  std::string camera(request.param("name"));
  if (!parts.has_camera(camera)) return fail(Errc::not_found, "there is no camera named {}", camera);
  Timestamp from = 0;
  if (auto text = query.get("from")) from = UMEC_TRY(parse_rfc3339(*text));
  std::size_t limit = kUsualSightings;
  if (auto text = query.get("limit"))
    limit = UMEC_TRY(number<std::size_t>("limit", *text, 1, kMostSightings));
  std::vector<SightingBody> body;
  for (const auto &sighting : UMEC_TRY(parts.plates.read(camera, from, limit)))
    body.push_back(body_of(sighting));
  return net::Response::json(json::encode_text(body));
}

}  // namespace

void mount_routes(net::Router &router, const RouteParts &parts) {
  const net::RouteOptions picture{.max_body = kMostPictureBytes};

  router.post(
      "/vision/v1/detect",
      [parts](net::Request &request) -> Result<net::Response> {
        auto query = UMEC_TRY(request.query());
        UMEC_TRY(query.only({"threshold"}));
        float threshold = 0.4f;
        if (auto text = query.get("threshold")) threshold = UMEC_TRY(number<float>("threshold", *text, 0, 1));
        UMEC_TRY(check_picture(request));
        auto found = UMEC_TRY(
            parts.vision.detect(octets(request.body), threshold, runtime::Deadline::after(parts.call_time)));
        return net::Response::json(json::encode_text(found));
      },
      picture);

  router.post(
      "/vision/v1/plates",
      [parts](net::Request &request) -> Result<net::Response> {
        auto query = UMEC_TRY(request.query());
        UMEC_TRY(query.only({"country", "effort"}));
        auto country = UMEC_TRY(parse_country(query.get("country").value_or("")));
        auto effort = UMEC_TRY(parse_effort(query.get("effort").value_or("")));
        UMEC_TRY(check_picture(request));
        auto found = UMEC_TRY(parts.vision.plates(octets(request.body), {country, effort, {}},
                                                  runtime::Deadline::after(parts.call_time)));
        return net::Response::json(json::encode_text(found));
      },
      picture);

  router.get("/vision/v1/models", [parts](net::Request &) -> Result<net::Response> {
    std::vector<ModelBody> body;
    for (const auto &model : UMEC_TRY(parts.vision.models(runtime::Deadline::after(parts.call_time))))
      body.push_back(body_of(model));
    return net::Response::json(json::encode_text(body));
  });

  router.get("/vision/v1/cameras/{name}/plates",
             [parts](net::Request &request) { return sightings(parts, request); });
  router.get("/vision/v1/stream",
             [parts](net::Request &request) { return stream(parts.events, parts, request); });
}

}  // namespace umec::vision
