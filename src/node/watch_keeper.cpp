#include "node/watch_keeper.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace umec::node {
namespace {

/// Gives a watcher the newest picture of a camera.
class CameraFrames final : public vision::FrameSource {
 public:
  explicit CameraFrames(const std::shared_ptr<camera::Camera> &camera)
      : name_(camera->config().name), viewer_(camera->watch(1)) {}
  const std::string &name() const override { return name_; }
  Result<vision::Frame> next_frame(runtime::Deadline deadline) override {
    const auto picture = UMEC_TRY(viewer_->next(deadline));
    return vision::Frame{picture->time, picture->jpeg};
  }

 private:
  const std::string name_;
  std::unique_ptr<camera::Viewer> viewer_;
};

bool wants(const camera::CameraConfig &config, std::string_view what) {
  return std::ranges::find(config.watch, what) != config.watch.end();
}

}  // namespace

WatchKeeper::WatchKeeper(runtime::Runtime &runtime, bus::Bus &bus, camera::Cameras &cameras,
                         vision::Vision &vision, vision::PlateLog &log, vision::Events &events)
    : cameras_(cameras), watches_(runtime, vision, log, events), tasks_(runtime) {
  // Subscribed before the first look, so that no change falls between.
  auto changes = bus.subscribe("cameras/+", 64);
  if (!changes) {
    log::error("watch.subscribe", {{"detail", changes.error().detail}});
    return;
  }
  tasks_.spawn([this, changes = std::shared_ptr<bus::Subscription>(std::move(*changes))] { run(*changes); });
}

WatchKeeper::~WatchKeeper() {
  tasks_.cancel();
  tasks_.wait(runtime::Deadline::after(std::chrono::seconds(10)));
}

void WatchKeeper::run(bus::Subscription &changes) {
  for (;;) {
    reconcile();
    if (!changes.next() && (changes.closed() || tasks_.stopping())) return;
  }
}

void WatchKeeper::reconcile() {
  for (const auto &camera : cameras_.list()) {
    const camera::CameraConfig &config = camera->config();
    if (config.watch.empty()) continue;
    auto &watched = watched_[config.name];
    if (watched.lock() == camera) continue;
    watched = camera;
    vision::WatchOptions options;
    options.plates = wants(config, "plates");
    options.objects = wants(config, "objects");
    watches_.start(std::make_unique<CameraFrames>(camera), options);
  }
  // Removed, or not to be watched any more.
  for (auto entry = watched_.begin(); entry != watched_.end();) {
    const auto camera = cameras_.find(entry->first);
    if (camera && *camera == entry->second.lock()) {
      ++entry;
      continue;
    }
    watches_.stop(entry->first);
    entry = watched_.erase(entry);
  }
}

}  // namespace umec::node
