// The four Ruuvi payload layouts, written; the node's decoders read them (../shared/specs/sensors.md 1).
#include <algorithm>
#include <cmath>

#include "city/advertisement.hpp"

namespace umec::city {
namespace {

// Rounds to steps of `unit` and holds the result in [low, high], leaving invalid markers unused.
std::int64_t steps(double value, double unit, std::int64_t low, std::int64_t high) {
  return std::clamp<std::int64_t>(std::llround(value / unit), low, high);
}

void put(Bytes &out, std::int64_t value, int bytes) {  // big-endian
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void put_climate(Bytes &out, const Measurement &m) {  // temperature, humidity, pressure of 5, 6 and E1
  put(out, steps(m.temperature, 0.005, -32767, 32767), 2);
  put(out, steps(m.humidity, 0.0025, 0, 40'000), 2);
  put(out, steps(m.pressure - 50'000, 1, 0, 65'534), 2);
}

void put_acceleration(Bytes &out, const Measurement &m) {  // mG
  for (const double g : {m.acceleration_x, m.acceleration_y, m.acceleration_z})
    put(out, steps(g, 0.001, -32767, 32767), 2);
}

std::int64_t sound_steps(double decibel) { return steps(decibel - 18, 0.2, 0, 510); }

}  // namespace

Bytes encode_raw_v1(const Measurement &m) {
  Bytes out{0x03};
  put(out, steps(m.humidity, 0.5, 0, 255), 1);
  const std::int64_t hundredths = steps(std::abs(m.temperature), 0.01, 0, 12'799);
  put(out, (m.temperature < 0 ? 0x80 : 0) | hundredths / 100, 1);
  put(out, hundredths % 100, 1);
  put(out, steps(m.pressure - 50'000, 1, 0, 65'535), 2);
  put_acceleration(out, m);
  put(out, steps(m.battery, 0.001, 0, 65'535), 2);
  return out;
}

Bytes encode_raw_v2(const Measurement &m, const Mac &mac) {
  Bytes out{0x05};
  put_climate(out, m);
  put_acceleration(out, m);
  put(out, steps(m.battery - 1.6, 0.001, 0, 2046) << 5 | steps(m.tx_power + 40, 2, 0, 30), 2);
  put(out, m.movement, 1);
  put(out, m.number % 65'535, 2);
  out.insert(out.end(), mac.begin(), mac.end());
  return out;
}

Bytes encode_format_6(const Measurement &m, const Mac &mac) {
  const AirQuality a = m.air.value_or(AirQuality{});
  Bytes out{0x06};
  put_climate(out, m);
  put(out, steps(a.pm2_5, 0.1, 0, 65'534), 2);
  put(out, steps(a.co2, 1, 0, 65'534), 2);
  put(out, a.voc >> 1, 1);
  put(out, a.nox >> 1, 1);
  put(out, steps(std::log(a.illuminance + 1), std::log(65'536.0) / 254, 0, 254), 1);
  const std::int64_t sound = sound_steps(a.sound_average);
  put(out, sound >> 1, 1);
  put(out, m.number % 256, 1);
  put(out, (sound & 1) << 4 | (a.voc & 1) << 6 | (a.nox & 1) << 7, 1);
  out.insert(out.end(), mac.begin() + 3, mac.end());
  return out;
}

Bytes encode_format_e1(const Measurement &m, const Mac &mac) {
  const AirQuality a = m.air.value_or(AirQuality{});
  Bytes out{0xe1};
  put_climate(out, m);
  for (const double dust : {a.pm1, a.pm2_5, a.pm4, a.pm10}) put(out, steps(dust, 0.1, 0, 65'534), 2);
  put(out, steps(a.co2, 1, 0, 65'534), 2);
  put(out, a.voc >> 1, 1);
  put(out, a.nox >> 1, 1);
  put(out, steps(a.illuminance, 0.01, 0, 14'428'400), 3);
  std::int64_t flags = (a.voc & 1) << 6 | (a.nox & 1) << 7;
  int bit = 3;  // bits 3, 4, 5: the lowest bit of each 9-bit sound level
  for (const double decibel : {a.sound_instant, a.sound_average, a.sound_peak}) {
    const std::int64_t sound = sound_steps(decibel);
    put(out, sound >> 1, 1);
    flags |= (sound & 1) << bit++;
  }
  put(out, m.number % 0xffffff, 3);
  put(out, flags, 1);
  out.insert(out.end(), 5, 0xff);  // reserved
  out.insert(out.end(), mac.begin(), mac.end());
  return out;
}

}  // namespace umec::city
