#include "city/car_shape.hpp"
#include "city/paint.hpp"

namespace umec::city {
namespace {

void paint_shadow(const CarFrame &f, const CarShape &s) {
  for (int i = 0; i < 5; ++i) {
    const double grow = 0.05 * i, half = s.half + grow - 0.04;
    f.c.fill({f.at(-half, 0, -grow), f.at(half, 0, -grow), f.at(half, 0, s.length + grow),
              f.at(-half - 0.25, 0, s.length + grow)},
             {0, 0, 0, 0.13 + 0.03 * f.c.light.day});
  }
}

void paint_wheel(const CarFrame &f, double x, double depth, double radius) {
  const Light &l = f.c.light;
  const double z = f.z + depth, at = kLane + x;
  f.c.fill(f.c.side_circle(at, radius, z, radius + 0.05), l.shade({0.06, 0.06, 0.07}));
  f.c.fill(f.c.side_circle(at, radius, z, radius), l.shade({0.12, 0.12, 0.13}));
  f.c.fill(f.c.side_circle(at, radius, z, radius * 0.64), l.shade({0.66, 0.68, 0.71}));
  f.c.fill(f.c.side_circle(at, radius, z, radius * 0.20), l.shade({0.30, 0.31, 0.33}));
}

}  // namespace

void paint_car_hull(const CarFrame &f, const CarShape &s, const Color &paint, bool front_first) {
  Canvas &c = f.c;
  const Light &l = c.light;
  paint_shadow(f, s);

  // Depths of the cabin, counted from the end that is nearest.
  const double cowl = front_first ? s.cowl_back : 0.12,
               top_near = front_first ? s.roof_front : s.length - s.roof_back;
  const double top_far = front_first ? s.roof_back : s.length - s.roof_front;
  const double far_foot = front_first ? s.length - 0.1 : s.length - s.cowl_back;
  const double edge = front_first ? s.hood_front : s.boot;

  // The flank towards the middle of the picture.
  const double x = -s.half, radius = 0.33;
  const Color upper = l.shade(brighten(paint, 0.92)), lower = l.shade(brighten(paint, 0.55));
  c.fill({f.at(x, 0.24, 0.12), f.at(x, edge, 0.05), f.at(x, s.cowl, cowl), f.at(x, s.cowl, far_foot),
          f.at(x, 0.75, s.length), f.at(x, 0.24, s.length)},
         f.at(x, s.cowl, 0), upper, f.at(x, 0.24, 0), lower);
  c.stroke({f.at(x, 0.78, 0.3), f.at(x, 0.80, s.length - 0.3)}, with_alpha(brighten(upper, 1.25), 0.7),
           0.014 * f.px());
  // What the rounded corners of the nearest end leave open.
  c.fill({f.at(-s.half, 0.26, 0.03), f.at(-s.half, edge - 0.03, 0.03), f.at(s.half, edge - 0.03, 0.03),
          f.at(s.half, 0.26, 0.03)},
         f.at(x, edge, 0), l.shade(brighten(paint, 0.86)), f.at(x, 0.26, 0), l.shade(brighten(paint, 0.5)));
  paint_wheel(f, x - 0.005, s.length - 0.85, radius);
  paint_wheel(f, x - 0.005, 0.82, radius);
  const double foot = -s.cabin_foot, roof = -s.cabin_top;
  // The shoulder between flank and windows, which lies under the sky.
  c.fill({f.at(x, edge, 0.05), f.at(x, s.cowl, cowl), f.at(x, s.cowl, far_foot), f.at(x, 0.75, s.length),
          f.at(foot, s.cowl, s.length), f.at(foot, s.cowl, cowl), f.at(foot, edge, 0.05)},
         blend(l.shade(brighten(paint, 1.06)), l.sky_low, 0.30));
  c.fill({f.at(foot, s.cowl, cowl), f.at(roof, s.roof, top_near), f.at(roof, s.roof, top_far),
          f.at(foot, s.cowl, far_foot)},
         upper);
  c.fill({f.at(foot + 0.01, s.cowl + 0.05, cowl + 0.28), f.at(roof - 0.02, s.roof - 0.08, top_near + 0.1),
          f.at(roof - 0.02, s.roof - 0.08, top_far - 0.1), f.at(foot + 0.01, s.cowl + 0.05, far_foot - 0.4)},
         l.shade({0.14, 0.17, 0.20}));
  const double pillar = (top_near + top_far) / 2;
  c.stroke({f.at(foot, s.cowl, pillar), f.at(roof, s.roof, pillar)}, upper,
           0.06 * f.px() * f.z / (f.z + pillar));

  // The roof, in the colour of the sky it lies under.
  const Color sheen = blend(l.shade(brighten(paint, 1.1)), l.sky_low, 0.35);
  c.fill({f.at(-s.cabin_top, s.roof, top_near), f.at(s.cabin_top, s.roof, top_near),
          f.at(s.cabin_top * 0.97, s.roof, top_far), f.at(-s.cabin_top * 0.97, s.roof, top_far)},
         sheen);
}

void paint_car(Canvas &c, const Passing &p, double z) {
  if (p.departing)
    paint_car_rear(c, p.look, z);
  else
    paint_car_front(c, p.look, z);
  const Point middle = c.at(kLane, plate_height(p.look.body, p.departing), z);
  const double width = p.plate.width() * c.view.scale(z), height = p.plate.height() * c.view.scale(z);
  paint_plate(c, p.plate, {middle.x - width / 2, middle.y - height / 2, width, height});
}

}  // namespace umec::city
