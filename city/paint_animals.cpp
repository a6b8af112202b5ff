// A dog on its way, and the rare moose that crosses the street. Both are seen from the side.
#include <cmath>

#include "city/paint.hpp"

namespace umec::city {
namespace {

// One leg with a knee; `phase` in turns.
void paint_leg(Canvas &c, Point hip, double length, double width, double phase, double heading,
               const Color &color) {
  const double swing = std::sin(2 * std::numbers::pi * phase),
               lift = std::max(0.0, std::cos(2 * std::numbers::pi * phase));
  const Point knee{hip.x + heading * 0.16 * length * swing, hip.y + 0.5 * length};
  const Point hoof{hip.x + heading * (0.30 * swing - 0.10 * lift) * length,
                   hip.y + length * (1 - 0.10 * lift)};
  c.stroke({hip, knee, hoof}, color, width);
}

}  // namespace

void paint_dog(Canvas &c, std::uint64_t bits, double x, double z, double stride, double heading) {
  const Light &l = c.light;
  const double px = c.view.scale(z);
  const Point ground = c.at(x, 0.12, z);
  const auto at = [&](double along, double up) {
    return Point{ground.x + heading * along * px, ground.y - up * px};
  };
  const Color fur = l.shade(pick(bits, 2) == 0 ? Color{0.62, 0.44, 0.26} : Color{0.20, 0.18, 0.17}),
              dark = brighten(fur, 0.72);
  c.ellipse(ground, 0.36 * px, 0.05 * px, {0, 0, 0, 0.24});
  for (const double hip : {-0.20, 0.20})
    paint_leg(c, at(hip + 0.04, 0.32), 0.31 * px, 0.06 * px, stride + hip + 0.5, heading, dark);
  c.ellipse(at(0, 0.40), 0.30 * px, 0.125 * px, fur);
  c.ellipse(at(0.20, 0.43), 0.14 * px, 0.14 * px, fur);
  for (const double hip : {-0.22, 0.18})
    paint_leg(c, at(hip, 0.32), 0.31 * px, 0.065 * px, stride + hip, heading, fur);
  c.stroke({at(-0.28, 0.44), at(-0.38, 0.56), at(-0.36, 0.66 + 0.03 * std::sin(12 * stride))}, fur,
           0.045 * px);
  c.stroke({at(0.25, 0.48), at(0.34, 0.60)}, fur, 0.13 * px);
  c.ellipse(at(0.37, 0.63), 0.10 * px, 0.085 * px, fur);
  c.ellipse(at(0.46, 0.60), 0.07 * px, 0.045 * px, brighten(fur, 1.15));
  c.disc(at(0.52, 0.61), 0.022 * px, {0.05, 0.05, 0.05});
  c.ellipse(at(0.32, 0.65), 0.035 * px, 0.075 * px, dark);
}

void paint_moose(Canvas &c, double x, double z, double stride, double heading) {
  const Light &l = c.light;
  const double px = c.view.scale(z);
  const Point ground = c.at(x, 0, z);
  const auto at = [&](double along, double up) {
    return Point{ground.x + heading * along * px, ground.y - up * px};
  };
  const Color fur = l.shade({0.33, 0.22, 0.15}), pale = l.shade({0.62, 0.56, 0.50}),
              horn = l.shade({0.78, 0.66, 0.48});
  c.ellipse(ground, 1.25 * px, 0.14 * px, {0, 0, 0, 0.26});
  for (const double hip : {-0.72, 0.62})
    paint_leg(c, at(hip + 0.10, 1.15), 1.12 * px, 0.13 * px, stride + hip + 0.5, heading,
              brighten(pale, 0.80));
  cairo_t *cr = c.raw();
  const auto curve = [&](Point a, Point b, Point d) { cairo_curve_to(cr, a.x, a.y, b.x, b.y, d.x, d.y); };
  const Point rump = at(-1.02, 1.42);
  cairo_new_path(cr);
  cairo_move_to(cr, rump.x, rump.y);
  curve(at(-1.0, 1.80), at(-0.5, 1.76), at(-0.1, 1.80));   // back
  curve(at(0.2, 1.84), at(0.42, 2.02), at(0.70, 1.96));    // the hump over the shoulders
  curve(at(0.98, 1.92), at(1.12, 1.98), at(1.30, 2.02));   // neck
  curve(at(1.45, 2.03), at(1.55, 1.95), at(1.78, 1.66));   // brow and nose
  curve(at(1.90, 1.52), at(1.82, 1.42), at(1.66, 1.44));   // the hanging muzzle
  curve(at(1.50, 1.50), at(1.36, 1.58), at(1.24, 1.58));
  curve(at(1.05, 1.40), at(0.92, 1.12), at(0.60, 1.04));   // chest
  curve(at(0.10, 0.96), at(-0.6, 1.00), at(-0.86, 1.14));  // belly
  curve(at(-0.98, 1.20), at(-1.04, 1.32), at(-1.02, 1.42));
  cairo_close_path(cr);
  c.fill_path_vertical(at(0, 2.0).y, brighten(fur, 1.25), at(0, 1.0).y, brighten(fur, 0.72));
  c.stroke({at(1.28, 1.56), at(1.30, 1.34)}, fur, 0.07 * px);  // the beard
  for (const double hip : {-0.78, 0.55})
    paint_leg(c, at(hip, 1.15), 1.12 * px, 0.14 * px, stride + hip, heading, pale);
  c.fill({at(1.22, 2.02), at(1.06, 2.16), at(1.16, 1.98)}, fur);  // ear
  c.disc(at(1.46, 1.88), 0.025 * px, {0.03, 0.03, 0.03});
  c.disc(at(1.76, 1.52), 0.025 * px, {0.05, 0.04, 0.04});
  for (const double lean : {0.0, 0.16}) {  // antlers: a palm with tines
    const Color bone = brighten(horn, lean > 0 ? 0.8 : 1);
    c.stroke({at(1.30 + lean * 0.2, 2.02), at(1.20 + lean, 2.20)}, bone, 0.06 * px);
    c.fill({at(1.16 + lean, 2.16), at(1.34 + lean, 2.24), at(1.36 + lean, 2.44), at(1.02 + lean, 2.58),
            at(0.78 + lean, 2.50)},
           bone);
    for (int tine = 0; tine < 5; ++tine)
      c.stroke({at(0.86 + lean + 0.11 * tine, 2.46 - 0.02 * tine),
                at(0.80 + lean + 0.15 * tine, 2.70 - 0.03 * tine)},
               bone, 0.05 * px);
  }
}

}  // namespace umec::city
