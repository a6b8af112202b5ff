#include <algorithm>

#include "city/paint.hpp"

namespace umec::city {
namespace {

enum Purpose : std::uint64_t { kHill = 620, kPatch };

constexpr double kFar = 240, kNear = 2.2;
constexpr double kRoadLeft = -4.7, kRoadRight = 3.55, kWallLeft = -9.5, kWallRight = 8.5;

void strip(Canvas &c, double from_x, double to_x, double near, double far, const Color &close,
           const Color &distant, double height = 0) {
  const Point a = c.at(from_x, height, near), b = c.at(to_x, height, near), d = c.at(from_x, height, far),
              e = c.at(to_x, height, far);
  c.fill({a, b, e, d}, {0, std::min(a.y, double{kPictureHeight})}, close, {0, d.y}, distant);
}

void paint_far(Canvas &c, Seed seed) {
  const Light &l = c.light;
  const Color haze = l.sky_low;
  for (int ridge = 0; ridge < 3; ++ridge) {
    std::vector<Point> outline{{0, c.view.horizon + 14}};
    for (int x = 0; x <= kPictureWidth; x += 12) {
      const double rough =
          smooth_noise(seed, kHill + 100u * static_cast<unsigned>(ridge), x / (120.0 - 34 * ridge)) +
          0.35 * smooth_noise(seed, kHill + 7u + 100u * static_cast<unsigned>(ridge), x / 19.0);
      outline.push_back({static_cast<double>(x), c.view.horizon - 20 + 9.0 * ridge - 9 * rough});
    }
    outline.push_back({kPictureWidth, c.view.horizon + 14});
    const Color wood = l.shade(blend({0.20, 0.33, 0.27}, {0.66, 0.73, 0.76}, 0.35 * l.snow));
    c.fill(outline, blend(haze, wood, 0.35 + 0.22 * ridge));
  }
  // The church that ends the street.
  const double z = 230;
  const Color wall = blend(l.shade({0.96, 0.94, 0.88}), haze, 0.25),
              roof = blend(l.shade({0.26, 0.30, 0.30}), haze, 0.25);
  const double x = -3;
  c.fill({c.at(x + 2, 0, z), c.at(x + 17, 0, z), c.at(x + 17, 9, z), c.at(x + 2, 9, z)}, wall);
  c.fill({c.at(x + 1, 9, z), c.at(x + 18, 9, z), c.at(x + 14, 15, z), c.at(x + 3, 15, z)}, roof);
  c.fill({c.at(x - 3, 0, z), c.at(x + 3, 0, z), c.at(x + 3, 17, z), c.at(x - 3, 17, z)}, wall);
  c.fill({c.at(x - 3.6, 17, z), c.at(x + 3.6, 17, z), c.at(x, 31, z)}, roof);
}

void paint_crossing(Canvas &c) {
  for (double x = kRoadLeft + 0.5; x < kRoadRight - 0.4; x += 1.0)
    strip(c, x, x + 0.5, 11.2, 14.2, c.light.shade({0.90, 0.90, 0.88, 0.85}),
          c.light.shade({0.86, 0.86, 0.84, 0.85}));
}

void paint_markings(Canvas &c) {
  const Color paint = c.light.shade({0.92, 0.92, 0.90, 0.85});
  for (double z = 3.4; z < 150; z += 6)
    if (z + 3 < 11 || z > 14.3) strip(c, -0.50, -0.38, z, z + 3, paint, paint);
  strip(c, kRoadRight - 0.38, kRoadRight - 0.26, kNear, kFar, paint, paint);
  strip(c, kRoadLeft + 0.26, kRoadLeft + 0.38, kNear, kFar, paint, paint);
}

void paint_road_wear(Canvas &c, Seed seed) {
  for (int i = 0; i < 22; ++i) {  // repairs and stains
    const std::uint64_t bits = draw(seed, kPatch, i);
    const double x = between(bits, kRoadLeft + 0.3, kRoadRight - 1.2), z = between(mix(bits), 4, 40);
    strip(c, x, x + between(mix(bits + 1), 0.3, 1.3), z, z + between(mix(bits + 2), 0.4, 3.0),
          {0, 0, 0, 0.05}, {0, 0, 0, 0.05});
  }
  for (const double rut : {kLane - 0.75, kLane + 0.75, -3.3, -1.8})  // where wheels run
    strip(c, rut - 0.22, rut + 0.22, kNear, kFar, {0, 0, 0, 0.055}, {0, 0, 0, 0.03});
}

void paint_manhole(Canvas &c, double x, double z) {
  const Point middle = c.at(x, 0, z);
  const double across = 0.34 * c.view.scale(z), along = (c.at(x, 0, z - 0.34).y - c.at(x, 0, z + 0.34).y) / 2;
  c.ellipse(middle, across * 1.12, along * 1.12, c.light.shade({0.22, 0.22, 0.23}));
  c.ellipse(middle, across, along, c.light.shade({0.33, 0.32, 0.32}));
  for (const double row : {-0.55, -0.2, 0.15, 0.5})
    c.stroke({{middle.x - across * 0.7, middle.y + along * row},
              {middle.x + across * 0.7, middle.y + along * row}},
             c.light.shade({0.24, 0.24, 0.25}), std::max(1.0, along * 0.10));
}

}  // namespace

void paint_street(Canvas &c, Seed seed) {
  const Light &l = c.light;
  paint_far(c, seed);

  const Color grass = l.shade(blend({0.36, 0.47, 0.25}, {0.90, 0.92, 0.95}, l.snow));
  const Color distant_grass = blend(grass, l.sky_low, 0.35);
  const double bottom = kPictureHeight, top = c.view.horizon + 6;
  c.fill({{0, top}, {kPictureWidth, top}, {kPictureWidth, bottom}, {0, bottom}}, {0, bottom}, grass, {0, top},
         distant_grass);

  const Color slab = l.shade(blend({0.66, 0.64, 0.61}, {0.88, 0.90, 0.93}, 0.8 * l.snow));
  const Color far_slab = blend(slab, l.sky_low, 0.30);
  strip(c, kWallLeft, kRoadLeft, kNear, kFar, slab, far_slab, 0.12);
  strip(c, kRoadRight, kWallRight, kNear, kFar, slab, far_slab, 0.12);
  const Color joint = l.shade({0.40, 0.39, 0.38, 0.30});
  for (double z = 3; z < 60; z *= 1.09) {
    c.stroke({c.at(kRoadRight + 0.2, 0.12, z), c.at(kWallRight, 0.12, z)}, joint, 1);
    c.stroke({c.at(kWallLeft, 0.12, z), c.at(kRoadLeft - 0.2, 0.12, z)}, joint, 1);
  }
  for (const double x : {5.2, 6.9, -6.3, -7.9}) c.stroke({c.at(x, 0.12, 3), c.at(x, 0.12, 90)}, joint, 1);

  const Color dry = blend({0.37, 0.38, 0.40}, {0.50, 0.52, 0.55}, 0.6 * l.snow), wet{0.21, 0.23, 0.27};
  const Color asphalt = l.shade(blend(dry, wet, l.wet));
  strip(c, kRoadLeft, kRoadRight, kNear, kFar, asphalt, blend(asphalt, l.sky_low, 0.40));
  if (l.wet > 0)
    strip(c, kRoadLeft, kRoadRight, 9, kFar, with_alpha(l.sky_low, 0), with_alpha(l.sky_low, 0.5 * l.wet));
  paint_road_wear(c, seed);
  paint_markings(c);
  paint_crossing(c);
  paint_manhole(c, -0.9, 7.2);
  paint_manhole(c, -2.6, 17);

  // Kerb stones: the face of the right one is seen, of both the top.
  const Color kerb = l.shade({0.74, 0.73, 0.71}), face = l.shade({0.50, 0.49, 0.48});
  strip(c, kRoadRight, kRoadRight + 0.22, kNear, kFar, kerb, blend(kerb, l.sky_low, 0.3), 0.12);
  strip(c, kRoadLeft - 0.22, kRoadLeft, kNear, kFar, kerb, blend(kerb, l.sky_low, 0.3), 0.12);
  for (const double x : {kRoadRight, kRoadLeft})
    c.fill({c.at(x, 0, kNear), c.at(x, 0.12, kNear), c.at(x, 0.12, kFar), c.at(x, 0, kFar)}, face);
}

}  // namespace umec::city
