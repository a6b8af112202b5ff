// docs.ruuvi.com, Data format 6 (bytes): 1-6 temperature, humidity, pressure as format 5; 7-8 PM2.5;
// 9-10 CO2; 11 VOC and 12 NOX without their lowest bit; 13 illuminance, logarithmic; 14 sound without
// its lowest bit; 15 sequence; 16 flags (the lowest bits of sound: 4, VOC: 6, NOX: 7); 17-19 MAC.
#include <cmath>

#include "sensors/ruuvi_fields.hpp"

namespace umec::sensors {
namespace {

/// 0..254 stands for 0..65 535 lx. In single precision, as devices and dashboards of the vendor do, so
/// that both show the same; two decimals are more than the scale can tell.
double illuminance(std::uint8_t code) {
  const float lux = std::exp(static_cast<float>(code) / (254.0F / std::log(65536.0F))) - 1.0F;
  return std::round(static_cast<double>(lux) * 100.0) / 100.0;
}

}  // namespace

Result<RuuviPayload> decode_ruuvi_format6(Bytes payload) {
  if (auto length = check_length(payload, 20, "6"); !length) return std::unexpected(length.error());
  RuuviPayload result{.format = "6"};
  Values &values = result.values;
  values.reserve(16);
  const std::uint8_t flags = payload[16];
  set_temperature(values, be16_signed(payload, 1));
  set_humidity(values, be16(payload, 3));
  set_pressure(values, be16(payload, 5));
  set_particles(values, Quantity::pm_2_5, be16(payload, 7));
  set_count16(values, Quantity::co2, be16(payload, 9));
  set_index9(values, Quantity::voc, payload[11], flags & 0x40);
  set_index9(values, Quantity::nox, payload[12], flags & 0x80);
  if (payload[13] != 0xFF) values.set(Quantity::illuminance, illuminance(payload[13]));
  set_sound(values, Quantity::sound_average, payload[14], flags & 0x10);
  values.set(Quantity::measurement_sequence_number, payload[15]);
  values.set(Quantity::calibration_in_progress, flags & 0x01);
  result.sequence_modulus = 0x100;
  result.button_pressed = flags & 0x02;
  result.clock_set_at_boot = flags & 0x04;
  result.address_tail = be24(payload, 17);
  return result;
}

}  // namespace umec::sensors
