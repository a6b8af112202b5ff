// What a tag senses at its n-th measurement: the ground truth of every sensor value.
#pragma once

#include <cstdint>
#include <optional>

#include "city/district.hpp"
#include "city/weather.hpp"

namespace umec::city {

/// What only an air-quality tag senses.
struct AirQuality {
  double pm1 = 0, pm2_5 = 0, pm4 = 0, pm10 = 0;  ///< micrograms per cubic metre
  double co2 = 0;                                ///< ppm
  int voc = 0, nox = 0;                          ///< index values 0..500
  double illuminance = 0;                        ///< lux
  double sound_instant = 0, sound_average = 0, sound_peak = 0;  ///< dB(A)
};

/// One measurement, before a format rounds it.
struct Measurement {
  Timestamp time = 0;
  std::int64_t number = 0;  ///< counts from the epoch; formats carry its low bits as the sequence
  double temperature = 0;   ///< degrees Celsius
  double humidity = 0;      ///< percent
  double pressure = 0;      ///< Pa
  double acceleration_x = 0, acceleration_y = 0, acceleration_z = 0;  ///< g
  double battery = 0;   ///< V
  int tx_power = 0;     ///< dBm
  int movement = 0;     ///< counter 0..254
  int rssi = 0;         ///< dBm, as the receiver hears it
  std::optional<AirQuality> air;
};

/// Time between measurements, and between advertisements, of every tag.
inline constexpr Timestamp kMeasurementPeriod = kSecond;

/// When `tag` makes its measurement `number`: tags are out of step with one another.
Timestamp measurement_time(const District &district, const Tag &tag, std::int64_t number);

/// Number of the first measurement at or after `time`.
std::int64_t first_measurement(const District &district, const Tag &tag, Timestamp time);

/// Computes the measurement `number` of `tag`.
Measurement measure(const District &district, const Tag &tag, std::int64_t number);

}  // namespace umec::city
