// What really happened in the city, as the documents of /truth.
#pragma once

#include <boost/describe.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "city/camera_feed.hpp"
#include "city/city_clock.hpp"
#include "city/traffic.hpp"

namespace umec::city {

struct TruthLocation {
  double latitude = 0, longitude = 0;
};
BOOST_DESCRIBE_STRUCT(TruthLocation, (), (latitude, longitude))

struct TruthStreet {
  std::string name;
  TruthLocation from, to;
};
BOOST_DESCRIBE_STRUCT(TruthStreet, (), (name, from, to))

struct TruthPole {
  std::string name, street;
  TruthLocation location;
};
BOOST_DESCRIBE_STRUCT(TruthPole, (), (name, street, location))

struct TruthCamera {
  std::string name, title, place, href;
  int width = 0, height = 0, frame_rate = 0;
  std::int64_t painted = 0;  ///< pictures since the start
};
BOOST_DESCRIBE_STRUCT(TruthCamera, (), (name, title, place, href, width, height, frame_rate, painted))

struct TruthClock {
  std::string city_start, wall_start, city_now;
  double speed = 1;
};
BOOST_DESCRIBE_STRUCT(TruthClock, (), (city_start, wall_start, city_now, speed))

struct TruthWeather {
  double temperature = 0, humidity = 0, pressure = 0, cloud = 0, precipitation = 0, wind = 0, local_hour = 0;
};
BOOST_DESCRIBE_STRUCT(TruthWeather, (),
                      (temperature, humidity, pressure, cloud, precipitation, wind, local_hour))

/// /truth/city
struct TruthCity {
  std::string name, started_at;
  std::int64_t seed = 0, utc_offset_seconds = 0;
  TruthClock clock;
  TruthWeather weather;
  std::vector<TruthStreet> streets;
  std::vector<TruthPole> poles;
  std::vector<TruthCamera> cameras;
};
BOOST_DESCRIBE_STRUCT(TruthCity, (),
                      (name, started_at, seed, utc_offset_seconds, clock, weather, streets, poles, cameras))

struct TruthBox {
  double x = 0, y = 0, width = 0, height = 0;
};
BOOST_DESCRIBE_STRUCT(TruthBox, (), (x, y, width, height))

/// One car in /truth/plates; times are the wall's.
struct TruthPlate {
  std::string camera, text, shown, country, region, enter, best, leave;
  TruthBox box;
  bool watched = false;  ///< somebody took pictures all the while
};
BOOST_DESCRIBE_STRUCT(TruthPlate, (),
                      (camera, text, shown, country, region, enter, best, leave, box, watched))

struct TruthRange {
  double mean = 0, min = 0, max = 0;
};
BOOST_DESCRIBE_STRUCT(TruthRange, (), (mean, min, max))

/// One tag in /truth/sensors, over the asked span.
struct TruthSensor {
  std::string id, mac, name, place, format, via;  ///< via: "radio" or "gateway"
  std::int64_t measurements = 0;                  ///< in the span, damaged ones left out
  std::map<std::string, std::int64_t> damaged;    ///< advertisements by what was wrong with them
  std::map<std::string, TruthRange> values;       ///< by quantity, of the undamaged ones
};
BOOST_DESCRIBE_STRUCT(TruthSensor, (), (id, mac, name, place, format, via, measurements, damaged, values))

TruthCity truth_city(const District &district, const CityClock &clock,
                     const std::vector<std::unique_ptr<CameraFeed>> &feeds);

/// The cars legible in [from, to) of wall time before `camera` (all where empty), in order of `best`.
std::vector<TruthPlate> truth_plates(const District &district, const CityClock &clock,
                                     const std::vector<std::unique_ptr<CameraFeed>> &feeds, Timestamp from,
                                     Timestamp to, std::string_view camera);

/// All tags over [from, to) of wall time.
std::vector<TruthSensor> truth_sensors(const District &district, const CityClock &clock, Timestamp from,
                                       Timestamp to);

/// The quantities of a measurement under the names that the node stores them by.
std::map<std::string, double> quantities(const struct Measurement &measurement, TagFormat format);

}  // namespace umec::city
