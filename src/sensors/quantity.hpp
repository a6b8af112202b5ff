// What sensors measure, with its unit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace umec::sensors {

/// One quantity. The names on the wire (`name`) are the field names that dashboards for Ruuvi devices
/// already use; the unit of each is fixed here and nowhere else.
enum class Quantity : std::uint8_t {
  temperature,                ///< °C
  humidity,                   ///< relative, %
  pressure,                   ///< Pa
  acceleration_x,             ///< g
  acceleration_y,             ///< g
  acceleration_z,             ///< g
  battery_voltage,            ///< V
  tx_power,                   ///< dBm
  movement_counter,           ///< count, wraps
  measurement_sequence_number,  ///< count, wraps
  pm_1_0,                     ///< mass of particles up to 1.0 µm, µg/m³
  pm_2_5,                     ///< µg/m³
  pm_4_0,                     ///< µg/m³
  pm_10_0,                    ///< µg/m³
  co2,                        ///< ppm
  voc,                        ///< index, 1..500
  nox,                        ///< index, 1..500
  illuminance,                ///< lx
  sound_instant,              ///< dB(A)
  sound_average,              ///< dB(A)
  sound_peak,                 ///< dB SPL
  calibration_in_progress,    ///< 0 or 1
  // Derived from the above, never measured:
  acceleration_total,         ///< g
  acceleration_angle_from_x,  ///< °
  acceleration_angle_from_y,  ///< °
  acceleration_angle_from_z,  ///< °
  absolute_humidity,          ///< g/m³
  dew_point,                  ///< °C
  equilibrium_vapor_pressure, ///< Pa
  air_density,                ///< kg/m³
  air_quality_index,          ///< Ruuvi's indoor air quality score, 0 (worst) to 100
};

inline constexpr std::size_t kQuantities = 31;

/// The name on the wire and in the time series: "accelerationX", "pm2p5".
std::string_view name(Quantity quantity);
/// The unit as text: "°C"; empty for counts and indices.
std::string_view unit(Quantity quantity);
/// The quantity of that name.
std::optional<Quantity> quantity_of(std::string_view name);

}  // namespace umec::sensors
