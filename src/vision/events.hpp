// What watchers see, as it happens, for any number of listeners.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "runtime/condition.hpp"
#include "vision/plate_log.hpp"
#include "vision/vision.hpp"

namespace umec::vision {

/// The plates of one frame (also none, once, after a frame that had some).
struct FramePlates {
  int width = 0;
  int height = 0;
  std::vector<PlateRead> plates;
};

/// The objects of one frame.
struct FrameObjects {
  int width = 0;
  int height = 0;
  std::vector<Detection> objects;
};

/// One thing that happened at a camera; a PlateSighting is one that was stored.
struct Event {
  std::string camera;
  Timestamp time = 0;  ///< of the frame
  std::variant<FramePlates, FrameObjects, PlateSighting> what;
};

/// Hands every event to every listener. A listener that does not keep up loses its oldest events,
/// and holds up nobody.
class Events {
  using Channel = runtime::Channel<std::shared_ptr<const Event>>;  // shared by all listeners' queues
  struct Listener {
    std::string camera;
    Channel queue{64};
  };

 public:
  /// Listening ends with this object, which must not outlive Events.
  class Subscription {
   public:
    Subscription(Events &events, std::unique_ptr<Listener> listener);
    ~Subscription();
    /// The next event; null where the deadline passed or the fiber was cancelled.
    std::shared_ptr<const Event> next(runtime::Deadline deadline);

   private:
    Events &events_;
    std::unique_ptr<Listener> listener_;
  };

  /// Events of one camera, or of all where `camera` is empty.
  std::unique_ptr<Subscription> subscribe(std::string camera);
  void publish(Event event);

 private:
  std::mutex mutex_;
  std::vector<Listener *> listeners_;
};

}  // namespace umec::vision
