// Compares what a node stored with what happened in the city.
#pragma once

#include <boost/describe.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "city/truth.hpp"

namespace umec::city {

struct CheckOptions {
  std::string node = "http://127.0.0.1:8080";
  std::string city = "http://127.0.0.1:8090";
  std::optional<Timestamp> from, to;  ///< absent: from the city's start (at most an hour ago), to now
  double min_recall = 0.8;            ///< of cars read exactly, and of measurements stored
};

/// A plate as the node stored it.
struct PlateRead {
  std::string time, camera, text;
  double confidence = 0;
};
BOOST_DESCRIBE_STRUCT(PlateRead, (), (time, camera, text, confidence))

struct PlateScore {
  std::string camera;
  int cars = 0;      ///< that passed while somebody watched
  int read = 0;      ///< with at least one report in their time
  int exact = 0;     ///< with a report of exactly their text
  int repeated = 0;  ///< further reports of a car's exact text
  int wrong = 0;     ///< reports of a text that no car in sight had
  std::vector<std::string> misses;  ///< "ABC123 read as A8C123", "ABC123 not read"
};

/// Holds the reads of one camera against the cars that passed it. Cars that were not legible wholly
/// within [from, to] (wall time), or not watched, explain reads but are not counted. Pure. Errors: bad_request where a
/// time of the truth or of a read cannot be understood.
Result<PlateScore> score_plates(const std::string &camera, const std::vector<TruthPlate> &cars,
                                const std::vector<PlateRead> &reads, Timestamp from, Timestamp to);

/// Quantities that every tag has, and that --check compares.
inline constexpr std::array<std::string_view, 3> kCompared = {"temperature", "humidity", "pressure"};

struct SensorScore {
  int expected = 0;  ///< measurements that were sent undamaged
  int stored = 0;  ///< points the node has
  int false_values = 0;  ///< further from the truth than rounding explains
  double worst = 0;  ///< largest distance from the truth among the others
};

/// A stored point of a sensor's history.
struct HistoryPoint {
  std::string time;
  double value = 0;
};
BOOST_DESCRIBE_STRUCT(HistoryPoint, (), (time, value))

/// Holds the stored points of one of kCompared of one tag against the measurements of [from, to) (wall
/// time). Pure. Errors: bad_request where a point's time cannot be understood.
Result<SensorScore> score_quantity(const District &district, const CityClock &clock, const Tag &tag,
                                   std::string_view quantity, const std::vector<HistoryPoint> &points,
                                   Timestamp from, Timestamp to);

/// Runs the whole comparison and prints it. Gives whether the thresholds hold. Errors: what the city
/// or the node answers, or that one of them cannot be reached.
Result<bool> check(const CheckOptions &options);

}  // namespace umec::city
