// The weather over the district at any moment.
#pragma once

#include "base/clock.hpp"
#include "city/random.hpp"

namespace umec::city {

/// What the weather is; the same for the whole district (tags add their own place to it).
struct Weather {
  double temperature = 0;    ///< of the air, degrees Celsius
  double humidity = 0;       ///< relative, percent
  double pressure = 0;       ///< at the ground, Pa
  double cloud = 0;          ///< part of the sky, 0..1
  double precipitation = 0;  ///< 0 dry .. 1 heavy; snow below 0.5 degrees
  double wind = 0;           ///< m/s
  double sun = 0;            ///< sine of the sun's height: negative at night
  double local_hour = 0;     ///< local time of day, hours 0..24
};

/// Computes the weather. `utc_offset` (ns) is the district's time zone, which moves day and night.
Weather weather_at(Seed seed, Timestamp time, Timestamp utc_offset);

}  // namespace umec::city
