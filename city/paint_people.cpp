// People on foot and on bicycles.
#include <algorithm>
#include <array>

#include "city/paint.hpp"

namespace umec::city {
namespace {

constexpr std::array<Color, 8> kCoats{{{0.20, 0.26, 0.38},
                                       {0.72, 0.22, 0.20},
                                       {0.86, 0.66, 0.22},
                                       {0.24, 0.42, 0.36},
                                       {0.45, 0.30, 0.44},
                                       {0.15, 0.15, 0.17},
                                       {0.80, 0.78, 0.74},
                                       {0.30, 0.55, 0.68}}};
constexpr std::array<Color, 4> kTrousers{
    {{0.17, 0.20, 0.28}, {0.20, 0.19, 0.18}, {0.38, 0.34, 0.29}, {0.30, 0.32, 0.36}}};
constexpr std::array<Color, 4> kSkins{
    {{0.94, 0.77, 0.66}, {0.82, 0.62, 0.48}, {0.60, 0.42, 0.31}, {0.42, 0.28, 0.21}}};
constexpr std::array<Color, 4> kHairs{
    {{0.20, 0.14, 0.10}, {0.55, 0.40, 0.22}, {0.10, 0.09, 0.09}, {0.70, 0.68, 0.66}}};

template <std::size_t N>
const Color &choose(const std::array<Color, N> &list, std::uint64_t bits) {
  return list[static_cast<std::size_t>(pick(bits, N))];
}

void paint_head(Canvas &c, std::uint64_t bits, Point neck, double px, bool towards) {
  const Light &l = c.light;
  const Color skin = l.shade(choose(kSkins, draw(bits, 3))), hair = l.shade(choose(kHairs, draw(bits, 4)));
  const Point head{neck.x, neck.y - 0.16 * px};
  c.ellipse({head.x, head.y - 0.02 * px}, 0.105 * px, 0.13 * px, hair);
  if (towards) c.ellipse({head.x, head.y + 0.025 * px}, 0.085 * px, 0.10 * px, skin);
  if (l.snow > 0.4 || pick(draw(bits, 5), 4) == 0)  // a woollen cap
    c.rounded({head.x - 0.105 * px, head.y - 0.16 * px, 0.21 * px, 0.12 * px}, 0.06 * px,
              l.shade(choose(kCoats, draw(bits, 6))));
}

}  // namespace

void paint_person(Canvas &c, std::uint64_t bits, double x, double z, double stride, bool towards) {
  const Light &l = c.light;
  const double height = between(draw(bits, 1), 0.92, 1.06), px = c.view.scale(z) * height;
  const double swing = std::sin(2 * std::numbers::pi * stride),
               bob = 0.02 * std::cos(4 * std::numbers::pi * stride);
  const Point foot = c.at(x, 0.12, z);
  const auto body = [&](double dx, double up) { return Point{foot.x + dx * px, foot.y - (up + bob) * px}; };
  const Color coat = l.shade(choose(kCoats, draw(bits, 7))),
              trousers = l.shade(choose(kTrousers, draw(bits, 8)));
  const Color skin = l.shade(choose(kSkins, draw(bits, 3)));
  c.ellipse({foot.x, foot.y}, 0.30 * px, 0.06 * px, {0, 0, 0, 0.26});
  // A leg that swings towards or away from us looks shorter.
  for (const double side : {-1.0, 1.0}) {
    const double lift = 0.06 * std::max(0.0, side * swing);
    c.stroke({body(0.075 * side, 0.86), body(0.085 * side, 0.45 + lift), body(0.085 * side, 0.08 + lift)},
             trousers, 0.135 * px);
    c.ellipse(body(0.09 * side, 0.05 + lift - bob), 0.075 * px, 0.05 * px, l.shade({0.12, 0.10, 0.09}));
  }
  for (const double side : {-1.0, 1.0}) {
    const double reach = 0.05 * side * swing;
    c.stroke(
        {body(0.22 * side, 1.36), body(0.27 * side, 1.08 + reach * 0.4), body(0.25 * side, 0.84 + reach)},
        brighten(coat, 0.85), 0.105 * px);
    c.disc(body(0.25 * side, 0.80 + reach), 0.05 * px, skin);
  }
  cairo_t *cr = c.raw();
  const Point a = body(-0.20, 1.42), b = body(0.20, 1.42), d = body(0.22, 0.78), e = body(-0.22, 0.78),
              top = body(0, 1.50);
  cairo_new_path(cr);
  cairo_move_to(cr, a.x, a.y + 0.04 * px);
  cairo_curve_to(cr, a.x, top.y, b.x, top.y, b.x, b.y + 0.04 * px);
  cairo_line_to(cr, d.x, d.y);
  cairo_line_to(cr, e.x, e.y);
  cairo_close_path(cr);
  c.fill_path_vertical(top.y, brighten(coat, 1.12), d.y, brighten(coat, 0.82));
  if (towards) c.stroke({body(0, 1.42), body(0, 0.80)}, brighten(coat, 0.6), 0.012 * px);
  if (!towards && pick(draw(bits, 9), 2) == 0) {  // a rucksack
    const Point p = body(0, 1.36);
    c.rounded({p.x - 0.15 * px, p.y, 0.30 * px, 0.40 * px}, 0.08 * px,
              l.shade(choose(kCoats, draw(bits, 10))));
  }
  paint_head(c, bits, body(0, 1.50), px, towards);
}

void paint_cyclist(Canvas &c, std::uint64_t bits, double x, double z, double stride, bool towards) {
  const Light &l = c.light;
  const double px = c.view.scale(z);
  const Point ground = c.at(x, 0, z);
  const auto at = [&](double dx, double up) { return Point{ground.x + dx * px, ground.y - up * px}; };
  const Color coat = l.shade(choose(kCoats, draw(bits, 7))),
              trousers = l.shade(choose(kTrousers, draw(bits, 8)));
  c.ellipse(ground, 0.34 * px, 0.05 * px, {0, 0, 0, 0.26});
  c.ellipse(at(0, 0.34), 0.045 * px, 0.34 * px, l.shade({0.08, 0.08, 0.09}));
  const double pedal = 0.16 * std::sin(2 * std::numbers::pi * stride);
  for (const double side : {-1.0, 1.0}) {
    c.stroke({at(0.10 * side, 0.98), at(0.15 * side, 0.66 + side * pedal * 0.6),
              at(0.12 * side, 0.32 + side * pedal)},
             trousers, 0.12 * px);
    c.ellipse(at(0.12 * side, 0.28 + side * pedal), 0.06 * px, 0.04 * px, l.shade({0.10, 0.10, 0.10}));
  }
  c.stroke({at(-0.30, 1.06), at(0, 1.0), at(0.30, 1.06)}, l.shade({0.35, 0.36, 0.38}), 0.035 * px);
  for (const double side : {-1.0, 1.0})
    c.stroke({at(0.17 * side, 1.44), at(0.31 * side, 1.22), at(0.28 * side, 1.06)}, brighten(coat, 0.85),
             0.09 * px);
  const Point shoulder = at(-0.20, 1.54);
  c.rounded({shoulder.x, shoulder.y, 0.40 * px, 0.62 * px}, 0.13 * px, coat);
  paint_head(c, bits, at(0, 1.56), px, towards);
  const Point helmet = at(0, 1.80);
  c.ellipse({helmet.x, helmet.y}, 0.125 * px, 0.075 * px, l.shade(choose(kCoats, draw(bits, 6))));
  if (towards)
    c.glow(at(0, 0.92), 0.16 * px, {1, 1, 0.92, 0.75}, true);
  else
    c.disc(at(0, 0.72), 0.035 * px, {1, 0.15, 0.12});
}

}  // namespace umec::city
