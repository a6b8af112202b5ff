#include "city/routes.hpp"

#include "base/json.hpp"
#include "runtime/runtime.hpp"

namespace umec::city {
namespace {

constexpr std::string_view kStreamType = "multipart/x-mixed-replace; boundary=picture";

struct Span {
  Timestamp from, to;
};

Result<Timestamp> time_of(const net::Query &query, std::string_view name, Timestamp otherwise) {
  const auto text = query.get(name);
  if (!text) return otherwise;
  auto time = parse_rfc3339(*text);
  if (!time)
    return fail(Errc::bad_request, "the parameter '{}' is no RFC 3339 time: {}", name, time.error().detail);
  return *time;
}

// The span that from= and to= name: the last `otherwise` where they are absent, at most `longest`.
Result<Span> span_of(const net::Query &query, Timestamp otherwise, Timestamp longest) {
  const Timestamp to = UMEC_TRY(time_of(query, "to", now()));
  const Timestamp from = UMEC_TRY(time_of(query, "from", to - otherwise));
  if (from > to) return fail(Errc::bad_request, "'from' is later than 'to'");
  if (to - from > longest)
    return fail(Errc::bad_request, "the span from 'from' to 'to' is longer than {} h", longest / kHour);
  return Span{from, to};
}

Result<CameraFeed *> feed_of(City &city, std::string_view name) {
  for (const auto &feed : city.feeds)
    if (feed->camera().name == name) return feed.get();
  return fail(Errc::not_found, "the city has no camera '{}'", name.substr(0, 64));
}

Result<void> send_pictures(CameraFeed &feed, net::BodyWriter &writer) {
  while (!writer.closed()) {
    const Timestamp time = now();
    const std::int64_t number = time / kFrameTime + 1;
    if (runtime::sleep_for(std::chrono::nanoseconds(number * kFrameTime - time)) == runtime::Wake::cancelled)
      return {};
    const auto picture = feed.picture(number);
    if (!picture && picture.error().code == Errc::unavailable)
      continue;  // the machine is busy: leave one out
    if (!picture) return std::unexpected(picture.error());
    const Timestamp shown = picture->time;
    UMEC_TRY(writer.write(fmt::format(
        "--picture\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\nX-Picture-Time: {}\r\n\r\n",
        picture->jpeg->size(), format_rfc3339(shown))));
    UMEC_TRY(writer.write(*picture->jpeg));
    UMEC_TRY(writer.write("\r\n"));
  }
  return {};
}

std::string page(const City &city) {
  std::string html = fmt::format(
      "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport "
      "content='width=device-width'><title>{0}</title>"
      "<style>body{{font:16px "
      "system-ui,sans-serif;margin:2rem;background:#12161c;color:#e8ecf1}}a{{color:#8fc7ff}}"
      "main{{display:grid;grid-template-columns:repeat(auto-fit,minmax(26rem,1fr));gap:1rem}}img{{width:100%;"
      "border-radius:8px}}"
      "figure{{margin:0}}figcaption{{padding:.4rem 0}}</style><h1>{0}, the miniature city</h1><main>",
      city.district.name);
  for (const auto &feed : city.feeds)
    html +=
        fmt::format("<figure><img src='/cameras/{0}.mjpeg' alt='{1}'><figcaption>{1}</figcaption></figure>",
                    feed->camera().name, feed->camera().title);
  return html +
         "</main><p>The truth: <a href=/truth/city>city</a>, <a href=/truth/plates>plates</a>, <a "
         "href=/truth/sensors>sensors</a></p></html>";
}

}  // namespace

void add_routes(net::Router &router, City &city) {
  router.get("/", [&city](net::Request &) -> Result<net::Response> {
    return net::Response::text(page(city), "text/html; charset=utf-8");
  });

  router.get("/cameras/{name}.mjpeg", [&city](net::Request &request) -> Result<net::Response> {
    CameraFeed *feed = UMEC_TRY(feed_of(city, request.param("name")));
    return net::Response::stream(kStreamType,
                                 [feed](net::BodyWriter &writer) { return send_pictures(*feed, writer); })
        .with("Cache-Control", "no-store");
  });

  router.get("/cameras/{name}.jpg", [&city](net::Request &request) -> Result<net::Response> {
    CameraFeed *feed = UMEC_TRY(feed_of(city, request.param("name")));
    const Picture picture = UMEC_TRY(feed->picture(now() / kFrameTime));
    net::Response response;
    response.content_type = "image/jpeg";
    response.body = picture.jpeg;
    return std::move(response)
        .with("X-Picture-Time", format_rfc3339(picture.time))
        .with("Cache-Control", "no-store");
  });

  router.get("/truth/city", [&city](net::Request &) -> Result<net::Response> {
    return net::Response::json(json::encode_text(truth_city(city.district, city.clock, city.feeds)));
  });

  router.get("/truth/plates", [&city](net::Request &request) -> Result<net::Response> {
    const net::Query query = UMEC_TRY(request.query());
    UMEC_TRY(query.only({"from", "to", "camera"}));
    const Span span = UMEC_TRY(span_of(query, 10 * kMinute, kDay));
    const std::string_view camera = query.get("camera").value_or("");
    if (!camera.empty()) UMEC_TRY(feed_of(city, camera));
    std::string body = UMEC_TRY(runtime::offload([&] {
      return json::encode_text(
          truth_plates(city.district, city.clock, city.feeds, span.from, span.to, camera));
    }));
    return net::Response::json(std::move(body));
  });

  router.get("/truth/sensors", [&city](net::Request &request) -> Result<net::Response> {
    const net::Query query = UMEC_TRY(request.query());
    UMEC_TRY(query.only({"from", "to"}));
    const Span span = UMEC_TRY(span_of(query, kMinute, kHour));
    std::string body = UMEC_TRY(runtime::offload(
        [&] { return json::encode_text(truth_sensors(city.district, city.clock, span.from, span.to)); }));
    return net::Response::json(std::move(body));
  });
}

}  // namespace umec::city
