#include "camera/cameras.hpp"

#include "base/json_text.hpp"
#include "base/log.hpp"

namespace umec::camera {
namespace {

bool same(const CameraConfig &a, const CameraConfig &b) {
  const auto at = [](const CameraConfig &config) {
    const Location location = config.location.value_or(Location{1000, 1000});
    return std::tuple(config.name, config.url, config.place, location.latitude, location.longitude,
                      config.watch, config.on_demand);
  };
  return at(a) == at(b);
}

}  // namespace

std::string CameraEvent::json() const {
  std::string out = R"({"camera":)";
  json::append_string(out, name_);
  out += kind_ == Kind::added     ? R"(,"event":"added")"
         : kind_ == Kind::removed ? R"(,"event":"removed")"
                                  : R"(,"event":"changed")";
  out += R"(,"state":)";
  json::append_string(out, name(state_));
  if (!detail_.empty()) {
    out += R"(,"detail":)";
    json::append_string(out, detail_);
  }
  return out + '}';
}

Result<std::unique_ptr<Cameras>> Cameras::start(runtime::Runtime &runtime, bus::Bus &bus, CameraStore &store,
                                                Options options) {
  auto cameras = std::unique_ptr<Cameras>(new Cameras(runtime, bus, store, std::move(options)));
  for (const CameraConfig &config : cameras->options_.configured) {
    if (cameras->cameras_.contains(config.name))
      return fail(Errc::bad_request, "the camera {} stands twice in the configuration", config.name);
    if (auto begun = cameras->begin(config, true); !begun)
      return fail(Errc::bad_request, "the camera '{}' in the configuration: {}", config.name,
                  begun.error().detail);
  }
  for (CameraConfig &config : UMEC_TRY(store.load())) {
    if (cameras->cameras_.contains(config.name)) continue;
    const std::string name = config.name;
    // One that an older version took must not keep the node from starting.
    if (auto begun = cameras->begin(std::move(config), false); !begun)
      log::warning("camera.ignored", {{"camera", name}, {"detail", begun.error().detail}});
  }
  return cameras;
}

Cameras::Cameras(runtime::Runtime &runtime, bus::Bus &bus, CameraStore &store, Options options)
    : runtime_(runtime), bus_(bus), store_(store), options_(std::move(options)) {}

Cameras::~Cameras() {
  // A request in flight may still hold one.
  for (const auto &camera : list()) camera->stop();
}

Result<void> Cameras::begin(CameraConfig config, bool configured) {
  const std::string name = config.name;
  auto camera =
      UMEC_TRY(Camera::start(runtime_, std::move(config), options_.source, options_.limits,
                             [this](const Camera &changed) { tell(CameraEvent::Kind::changed, changed); }));
  tell(CameraEvent::Kind::added, *camera);
  Entry entry{std::move(camera), configured};
  {
    const std::lock_guard lock(mutex_);
    std::swap(cameras_[name], entry);
  }
  if (entry.camera) entry.camera->stop();  // waits, so not under the lock
  return {};
}

void Cameras::tell(CameraEvent::Kind kind, const Camera &camera) {
  const CameraStatus status = camera.status();
  bus_.publish("cameras/" + camera.config().name, now(),
               std::make_shared<CameraEvent>(kind, camera.config().name, status.state, status.detail));
}

Result<bool> Cameras::put(CameraConfig config) {
  UMEC_TRY(config.check());
  std::shared_ptr<Camera> old;
  {
    const std::lock_guard lock(mutex_);
    const auto found = cameras_.find(config.name);
    if (found != cameras_.end() && found->second.configured)
      return fail(Errc::conflict, "the camera {} stands in the node's configuration and is changed there",
                  config.name);
    if (found != cameras_.end() && same(found->second.camera->config(), config)) return false;
    if (found == cameras_.end() && cameras_.size() >= options_.most)
      return fail(Errc::unavailable, "there are {} cameras already, which is the most", options_.most);
    if (found != cameras_.end()) old = found->second.camera;
  }
  UMEC_TRY(store_.save(config));
  if (old) tell(CameraEvent::Kind::removed, *old);
  UMEC_TRY(begin(std::move(config), false));
  return old == nullptr;
}

Result<void> Cameras::remove(std::string_view name) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = cameras_.find(name);
    if (found == cameras_.end()) return fail(Errc::not_found, "there is no camera '{}'", name);
    if (found->second.configured)
      return fail(Errc::conflict, "the camera {} stands in the node's configuration and is removed there",
                  name);
  }
  UMEC_TRY(store_.erase(name));
  std::shared_ptr<Camera> gone;
  {
    const std::lock_guard lock(mutex_);
    const auto found = cameras_.find(name);
    if (found == cameras_.end()) return {};
    gone = std::move(found->second.camera);
    cameras_.erase(found);
  }
  gone->stop();
  tell(CameraEvent::Kind::removed, *gone);
  return {};
}

Result<std::shared_ptr<Camera>> Cameras::find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = cameras_.find(name);
  if (found == cameras_.end()) return fail(Errc::not_found, "there is no camera '{}'", name);
  return found->second.camera;
}

std::vector<std::shared_ptr<Camera>> Cameras::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Camera>> list;
  list.reserve(cameras_.size());
  for (const auto &[name, entry] : cameras_) list.push_back(entry.camera);
  return list;
}

}  // namespace umec::camera
