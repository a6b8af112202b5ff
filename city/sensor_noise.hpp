// The grain of a small camera sensor.
#pragma once

#include <cairo/cairo.h>

#include <cstdint>
#include <vector>

#include "city/random.hpp"

namespace umec::city {

/// One sheet of grain, laid over every picture at another offset.
class SensorNoise {
 public:
  explicit SensorNoise(Seed seed);
  /// Adds the grain of picture number `frame`; `strength` 1 is about 1.6 steps of 255 (one sigma).
  void add(cairo_surface_t *picture, std::int64_t frame, double strength) const;

 private:
  Seed seed_;
  std::vector<std::int8_t> grain_;
};

}  // namespace umec::city
