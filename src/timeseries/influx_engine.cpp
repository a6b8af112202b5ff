#include "timeseries/influx_engine.hpp"

#include <boost/json.hpp>

#include <charconv>

#include "net/url.hpp"
#include "timeseries/line_protocol.hpp"

namespace umec::timeseries {
namespace {

namespace json = boost::json;

constexpr std::size_t kIdleConnections = 4;
constexpr std::size_t kMaxAnswer = 256 << 20;

std::string base64(std::string_view text) {
  static constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    const auto byte = [&](std::size_t at) {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    const unsigned bits = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    out += letters[bits >> 18];
    out += letters[bits >> 12 & 63];
    out += i + 1 < text.size() ? letters[bits >> 6 & 63] : '=';
    out += i + 2 < text.size() ? letters[bits & 63] : '=';
  }
  return out;
}

std::string_view text_of(const json::object &object, std::string_view key) {
  const json::value *value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

Cell cell_of(const json::value &value) {
  switch (value.kind()) {
    case json::kind::bool_: return value.get_bool();
    case json::kind::int64: return value.get_int64();
    case json::kind::uint64: return static_cast<double>(value.get_uint64());
    case json::kind::double_: return value.get_double();
    case json::kind::string: return Text(std::string(value.get_string()));
    default: return {};
  }
}

Result<ResultSeries> series_of(const json::value &value) {
  const auto strange = [] {
    return fail(Errc::unavailable, "InfluxDB answered with a series of an unknown shape");
  };
  if (!value.is_object()) return strange();
  const json::object &object = value.get_object();
  ResultSeries series;
  series.name = text_of(object, "name");
  if (const json::value *tags = object.if_contains("tags"); tags != nullptr && tags->is_object())
    for (const auto &[name, tag] : tags->get_object())
      series.tags.emplace_back(name, tag.is_string() ? std::string(tag.get_string()) : std::string());
  const json::value *columns = object.if_contains("columns");
  if (columns == nullptr || !columns->is_array()) return strange();
  for (const json::value &column : columns->get_array()) {
    if (!column.is_string()) return strange();
    series.columns.emplace_back(column.get_string());
  }
  const json::value *values = object.if_contains("values");
  if (values == nullptr) return series;
  if (!values->is_array()) return strange();
  for (const json::value &row : values->get_array()) {
    if (!row.is_array() || row.get_array().size() != series.columns.size()) return strange();
    for (const json::value &cell : row.get_array()) series.cells.push_back(cell_of(cell));
  }
  return series;
}

Result<std::vector<StatementResult>> results_of(std::string_view body) {
  json::error_code failed;
  const json::value document = json::parse(body, failed);
  const json::value *results =
      !failed && document.is_object() ? document.get_object().if_contains("results") : nullptr;
  if (results == nullptr || !results->is_array())
    return fail(Errc::unavailable, "InfluxDB answered with something that is not its JSON");
  std::vector<StatementResult> out;
  for (const json::value &result : results->get_array()) {
    StatementResult &statement = out.emplace_back();
    if (!result.is_object())
      return fail(Errc::unavailable, "InfluxDB answered with something that is not its JSON");
    statement.error = text_of(result.get_object(), "error");
    const json::value *series = result.get_object().if_contains("series");
    if (series == nullptr || !series->is_array()) continue;
    for (const json::value &one : series->get_array()) statement.series.push_back(UMEC_TRY(series_of(one)));
  }
  return out;
}

/// What InfluxDB says in {"error": ...}.
std::string message_of(const net::ClientResponse &response) {
  json::error_code failed;
  const json::value document = json::parse(response.body, failed);
  if (!failed && document.is_object()) return std::string(text_of(document.get_object(), "error"));
  return fmt::format("InfluxDB answered with status {}", response.status);
}

/// "partial write: REASON dropped=N"
std::optional<WriteOutcome> partial_write(std::string_view message) {
  constexpr std::string_view kPrefix = "partial write: ";
  constexpr std::string_view kDropped = " dropped=";
  const std::size_t at = message.rfind(kDropped);
  if (!message.starts_with(kPrefix) || at == std::string_view::npos) return std::nullopt;
  WriteOutcome outcome;
  const std::string_view count = message.substr(at + kDropped.size());
  if (std::from_chars(count.data(), count.data() + count.size(), outcome.dropped).ec != std::errc{})
    return std::nullopt;
  outcome.reason = message.substr(kPrefix.size(), at - kPrefix.size());
  return outcome;
}

}  // namespace

Result<std::unique_ptr<InfluxEngine>> InfluxEngine::create(const std::string &url) {
  const net::Url parsed = UMEC_TRY(net::Url::parse(url));
  std::string authorization;
  if (!parsed.user.empty()) authorization = "Basic " + base64(parsed.user + ":" + parsed.password);
  return std::unique_ptr<InfluxEngine>(
      new InfluxEngine(parsed.scheme + "://" + parsed.authority(), std::move(authorization)));
}

Result<net::ClientResponse> InfluxEngine::send(net::ClientRequest request) {
  if (!authorization_.empty()) request.headers.push_back({"Authorization", authorization_});
  request.max_response = kMaxAnswer;
  request.deadline = runtime::Deadline::after(std::chrono::seconds(30));
  std::unique_ptr<net::ClientConnection> connection;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      connection = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (connection == nullptr) connection = std::make_unique<net::ClientConnection>(origin_);
  auto response = connection->send(request);
  if (!response)
    return fail(Errc::unavailable, "InfluxDB at {} does not answer: {}", origin_, response.error().detail);
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kIdleConnections) idle_.push_back(std::move(connection));
  return response;
}

Result<WriteOutcome> InfluxEngine::write(std::string_view database, Batch batch, Durability) {
  if (batch.empty()) return WriteOutcome{};
  net::ClientRequest request;
  request.method = net::Method::post;
  request.url = "/write?precision=ns&db=" + net::percent_encode(database);
  request.headers.push_back({"Content-Type", "text/plain; charset=utf-8"});
  request.body = format_lines(batch);
  const net::ClientResponse response = UMEC_TRY(send(std::move(request)));
  if (response.status < 300) return WriteOutcome{};
  const std::string message = message_of(response);
  if (auto partial = partial_write(message)) return std::move(*partial);
  return std::unexpected(
      Error{response.status >= 500 ? Errc::unavailable : errc_of_status(response.status), message, {}});
}

Result<std::vector<StatementResult>> InfluxEngine::query(const QueryRequest &query) {
  net::ClientRequest request;
  request.method = query.read_only ? net::Method::get : net::Method::post;
  std::string parameters =
      "epoch=ns&db=" + net::percent_encode(query.database) + "&q=" + net::percent_encode(query.text);
  if (query.read_only) {
    request.url = "/query?" + parameters;
  } else {
    request.url = "/query";
    request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    request.body = std::move(parameters);
  }
  const net::ClientResponse response = UMEC_TRY(send(std::move(request)));
  if (response.status >= 300)
    return std::unexpected(Error{response.status >= 500 ? Errc::unavailable : errc_of_status(response.status),
                                 message_of(response),
                                 {}});
  return results_of(response.body);
}

Result<void> InfluxEngine::create_database(std::string_view name, Timestamp retention) {
  std::string quoted;
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  std::string text = fmt::format("CREATE DATABASE \"{}\"", quoted);
  if (retention > 0) text += fmt::format(" WITH DURATION {}s", retention / kSecond);
  const auto results = UMEC_TRY(query({std::move(text), "", false}));
  if (!results.empty() && !results[0].error.empty())
    return fail(Errc::bad_request, "InfluxDB: {}", results[0].error);
  return {};
}

}  // namespace umec::timeseries
