// All cameras that are watched now.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "runtime/runtime.hpp"
#include "vision/camera_watch.hpp"

namespace umec::vision {

/// Starts and stops a CameraWatch for each camera, in a fiber of its own. Safe to call from many
/// threads; what it is given outlives it.
class Watches {
 public:
  Watches(runtime::Runtime &runtime, Vision &vision, PlateLog &log, Events &events);
  /// Stops all of them.
  ~Watches();

  /// Watches a camera; one of that name that is watched already is stopped first.
  void start(std::unique_ptr<FrameSource> source, WatchOptions options);
  /// Ends a watch and stores what was in sight; waits for that. Nothing where there is none.
  void stop(const std::string &camera);
  void stop_all();
  std::vector<std::string> cameras() const;

 private:
  struct Watch;
  runtime::Runtime &runtime_;
  Vision &vision_;
  PlateLog &log_;
  Events &events_;
  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Watch>> watches_;
};

}  // namespace umec::vision
