#include "city/sensor_noise.hpp"

#include <algorithm>

namespace umec::city {
namespace {

enum Purpose : std::uint64_t { kGrain = 720, kOffset };

constexpr std::size_t kSheet = 1 << 18;  // bytes that repeat over the picture, from a new place each time

}  // namespace

SensorNoise::SensorNoise(Seed seed) : seed_(seed), grain_(2 * kSheet) {
  for (std::size_t i = 0; i < kSheet; i += 4) {
    // Mostly brightness, a little colour, as small sensors have it.
    const double grey = normal(draw(seed_, kGrain, i));
    for (std::size_t channel = 0; channel < 4; ++channel) {
      const double value = 26 * (grey + 0.35 * normal(draw(seed_, kGrain, i, channel)));
      grain_[i + channel] = grain_[i + channel + kSheet] =
          static_cast<std::int8_t>(std::clamp(value, -127.0, 127.0));
    }
  }
}

void SensorNoise::add(cairo_surface_t *picture, std::int64_t frame, double strength) const {
  cairo_surface_flush(picture);
  std::uint8_t *pixels = cairo_image_surface_get_data(picture);
  const std::size_t size = static_cast<std::size_t>(cairo_image_surface_get_stride(picture)) *
                           static_cast<std::size_t>(cairo_image_surface_get_height(picture));
  const std::int8_t *grain = grain_.data() + draw(seed_, kOffset, frame) % (kSheet / 4) * 4;
  const auto factor = static_cast<std::int16_t>(strength * 16);
  for (std::size_t start = 0; start < size; start += kSheet) {
    const std::size_t count = std::min(kSheet, size - start);
    std::uint8_t *out = pixels + start;
    for (std::size_t i = 0; i < count; ++i) {
      const auto value = static_cast<std::int16_t>(out[i] + ((grain[i] * factor) >> 8));
      out[i] = static_cast<std::uint8_t>(std::clamp<std::int16_t>(value, 0, 255));
    }
  }
  cairo_surface_mark_dirty(picture);
}

}  // namespace umec::city
