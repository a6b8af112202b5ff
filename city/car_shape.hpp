// The measures of a car body, metres; shared by the painters of its front and its rear.
#pragma once

#include "city/canvas.hpp"
#include "city/traffic.hpp"

namespace umec::city {

struct CarShape {
  double half;         ///< half the width
  double hood_front;   ///< height of the hood's front edge
  double cowl;         ///< height of the windscreen's foot
  double cowl_back;    ///< how far behind the front that is
  double roof;         ///< height
  double roof_front;   ///< where the roof starts behind the front
  double roof_back;    ///< where it ends
  double cabin_foot;   ///< half width of the cabin at the window line
  double cabin_top;    ///< half width of the roof
  double length;
  double boot;         ///< height of the boot lid or window line at the rear
};

inline CarShape shape_of(Body body) {
  switch (body) {
    case Body::hatchback: return {0.87, 0.74, 0.97, 0.85, 1.47, 1.60, 3.50, 0.76, 0.58, 3.95, 0.98};
    case Body::saloon: return {0.91, 0.71, 0.95, 1.15, 1.42, 1.95, 3.30, 0.78, 0.57, 4.60, 1.00};
    case Body::estate: return {0.91, 0.72, 0.96, 1.10, 1.46, 1.85, 4.20, 0.78, 0.60, 4.60, 0.98};
    case Body::suv: return {0.94, 0.90, 1.12, 1.00, 1.66, 1.65, 3.90, 0.83, 0.67, 4.45, 1.12};
    case Body::van: return {0.97, 0.98, 1.22, 0.60, 1.92, 1.15, 4.80, 0.92, 0.84, 4.90, 1.22};
  }
  return {};
}

/// Points of one car: `x` to the right of its middle, `depth` behind its nearest end.
struct CarFrame {
  Canvas &c;
  double z;
  Point at(double x, double height, double depth = 0) const { return c.at(kLane + x, height, z + depth); }
  double px() const { return c.view.scale(z); }  ///< pixels per metre at the nearest end
};

/// Shadow, the flank that is seen with its wheels and windows, and the roof. `front_first`: the car faces us.
void paint_car_hull(const CarFrame &frame, const CarShape &shape, const Color &paint, bool front_first);

}  // namespace umec::city
