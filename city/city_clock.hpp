// The city's own time, which may run faster than the wall's and start elsewhere.
#pragma once

#include <cmath>

#include "base/clock.hpp"

namespace umec::city {

/// Maps the wall's time to the city's and back. Truth is told in the wall's time, since that is what
/// whoever watches the city writes down.
class CityClock {
 public:
  /// City time is `city_start` when the wall says `wall_start`, and goes on `speed` times as fast.
  CityClock(Timestamp city_start, Timestamp wall_start, double speed)
      : city_start_(city_start), wall_start_(wall_start), speed_(speed) {}
  /// The city lives in the wall's time.
  CityClock() : CityClock(0, 0, 1) {}

  Timestamp city_at(Timestamp wall) const { return city_start_ + scaled(wall - wall_start_, speed_); }
  Timestamp wall_at(Timestamp city) const { return wall_start_ + unscaled(city - city_start_, speed_); }
  double speed() const { return speed_; }
  Timestamp city_start() const { return city_start_; }
  Timestamp wall_start() const { return wall_start_; }

 private:
  static Timestamp scaled(Timestamp span, double factor) {
    return factor == 1 ? span : static_cast<Timestamp>(std::floor(static_cast<double>(span) * factor));
  }
  static Timestamp unscaled(Timestamp span, double factor) {
    return factor == 1 ? span : static_cast<Timestamp>(std::floor(static_cast<double>(span) / factor));
  }
  Timestamp city_start_, wall_start_;
  double speed_;
};

}  // namespace umec::city
