#include "city/car_shape.hpp"
#include "city/paint.hpp"

namespace umec::city {
namespace {

void paint_windscreen(const CarFrame &f, const CarShape &s, const CarLook &look, const Color &body) {
  Canvas &c = f.c;
  const Light &l = c.light;
  const Point left = f.at(-s.cabin_foot, s.cowl, s.cowl_back),
              right = f.at(s.cabin_foot, s.cowl, s.cowl_back);
  const Point top_right = f.at(s.cabin_top, s.roof, s.roof_front),
              top_left = f.at(-s.cabin_top, s.roof, s.roof_front);
  c.fill({left, right, top_right, top_left}, body);
  const auto inset = [&](double along, double up) {  // a point on the glass, -1..1 and 0..1
    const double half = s.cabin_foot + (s.cabin_top - s.cabin_foot) * up - 0.055;
    return f.at(half * along, s.cowl + (s.roof - s.cowl) * up,
                s.cowl_back + (s.roof_front - s.cowl_back) * up);
  };
  const Color glass_top = blend(l.shade({0.22, 0.27, 0.32}), l.sky_top, 0.30),
              glass_foot = l.shade({0.08, 0.10, 0.12});
  c.fill({inset(-1, 0.03), inset(1, 0.03), inset(0.98, 0.93), inset(-0.98, 0.93)}, inset(0, 0.93), glass_top,
         inset(0, 0.03), glass_foot);

  // Who sits inside: seat, shoulders, head. The wheel is on our right, the car's left.
  const double px = c.view.scale(f.z + s.cowl_back + 0.7);
  for (int seat = 0; seat < (look.passenger ? 2 : 1); ++seat) {
    const Point head = inset(seat == 0 ? 0.46 : -0.46, 0.50);
    const Color coat = l.shade(seat == 0 ? Color{0.25, 0.29, 0.36} : Color{0.45, 0.27, 0.27}),
                skin = l.shade({0.66, 0.51, 0.43});
    c.rounded({head.x - 0.22 * px, head.y + 0.02 * px, 0.44 * px, 0.20 * px}, 0.09 * px, coat);
    c.ellipse(head, 0.085 * px, 0.115 * px, skin);
    c.ellipse({head.x, head.y - 0.05 * px}, 0.092 * px, 0.075 * px, l.shade({0.22, 0.16, 0.12}));
    c.ellipse({head.x, head.y + 0.025 * px}, 0.076 * px, 0.085 * px, skin);
  }
  const Point wheel = inset(0.46, 0.16);
  cairo_save(c.raw());
  c.stroke({{wheel.x - 0.17 * px, wheel.y + 0.02 * px},
            {wheel.x, wheel.y - 0.06 * px},
            {wheel.x + 0.17 * px, wheel.y + 0.02 * px}},
           l.shade({0.05, 0.05, 0.06}), 0.03 * px);
  cairo_restore(c.raw());
  // The sky in the glass, and two wipers at rest.
  c.fill({inset(-0.95, 0.9), inset(-0.25, 0.9), inset(-0.62, 0.06), inset(-0.97, 0.06)},
         with_alpha(l.sky_low, 0.20));
  c.fill({inset(-0.12, 0.9), inset(0.02, 0.9), inset(-0.35, 0.06), inset(-0.49, 0.06)},
         with_alpha(l.sky_low, 0.12));
  c.stroke({inset(-0.75, 0.02), inset(-0.05, 0.10)}, l.shade({0.04, 0.04, 0.05}), 0.016 * px);
  c.stroke({inset(0.05, 0.02), inset(0.72, 0.10)}, l.shade({0.04, 0.04, 0.05}), 0.016 * px);
}

void paint_hood(const CarFrame &f, const CarShape &s, const Color &paint) {
  Canvas &c = f.c;
  const Light &l = c.light;
  const double front = s.half - 0.10;
  const Color near = l.shade(brighten(paint, 1.04)),
              far = blend(l.shade(brighten(paint, 1.18)), l.sky_low, 0.40);
  c.fill({f.at(-front, s.hood_front, 0.02), f.at(0, s.hood_front + 0.045, -0.03),
          f.at(front, s.hood_front, 0.02), f.at(s.half - 0.06, s.cowl - 0.05, s.cowl_back * 0.6),
          f.at(s.cabin_foot, s.cowl, s.cowl_back + 0.02), f.at(-s.cabin_foot, s.cowl, s.cowl_back + 0.02),
          f.at(-s.half + 0.06, s.cowl - 0.05, s.cowl_back * 0.6)},
         f.at(0, s.hood_front, 0), near, f.at(0, s.cowl, s.cowl_back), far);
  for (const double side : {-1.0, 1.0})
    c.stroke({f.at(side * 0.42, s.hood_front + 0.03, 0), f.at(side * 0.52, s.cowl, s.cowl_back)},
             {0, 0, 0, 0.16}, 0.012 * f.px());
}

void paint_headlight(const CarFrame &f, const CarShape &s, double side) {
  Canvas &c = f.c;
  const Light &l = c.light;
  const double in = side * (s.half - 0.36), out = side * (s.half - 0.03), high = s.hood_front - 0.06;
  c.fill({f.at(in, high - 0.06), f.at(out, high), f.at(out, high - 0.12),
          f.at(out - side * 0.06, high - 0.17), f.at(in + side * 0.04, high - 0.145)},
         f.at(0, high), l.shade({0.84, 0.88, 0.92}), f.at(0, high - 0.17), l.shade({0.40, 0.44, 0.48}));
  const double px = f.px();
  const Color bulb = blend(l.shade({0.95, 0.96, 0.97}), {1, 0.98, 0.90}, 0.6);
  for (const double part : {0.42, 0.76}) {
    const Point p = f.at(in + (out - in) * part, high - 0.085);
    c.disc(p, 0.050 * px, l.shade({0.22, 0.24, 0.27}));
    c.disc(p, 0.036 * px, bulb);
  }
  c.stroke({f.at(in + side * 0.05, high - 0.15), f.at(out - side * 0.07, high - 0.175)}, {1, 1, 1, 0.95},
           0.018 * px);
}

void paint_fascia(const CarFrame &f, const CarShape &s, const Color &paint) {
  Canvas &c = f.c;
  const Light &l = c.light;
  const double px = f.px(), h = s.half, top = s.hood_front, low = 0.20;
  cairo_t *cr = c.raw();
  const auto move = [&](double x, double height) {
    const Point p = f.at(x, height);
    cairo_move_to(cr, p.x, p.y);
  };
  const auto line = [&](double x, double height) {
    const Point p = f.at(x, height);
    cairo_line_to(cr, p.x, p.y);
  };
  const auto curve = [&](double x1, double h1, double x2, double h2, double x3, double h3) {
    const Point a = f.at(x1, h1), b = f.at(x2, h2), d = f.at(x3, h3);
    cairo_curve_to(cr, a.x, a.y, b.x, b.y, d.x, d.y);
  };
  cairo_new_path(cr);
  move(-h + 0.06, low);
  curve(-h, low + 0.02, -h, low + 0.1, -h, 0.40);
  curve(-h, top - 0.10, -h + 0.02, top - 0.02, -h + 0.12, top);
  curve(-0.4, top + 0.05, 0.4, top + 0.05, h - 0.12, top);
  curve(h - 0.02, top - 0.02, h, top - 0.10, h, 0.40);
  curve(h, low + 0.1, h, low + 0.02, h - 0.06, low);
  line(-h + 0.06, low);
  cairo_close_path(cr);
  cairo_path_t *outline = cairo_copy_path(cr);
  c.fill_path_vertical(f.at(0, top).y, l.shade(brighten(paint, 1.06)), f.at(0, low).y,
                       l.shade(brighten(paint, 0.56)));
  cairo_append_path(cr, outline);  // rounder towards both sides
  cairo_path_destroy(outline);
  cairo_pattern_t *round =
      cairo_pattern_create_linear(f.at(-h * c.view.side, 0).x, 0, f.at(h * c.view.side, 0).x, 0);
  cairo_pattern_add_color_stop_rgba(round, 0.0, 0, 0, 0, 0.34);
  cairo_pattern_add_color_stop_rgba(round, 0.16, 0, 0, 0, 0.0);
  cairo_pattern_add_color_stop_rgba(round, 0.84, 1, 1, 1, 0.0);
  cairo_pattern_add_color_stop_rgba(round, 1.0, 0, 0, 0, 0.28);
  cairo_set_source(cr, round);
  cairo_fill(cr);
  cairo_pattern_destroy(round);

  // Grille between the lamps with its bars and badge, the lower intake, fog lamps, a splitter.
  const double grille = top - 0.075;
  const Color dark = l.shade({0.07, 0.075, 0.085}), chrome = l.shade({0.78, 0.80, 0.83});
  c.fill({f.at(-0.45, grille), f.at(0.45, grille), f.at(0.38, grille - 0.125), f.at(-0.38, grille - 0.125)},
         dark);
  for (int bar = 1; bar < 4; ++bar)
    c.stroke({f.at(-0.42 + 0.01 * bar, grille - 0.031 * bar), f.at(0.42 - 0.01 * bar, grille - 0.031 * bar)},
             with_alpha(chrome, 0.55), 0.008 * px);
  c.stroke({f.at(-0.45, grille), f.at(0.45, grille)}, chrome, 0.014 * px);
  c.disc(f.at(0, grille - 0.05), 0.052 * px, chrome);
  c.disc(f.at(0, grille - 0.05), 0.038 * px, l.shade({0.15, 0.20, 0.34}));
  c.fill({f.at(-0.60, 0.355), f.at(0.60, 0.355), f.at(0.52, 0.235), f.at(-0.52, 0.235)}, dark);
  c.stroke({f.at(-0.57, 0.295), f.at(0.57, 0.295)}, with_alpha(chrome, 0.22), 0.010 * px);
  for (const double side : {-1.0, 1.0}) {
    c.rounded({f.at(side * (h - 0.17), 0.37).x - 0.10 * px, f.at(0, 0.375).y, 0.20 * px, 0.085 * px},
              0.03 * px, dark);
    c.disc(f.at(side * (h - 0.17), 0.335), 0.032 * px, l.shade({0.85, 0.86, 0.86}));
    paint_headlight(f, s, side);
  }
  c.stroke({f.at(-h + 0.10, low + 0.005), f.at(h - 0.10, low + 0.005)}, l.shade({0.05, 0.05, 0.06}),
           0.03 * px);
}

}  // namespace

void paint_car_front(Canvas &c, const CarLook &look, double z) {
  const CarFrame f{c, z};
  const CarShape s = shape_of(look.body);
  const Light &l = c.light;
  const Color paint{look.red, look.green, look.blue};
  const double px = f.px();
  paint_car_hull(f, s, paint, true);
  for (const double side : {-1.0, 1.0}) {  // front tyres under the apron
    const Point p = f.at(side * (s.half - 0.13), 0.30, 0.3);
    const double wide = 0.115 * c.view.scale(z + 0.3);
    c.rounded({p.x - wide, p.y, 2 * wide, f.at(0, 0, 0.3).y - p.y}, wide * 0.35, l.shade({0.07, 0.07, 0.08}));
  }
  paint_windscreen(f, s, look, l.shade(brighten(paint, 0.82)));
  paint_hood(f, s, paint);
  for (const double side : {-1.0, 1.0}) {  // mirrors
    const Point p = f.at(side * (s.half + 0.08), s.cowl + 0.05, s.cowl_back + 0.25);
    const double m = c.view.scale(z + s.cowl_back + 0.25);
    c.ellipse(p, 0.12 * m, 0.078 * m, l.shade(brighten(paint, 0.78)));
    c.ellipse({p.x, p.y - 0.012 * m}, 0.10 * m, 0.05 * m, l.shade(brighten(paint, 1.02)));
  }
  paint_fascia(f, s, paint);
  const double beam = std::max(0.16, 0.8 * l.lamps);
  for (const double side : {-1.0, 1.0})
    c.glow(f.at(side * (s.half - 0.19), s.hood_front - 0.14), (0.26 + 0.40 * l.lamps) * px,
           {1, 0.97, 0.86, beam}, true);
}

}  // namespace umec::city
