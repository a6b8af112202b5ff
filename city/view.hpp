// One-point perspective: from metres in the street to pixels in the picture.
#pragma once

#include "city/district.hpp"

namespace umec::city {

inline constexpr int kPictureWidth = 960;
inline constexpr int kPictureHeight = 540;

struct Point {
  double x = 0, y = 0;  ///< pixels, y down
};

struct Box {
  double x = 0, y = 0, width = 0, height = 0;  ///< pixels
};

/// A camera that looks straight along the street, with its centre shifted so that the lane it watches
/// fills the picture. Planes that face it (a car's front, its plate) are drawn without distortion.
struct View {
  double focal = 1100;   ///< pixels: size on the picture of a metre at one metre
  double centre = 300;   ///< vanishing point, pixels from the left
  double horizon = 192;  ///< pixels from the top
  double eye = 1.75;     ///< the camera's height above the road, metres
  double side = 1;       ///< -1: the street is mirrored

  /// Where the point `x` metres to the right of the camera, `height` above the road and `z` ahead is seen.
  Point project(double x, double height, double z) const {
    const double scale = focal / z;
    return {centre + side * x * scale, horizon + (eye - height) * scale};
  }
  /// Pixels per metre at distance `z`.
  double scale(double z) const { return focal / z; }
};

inline View view_of(const Camera &camera) {
  View view;
  if (camera.mirrored) {
    view.centre = kPictureWidth - view.centre;
    view.side = -1;
  }
  return view;
}

/// Middle of the lane that cars use, metres to the right of the camera (before mirroring).
inline constexpr double kLane = 1.55;

}  // namespace umec::city
