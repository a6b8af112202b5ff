#include "city/light.hpp"

#include <algorithm>

namespace umec::city {

Color blend(const Color &a, const Color &b, double part) {
  return {a.red + (b.red - a.red) * part, a.green + (b.green - a.green) * part,
          a.blue + (b.blue - a.blue) * part, a.alpha + (b.alpha - a.alpha) * part};
}

Color brighten(const Color &c, double factor) {
  return {std::min(1.0, c.red * factor), std::min(1.0, c.green * factor), std::min(1.0, c.blue * factor),
          c.alpha};
}

double smooth_step(double low, double high, double x) {
  const double part = std::clamp((x - low) / (high - low), 0.0, 1.0);
  return part * part * (3 - 2 * part);
}

Light light_of(const Weather &w) {
  Light l;
  l.day = smooth_step(-0.12, 0.30, w.sun);
  l.dusk = std::exp(-std::pow((w.sun - 0.06) / 0.14, 2)) * (1 - 0.7 * w.cloud);
  l.lamps = 1 - smooth_step(-0.02, 0.12, w.sun);
  l.cloud = w.cloud;
  l.snow = smooth_step(1.0, -2.0, w.temperature);
  l.wet = (1 - l.snow) * smooth_step(0.0, 0.25, w.precipitation);

  const Color night{0.23, 0.26, 0.40}, noon{1, 1, 1}, overcast{0.86, 0.88, 0.91}, glow{1.0, 0.80, 0.66};
  l.tint = blend(night, blend(noon, overcast, w.cloud), l.day);
  l.tint =
      blend(l.tint, Color{l.tint.red * glow.red * 1.08, l.tint.green * glow.green, l.tint.blue * glow.blue},
            l.dusk);

  const Color clear_top{0.27, 0.53, 0.85}, clear_low{0.80, 0.90, 0.97};
  const Color grey_top{0.60, 0.66, 0.73}, grey_low{0.84, 0.87, 0.90};
  const Color dusk_top{0.27, 0.30, 0.54}, dusk_low{0.99, 0.66, 0.42};
  const Color night_top{0.025, 0.04, 0.10}, night_low{0.11, 0.14, 0.24};
  l.sky_top = blend(night_top, blend(clear_top, grey_top, w.cloud), l.day);
  l.sky_low = blend(night_low, blend(clear_low, grey_low, w.cloud), l.day);
  l.sky_top = blend(l.sky_top, dusk_top, 0.8 * l.dusk);
  l.sky_low = blend(l.sky_low, dusk_low, 0.9 * l.dusk);
  return l;
}

}  // namespace umec::city
