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

Result<bool> check_plates(const CheckOptions &options, const TruthCity &city, Timestamp from, Timestamp to) {
  const auto cars =
      UMEC_TRY(get<std::vector<TruthPlate>>(options.city + "/truth/plates?" + span_text(from, to)));
  fmt::print("{:<16} {:>5} {:>6} {:>6} {:>8} {:>6} {:>8}\n", "plates", "cars", "read", "exact", "recall",
             "false", "repeated");
  PlateScore total;
  std::vector<std::string> misses;
  for (const TruthCamera &camera : city.cameras) {
    const auto reads = UMEC_TRY(get<std::vector<PlateRead>>(
        fmt::format("{}/vision/v1/cameras/{}/plates?from={}&limit=10000", options.node, camera.name,
                    net::percent_encode(format_rfc3339(from)))));
    // Reads after `to` belong to cars that the truth was not asked for.
    std::vector<PlateRead> in_time;
    for (const PlateRead &read : reads)
      if (UMEC_TRY(parse_rfc3339(read.time)) <= to) in_time.push_back(read);
    const PlateScore s = UMEC_TRY(score_plates(camera.name, cars, in_time));
    fmt::print("{:<16} {:>5} {:>6} {:>6} {:>7.1f}% {:>6} {:>8}\n", s.camera, s.cars, s.read, s.exact,
               100 * part(s.exact, s.cars), s.wrong, s.repeated);
    total.cars += s.cars;
    total.read += s.read;
    total.exact += s.exact;
    total.wrong += s.wrong;
    total.repeated += s.repeated;
    for (const std::string &miss : s.misses) misses.push_back(s.camera + ": " + miss);
  }
  fmt::print("{:<16} {:>5} {:>6} {:>6} {:>7.1f}% {:>6} {:>8}\n", "all", total.cars, total.read, total.exact,
             100 * part(total.exact, total.cars), total.wrong, total.repeated);
  for (std::size_t i = 0; i < misses.size() && i < 12; ++i) fmt::print("  {}\n", misses[i]);
  if (total.cars == 0) {
    fmt::print("plates: NOT SHOWN: no car passed while a camera was watched\n");
    return false;
  }
  const bool good = part(total.exact, total.cars) >= options.min_recall;
  fmt::print("plates: {} (exact {:.1f} %, asked for {:.0f} %)\n\n", good ? "good" : "TOO FEW",
             100 * part(total.exact, total.cars), 100 * options.min_recall);
  return good;
}

Result<bool> check_sensors(const CheckOptions &options, const District &district, const CityClock &clock,
                           Timestamp from, Timestamp to) {
  fmt::print("{:<16} {:<20} {:>9} {:>7} {:>7} {:>6} {:>10}\n", "temperature", "sensor", "expected", "stored",
             "recall", "false", "error max");
  SensorScore total;
  double lowest = 1;
  for (const Tag &tag : district.tags) {
    auto history =
        get<History>(fmt::format("{}/sensors/v1/sensors/{}/history?quantity=temperature&{}&limit=10000",
                                 options.node, sensor_id(tag.mac), span_text(from, to)));
    if (!history && history.error().code == Errc::not_found)
      history = History{};  // nothing of it was ever heard
    if (!history) return std::unexpected(history.error());
    const SensorScore s = UMEC_TRY(score_temperature(district, clock, tag, history->points, from, to));
    const double recall = std::min(1.0, part(s.stored, s.expected));
    fmt::print("{:<16} {:<20} {:>9} {:>7} {:>6.1f}% {:>6} {:>9.3f}K\n", s.name, s.id, s.expected, s.stored,
               100 * recall, s.false_values, s.worst);
    lowest = std::min(lowest, recall);
    total.expected += s.expected;
    total.stored += s.stored;
    total.false_values += s.false_values;
    total.worst = std::max(total.worst, s.worst);
  }
  const bool good = lowest >= options.min_recall && total.false_values == 0 && total.stored > 0;
  fmt::print("sensors: {} ({} of {} measurements stored, {} false values, largest error {:.3f} K)\n",
             good ? "good" : "NOT GOOD ENOUGH", total.stored, total.expected, total.false_values,
             total.worst);
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
  const Timestamp to = options.to.value_or(now() - 8 * kSecond);
  const Timestamp from =
      options.from.value_or(std::max(UMEC_TRY(parse_rfc3339(city.started_at)) + 5 * kSecond, to - kHour));
  if (from >= to)
    return fail(Errc::bad_request, "there is nothing to compare yet: the city started at {}",
                city.started_at);
  fmt::print("{} from {} to {}, node {}\n\n", city.name, format_rfc3339(from, 0), format_rfc3339(to, 0),
             options.node);
  const bool plates = UMEC_TRY(check_plates(options, city, from, to));
  const bool sensors = UMEC_TRY(check_sensors(options, district, clock, from, to));
  return plates && sensors;
}

}  // namespace umec::city
