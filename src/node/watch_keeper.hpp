// Keeps a watcher on each camera that is to be watched, as cameras come and go.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "bus/bus.hpp"
#include "camera/cameras.hpp"
#include "runtime/runtime.hpp"
#include "vision/watches.hpp"

namespace umec::node {

class WatchKeeper {
 public:
  /// The references must outlive the keeper.
  WatchKeeper(runtime::Runtime &runtime, bus::Bus &bus, camera::Cameras &cameras, vision::Vision &vision,
              vision::PlateLog &log, vision::Events &events);
  /// Ends all watches; what they had in sight is stored.
  ~WatchKeeper();

 private:
  void run(bus::Subscription &changes);
  void reconcile();

  camera::Cameras &cameras_;
  vision::Watches watches_;
  /// The camera object that is watched under a name; a replaced camera is another object.
  std::map<std::string, std::weak_ptr<camera::Camera>> watched_;
  runtime::TaskGroup tasks_;
};

}  // namespace umec::node
