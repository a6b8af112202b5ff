#include "sensors/routes.hpp"

#include <charconv>

#include "net/event_stream.hpp"
#include "sensors/wire.hpp"

namespace umec::sensors {
namespace {

constexpr std::size_t kMostPoints = 100'000;
constexpr Timestamp kDefaultSpan = kHour;

Result<Sensor> sensor_of(const Station &station, const net::Request &request) {
  auto sensor = station.catalogue().find(request.param("sensor"));
  if (!sensor) return fail(Errc::not_found, "no sensor '{}' is known or was heard", request.param("sensor"));
  return std::move(*sensor);
}

Result<net::Response> latest(Station &station, net::Request &request) {
  const Sensor sensor = UMEC_TRY(sensor_of(station, request));
  if (!sensor.latest) return fail(Errc::not_found, "the sensor '{}' was not heard yet", sensor.id);
  return net::Response::json(to_json(*sensor.latest));
}

Result<Timestamp> time_parameter(const net::Query &query, std::string_view name, Timestamp otherwise) {
  const auto text = query.get(name);
  if (!text) return otherwise;
  auto time = parse_rfc3339(*text);
  if (!time)
    return fail(Errc::bad_request, "the parameter {} is not a time in RFC 3339: {}", name,
                time.error().detail);
  return time;
}

Result<HistoryQuery> history_query(const Sensor &sensor, const net::Request &request) {
  const net::Query query = UMEC_TRY(request.query());
  if (auto known = query.only({"quantity", "from", "to", "every", "limit"}); !known)
    return std::unexpected(known.error());
  const auto quantity_name = query.get("quantity");
  if (!quantity_name)
    return fail(Errc::bad_request, "the parameter quantity is missing, such as quantity=temperature");
  const auto quantity = quantity_of(*quantity_name);
  if (!quantity)
    return fail(Errc::bad_request, "'{}' is not a quantity that sensors measure", *quantity_name);
  HistoryQuery history{.sensor = sensor.id, .quantity = *quantity};
  history.to = UMEC_TRY(time_parameter(query, "to", now()));
  history.from = UMEC_TRY(time_parameter(query, "from", history.to - kDefaultSpan));
  if (history.from > history.to) return fail(Errc::bad_request, "from is later than to");
  if (const auto every = query.get("every")) {
    history.every = UMEC_TRY(parse_duration(*every));
    if (history.every < kMillisecond) return fail(Errc::bad_request, "every must be at least a millisecond");
  }
  if (const auto limit = query.get("limit")) {
    const auto [end, error] = std::from_chars(limit->data(), limit->data() + limit->size(), history.limit);
    if (error != std::errc() || end != limit->data() + limit->size() || history.limit < 1 ||
        history.limit > kMostPoints)
      return fail(Errc::bad_request, "limit must be a number from 1 to {}", kMostPoints);
  }
  return history;
}

Result<net::Response> history(Station &station, net::Request &request) {
  const Sensor sensor = UMEC_TRY(sensor_of(station, request));
  const HistoryQuery query = UMEC_TRY(history_query(sensor, request));
  const auto points = UMEC_TRY(station.log().history(query));
  return net::Response::json(to_json(query, points));
}

/// Readings as they come. `sensor` and `kind` become the topic, so that a client of one sensor is not
/// woken for the others.
Result<net::Response> stream(Station &station, net::Request &request) {
  const net::Query query = UMEC_TRY(request.query());
  if (auto known = query.only({"sensor", "kind"}); !known) return std::unexpected(known.error());
  const std::string kind(query.get("kind").value_or("+"));
  const std::string sensor(query.get("sensor").value_or("+"));
  if (kind.contains('/') || sensor.contains('/'))
    return fail(Errc::bad_request, "sensor and kind are names without a slash");
  std::shared_ptr<bus::Subscription> subscription =  // shared by the copies of the function below
      UMEC_TRY(station.bus().subscribe("sensors/" + kind + "/" + sensor));
  return net::event_stream([subscription](runtime::Deadline deadline) -> std::optional<net::ServerEvent> {
    const auto message = subscription->next(deadline);
    if (!message) return std::nullopt;
    return net::ServerEvent{"reading", message->payload->json(), {}};
  });
}

Result<net::Response> take_gateway_post(Station &station, net::Request &request) {
  const GatewayReport report = UMEC_TRY(parse_gateway_report(request.body));
  const std::size_t taken =
      UMEC_TRY(station.take(report, runtime::Deadline::after(std::chrono::seconds(10))));
  return net::Response::json(
      fmt::format(R"({{"heard":{},"accepted":{}}})", report.heard.size() + report.malformed, taken));
}

}  // namespace

void mount(net::Router &router, Station &station) {
  router.get("/sensors/v1/sensors", [&](net::Request &) -> Result<net::Response> {
    return net::Response::json(to_json(station.catalogue().list()));
  });
  router.get("/sensors/v1/sensors/{sensor}", [&](net::Request &request) -> Result<net::Response> {
    return net::Response::json(to_json(UMEC_TRY(sensor_of(station, request))));
  });
  router.get("/sensors/v1/sensors/{sensor}/latest",
             [&](net::Request &request) { return latest(station, request); });
  router.get("/sensors/v1/sensors/{sensor}/history",
             [&](net::Request &request) { return history(station, request); });
  router.get("/sensors/v1/stream", [&](net::Request &request) { return stream(station, request); });
  router.get("/sensors/v1/statistics", [&](net::Request &) -> Result<net::Response> {
    return net::Response::json(to_json(station.statistics()));
  });
  router.post("/sensors/v1/ruuvi-gateway",
              [&](net::Request &request) { return take_gateway_post(station, request); },
              {.max_body = 4 << 20});
}

}  // namespace umec::sensors
