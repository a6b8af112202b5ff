// Where plate reads are kept: the port of the camera watcher.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "vision/vision.hpp"

namespace umec::vision {

/// One vehicle that passed one camera.
struct PlateSighting {
  Timestamp time = 0;  ///< of the frame in which the plate was read best
  std::string camera;
  std::string text;      ///< what most frames agree on
  double confidence = 0;  ///< of the best frame, 0..1
  Box box;               ///< in that frame, pixels
};

/// The port. Both functions may block; safe to call from many threads.
class PlateLog {
 public:
  virtual ~PlateLog() = default;

  /// Stores a sighting durably. Errors: io, unavailable.
  virtual Result<> append(const PlateSighting &sighting) = 0;

  /// Sightings of a camera from `from` on (inclusive), newest first, at most `limit`. A camera that
  /// never saw a plate has none.
  virtual Result<std::vector<PlateSighting>> read(const std::string &camera, Timestamp from,
                                                  std::size_t limit) = 0;
};

}  // namespace umec::vision
