#include "sensors/derived.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace umec::sensors {
namespace {

constexpr double kZeroCelsius = 273.15;  // K

void set_finite(Values &values, Quantity quantity, double value) {
  if (std::isfinite(value)) values.set(quantity, value);
}

/// Saturation vapour pressure over water in Pa (Bolton 1980, equation 10).
double saturation_pressure(double celsius) { return 611.2 * std::exp(17.67 * celsius / (celsius + 243.5)); }

void derive_acceleration(Values &values) {
  const auto x = values.get(Quantity::acceleration_x);
  const auto y = values.get(Quantity::acceleration_y);
  const auto z = values.get(Quantity::acceleration_z);
  if (!x || !y || !z) return;
  const double total = std::sqrt(*x * *x + *y * *y + *z * *z);
  values.set(Quantity::acceleration_total, total);
  if (total == 0) return;  // free fall has no direction
  const auto angle = [total](double axis) {
    return std::acos(std::clamp(axis / total, -1.0, 1.0)) * 180.0 / std::numbers::pi;
  };
  values.set(Quantity::acceleration_angle_from_x, angle(*x));
  values.set(Quantity::acceleration_angle_from_y, angle(*y));
  values.set(Quantity::acceleration_angle_from_z, angle(*z));
}

void derive_air(Values &values) {
  const auto temperature = values.get(Quantity::temperature);
  if (!temperature) return;
  const double saturation = saturation_pressure(*temperature);
  set_finite(values, Quantity::equilibrium_vapor_pressure, saturation);
  const auto humidity = values.get(Quantity::humidity);
  if (!humidity) return;
  const double vapor = saturation * *humidity / 100.0;
  const double kelvin = *temperature + kZeroCelsius;
  // Gas constant of water vapour: 461.4 J/(kg K), here for grams.
  set_finite(values, Quantity::absolute_humidity, vapor * 2.1674 / kelvin);
  const double v = std::log(vapor / 611.2);
  set_finite(values, Quantity::dew_point, -243.5 * v / (v - 17.67));
  if (const auto pressure = values.get(Quantity::pressure))
    // Dry air weighs 1.2929 kg/m³ at 0 °C and 101 300 Pa; vapour is lighter.
    set_finite(values, Quantity::air_density,
               1.2929 * kZeroCelsius / kelvin * (*pressure - 0.3783 * vapor) / 101300.0);
}

/// Ruuvi's score: 100 less the distance from clean air in the plane of PM2.5 (0..60 µg/m³) and CO2
/// (420..2300 ppm), each scaled to 0..100.
void derive_air_quality(Values &values) {
  const auto particles = values.get(Quantity::pm_2_5);
  const auto co2 = values.get(Quantity::co2);
  if (!particles || !co2) return;
  const double x = std::clamp(*particles, 0.0, 60.0) * 100.0 / 60.0;
  const double y = (std::clamp(*co2, 420.0, 2300.0) - 420.0) * 100.0 / (2300.0 - 420.0);
  values.set(Quantity::air_quality_index, std::clamp(100.0 - std::hypot(x, y), 0.0, 100.0));
}

}  // namespace

void derive(Values &values) {
  derive_acceleration(values);
  derive_air(values);
  derive_air_quality(values);
}

}  // namespace umec::sensors
