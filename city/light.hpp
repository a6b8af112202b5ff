// How the weather and the time of day colour the picture.
#pragma once

#include "city/weather.hpp"

namespace umec::city {

struct Color {
  double red = 0, green = 0, blue = 0, alpha = 1;
};

/// `part` of the way from `a` to `b`.
Color blend(const Color &a, const Color &b, double part);
/// The colour with another opacity.
constexpr Color with_alpha(Color color, double alpha) { return {color.red, color.green, color.blue, alpha}; }
/// Lighter (factor > 1) or darker.
Color brighten(const Color &color, double factor);

/// 0 below `low`, 1 above `high`, smooth between.
double smooth_step(double low, double high, double x);

struct Light {
  double day = 1;       ///< 0 night .. 1 full day
  double dusk = 0;      ///< how much of sunrise or sunset there is
  double lamps = 0;     ///< 0 off .. 1 street lamps and windows lit
  double snow = 0;      ///< 0 none .. 1 white streets
  double cloud = 0;
  double wet = 0;       ///< 0 dry .. 1 rain on the road
  Color tint{1, 1, 1};  ///< what a white wall looks like
  Color sky_top, sky_low;

  /// The colour of a surface in this light.
  Color shade(const Color &surface) const {
    return {surface.red * tint.red, surface.green * tint.green, surface.blue * tint.blue, surface.alpha};
  }
};

Light light_of(const Weather &weather);

}  // namespace umec::city
