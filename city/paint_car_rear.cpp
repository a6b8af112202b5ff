#include "city/car_shape.hpp"
#include "city/paint.hpp"

namespace umec::city {
namespace {

void paint_rear_window(const CarFrame &f, const CarShape &s, double foot_depth, double top_depth,
                       const Color &body) {
  Canvas &c = f.c;
  const Light &l = c.light;
  c.fill({f.at(-s.cabin_foot, s.boot, foot_depth), f.at(s.cabin_foot, s.boot, foot_depth),
          f.at(s.cabin_top, s.roof, top_depth), f.at(-s.cabin_top, s.roof, top_depth)},
         body);
  const auto inset = [&](double along, double up) {
    const double half = s.cabin_foot + (s.cabin_top - s.cabin_foot) * up - 0.08;
    return f.at(half * along, s.boot + (s.roof - s.boot) * up, foot_depth + (top_depth - foot_depth) * up);
  };
  c.fill({inset(-1, 0.08), inset(1, 0.08), inset(0.97, 0.86), inset(-0.97, 0.86)}, inset(0, 0.86),
         blend(l.shade({0.20, 0.25, 0.30}), l.sky_top, 0.32), inset(0, 0.08), l.shade({0.07, 0.08, 0.10}));
  const double px = c.view.scale(f.z + foot_depth + 0.3);
  for (const double side : {-1.0, 1.0}) {  // head rests
    const Point p = inset(0.48 * side, 0.30);
    c.rounded({p.x - 0.11 * px, p.y - 0.09 * px, 0.22 * px, 0.17 * px}, 0.05 * px,
              l.shade({0.13, 0.13, 0.14}));
  }
  for (int i = 1; i < 6; ++i)
    c.stroke({inset(-0.95, 0.12 * i + 0.1), inset(0.95, 0.12 * i + 0.1)}, l.shade({0.45, 0.30, 0.22, 0.28}),
             0.6);
  c.fill({inset(0.2, 0.84), inset(0.75, 0.84), inset(0.95, 0.10), inset(0.55, 0.10)},
         with_alpha(l.sky_low, 0.16));
  c.stroke({inset(0, 0.05), inset(0.42, 0.12)}, l.shade({0.04, 0.04, 0.05}), 0.018 * px);
}

void paint_tail_light(const CarFrame &f, const CarShape &s, double side, double high) {
  Canvas &c = f.c;
  const Light &l = c.light;
  const double in = side * (s.half - 0.30), out = side * (s.half - 0.02);
  const Color red = blend(l.shade({0.78, 0.07, 0.09}), {1.0, 0.14, 0.12}, 0.35 + 0.5 * l.lamps),
              deep = l.shade({0.42, 0.03, 0.05});
  c.fill(
      {f.at(in, high), f.at(out, high + 0.03), f.at(out, high - 0.20), f.at(in + side * 0.06, high - 0.17)},
      f.at(0, high), red, f.at(0, high - 0.2), deep);
  c.fill({f.at(in + side * 0.07, high - 0.115), f.at(out - side * 0.02, high - 0.12),
          f.at(out - side * 0.02, high - 0.165), f.at(in + side * 0.08, high - 0.15)},
         l.shade({0.92, 0.90, 0.88}));
  c.stroke({f.at(in + side * 0.03, high - 0.035), f.at(out - side * 0.03, high - 0.02)},
           {1, 0.35, 0.28, 0.95}, 0.020 * f.px());
  c.glow(f.at((in + out) / 2, high - 0.05), (0.18 + 0.25 * l.lamps) * f.px(),
         {1, 0.10, 0.08, std::max(0.18, 0.6 * l.lamps)}, true);
}

}  // namespace

void paint_car_rear(Canvas &c, const CarLook &look, double z) {
  const CarFrame f{c, z};
  const CarShape s = shape_of(look.body);
  const Light &l = c.light;
  const Color paint{look.red, look.green, look.blue};
  const double px = f.px(), h = s.half, low = 0.24;
  paint_car_hull(f, s, paint, false);
  for (const double side : {-1.0, 1.0}) {
    const Point p = f.at(side * (h - 0.14), 0.32, 0.35);
    const double wide = 0.115 * c.view.scale(z + 0.35);
    c.rounded({p.x - wide, p.y, 2 * wide, f.at(0, 0, 0.35).y - p.y}, wide * 0.35,
              l.shade({0.07, 0.07, 0.08}));
  }
  const bool saloon = look.body == Body::saloon;
  const double foot = saloon ? 0.55 : 0.08;
  paint_rear_window(f, s, foot, s.length - s.roof_back, l.shade(brighten(paint, 0.86)));
  if (saloon)
    c.fill({f.at(-h + 0.08, s.boot - 0.03, 0.02), f.at(h - 0.08, s.boot - 0.03, 0.02),
            f.at(s.cabin_foot, s.boot, foot), f.at(-s.cabin_foot, s.boot, foot)},
           blend(l.shade(brighten(paint, 1.12)), l.sky_low, 0.35));

  // The rear panel with bumper.
  cairo_t *cr = c.raw();
  const double top = s.boot;
  const auto curve = [&](double x1, double h1, double x2, double h2, double x3, double h3) {
    const Point a = f.at(x1, h1), b = f.at(x2, h2), d = f.at(x3, h3);
    cairo_curve_to(cr, a.x, a.y, b.x, b.y, d.x, d.y);
  };
  const Point start = f.at(-h + 0.05, low);
  cairo_new_path(cr);
  cairo_move_to(cr, start.x, start.y);
  curve(-h, low + 0.02, -h, low + 0.15, -h, 0.5);
  curve(-h, top - 0.14, -h + 0.03, top - 0.03, -h + 0.10, top - 0.01);
  curve(-0.3, top + 0.025, 0.3, top + 0.025, h - 0.10, top - 0.01);
  curve(h - 0.03, top - 0.03, h, top - 0.14, h, 0.5);
  curve(h, low + 0.15, h, low + 0.02, h - 0.05, low);
  cairo_close_path(cr);
  c.fill_path_vertical(f.at(0, top).y, l.shade(brighten(paint, 1.04)), f.at(0, low).y,
                       l.shade(brighten(paint, 0.58)));

  const double line = 0.012 * px;
  const Color seam{0, 0, 0, 0.35};
  c.stroke({f.at(-h + 0.16, 0.56), f.at(h - 0.16, 0.56)}, seam, line);
  c.stroke({f.at(-h + 0.30, 0.56), f.at(-h + 0.24, top - 0.05)}, seam, line);
  c.stroke({f.at(h - 0.30, 0.56), f.at(h - 0.24, top - 0.05)}, seam, line);
  c.fill({f.at(-0.62, 0.34), f.at(0.62, 0.34), f.at(0.54, low + 0.01), f.at(-0.54, low + 0.01)},
         l.shade({0.08, 0.08, 0.09}));
  for (const double side : {-1.0, 1.0}) {
    c.ellipse(f.at(side * 0.44, low + 0.035), 0.075 * px, 0.035 * px, l.shade({0.62, 0.63, 0.65}));
    c.ellipse(f.at(side * 0.44, low + 0.035), 0.055 * px, 0.022 * px, {0.03, 0.03, 0.03});
    c.rounded({f.at(side * (h - 0.16), 0.47).x - 0.09 * px, f.at(0, 0.47).y, 0.18 * px, 0.035 * px},
              0.012 * px, l.shade({0.70, 0.06, 0.08}));
    paint_tail_light(f, s, side, top - 0.07);
  }
  c.disc(f.at(0, top - 0.085), 0.042 * px, l.shade({0.78, 0.80, 0.83}));
  c.disc(f.at(0, top - 0.085), 0.030 * px, l.shade({0.15, 0.20, 0.34}));
}

}  // namespace umec::city
