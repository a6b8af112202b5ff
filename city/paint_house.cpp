#include <algorithm>
#include <array>

#include "city/paint.hpp"

namespace umec::city {
namespace {

// Falu red, ochre, and the pale colours of wooden quarters around the Bothnian Bay; two of brick.
constexpr std::array<Color, 9> kWalls{{{0.60, 0.20, 0.16},
                                       {0.87, 0.70, 0.36},
                                       {0.62, 0.73, 0.80},
                                       {0.92, 0.88, 0.76},
                                       {0.70, 0.77, 0.62},
                                       {0.85, 0.62, 0.52},
                                       {0.66, 0.36, 0.28},
                                       {0.78, 0.80, 0.82},
                                       {0.56, 0.45, 0.40}}};
constexpr std::array<Color, 4> kRoofs{
    {{0.27, 0.28, 0.31}, {0.46, 0.24, 0.20}, {0.36, 0.30, 0.28}, {0.23, 0.33, 0.33}}};
constexpr std::array<Color, 4> kAwnings{
    {{0.75, 0.20, 0.20}, {0.16, 0.38, 0.55}, {0.22, 0.45, 0.33}, {0.88, 0.62, 0.18}}};

struct Wall {  // a wall along the street, seen from the road
  Canvas &c;
  double x, near, far;
  double haze;  // how much of the distance's colour it takes

