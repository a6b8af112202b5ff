#include "city/check.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/json.hpp"
#include "net/client.hpp"

namespace umec::city {
namespace {

struct History {
  std::vector<HistoryPoint> points;
};
BOOST_DESCRIBE_STRUCT(History, (), (points))

constexpr json::Options kForeign{json::Options::Unknown::ignore, json::Options::Missing::keep_default};

template <class T>
Result<T> get(const std::string &url) {
  net::ClientRequest request;
  request.url = url;
  request.deadline = runtime::Deadline::after(std::chrono::seconds(30));
  request.max_response = 64 << 20;
  auto answer = net::fetch(request);
  if (!answer) return fail(answer.error().code, "cannot ask {}: {}", url, answer.error().detail);
  if (answer->status >= 400)
    return fail(errc_of_status(answer->status), "{} answered {}: {}", url, answer->status,
                net::error_of(*answer).detail);
  auto decoded = json::decode_text<T>(answer->body, kForeign);
  if (!decoded)
    return fail(Errc::corrupt, "the answer of {} is not understood at '{}': {}", url, decoded.error().pointer,
                decoded.error().detail);
  return std::move(*decoded);
}

std::string span_text(Timestamp from, Timestamp to) {
  return fmt::format("from={}&to={}", net::percent_encode(format_rfc3339(from)),
                     net::percent_encode(format_rfc3339(to)));
}

double part(int of, int all) { return all == 0 ? 1.0 : static_cast<double>(of) / all; }

// A car is in sight for up to five seconds, and its report comes up to six after.
constexpr Timestamp kAround = 15 * kSecond;

void print_row(const std::string &name, const PlateScore &s) {
  fmt::print("{:<16} {:>5} {:>6} {:>6} {:>7.1f}% {:>6} {:>9}\n", name, s.cars, s.read, s.exact,
             100 * part(s.exact, s.cars), s.wrong, s.repeated);
}

Result<bool> check_plates(const CheckOptions &options, const TruthCity &city, Timestamp from, Timestamp to) {
  const auto cars = UMEC_TRY(get<std::vector<TruthPlate>>(options.city + "/truth/plates?" +
                                                          span_text(from - kAround, to + kAround)));
  fmt::print("{:<16} {:>5} {:>6} {:>6} {:>8} {:>6} {:>9}\n", "plates", "cars", "read", "exact", "recall",
             "false", "repeated");
  PlateScore total;
  for (const TruthCamera &camera : city.cameras) {
    const auto reads = UMEC_TRY(get<std::vector<PlateRead>>(
        fmt::format("{}/vision/v1/cameras/{}/plates?from={}&limit=10000", options.node, camera.name,
                    net::percent_encode(format_rfc3339(from - kAround)))));
    const PlateScore s = UMEC_TRY(score_plates(camera.name, cars, reads, from, to));
    print_row(camera.name, s);
    total.cars += s.cars;
    total.read += s.read;
    total.exact += s.exact;
    total.wrong += s.wrong;
    total.repeated += s.repeated;
    for (const std::string &miss : s.misses) total.misses.push_back(camera.name + ": " + miss);
  }
  print_row("all", total);
  constexpr std::size_t most = 12;
  for (std::size_t i = 0; i < std::min(most, total.misses.size()); ++i) fmt::print("  {}\n", total.misses[i]);
  if (total.misses.size() > most) fmt::print("  and {} more\n", total.misses.size() - most);
  if (total.cars == 0) {
    fmt::print("plates: NOT SHOWN, no car passed while the node watched a camera\n\n");
    return false;
  }
  const bool good = part(total.exact, total.cars) >= options.min_recall;
  fmt::print("plates: {} ({:.1f} % read exactly, {:.0f} % asked for)\n\n", good ? "good" : "TOO FEW",
             100 * part(total.exact, total.cars), 100 * options.min_recall);
  return good;
}

Result<bool> check_sensors(const CheckOptions &options, const District &district, const CityClock &clock,
                           Timestamp from, Timestamp to) {
  fmt::print("{:<16} {:>9} {:>7} {:>8} {:>6}   largest error of the others\n", "sensors", "expected",
             "stored", "recall", "false");
  int expected = 0, stored = 0, false_values = 0;
  double lowest = 1;
  for (const Tag &tag : district.tags) {
    SensorScore sensor;
    std::string errors;
    for (const std::string_view quantity : kCompared) {
      auto history =
          get<History>(fmt::format("{}/sensors/v1/sensors/{}/history?quantity={}&{}&limit=10000",
                                   options.node, sensor_id(tag.mac), quantity, span_text(from, to)));
      if (!history && history.error().code == Errc::not_found) history = History{};  // it was never heard
      if (!history) return std::unexpected(history.error());
      const SensorScore s =
          UMEC_TRY(score_quantity(district, clock, tag, quantity, history->points, from, to));
      errors += fmt::format("  {:.3f} {}", s.worst,
                            quantity == "temperature" ? "C"
                            : quantity == "humidity"  ? "%"
                                                      : "Pa");
      sensor.expected = s.expected;
      // The least complete of the three speaks for the sensor.
      sensor.stored = quantity == kCompared.front() ? s.stored : std::min(sensor.stored, s.stored);
      sensor.false_values += s.false_values;
    }
    const double recall = std::min(1.0, part(sensor.stored, sensor.expected));
    fmt::print("{:<16} {:>9} {:>7} {:>7.1f}% {:>6} {}\n", tag.name, sensor.expected, sensor.stored,
               100 * recall, sensor.false_values, errors);
    lowest = std::min(lowest, recall);
    expected += sensor.expected;
    stored += sensor.stored;
    false_values += sensor.false_values;
  }
  const bool good = lowest >= options.min_recall && false_values == 0 && stored > 0;
  fmt::print(
      "sensors: {} ({} of {} measurements stored, at least {:.1f} % of each sensor's, {} false values)\n",
      good ? "good" : "NOT GOOD ENOUGH", stored, expected, 100 * lowest, false_values);
  return good;
}

}  // namespace

Result<bool> check(const CheckOptions &options) {
  const TruthCity city = UMEC_TRY(get<TruthCity>(options.city + "/truth/city"));
  const District district = build_district(static_cast<Seed>(city.seed), city.utc_offset_seconds * kSecond);
  const Timestamp city_start = UMEC_TRY(parse_rfc3339(city.clock.city_start)),
                  wall_start = UMEC_TRY(parse_rfc3339(city.clock.wall_start));
  const CityClock clock(city_start, wall_start, city.clock.speed);
  // The newest seconds are left out: a report of them may still be on its way.
  // Whole milliseconds, as the addresses below carry them.
  const auto whole = [](Timestamp time) { return time / kMillisecond * kMillisecond; };
  const Timestamp to = whole(options.to.value_or(now() - 10 * kSecond));
  const Timestamp earliest = std::max(UMEC_TRY(parse_rfc3339(city.started_at)) + 5 * kSecond, to - kHour);
  const Timestamp from = whole(options.from.value_or(earliest));
  if (from >= to)
    return fail(Errc::bad_request, "there is nothing to compare yet: the city started at {}",
                city.started_at);
  fmt::print("{} from {} to {}, node {}\n\n", city.name, format_rfc3339(from, 0), format_rfc3339(to, 0),
             options.node);
  // A node without vision or cameras can still be held to its sensors.
  auto plates = check_plates(options, city, from, to);
  if (!plates) {
    if (plates.error().code != Errc::not_found) return std::unexpected(plates.error());
    fmt::print("plates: NOT SHOWN, {}\n\n", plates.error().detail);
    plates = false;
  }
  const bool sensors = UMEC_TRY(check_sensors(options, district, clock, from, to));
  return *plates && sensors;
}

}  // namespace umec::city
