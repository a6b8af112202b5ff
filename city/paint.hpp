// The painters of the city, each in a file of its own (paint_<what>.cpp). They draw back to front.
#pragma once

#include "city/canvas.hpp"
#include "city/traffic.hpp"

namespace umec::city {

void paint_sky(Canvas &canvas, Seed seed, Timestamp time);
/// Far hills, the church at the end of the street, ground, pavements, road and crossing.
void paint_street(Canvas &canvas, Seed seed);
/// Houses, trees and lamp posts along both pavements.
void paint_roadside(Canvas &canvas, Seed seed);
void paint_house(Canvas &canvas, std::uint64_t bits, double side, double wall, double near, double far);
void paint_tree(Canvas &canvas, std::uint64_t bits, double x, double z);
void paint_lamp_post(Canvas &canvas, double x, double z);

/// A car whose plate is `z` metres away; `plate` at its box (see plate_box).
void paint_car(Canvas &canvas, const Passing &passing, double z);
/// The car without its plate: seen from the front, or from behind.
void paint_car_front(Canvas &canvas, const CarLook &look, double z);
void paint_car_rear(Canvas &canvas, const CarLook &look, double z);
void paint_plate(Canvas &canvas, const Plate &plate, const Box &box);

/// `stride` is the phase of the step in turns; `towards` whether the face is seen.
void paint_person(Canvas &canvas, std::uint64_t bits, double x, double z, double stride, bool towards);
void paint_cyclist(Canvas &canvas, std::uint64_t bits, double x, double z, double stride, bool towards);
void paint_dog(Canvas &canvas, std::uint64_t bits, double x, double z, double stride, double heading);
void paint_moose(Canvas &canvas, double x, double z, double stride, double heading);

/// Rain or snow in the air.
void paint_precipitation(Canvas &canvas, Seed seed, Timestamp time, const Weather &weather);

}  // namespace umec::city
