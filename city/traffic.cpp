#include "city/traffic.hpp"

#include <algorithm>
#include <array>

namespace umec::city {
namespace {

enum Purpose : std::uint64_t { kPresent = 500, kStart, kPlate, kBody, kPaint, kPassenger, kHurry, kStagger };

// How a car comes: fast from afar, braking for the crossing before the camera, and off. Seconds,
// metres, metres per second; a cubic (Hermite) between two rows. Departing cars run it backwards.
struct Key {
  double time, distance, speed;
};
constexpr Key kApproach[] = {{0, 52, -13.5},   {2.6, 18, -8.5},  {4.1, 8.6, -3.4},
                             {6.5, 5.5, -0.8}, {7.4, 4.4, -2.0}, {8.1, 1.9, -5.0}};
constexpr double kDuration = kApproach[std::size(kApproach) - 1].time;

double approach(double time) {
  const Key *b = kApproach + 1;
  while (b + 1 != std::end(kApproach) && time > b->time) ++b;
  const Key *a = b - 1;
  const double span = b->time - a->time;
  const double s = std::clamp((time - a->time) / span, 0.0, 1.0);
  const double h00 = (1 + 2 * s) * (1 - s) * (1 - s), h10 = s * (1 - s) * (1 - s);
  const double h01 = s * s * (3 - 2 * s), h11 = s * s * (s - 1);
  return h00 * a->distance + h10 * span * a->speed + h01 * b->distance + h11 * span * b->speed;
}

// Sunlight bleaches taste: half of the cars are grey, black or white.
constexpr std::array<std::array<double, 3>, 12> kPaints{{{0.80, 0.81, 0.83},
                                                         {0.55, 0.57, 0.60},
                                                         {0.16, 0.17, 0.19},
                                                         {0.93, 0.93, 0.92},
                                                         {0.30, 0.33, 0.37},
                                                         {0.07, 0.08, 0.10},
                                                         {0.66, 0.10, 0.11},
                                                         {0.12, 0.25, 0.50},
                                                         {0.10, 0.36, 0.30},
                                                         {0.86, 0.60, 0.14},
                                                         {0.42, 0.60, 0.75},
                                                         {0.45, 0.16, 0.24}}};

bool inside(const Box &box) {
  constexpr double margin = 3;
  return box.x >= margin && box.y >= margin && box.x + box.width <= kPictureWidth - margin &&
         box.y + box.height <= kPictureHeight - margin;
}

void find_legible_moments(Passing &p, const View &view) {
  constexpr Timestamp step = 20 * kMillisecond;
  for (Timestamp t = p.start; t <= p.end; t += step) {
    const Box box = plate_box(p, view, t);
    if (!inside(box) || box.width < kLegibleWidth) continue;
    if (p.enter == 0) p.enter = t;
    p.leave = t;
    if (box.width > p.box.width) {
      p.best = t;
      p.box = box;
    }
  }
}

}  // namespace

std::optional<Passing> passing_in_slot(const District &d, const Camera &camera, std::int64_t slot) {
  const auto lane = static_cast<std::uint64_t>(camera.number);
  if (unit(draw(d.seed, kPresent, lane, slot)) < 0.12) return std::nullopt;
  Passing p;
  p.camera = camera.number;
  p.slot = slot;
  p.departing = camera.departing;
  p.plate = draw_plate(draw(d.seed, kPlate, lane, slot));
  const auto &paint = kPaints[pick(draw(d.seed, kPaint, lane, slot), kPaints.size())];
  p.look.red = paint[0];
  p.look.green = paint[1];
  p.look.blue = paint[2];
  p.look.body = static_cast<Body>(pick(draw(d.seed, kBody, lane, slot), 5));
  p.look.passenger = pick(draw(d.seed, kPassenger, lane, slot), 2) == 0;
  const auto stagger = static_cast<Timestamp>(unit(draw(d.seed, kStagger, lane)) * kSlot);
  p.start = slot * kSlot + stagger +
            static_cast<Timestamp>(between(draw(d.seed, kStart, lane, slot), 0, 1.8) * kSecond);
  p.end = p.start + static_cast<Timestamp>(kDuration * kSecond);
  find_legible_moments(p, view_of(camera));
  return p;
}

std::int64_t slot_of(const Camera &, Timestamp time) { return time / kSlot; }

std::vector<Passing> passings_at(const District &d, const Camera &camera, Timestamp time) {
  std::vector<Passing> list;
  for (std::int64_t slot = slot_of(camera, time) - 2; slot <= slot_of(camera, time); ++slot)
    if (auto p = passing_in_slot(d, camera, slot); p && p->start <= time && time < p->end)
      list.push_back(std::move(*p));
  std::ranges::sort(list, std::greater{}, [&](const Passing &p) { return distance_at(p, time); });
  return list;
}

std::vector<Passing> passings_between(const District &d, const Camera &camera, Timestamp from, Timestamp to) {
  std::vector<Passing> list;
  for (std::int64_t slot = slot_of(camera, from) - 2; slot <= slot_of(camera, to); ++slot)
    if (auto p = passing_in_slot(d, camera, slot); p && p->leave >= from && p->enter < to)
      list.push_back(std::move(*p));
  std::ranges::sort(list, {}, &Passing::best);
  return list;
}

double distance_at(const Passing &p, Timestamp time) {
  const double seconds = static_cast<double>(time - p.start) / kSecond;
  return approach(p.departing ? kDuration - seconds : seconds);
}

double plate_height(Body body, bool departing) {
  if (departing) return body == Body::van ? 0.66 : body == Body::suv ? 0.78 : 0.72;
  return body == Body::van || body == Body::suv ? 0.52 : 0.47;
}

Box plate_box(const Passing &p, const View &view, Timestamp time) {
  const double z = distance_at(p, time);
  const Point middle = view.project(kLane, plate_height(p.look.body, p.departing), z);
  const double width = p.plate.width() * view.scale(z), height = p.plate.height() * view.scale(z);
  return {middle.x - width / 2, middle.y - height / 2, width, height};
}

}  // namespace umec::city
