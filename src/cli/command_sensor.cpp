// umec sensor
#include <CLI/CLI.hpp>

#include <cstdio>

#include "cli/command.hpp"

namespace umec::cli {
namespace {

struct SensorOptions {
  std::string id;
  std::string quantity = "temperature";
  std::string since = "1h";
  std::string every;
};

Result<void> list_sensors(const Global &global) {
  const auto response = UMEC_TRY(call(global, net::Method::get, "/sensors/v1/sensors"));
  if (global.json) {
    std::puts(response.body.c_str());
    return {};
  }
  const auto sensors = UMEC_TRY(json::parse(response.body));
  if (sensors.as_array().empty()) {
    std::puts(
        "No sensor has been heard yet. Name a source under sensors.hci in the configuration, or point a "
        "Ruuvi Gateway at "
        "/sensors/v1/ruuvi-gateway.");
    return {};
  }
  std::vector<std::vector<std::string>> rows = {{"ID", "NAME", "PLACE", "°C", "%RH", "hPa", "HEARD"}};
  for (const auto &sensor : sensors.as_array()) {
    const auto *latest = sensor.as_object().if_contains("latest");
    const json::Value none;
    const json::Value &values = latest != nullptr && latest->is_object() ? latest->at("values") : none;
    std::string pressure = "-";
    if (values.is_object() && values.as_object().contains("pressure"))
      pressure = fmt::format("{:.1f}", values.at("pressure").to_number<double>() / 100);
    rows.push_back({text_of(sensor, "id"), text_of(sensor, "name"), text_of(sensor, "place"),
                    number_of(values, "temperature", 1), number_of(values, "humidity", 0), pressure,
                    latest != nullptr ? text_of(*latest, "time") : "-"});
  }
  print_table(rows);
  return {};
}

Result<void> show_sensor(const Global &global, const SensorOptions &options) {
  const auto response = UMEC_TRY(
      call(global, net::Method::get, "/sensors/v1/sensors/" + net::percent_encode(options.id) + "/latest"));
  if (global.json) {
    std::puts(response.body.c_str());
    return {};
  }
  const auto reading = UMEC_TRY(json::parse(response.body));
  std::printf("%s at %s\n", text_of(reading, "sensor").c_str(), text_of(reading, "time").c_str());
  std::vector<std::vector<std::string>> rows;
  for (const auto &value : reading.at("values").as_object())
    rows.push_back({"  " + std::string(value.key()), json::write(value.value())});
  print_table(rows);
  return {};
}

Result<void> show_history(const Global &global, const SensorOptions &options) {
  const Timestamp since = UMEC_TRY(parse_duration(options.since));
  std::string path =
      fmt::format("/sensors/v1/sensors/{}/history?quantity={}&from={}", net::percent_encode(options.id),
                  net::percent_encode(options.quantity), net::percent_encode(format_rfc3339(now() - since)));
  if (!options.every.empty()) path += "&every=" + net::percent_encode(options.every);
  const Progress progress("asking for the history");
  const auto response = UMEC_TRY(call(global, net::Method::get, path));
  if (global.json) {
    std::puts(response.body.c_str());
    return {};
  }
  const auto history = UMEC_TRY(json::parse(response.body));
  const bool grouped = !options.every.empty();
  std::vector<std::vector<std::string>> rows = {
      grouped ? std::vector<std::string>{"TIME", "MEAN", "MIN", "MAX", "COUNT"}
              : std::vector<std::string>{"TIME", "VALUE"}};
  for (const auto &point : history.at("points").as_array()) {
    if (grouped)
      rows.push_back({text_of(point, "time"), number_of(point, "mean"), number_of(point, "min"),
                      number_of(point, "max"), number_of(point, "count", 0)});
    else
      rows.push_back({text_of(point, "time"), number_of(point, "value", 3)});
  }
  print_table(rows);
  return {};
}

/// Prints readings as they come until the person has enough.
Result<void> watch_sensors(const Global &global, const SensorOptions &options) {
  net::ClientRequest request;
  request.url = global.node + "/sensors/v1/stream" +
                (options.id.empty() ? "" : "?sensor=" + net::percent_encode(options.id));
  auto stream = UMEC_TRY(net::open(request));
  if (stream->status() != 200)
    return fail(errc_of_status(stream->status()), "the node answered {}", stream->status());
  std::string pending;
  char piece[4096];
  for (;;) {
    const std::size_t count =
        UMEC_TRY(stream->read(piece, runtime::Deadline::after(std::chrono::seconds(60))));
    if (count == 0) return {};
    pending.append(piece, count);
    for (std::size_t end = 0; (end = pending.find('\n')) != std::string::npos; pending.erase(0, end + 1)) {
      const std::string_view line = std::string_view(pending).substr(0, end);
      if (!line.starts_with("data: ")) continue;
      if (global.json) {
        std::puts(std::string(line.substr(6)).c_str());
      } else {
        const auto reading = UMEC_TRY(json::parse(line.substr(6)));
        const json::Value &values = reading.at("values");
        std::printf("%s  %-22s %7s °C %6s %%RH\n", text_of(reading, "time").c_str(),
                    text_of(reading, "sensor").c_str(), number_of(values, "temperature", 2).c_str(),
                    number_of(values, "humidity", 1).c_str());
      }
      std::fflush(stdout);
    }
  }
}

}  // namespace

void add_sensor_commands(CLI::App &app, Global &global, Action &chosen) {
  static SensorOptions options;
  CLI::App *sensor = app.add_subcommand("sensor", "Sensors and their readings");
  sensor->require_subcommand(1);
  sensor->add_subcommand("ls", "List sensors with their latest values")->callback([&] {
    chosen = [&] { return list_sensors(global); };
  });
  CLI::App *show = sensor->add_subcommand("show", "Show everything that a sensor said last");
  show->add_option("ID", options.id, "Sensor id, as 'umec sensor ls' prints it")->required();
  show->callback([&] { chosen = [&] { return show_sensor(global, options); }; });
  CLI::App *history = sensor->add_subcommand("history", "Print past values");
  history->add_option("ID", options.id, "Sensor id")->required();
  history->add_option("--quantity", options.quantity, "temperature, humidity, pressure ...")
      ->capture_default_str();
  history->add_option("--since", options.since, "How far back: 15m, 1h, 7d")->capture_default_str();
  history->add_option("--every", options.every, "Group by this length of time: 1m, 1h");
  history->callback([&] { chosen = [&] { return show_history(global, options); }; });
  CLI::App *watch = sensor->add_subcommand("watch", "Print readings as they come (Ctrl-C ends)");
  watch->add_option("ID", options.id, "Only this sensor");
  watch->callback([&] { chosen = [&] { return watch_sensors(global, options); }; });
}

}  // namespace umec::cli