  Color paint(Color color, double factor = 1) const {
    return blend(c.light.shade(brighten(color, factor)), c.light.sky_low, haze);
  }
  void panel(double z0, double z1, double low, double high, const Color &color) const {
    c.fill({c.at(x, low, z0), c.at(x, high, z0), c.at(x, high, z1), c.at(x, low, z1)}, color);
  }
};

void paint_window(const Wall &w, std::uint64_t bits, double z0, double z1, double low, double high,
                  const Color &frame) {
  const Light &l = w.c.light;
  w.panel(z0 - 0.14, z1 + 0.14, low - 0.16, high + 0.14, frame);
  const bool lit = l.lamps > 0.1 && unit(bits) < 0.55;
  const Color sky = blend(l.shade({0.30, 0.37, 0.44}), l.sky_top, 0.45), deep = l.shade({0.16, 0.19, 0.23});
  const Color warm = blend({1.0, 0.80, 0.46}, {1.0, 0.90, 0.70}, unit(mix(bits)));
  const Color top = lit ? blend(sky, warm, l.lamps) : sky,
              foot = lit ? blend(deep, brighten(warm, 0.82), l.lamps) : deep;
  Canvas &c = w.c;
  c.fill({c.at(w.x, low, z0), c.at(w.x, high, z0), c.at(w.x, high, z1), c.at(w.x, low, z1)},
         c.at(w.x, high, z0), blend(top, l.sky_low, w.haze), c.at(w.x, low, z0),
         blend(foot, l.sky_low, w.haze));
  const double line = std::max(0.6, 0.07 * c.view.scale((z0 + z1) / 2));
  c.stroke({c.at(w.x, low, (z0 + z1) / 2), c.at(w.x, high, (z0 + z1) / 2)}, frame, line);
  c.stroke({c.at(w.x, low + 0.62 * (high - low), z0), c.at(w.x, low + 0.62 * (high - low), z1)}, frame, line);
}

void paint_shop(const Wall &w, std::uint64_t bits, double z0, double z1, double side) {
  Canvas &c = w.c;
  paint_window(w, draw(bits, 1), z0, z1, 0.75, 2.35, w.paint({0.95, 0.94, 0.90}));
  const Color cloth = kAwnings[static_cast<std::size_t>(pick(bits, kAwnings.size()))];
  const int stripes = 8;
  for (int i = 0; i < stripes; ++i) {
    const double a = z0 - 0.2 + (z1 - z0 + 0.4) * i / stripes,
                 b = z0 - 0.2 + (z1 - z0 + 0.4) * (i + 1) / stripes;
    const Color color = i % 2 == 0 ? w.paint(cloth) : w.paint({0.95, 0.93, 0.88});
    const double out = w.x - side * 1.1;
    c.fill({c.at(w.x, 2.85, a), c.at(out, 2.35, a), c.at(out, 2.35, b), c.at(w.x, 2.85, b)}, color);
    c.fill({c.at(out, 2.35, a), c.at(out, 2.15, a), c.at(out, 2.15, b), c.at(out, 2.35, b)},
           brighten(color, 0.85));
  }
}

}  // namespace

void paint_house(Canvas &c, std::uint64_t bits, double side, double wall_x, double near, double far) {
  const Light &l = c.light;
  const Wall w{c, wall_x, near, far, std::clamp((near - 20) / 260, 0.0, 0.5)};
  const int floors = 2 + pick(draw(bits, 1), 2);
  const double eaves = 0.9 + 2.9 * floors, ridge = eaves + between(draw(bits, 2), 2.0, 3.4);
  const Color wall = kWalls[static_cast<std::size_t>(pick(draw(bits, 3), kWalls.size()))];
  const Color roof = blend(kRoofs[static_cast<std::size_t>(pick(draw(bits, 4), kRoofs.size()))],
                           {0.93, 0.95, 0.97}, 0.92 * l.snow);
  const Color trim = w.paint({0.95, 0.94, 0.91});
  const double depth = 8, back = wall_x + side * depth, middle = wall_x + side * depth / 2;

  // The gable towards the camera, the roof, then the front along the street.
  const Color gable = w.paint(wall, 0.80);
  c.fill({c.at(wall_x, 0, near), c.at(back, 0, near), c.at(back, eaves, near), c.at(middle, ridge, near),
          c.at(wall_x, eaves, near)},
         gable);
  const double over = wall_x - side * 0.45;
  c.fill({c.at(over, eaves - 0.15, near - 0.4), c.at(over, eaves - 0.15, far + 0.4),
          c.at(middle, ridge, far + 0.4), c.at(middle, ridge, near - 0.4)},
         c.at(over, eaves, near), w.paint(roof, 1.08), c.at(middle, ridge, near), w.paint(roof, 0.9));
  if (pick(draw(bits, 5), 2) == 0) {
    const double z = between(draw(bits, 6), near + 1, far - 1), x = wall_x + side * depth * 0.36;
    c.fill({c.at(x - 0.4, eaves + 1, z), c.at(x + 0.4, eaves + 1, z), c.at(x + 0.4, ridge + 1, z),
            c.at(x - 0.4, ridge + 1, z)},
           w.paint({0.50, 0.30, 0.25}));
  }
  const Color bright = w.paint(wall, 1.04), low_wall = w.paint(wall, 0.84);
  c.fill({c.at(wall_x, 0, near), c.at(wall_x, eaves, near), c.at(wall_x, eaves, far), c.at(wall_x, 0, far)},
         c.at(wall_x, eaves, near), bright, c.at(wall_x, 0, near), low_wall);
  if (near < 60)
    for (double h = 0.9; h < eaves; h += 0.34)
      c.stroke({c.at(wall_x, h, near), c.at(wall_x, h, far)}, {0, 0, 0, 0.10},
               std::min(1.4, 0.025 * c.view.scale(near)));
  w.panel(near, far, 0, 0.62, w.paint({0.52, 0.51, 0.50}));
  w.panel(near, near + 0.22, 0.62, eaves, trim);
  w.panel(far - 0.22, far, 0.62, eaves, trim);
  w.panel(near, far, eaves - 0.28, eaves, trim);

  const int bays = std::max(2, static_cast<int>((far - near) / 2.7));
  const double bay = (far - near) / bays;
  const int door = pick(draw(bits, 7), bays);
  const bool shop = pick(draw(bits, 8), 5) < 2;
  for (int row = 0; row < floors; ++row)
    for (int i = 0; i < bays; ++i) {
      const double z = near + bay * (i + 0.5), low = 1.35 + 2.9 * row;
      if (row == 0 && i == door) {
        w.panel(z - 0.62, z + 0.62, 0, 2.55, trim);
        w.panel(z - 0.48, z + 0.48, 0.1, 2.4,
                w.paint(brighten(kAwnings[static_cast<std::size_t>(pick(draw(bits, 9), kAwnings.size()))],
                                 0.62)));
      } else if (row == 0 && shop) {
        paint_shop(w, draw(bits, 10, i), z - bay * 0.40, z + bay * 0.40, side);
      } else {
        paint_window(w, draw(bits, 11, row, i), z - 0.58, z + 0.58, low, low + 1.45, trim);
      }
    }
}

}  // namespace umec::city
