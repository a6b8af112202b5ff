#include <algorithm>

#include "city/paint.hpp"

namespace umec::city {
namespace {

enum Purpose : std::uint64_t { kHouse = 640, kTree };

constexpr double kLampSpacing = 14;

struct Plot {
  double side, near, far;
  std::uint64_t bits;
};

std::vector<Plot> plots_of(Seed seed) {
  std::vector<Plot> plots;
  for (const double side : {-1.0, 1.0}) {
    double z = side > 0 ? 9.5 : 21;
    for (int i = 0; z < 165; ++i) {
      const std::uint64_t bits = draw(seed, kHouse, i, side > 0 ? 1 : 0);
      const double length = between(bits, 9, 15);
      plots.push_back({side, z, z + length, bits});
      z += length + between(mix(bits), 0.8, 4.5);
    }
  }
  std::ranges::sort(plots, std::greater{}, &Plot::near);
  return plots;
}

void paint_spruce(Canvas &c, std::uint64_t bits, double x, double z) {
  const Light &l = c.light;
  const double height = between(bits, 4.5, 7.5), wide = height * 0.24, haze = std::clamp(z / 260, 0.0, 0.4);
  c.stroke({c.at(x, 0, z), c.at(x, 1, z)}, l.shade({0.30, 0.22, 0.17}), 0.22 * c.view.scale(z));
  for (int i = 0; i < 5; ++i) {
    const double low = 0.6 + (height - 1.2) * i / 5.2, half = wide * (1 - i / 5.8), top = low + height * 0.32;
    const Color dark =
        blend(l.shade(blend({0.10, 0.24, 0.17}, {0.80, 0.86, 0.90}, 0.35 * l.snow)), l.sky_low, haze);
    const Color light =
        blend(l.shade(blend({0.19, 0.37, 0.25}, {0.92, 0.95, 0.97}, 0.55 * l.snow)), l.sky_low, haze);
    c.fill({c.at(x - half, low, z), c.at(x + half, low, z), c.at(x, top, z)}, c.at(x - half, low, z), dark,
           c.at(x + half, low, z), light);
  }
}

void paint_birch(Canvas &c, std::uint64_t bits, double x, double z) {
  const Light &l = c.light;
  const double height = between(bits, 5.5, 8), haze = std::clamp(z / 260, 0.0, 0.4), scale = c.view.scale(z);
  const Color bark = blend(l.shade({0.90, 0.89, 0.85}), l.sky_low, haze);
  c.stroke({c.at(x, 0, z), c.at(x + 0.1, height * 0.75, z)}, bark, 0.20 * scale);
  for (int i = 0; i < 6; ++i) {
    const double h = 0.4 + height * 0.09 * i;
    c.stroke({c.at(x - 0.07, h, z), c.at(x + 0.02, h + 0.03, z)}, l.shade({0.2, 0.2, 0.2}), 0.05 * scale);
  }
  for (int i = 0; i < 9; ++i) {  // branches
    const std::uint64_t b = draw(bits, 20, i);
    const double from = height * between(b, 0.32, 0.7);
    c.stroke(
        {c.at(x, from, z), c.at(x + between(mix(b), -1.3, 1.3), from + between(mix(b + 1), 0.6, 1.8), z)},
        blend(l.shade({0.50, 0.45, 0.42}), l.sky_low, haze), 0.05 * scale);
  }
  const int leaves = static_cast<int>(46 * (1 - l.snow));
  for (int i = 0; i < leaves; ++i) {
    const std::uint64_t b = draw(bits, 21, i);
    const double angle = 2 * std::numbers::pi * unit(b), far = std::sqrt(unit(mix(b)));
    const Point p =
        c.at(x + 1.5 * far * std::cos(angle), height * 0.68 + 0.30 * height * far * std::sin(angle), z);
    const Color leaf = blend({0.33, 0.50, 0.20}, {0.58, 0.68, 0.28}, unit(mix(b + 3)));
    c.disc(p, between(mix(b + 2), 0.25, 0.5) * scale,
           with_alpha(blend(l.shade(leaf), l.sky_low, haze), 0.72));
  }
}

// A concrete box of flowers; of snow in winter.
void paint_planter(Canvas &c, std::uint64_t bits, double x, double z) {
  const Light &l = c.light;
  const double scale = c.view.scale(z), haze = std::clamp(z / 260, 0.0, 0.4);
  const Point foot = c.at(x, 0.12, z);
  const auto tone = [&](const Color &color) { return blend(l.shade(color), l.sky_low, haze); };
  c.ellipse(foot, 0.75 * scale, 0.08 * scale, {0, 0, 0, 0.22});
  const Color leaf = blend({0.25, 0.42, 0.20}, {0.93, 0.95, 0.97}, l.snow);
  for (int i = 0; i < 16; ++i) {
    const std::uint64_t b = draw(bits, i);
    const Point p{foot.x + between(b, -0.58, 0.58) * scale, foot.y - between(mix(b), 0.50, 0.72) * scale};
    c.disc(p, between(mix(b + 1), 0.07, 0.13) * scale, tone(leaf));
    const Color petal = pick(bits, 2) == 0 ? Color{0.90, 0.30, 0.35} : Color{0.97, 0.80, 0.25};
    if (i % 2 == 0 && l.snow < 0.5) c.disc({p.x, p.y - 0.04 * scale}, 0.05 * scale, tone(petal));
  }
  c.rounded({foot.x - 0.65 * scale, foot.y - 0.52 * scale, 1.3 * scale, 0.52 * scale}, 0.05 * scale,
            tone({0.55, 0.53, 0.50}));
  c.rounded({foot.x - 0.70 * scale, foot.y - 0.56 * scale, 1.4 * scale, 0.12 * scale}, 0.04 * scale,
            tone({0.68, 0.66, 0.63}));
}

}  // namespace

void paint_tree(Canvas &c, std::uint64_t bits, double x, double z) {
  c.ellipse(c.at(x, 0.12, z), 1.1 * c.view.scale(z), 0.14 * c.view.scale(z), {0, 0, 0, 0.18});
  if (pick(mix(bits + 99), 5) < 2)
    paint_spruce(c, bits, x, z);
  else
    paint_birch(c, bits, x, z);
}

void paint_lamp_post(Canvas &c, double x, double z) {
  const Light &l = c.light;
  const double scale = c.view.scale(z), haze = std::clamp(z / 300, 0.0, 0.4);
  const Color steel = blend(l.shade({0.24, 0.27, 0.29}), l.sky_low, haze),
              shine = blend(l.shade({0.48, 0.52, 0.54}), l.sky_low, haze);
  const double top = 5.4, arm = x - 1.25;
  c.ellipse(c.at(x, 0.12, z), 0.3 * scale, 0.06 * scale, {0, 0, 0, 0.3});
  c.stroke({c.at(x, 0.1, z), c.at(x, 0.9, z)}, steel, 0.20 * scale);
  c.stroke({c.at(x, 0.1, z), c.at(x, top - 0.4, z), c.at(x - 0.25, top - 0.05, z), c.at(arm, top + 0.05, z)},
           steel, 0.115 * scale);
  c.stroke({c.at(x - 0.02, 0.9, z), c.at(x - 0.02, top - 0.5, z)}, shine, 0.03 * scale);
  const Point head = c.at(arm - 0.15, top + 0.02, z);
  c.ellipse(head, 0.42 * scale, 0.10 * scale, steel);
  c.ellipse({head.x, head.y + 0.06 * scale}, 0.33 * scale, 0.05 * scale,
            blend(l.shade({0.86, 0.88, 0.88}), {1, 0.93, 0.74}, l.lamps));
  if (l.lamps > 0.05) {
    c.glow(head, 1.7 * scale, {1, 0.82, 0.50, 0.55 * l.lamps}, true);
    const Point pool = c.at(arm, 0, z);
    cairo_save(c.raw());
    cairo_translate(c.raw(), pool.x, pool.y);
    cairo_scale(c.raw(), 1, 0.26);
    c.glow({0, 0}, 3.6 * scale, {1, 0.80, 0.50, 0.24 * l.lamps}, true);
    cairo_restore(c.raw());
  }
  // The sensor box with its tag and the small green light of the node.
  const Point box = c.at(x, 3.1, z);
  c.rounded({box.x - 0.15 * scale, box.y - 0.2 * scale, 0.30 * scale, 0.40 * scale}, 0.05 * scale,
            blend(l.shade({0.90, 0.91, 0.92}), l.sky_low, haze));
  c.disc({box.x, box.y - 0.03 * scale}, 0.085 * scale, blend(l.shade({0.12, 0.55, 0.50}), l.sky_low, haze));
  c.disc({box.x + 0.08 * scale, box.y + 0.13 * scale}, 0.025 * scale, {0.35, 1.0, 0.45});
}

void paint_roadside(Canvas &c, Seed seed) {
  // Whatever stands on a pavement stands before every wall, so the houses come first.
  for (const Plot &plot : plots_of(seed))
    paint_house(c, plot.bits, plot.side, plot.side > 0 ? 8.5 : -9.5, plot.near, plot.far);
  for (int step = 21; step > 0; --step) {  // far to near
    const double z = 3 + step * kLampSpacing / 2;
    const std::uint64_t bits = draw(seed, kTree, step);
    if (step % 2 == 0) {
      if (pick(bits, 3) > 0) paint_tree(c, bits, -7.4, z);
    } else {
      if (z > 24 && pick(bits, 3) == 0) paint_tree(c, bits, 7.2, z);
      paint_lamp_post(c, 4.15, z);
    }
    if (z > 12 && pick(mix(bits), 3) == 0) paint_planter(c, mix(bits), 4.6, z + 2.5);
  }
}

}  // namespace umec::city
