#include "sensors/reading_log_timeseries.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <unordered_map>

#include "base/log.hpp"

namespace umec::sensors {
namespace {

constexpr std::string_view kDatabase = "ruuvi";
constexpr std::string_view kMeasurement = "ruuvi_measurements";
constexpr std::string_view kPrefix = "ruuvi-";

/// The tag of a sensor's id.
std::string mac_of(std::string_view sensor) {
  std::string mac(sensor.starts_with(kPrefix) ? sensor.substr(kPrefix.size()) : sensor);
  std::ranges::transform(mac, mac.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return mac;
}

/// Sorted by key; an empty value cannot be stored.
timeseries::Tags tags_of(const LoggedReading &logged) {
  const Reading &reading = *logged.reading;
  timeseries::Tags tags;
  if (!reading.format.empty()) tags.emplace_back("dataFormat", reading.format);
  tags.emplace_back("mac", mac_of(reading.sensor));
  if (!logged.sensor_name.empty()) tags.emplace_back("name", logged.sensor_name);
  if (!reading.receiver.empty()) tags.emplace_back("receiver", reading.receiver);
  return tags;
}

timeseries::Batch batch_of(std::span<const LoggedReading> readings) {
  timeseries::Batch batch;
  batch.reserve(readings.size() * 20);
  std::unordered_map<std::string, std::uint32_t> known;
  for (const LoggedReading &logged : readings) {
    const Reading &reading = *logged.reading;
    timeseries::Tags tags = tags_of(logged);
    const std::string key = timeseries::series_key(kMeasurement, tags);
    auto found = known.find(key);
    if (found == known.end())
      found = known.emplace(key, batch.add_series(std::string(kMeasurement), std::move(tags))).first;
    bool first = true;
    const auto add = [&](std::string_view field, double value) {
      batch.add_sample(reading.time, batch.slot(found->second, field, timeseries::FieldType::float64),
                       timeseries::bits_of(value), first);
      first = false;
    };
    for (const auto &[quantity, value] : reading.values) add(name(quantity), value);
    if (reading.rssi) add("rssi", *reading.rssi);
  }
  return batch;
}

/// A name or text inside InfluxQL.
std::string quoted(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote || c == '\\') out += '\\';
    out += c;
  }
  return out + quote;
}

std::string statement(const HistoryQuery &query) {
  const std::string field = quoted(name(query.quantity), '"');
  const std::string columns =
      query.every > 0 ? fmt::format("mean({0}), min({0}), max({0}), count({0})", field) : field;
  std::string text =
      fmt::format("SELECT {} FROM {} WHERE \"mac\" = {} AND time >= {} AND time <= {}", columns,
                  quoted(kMeasurement, '"'), quoted(mac_of(query.sensor), '\''), query.from, query.to);
  if (query.every > 0) text += fmt::format(" GROUP BY time({}ms) fill(none)", query.every / kMillisecond);
  return text + fmt::format(" LIMIT {}", query.limit);
}

std::optional<double> number(const timeseries::Cell &cell) {
  if (const auto *value = std::get_if<double>(&cell)) return *value;
  if (const auto *value = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*value);
  return std::nullopt;
}

}  // namespace

Result<void> TimeseriesReadingLog::append(std::span<const LoggedReading> readings) {
  if (!database_made_.load()) {
    UMEC_TRY(engine_.create_database(kDatabase, 0));
    database_made_.store(true);
  }
  auto written = engine_.write(kDatabase, batch_of(readings), timeseries::Durability::committed);
  if (!written) {
    // Somebody may have dropped the database: the next try makes it anew.
    if (written.error().code == Errc::not_found) database_made_.store(false);
    return std::unexpected(written.error());
  }
  // Fields of another type, made by somebody else's writes: trying again would not help.
  if (written->dropped != 0)
    log::warning("sensors.log.dropped", {{"points", written->dropped}, {"detail", written->reason}});
  return {};
}

Result<std::vector<HistoryPoint>> TimeseriesReadingLog::history(const HistoryQuery &query) {
  std::vector<HistoryPoint> points;
  auto results = UMEC_TRY(engine_.query({statement(query), std::string(kDatabase), true}));
  if (results.empty()) return fail(Errc::internal, "the time series gave no answer");
  if (results[0].error.starts_with("database not found")) return points;  // nothing was ever stored
  if (!results[0].error.empty()) return fail(Errc::io, "the time series says: {}", results[0].error);
  for (const timeseries::ResultSeries &series : results[0].series)
    for (std::size_t row = 0; row < series.rows(); ++row) {
      const auto time = std::get_if<std::int64_t>(&series.at(row, 0));
      const auto value = number(series.at(row, 1));
      if (time == nullptr || !value) continue;
      HistoryPoint point{*time, *value, *value, *value, 1};
      if (query.every > 0 && series.columns.size() == 5) {
        point.min = number(series.at(row, 2)).value_or(*value);
        point.max = number(series.at(row, 3)).value_or(*value);
        point.count = static_cast<std::uint64_t>(number(series.at(row, 4)).value_or(1));
      }
      points.push_back(point);
    }
  return points;
}

}  // namespace umec::sensors
