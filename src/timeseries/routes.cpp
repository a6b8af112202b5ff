#include "timeseries/routes.hpp"

#include <charconv>
#include <memory>

#include "runtime/runtime.hpp"
#include "timeseries/inflate.hpp"
#include "timeseries/line_protocol.hpp"
#include "timeseries/result_writer.hpp"

namespace umec::timeseries {
namespace {

constexpr std::size_t kMaxBody = 32 << 20;
constexpr std::size_t kMaxUnpacked = 64 << 20;
constexpr std::size_t kMaxQueryBody = 1 << 20;
constexpr std::size_t kParseInline = 32 << 10;   // longer texts are parsed off the event loop
constexpr std::size_t kAnswerInline = 4096;      // cells; longer answers are streamed
constexpr const char *kVersion = "1.8.10-umec";  // clients read the number to know the dialect

net::Response with_version(net::Response response) {
  response.headers.push_back({"X-Influxdb-Build", "umec"});
  response.headers.push_back({"X-Influxdb-Version", kVersion});
  return response;
}

net::Response failure(int status, std::string_view message) {
  net::Response response = with_version(net::Response::json(error_body(message)));
  response.status = status;
  std::string header(message.substr(0, 512));
  for (char &c : header)
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) c = ' ';
  response.headers.push_back({"X-Influxdb-Error", std::move(header)});
  if (status == 503) response.headers.push_back({"Retry-After", "1"});
  return response;
}

net::Response failure(const Error &error) { return failure(describe(error.code).http_status, error.detail); }

/// Nanoseconds per unit of a precision= or epoch= parameter; 0 for an unknown word.
Timestamp unit_of(std::string_view name) {
  if (name == "ns" || name == "n") return kNanosecond;
  if (name == "u" || name == "us" || name == "\xc2\xb5") return kMicrosecond;
  if (name == "ms") return kMillisecond;
  if (name == "s") return kSecond;
  if (name == "m") return kMinute;
  if (name == "h") return kHour;
  return 0;
}

net::Response partial(std::string_view reason, std::size_t dropped) {
  return failure(400, fmt::format("partial write: {} dropped={}", reason, dropped));
}

Result<net::Response> write(Engine &engine, net::Request &request) {
  const auto query = request.query();
  if (!query) return failure(query.error());
  const std::string_view database = query->get("db").value_or("");
  if (database.empty()) return failure(400, "database is required");
  const std::string_view policy = query->get("rp").value_or("");
  if (!policy.empty() && policy != "autogen")
    return failure(500, fmt::format("retention policy not found: {}", policy));
  const std::string_view precision_name = query->get("precision").value_or("ns");
  Timestamp precision = unit_of(precision_name);
  if (precision == 0) precision = kNanosecond;  // as InfluxDB does with a word that it does not know

  std::string unpacked;
  std::string_view body = request.body;
  if (net::same_name(request.header("Content-Encoding"), "gzip")) {
    auto plain = runtime::offload([&] { return gunzip(request.body, kMaxUnpacked); });
    if (!plain) return failure(plain.error());
    unpacked = std::move(*plain);
    body = unpacked;
  }
  const Timestamp received = now() / precision * precision;
  ParsedLines parsed;
  if (body.size() <= kParseInline) {
    parsed = parse_lines(body, precision, received);
  } else if (auto ran = runtime::offload([&] { parsed = parse_lines(body, precision, received); }); !ran) {
    return failure(ran.error());
  }
  if (parsed.batch.empty() && parsed.failed > 0) return failure(400, parsed.failures);
  const auto outcome = engine.write(database, std::move(parsed.batch), Durability::committed);
  if (!outcome) return failure(outcome.error());
  if (outcome->dropped > 0) return partial(outcome->reason, outcome->dropped + parsed.dropped);
  if (parsed.dropped > 0) return partial(parsed.dropped_reason, parsed.dropped);
  if (parsed.failed > 0) return partial(parsed.failures, 0);
  return with_version(net::Response::empty());
}

struct QueryCall {
  QueryRequest request;
  ResultFormat format;
};

Result<QueryCall> read_query(net::Request &request) {
  net::Query query = UMEC_TRY(request.query());
  net::Query form;
  if (request.method == net::Method::post && request.media_type() == "application/x-www-form-urlencoded")
    form = UMEC_TRY(net::Query::parse(request.body));
  // As Go's FormValue: what stands in the body comes before what stands in the URL.
  const auto value = [&](std::string_view name) {
    return form.get(name).value_or(query.get(name).value_or(""));
  };
  QueryCall call;
  call.request.text = value("q");
  if (call.request.text.empty()) return fail(Errc::bad_request, "missing required parameter \"q\"");
  call.request.database = value("db");
  call.request.read_only = request.method != net::Method::post;
  call.format.epoch = unit_of(value("epoch"));
  call.format.pretty = value("pretty") == "true";
  call.format.csv = request.header("Accept").find("csv") != std::string_view::npos;
  if (value("chunked") == "true") {
    call.format.chunk = 10'000;
    const std::string_view size = value("chunk_size");
    std::size_t rows = 0;
    if (std::from_chars(size.data(), size.data() + size.size(), rows).ec == std::errc{} && rows > 0)
      call.format.chunk = rows;
  }
  return call;
}

Result<net::Response> query(Engine &engine, net::Request &request) {
  auto call = read_query(request);
  if (!call) return failure(call.error());
  auto results = engine.query(call->request);
  if (!results) return failure(results.error());
  const std::string_view type = call->format.csv ? "text/csv" : "application/json";
  std::size_t cells = 0;
  for (const StatementResult &result : *results)
    for (const ResultSeries &series : result.series) cells += series.cells.size();
  if (cells <= kAnswerInline) {
    std::string body;
    (void)write_results(*results, call->format, [&](std::string_view bytes) {
      body += bytes;
      return Result<void>();
    });
    return with_version(net::Response::text(std::move(body), type));
  }
  // The stream is a std::function, which must be copyable: the one copy in flight owns the answer.
  auto shared = std::make_shared<const std::vector<StatementResult>>(std::move(*results));
  return with_version(net::Response::stream(type, [shared, format = call->format](net::BodyWriter &out) {
    return write_results(*shared, format, [&](std::string_view bytes) { return out.write(bytes); });
  }));
}

Result<net::Response> ping(net::Request &request) {
  const auto parameters = request.query();
  const std::string_view verbose = parameters ? parameters->get("verbose").value_or("") : "";
  if (verbose.empty() || verbose == "0" || verbose == "false") return with_version(net::Response::empty());
  return with_version(net::Response::json(fmt::format("{{\"version\":\"{}\"}}", kVersion)));
}

}  // namespace

void mount(net::Router &router, Engine &engine) {
  // Credentials (basic, u= and p=) are the server's authenticator's; these scopes are what it asks for.
  router.post("/write", [&](net::Request &request) { return write(engine, request); },
              {.max_body = kMaxBody, .scope = "timeseries:write"});
  const net::RouteOptions reading{.max_body = kMaxQueryBody, .scope = "timeseries:read"};
  router.get("/query", [&](net::Request &request) { return query(engine, request); }, reading);
  router.post("/query", [&](net::Request &request) { return query(engine, request); },
              {.max_body = kMaxQueryBody, .scope = "timeseries:write"});
  router.get("/ping", ping);
  router.post("/ping", ping);
}

}  // namespace umec::timeseries
