// Watches one camera: reads the plates (and finds the objects) of its frames as long as it runs.
#pragma once

#include <memory>
#include <string>

#include "runtime/deadline.hpp"
#include "vision/events.hpp"
#include "vision/plate_log.hpp"
#include "vision/plate_tracker.hpp"
#include "vision/vision.hpp"

namespace umec::vision {

/// One picture of a camera.
struct Frame {
  Timestamp time = 0;
  std::shared_ptr<const std::string> jpeg;  // shared with the camera's other viewers
};

/// The port to a camera. A watcher asks for the newest frame when it is done with the last one, so a
/// source skips what nobody had time for.
class FrameSource {
 public:
  virtual ~FrameSource() = default;
  virtual const std::string &name() const = 0;
  /// The first frame that is newer than the last one given. Errors: timeout (the camera gave none),
  /// unavailable (the camera is not streaming), cancelled, gone (the camera was removed).
  virtual Result<Frame> next_frame(runtime::Deadline deadline) = 0;
};

/// What to do with the frames.
struct WatchOptions {
  bool plates = true;
  bool objects = false;
  Country country = Country::any;
  double threshold = 0.4;                                  ///< least score of objects
  Duration pace = std::chrono::milliseconds(150);          ///< least time between two frames
  Duration objects_pace = std::chrono::seconds(1);         ///< least time between two looks for objects
  Duration call_time = std::chrono::seconds(10);           ///< for one call of vision
  PlateTracker::Options tracker = {};
};

/// Runs in a fiber (or a thread) of its own until it is cancelled or the camera is gone. A camera or a
/// vision program that fails is logged once, counted, and tried again; no error ends the watch.
class CameraWatch {
 public:
  CameraWatch(Vision &vision, FrameSource &source, PlateLog &log, Events &events, WatchOptions options);

  /// Watches until the fiber is cancelled or the source says `gone`; then stores what was in sight.
  void run();

  /// Looks at one frame: what run() does with each. Errors: those of Vision; sightings that could not
  /// be stored are logged and counted, and the error given.
  Result<> look(const Frame &frame);

 private:
  Result<> look_for_plates(const Frame &frame);
  Result<> look_for_objects(const Frame &frame);
  Result<> store(const std::vector<PlateSighting> &sightings);

  Vision &vision_;
  FrameSource &source_;
  PlateLog &log_;
  Events &events_;
  const WatchOptions options_;
  PlateTracker tracker_;
  bool had_plates_ = false;
  Timestamp last_objects_ = 0;
};

}  // namespace umec::vision
