#include "city/paint.hpp"

namespace umec::city {
namespace {

enum Purpose : std::uint64_t { kDrop = 680 };

}  // namespace

void paint_precipitation(Canvas &c, Seed seed, Timestamp time, const Weather &w) {
  if (w.precipitation < 0.05) return;
  const bool snow = w.temperature < 0.5;
  const double seconds = static_cast<double>(time % kHour) / kSecond;
  const int count = static_cast<int>((snow ? 170 : 120) * w.precipitation);
  const double slant = 6 * w.wind;
  for (int i = 0; i < count; ++i) {
    const std::uint64_t bits = draw(seed, kDrop, i);
    const double depth = unit(mix(bits + 1)), fall = (snow ? 60 : 620) * (0.5 + depth);
    const double y = std::fmod(unit(bits) * kPictureHeight + fall * seconds, kPictureHeight + 20) - 10;
    const double x = std::fmod(unit(mix(bits)) * kPictureWidth + slant * seconds * (0.5 + depth) +
                                   (snow ? 12 * std::sin(seconds + i) : 0),
                               kPictureWidth);
    if (snow)
      c.disc({x, y}, 0.8 + 1.6 * depth, {1, 1, 1, 0.55 * (0.4 + 0.6 * c.light.day)});
    else
      c.stroke({{x, y}, {x + 0.04 * slant, y + 9 + 9 * depth}}, {0.82, 0.86, 0.92, 0.22}, 1);
  }
}

}  // namespace umec::city
