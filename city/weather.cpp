#include "city/weather.hpp"

#include <algorithm>

namespace umec::city {
namespace {

enum Purpose : std::uint64_t {
  kFront = 100,
  kRipple,
  kPressure,
  kPressureRipple,
  kCloud,
  kCloudRipple,
  kShower,
  kMoisture,
  kWind
};

double wave(double cycles) { return std::cos(2 * std::numbers::pi * cycles); }

}  // namespace

Weather weather_at(Seed seed, Timestamp time, Timestamp utc_offset) {
  const double hours = static_cast<double>(time) / kHour;
  const double local_days = static_cast<double>(time + utc_offset) / kDay;
  const double local_hour = 24 * (local_days - std::floor(local_days));
  const double year = (static_cast<double>(time) / kDay) / 365.2425;

  Weather w;
  w.local_hour = local_hour;
  // The day is fixed at about 15 hours of light: a picture of the city should be worth looking at
  // at any time of the year, which the true winter of 65 degrees north is not.
  w.sun = -0.92 * wave((local_hour - 0.6) / 24) + 0.28;
  w.sun = std::clamp(w.sun, -1.0, 1.0);

  w.cloud = std::clamp(0.42 + 0.55 * smooth_noise(seed, kCloud, hours / 19) +
                           0.2 * smooth_noise(seed, kCloudRipple, hours / 3),
                       0.0, 1.0);
  w.precipitation =
      std::clamp((w.cloud - 0.7) * 3, 0.0, 1.0) * std::max(0.0, smooth_noise(seed, kShower, hours / 1.5));
  w.wind = std::max(0.2, 4 + 3.5 * smooth_noise(seed, kWind, hours / 7));

  // Warmest in mid-July and at 15 h; clouds flatten the day.
  const double season = 5.0 - 11.0 * wave(year - 0.04);
  const double day = 4.2 * (1 - 0.6 * w.cloud) * wave((local_hour - 15) / 24);
  const double front =
      5.0 * smooth_noise(seed, kFront, hours / 38) + 0.8 * smooth_noise(seed, kRipple, hours / 2);
  w.temperature = season + day + front;
  w.humidity = std::clamp(
      70 + 14 * w.cloud + 10 * w.precipitation - 2.4 * day + 9 * smooth_noise(seed, kMoisture, hours / 11),
      18.0, 99.5);
  w.pressure = 101'150 + 1'700 * smooth_noise(seed, kPressure, hours / 55) +
               250 * smooth_noise(seed, kPressureRipple, hours / 8) - 500 * (w.cloud - 0.4);
  return w;
}

}  // namespace umec::city
