// Fields that several Ruuvi formats share, each with its marker for "not available".
#pragma once

#include "sensors/ruuvi.hpp"

namespace umec::sensors {

inline void set_temperature(Values &values, std::int16_t raw) {
  if (raw != INT16_MIN) values.set(Quantity::temperature, raw * 5 / 1000.0);
}

inline void set_humidity(Values &values, std::uint16_t raw) {
  if (raw != UINT16_MAX) values.set(Quantity::humidity, raw * 25 / 10000.0);
}

inline void set_pressure(Values &values, std::uint16_t raw) {
  if (raw != UINT16_MAX) values.set(Quantity::pressure, raw + 50000.0);
}

inline void set_acceleration(Values &values, Quantity axis, std::int16_t milli_g) {
  if (milli_g != INT16_MIN) values.set(axis, milli_g / 1000.0);
}

/// 11 bits of battery voltage over 1.6 V in mV, 5 bits of transmission power over -40 dBm in 2 dBm.
inline void set_power(Values &values, std::uint16_t raw) {
  const int voltage = raw >> 5;
  const int power = raw & 0x1F;
  if (voltage != 0x7FF) values.set(Quantity::battery_voltage, (voltage + 1600) / 1000.0);
  if (power != 0x1F) values.set(Quantity::tx_power, power * 2 - 40);
}

inline void set_count16(Values &values, Quantity quantity, std::uint16_t raw) {
  if (raw != UINT16_MAX) values.set(quantity, raw);
}

inline void set_particles(Values &values, Quantity quantity, std::uint16_t raw) {
  if (raw != UINT16_MAX) values.set(quantity, raw / 10.0);
}

/// An index of 9 bits: eight from its own byte, the lowest from the flags.
inline void set_index9(Values &values, Quantity quantity, std::uint8_t high, bool low) {
  const int raw = high << 1 | (low ? 1 : 0);
  if (raw != 0x1FF) values.set(quantity, raw);
}

/// Sound of 9 bits: 18 dB and 0.2 dB a step.
inline void set_sound(Values &values, Quantity quantity, std::uint8_t high, bool low) {
  const int raw = high << 1 | (low ? 1 : 0);
  if (raw != 0x1FF) values.set(quantity, (180 + 2 * raw) / 10.0);
}

inline std::optional<std::uint64_t> address_field(std::uint64_t raw) {
  if (raw == 0xFFFFFFFFFFFF) return std::nullopt;
  return raw;
}

inline Result<void> check_length(Bytes payload, std::size_t wanted, std::string_view format) {
  if (payload.size() == wanted) return {};
  return fail(Errc::bad_request, "Ruuvi format {} has {} bytes, not {}", format, wanted, payload.size());
}

}  // namespace umec::sensors
