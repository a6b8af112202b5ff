// The comparisons themselves, without any network.
#include <algorithm>
#include <cmath>

#include "city/advertisement.hpp"
#include "city/check.hpp"
#include "city/gateway.hpp"

namespace umec::city {
namespace {

// A watcher may report a car as soon as it can be read (a sharp eye is early), and until it has made up its mind.
constexpr Timestamp kEarly = 4 * kSecond, kLate = 6 * kSecond;

struct Car {
  const TruthPlate *truth;
  Timestamp enter, leave;
  std::vector<std::string> texts;
};

// How far from the truth a stored value may be: half a step of the coarsest format, and the noise
// between two neighbouring measurements.
double tolerance(std::string_view quantity) {
  if (quantity == "temperature") return 0.12;  // degrees
  if (quantity == "humidity") return 0.6;  // percent; format 3 has steps of a half
  return 10;  // Pa
}

}  // namespace

Result<PlateScore> score_plates(const std::string &camera, const std::vector<TruthPlate> &cars,
                                const std::vector<PlateRead> &reads, Timestamp from, Timestamp to) {
  std::vector<Car> passed;
  for (const TruthPlate &truth : cars)
    if (truth.camera == camera)
      passed.push_back(
          {&truth, UMEC_TRY(parse_rfc3339(truth.enter)), UMEC_TRY(parse_rfc3339(truth.leave)), {}});

  PlateScore score;
  score.camera = camera;
  for (const PlateRead &read : reads) {
    if (read.camera != camera) continue;
    const Timestamp time = UMEC_TRY(parse_rfc3339(read.time));
    const auto in_time = [&](const Car &car) {
      return time >= car.enter - kEarly && time <= car.leave + kLate;
    };
    // The car of that very text, or else the last one that entered before the report.
    auto own = std::ranges::find_if(
        passed, [&](const Car &car) { return in_time(car) && car.truth->text == read.text; });
    if (own == passed.end()) {
      for (auto car = passed.begin(); car != passed.end(); ++car)
        if (in_time(*car) && car->enter - kEarly <= time) own = car;
      if (time >= from && time <= to) ++score.wrong;
    }
    if (own != passed.end()) own->texts.push_back(read.text);
  }
  for (const Car &car : passed) {
    if (!car.truth->watched || car.enter < from || car.leave > to) continue;
    ++score.cars;
    const auto exact = std::ranges::count(car.texts, car.truth->text);
    if (!car.texts.empty()) ++score.read;
    if (exact > 0) {
      ++score.exact;
      score.repeated += static_cast<int>(exact) - 1;
    } else {
      score.misses.push_back(car.texts.empty() ? car.truth->text + " not read"
                                               : car.truth->text + " read as " + car.texts.front());
    }
  }
  return score;
}

Result<SensorScore> score_quantity(const District &district, const CityClock &clock, const Tag &tag,
                                   std::string_view quantity, const std::vector<HistoryPoint> &points,
                                   Timestamp from, Timestamp to) {
  SensorScore score;
  if (tag.by_gateway) {
    score.expected = static_cast<int>((to - from) / kGatewayPeriod);
  } else {
    for (std::int64_t n = first_measurement(district, tag, clock.city_at(from));
         measurement_time(district, tag, n) < clock.city_at(to); ++n)
      score.expected += damage_of(district, tag, n) == Damage::none ? 1 : 0;
  }
  const std::string name(quantity);
  for (const HistoryPoint &point : points) {
    const Timestamp time = UMEC_TRY(parse_rfc3339(point.time));
    const std::int64_t near = first_measurement(district, tag, clock.city_at(time));
    double distance = INFINITY;
    // A gateway's times are whole seconds, and a radio's stamps are made on arrival.
    for (std::int64_t n = near - 2; n <= near + 1; ++n)
      distance = std::min(distance,
                          std::abs(quantities(measure(district, tag, n), tag.format).at(name) - point.value));
    ++score.stored;
    if (distance > tolerance(quantity))
      ++score.false_values;
    else
      score.worst = std::max(score.worst, distance);
  }
  return score;
}

}  // namespace umec::city
