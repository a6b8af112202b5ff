#include "city/measurement.hpp"

#include <algorithm>

namespace umec::city {
namespace {

enum Purpose : std::uint64_t {
  kPhase = 300,
  kPlaceTemperature,
  kPlaceHumidity,
  kSun,
  kNoise,
  kTilt,
  kBattery,
  kDust,
  kPeople,
  kTraffic,
  kNitrogen,
  kRadio,
  kGust
};

double noise(const District &d, const Tag &tag, std::int64_t number, int quantity, double deviation) {
  return deviation * normal(draw(d.seed, kNoise, tag.number, number, quantity));
}

AirQuality sense_air(const District &d, const Tag &tag, const Measurement &m, const Weather &w) {
  const double hours = static_cast<double>(m.time) / kHour;
  const std::uint64_t purpose = static_cast<std::uint64_t>(tag.number) << 16;
  // Streets are busiest at 8 and at 17 h.
  const double rush =
      std::exp(-std::pow((w.local_hour - 8) / 1.6, 2)) + std::exp(-std::pow((w.local_hour - 17) / 1.9, 2));
  const double dust =
      std::exp(0.8 * smooth_noise(d.seed, purpose | kDust, hours / 5)) * (1 - 0.5 * w.precipitation);
  AirQuality a;
  a.pm2_5 = std::max(0.3, 5.5 * dust + 3 * rush + noise(d, tag, m.number, 10, 0.2));
  a.pm1 = 0.68 * a.pm2_5;
  a.pm4 = 1.22 * a.pm2_5;
  a.pm10 = 1.45 * a.pm2_5;
  a.co2 = 421 + 24 * rush + 14 * (1 + smooth_noise(d.seed, purpose | kPeople, hours / 2)) +
          noise(d, tag, m.number, 11, 1.5);
  a.voc = std::clamp(static_cast<int>(std::lround(
                         100 + 35 * smooth_noise(d.seed, purpose | kTraffic, hours / 1.5) + 30 * rush)),
                     1, 500);
  a.nox = std::clamp(
      static_cast<int>(std::lround(2 + 9 * rush + 2 * smooth_noise(d.seed, purpose | kNitrogen, hours))), 1,
      500);
  const double sky = std::max(0.0, w.sun);
  const double lamp = w.sun < 0.05 ? 38 : 0;
  a.illuminance = 42'000 * sky * (1 - 0.75 * w.cloud) + lamp + 0.4;
  a.sound_average = 46 + 11 * std::min(1.0, rush) + 3 * smooth_noise(d.seed, purpose | kTraffic, hours * 40) +
                    4 * w.precipitation;
  a.sound_instant = a.sound_average + noise(d, tag, m.number, 12, 1.5);
  a.sound_peak = a.sound_average + 6 + std::abs(noise(d, tag, m.number, 13, 3));
  return a;
}

}  // namespace

Timestamp measurement_time(const District &d, const Tag &tag, std::int64_t number) {
  const auto phase = static_cast<Timestamp>(unit(draw(d.seed, kPhase, tag.number)) * kMeasurementPeriod);
  return number * kMeasurementPeriod + phase;
}

std::int64_t first_measurement(const District &d, const Tag &tag, Timestamp time) {
  std::int64_t number = time / kMeasurementPeriod - 1;
  while (measurement_time(d, tag, number) < time) ++number;
  return number;
}

Measurement measure(const District &d, const Tag &tag, std::int64_t number) {
  Measurement m;
  m.number = number;
  m.time = measurement_time(d, tag, number);
  const Weather w = weather_at(d.seed, m.time, d.utc_offset);
  const double hours = static_cast<double>(m.time) / kHour;
  const auto place = static_cast<std::uint64_t>(tag.number);

  // A place is its own climate: shade, walls that give back the day's warmth, sun on the housing.
  const double exposure = unit(draw(d.seed, kSun, place));
  const double sunshine = std::max(0.0, w.sun) * (1 - w.cloud);
  m.temperature = w.temperature + between(draw(d.seed, kPlaceTemperature, place), -0.7, 0.7) +
                  3.2 * exposure * sunshine +
                  0.15 * smooth_noise(d.seed, (place << 16) | kPlaceTemperature, hours * 12) +
                  noise(d, tag, number, 0, 0.012);
  m.humidity =
      std::clamp(w.humidity + between(draw(d.seed, kPlaceHumidity, place), -3, 3) - 7 * exposure * sunshine +
                     0.4 * smooth_noise(d.seed, (place << 16) | kPlaceHumidity, hours * 9) +
                     noise(d, tag, number, 1, 0.05),
                 5.0, 100.0);
  m.pressure = w.pressure - 12 * between(draw(d.seed, kTilt, place, 3), 0, 3) + noise(d, tag, number, 2, 1.5);

  // A pole sways with the wind about the tilt the tag was mounted with.
  const double sway = 0.004 * w.wind;
  const double tilt_x = between(draw(d.seed, kTilt, place, 1), -0.06, 0.06),
               tilt_y = between(draw(d.seed, kTilt, place, 2), -0.06, 0.06);
  m.acceleration_x = tilt_x + noise(d, tag, number, 3, sway);
  m.acceleration_y = tilt_y + noise(d, tag, number, 4, sway);
  m.acceleration_z = 1.0 + noise(d, tag, number, 5, 0.006);
  m.movement = static_cast<int>((m.time / (7 * kMinute) + draw(d.seed, kGust, place) % 255) % 255);

  // Lithium cells lose voltage in the cold.
  m.battery = between(draw(d.seed, kBattery, place), 2.86, 3.05) + 0.004 * std::min(0.0, m.temperature) +
              noise(d, tag, number, 6, 0.002);
  m.tx_power = 4;
  m.rssi = static_cast<int>(
      std::lround(between(draw(d.seed, kRadio, place), -82, -55) + noise(d, tag, number, 7, 2.5)));
  if (tag.format == TagFormat::air) m.air = sense_air(d, tag, m, w);
  return m;
}

}  // namespace umec::city
