#include "vision/watches.hpp"

namespace umec::vision {

struct Watches::Watch {
  Watch(runtime::Runtime &runtime, std::unique_ptr<FrameSource> given, Vision &vision, PlateLog &log,
        Events &events, WatchOptions options)
      : source(std::move(given)), watch(vision, *source, log, events, std::move(options)), group(runtime) {
    group.spawn([this] { watch.run(); });
  }

  std::unique_ptr<FrameSource> source;
  CameraWatch watch;
  runtime::TaskGroup group;  // last: its fiber ends before what it uses
};

Watches::Watches(runtime::Runtime &runtime, Vision &vision, PlateLog &log, Events &events)
    : runtime_(runtime), vision_(vision), log_(log), events_(events) {}
Watches::~Watches() { stop_all(); }

void Watches::start(std::unique_ptr<FrameSource> source, WatchOptions options) {
  const std::string name = source->name();
  stop(name);
  auto watch =
      std::make_unique<Watch>(runtime_, std::move(source), vision_, log_, events_, std::move(options));
  {
    const std::lock_guard lock(mutex_);
    watches_[name].swap(watch);
  }
  // `watch` is now what somebody else started in between, if any; it ends here, without the lock.
}

void Watches::stop(const std::string &camera) {
  std::unique_ptr<Watch> ended;
  {
    const std::lock_guard lock(mutex_);
    auto found = watches_.find(camera);
    if (found == watches_.end()) return;
    ended = std::move(found->second);
    watches_.erase(found);
  }
  ended.reset();  // waits for its fiber: not under the lock
}

void Watches::stop_all() {
  std::map<std::string, std::unique_ptr<Watch>> all;
  {
    const std::lock_guard lock(mutex_);
    all.swap(watches_);
  }
  for (auto &[name, watch] : all) watch->group.cancel();  // all at once, then wait for each
  all.clear();
}

std::vector<std::string> Watches::cameras() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto &[name, watch] : watches_) names.push_back(name);
  return names;
}

}  // namespace umec::vision
