// Which car is where: traffic as a function of time.
#pragma once

#include <optional>
#include <vector>

#include "city/plate.hpp"
#include "city/view.hpp"

namespace umec::city {

enum class Body : std::uint8_t { hatchback, saloon, estate, suv, van };

/// A car's looks.
struct CarLook {
  Body body = Body::saloon;
  double red = 0, green = 0, blue = 0;  ///< paint, 0..1
  bool passenger = false;
};

/// One car that passes one camera. `enter`, `best`, `leave` are the truth a reader is held against.
struct Passing {
  int camera = 0;
  std::int64_t slot = 0;  ///< which of the camera's time slots; identifies the passing
  Plate plate;
  CarLook look;
  bool departing = false;
  Timestamp start = 0;  ///< first moment in the picture, far away or at the lower edge
  Timestamp end = 0;    ///< last moment
  Timestamp enter = 0;  ///< the plate is wholly in the picture and at least kLegibleWidth wide
  Timestamp leave = 0;  ///< the last such moment
  Timestamp best = 0;   ///< the plate is largest while wholly in the picture
  Box box;              ///< of the plate at `best`
};

/// Width of a plate, in pixels, from which a camera's picture can be expected to be read.
inline constexpr double kLegibleWidth = 62;

/// Each camera's lane has one car or none in each slot of this length.
inline constexpr Timestamp kSlot = 11 * kSecond;

/// The car of slot `slot` before `camera`, where there is one.
std::optional<Passing> passing_in_slot(const District &district, const Camera &camera, std::int64_t slot);

/// Slot in which `time` falls (a car may still be in the picture in the first second of the next slot).
std::int64_t slot_of(const Camera &camera, Timestamp time);

/// The cars in the picture at `time`: none, one, or rarely two. Farthest first.
std::vector<Passing> passings_at(const District &district, const Camera &camera, Timestamp time);

/// All cars whose plate is legible at some moment in [from, to), in order of `best`.
std::vector<Passing> passings_between(const District &district, const Camera &camera, Timestamp from,
                                      Timestamp to);

/// Distance of the plate from the camera at `time`, metres.
double distance_at(const Passing &passing, Timestamp time);

/// Height of the plate's middle above the road for a body, metres.
double plate_height(Body body, bool departing);

/// Where the plate is seen at `time`, also where that is partly outside of the picture.
Box plate_box(const Passing &passing, const View &view, Timestamp time);

}  // namespace umec::city
