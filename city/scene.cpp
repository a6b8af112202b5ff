#include "city/scene.hpp"

#include <algorithm>
#include <cstring>
#include <functional>

#include "city/paint.hpp"

namespace umec::city {
namespace {

enum Purpose : std::uint64_t { kScene = 700, kWalker, kCyclist, kMoose, kDogOwner };

constexpr Timestamp kStillTime = 6 * kSecond;

// Something that moves, to be painted in order of distance.
struct Mover {
  double z;
  std::function<void()> paint;
};

// Place of somebody who walks along the street again and again: metres from the camera.
double walk(Timestamp time, double phase, double speed, double near, double far, bool towards) {
  const double length = far - near;
  const double gone = std::fmod(static_cast<double>(time % kDay) / kSecond * speed + phase * length, length);
  return towards ? far - gone : near + gone;
}

}  // namespace

Scene::Scene(const District &district, const Camera &camera)
    : district_(district),
      camera_(camera),
      view_(view_of(camera)),
      seed_(draw(district.seed, kScene, camera.number)),
      still_(make_surface(kPictureWidth, kPictureHeight)),
      picture_(make_surface(kPictureWidth, kPictureHeight)),
      noise_(seed_) {}

void Scene::paint_still(Timestamp time, const Weather &weather) {
  Canvas canvas(still_.get(), view_, light_of(weather));
  paint_sky(canvas, seed_, time);
  paint_street(canvas, seed_);
  paint_roadside(canvas, seed_);
}

void Scene::paint_movers(Canvas &canvas, Timestamp time) {
  std::vector<Mover> movers;
  const double seconds = static_cast<double>(time % kDay) / kSecond;
  for (int i = 0; i < 7; ++i) {
    const std::uint64_t bits = draw(seed_, kWalker, i);
    const bool right = i % 2 == 0, towards = pick(draw(bits, 1), 2) == 0;
    const double speed = between(draw(bits, 2), 1.05, 1.55), near = right ? 7.0 : 14.0;
    const double z = walk(time, unit(draw(bits, 3)), speed, near, 68, towards);
    const double x = right ? between(draw(bits, 4), 5.0, 7.2) : between(draw(bits, 4), -8.6, -6.0);
    movers.push_back({z, [&canvas, bits, x, z, stride = seconds * speed / 1.4, towards] {
                        paint_person(canvas, bits, x, z, stride, towards);
                      }});
    if (i == 1 || i == 2)
      movers.push_back({z + 0.1, [&canvas, bits, x, z, stride = seconds * 2.2, towards, this] {
                          const double heading = (towards ? 1 : -1) * view_.side;
                          paint_dog(canvas, draw(bits, kDogOwner), x - 0.75, z + 0.1, stride, heading);
                        }});
  }
  for (int i = 0; i < 2; ++i) {
    const std::uint64_t bits = draw(seed_, kCyclist, i);
    const double z = walk(time, unit(bits), between(mix(bits), 3.6, 4.8), 9, 190, i == 0);
    movers.push_back({z, [&canvas, bits, z, seconds, i] {
                        paint_cyclist(canvas, bits, i == 0 ? -1.6 : -3.9, z, seconds * 1.1, i == 0);
                      }});
  }
  const std::vector<Passing> cars = passings_at(district_, camera_, time);
  for (const Passing &car : cars) {
    const double z = distance_at(car, time);
    movers.push_back({z, [&canvas, car, z] { paint_car(canvas, car, z); }});
  }
  // Where a slot has no car, a moose sometimes takes the chance.
  const std::int64_t slot = slot_of(camera_, time - 4 * kSecond);
  if (cars.empty() && pick(draw(seed_, kMoose, slot), 3) == 0 && !passing_in_slot(district_, camera_, slot)) {
    const double since = static_cast<double>(time - 4 * kSecond - slot * kSlot) / kSecond,
                 x = -9.5 + 2.1 * since;
    movers.push_back(
        {21, [&canvas, x, since, this] { paint_moose(canvas, x, 21, since * 0.8, view_.side); }});
  }
  std::ranges::sort(movers, std::greater{}, &Mover::z);
  for (const Mover &mover : movers) mover.paint();
}

cairo_surface_t *Scene::render(Timestamp time) {
  const std::int64_t frame = time / kFrameTime;
  time = frame * kFrameTime;
  const std::int64_t epoch = time / kStillTime;
  if (epoch != still_epoch_) {
    const Timestamp at = epoch * kStillTime;
    paint_still(at, weather_at(district_.seed, at, district_.utc_offset));
    still_epoch_ = epoch;
  }
  const Weather weather = weather_at(district_.seed, epoch * kStillTime, district_.utc_offset);
  cairo_surface_flush(still_.get());
  cairo_surface_flush(picture_.get());
  std::memcpy(cairo_image_surface_get_data(picture_.get()), cairo_image_surface_get_data(still_.get()),
              std::size_t{kPictureWidth} * kPictureHeight * 4);
  cairo_surface_mark_dirty(picture_.get());
  const Light light = light_of(weather);
  {
    Canvas canvas(picture_.get(), view_, light);
    paint_movers(canvas, time);
    paint_precipitation(canvas, seed_, time, weather);
  }
  noise_.add(picture_.get(), frame, 1.0 + 0.8 * (1 - light.day));
  return picture_.get();
}

}  // namespace umec::city
