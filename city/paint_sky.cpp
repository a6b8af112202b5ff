#include <algorithm>

#include "city/paint.hpp"

namespace umec::city {
namespace {

enum Purpose : std::uint64_t { kStar = 600, kCloudShape };

void paint_cloud(Canvas &canvas, std::uint64_t bits, Point middle, double size) {
  const Light &l = canvas.light;
  const Color lit = blend(l.shade({1, 1, 1}), {1.0, 0.80, 0.66}, 0.55 * l.dusk);
  const Color base = blend(l.shade({0.74, 0.78, 0.84}), {0.72, 0.50, 0.52}, 0.4 * l.dusk);
  for (int i = 0; i < 11; ++i) {
    const std::uint64_t puff = draw(bits, i);
    const double along = between(puff, -1, 1);
    const double radius = size * between(mix(puff), 0.22, 0.42) * (1.15 - 0.7 * std::abs(along));
    const Point p{middle.x + along * size, middle.y - 0.3 * radius - size * 0.10 * unit(mix(puff + 7))};
    canvas.glow({p.x, p.y + radius * 0.35}, radius * 1.25, with_alpha(base, 0.5));
    canvas.glow(p, radius * 1.1, with_alpha(lit, 0.75));
  }
}

}  // namespace

void paint_sky(Canvas &canvas, Seed seed, Timestamp time) {
  const Light &l = canvas.light;
  const double w = kPictureWidth, below = canvas.view.horizon + 12;
  canvas.fill({{0, 0}, {w, 0}, {w, below}, {0, below}}, {0, 0}, l.sky_top, {0, below}, l.sky_low);

  const double dark = std::max(0.0, 1 - 2.2 * l.day) * (1 - l.cloud);
  for (int i = 0; dark > 0.05 && i < 90; ++i) {
    const std::uint64_t bits = draw(seed, kStar, i);
    canvas.disc({w * unit(bits), below * 0.9 * unit(mix(bits))}, between(mix(bits + 1), 0.4, 1.1),
                {1, 1, 0.95, dark * between(mix(bits + 2), 0.3, 0.9)});
  }
  if (l.day > 0.35 && l.cloud < 0.75) {
    const Point sun{canvas.view.centre + canvas.view.side * 170, 58 + 90 * l.dusk};
    canvas.glow(sun, 190, {1, 0.93, 0.78, 0.55 * (1 - l.cloud)}, false);
    canvas.disc(sun, 17, {1, 0.98, 0.90, 0.9 * (1 - l.cloud)});
  }
  const double drift = static_cast<double>(time % kDay) / kSecond * 0.9;
  const int clouds = static_cast<int>(std::lround(2 + 11 * l.cloud));
  for (int i = 0; i < clouds; ++i) {
    const std::uint64_t bits = draw(seed, kCloudShape, i);
    const double size = between(bits, 46, 120);
    const double span = w + 4 * size;
    const double x =
        std::fmod(unit(mix(bits)) * span + drift * between(mix(bits + 1), 0.6, 1.3), span) - 2 * size;
    paint_cloud(canvas, bits, {x, between(mix(bits + 2), 18, 128)}, size);
  }
}

}  // namespace umec::city
