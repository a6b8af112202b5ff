#include "city/options.hpp"

#include <CLI/CLI.hpp>

#include <cmath>

namespace umec::city {
namespace {

std::string default_hci(const std::string &listen) {
  return "unix:/tmp/umec-city-" + listen.substr(listen.rfind(':') + 1) + ".hci";
}

// A time on the command line, or the sentence that CLI11 prints.
std::optional<Timestamp> time_option(const std::string &text, const char *name) {
  if (text.empty()) return std::nullopt;
  auto time = parse_rfc3339(text);
  if (!time) throw CLI::ValidationError(name, time.error().detail);
  return *time;
}

}  // namespace

std::expected<Options, int> read_options(int argc, char **argv) {
  Options o;
  CLI::App app{
      "The miniature city: light poles with Ruuvi tags, streets with cars, cameras that see them, and the "
      "truth beside."};
  std::string node = "http://127.0.0.1:8080", start_time, from, to;
  std::vector<std::string> snapshot;
  double hour = -1;
  bool print_config = false, no_gateway = false;
  app.add_option("--listen", o.listen, "Where pictures and truth are served")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  app.add_option("--node", node, "The node: where the gateway posts, and what --check compares")
      ->type_name("URL")
      ->capture_default_str();
  app.add_option("--hci", o.hci,
                 "Socket on which the tags are heard as HCI events (unix:/tmp/umec-city-PORT.hci)")
      ->type_name("unix:PATH");
  app.add_option("--gateway-target", o.gateway_target,
                 "Where the Ruuvi Gateway posts (NODE/sensors/v1/ruuvi-gateway)")
      ->type_name("URL");
  app.add_flag("--no-gateway", no_gateway, "Leave the Ruuvi Gateway out");
  app.add_option("--seed", o.seed, "Another seed is another city")->capture_default_str();
  app.add_option("--speed", o.speed, "How many times as fast as the wall's the city's clock runs")
      ->check(CLI::Range(0.01, 1000.0))
      ->capture_default_str();
  app.add_option("--start-time", start_time, "City time at the start (now)")->type_name("RFC3339");
  app.add_option("--hour", hour, "Let it be this hour of the day in the city at the start")
      ->check(CLI::Range(0.0, 24.0));
  app.add_flag("--print-config", print_config,
               "Print the configuration (YAML) of a node that watches this city");
  auto *snapshot_option =
      app.add_option("--snapshot", snapshot, "Paint one picture of CAMERA into FILE (JPEG)")
          ->type_name("CAMERA FILE")
          ->expected(2);
  std::string check_node;
  auto *check_option = app.add_option("--check", check_node,
                                      "Compare what the node stored with the truth of the city at --listen")
                           ->type_name("[URL]")
                           ->expected(0, 1);
  app.add_option("--from", from, "Compare from here (the city's start, at most an hour ago)")
      ->type_name("RFC3339");
  app.add_option("--to", to, "Compare up to here (now)")->type_name("RFC3339");
  app.add_option("--min-recall", o.check.min_recall,
                 "Share of plates read exactly, and of measurements stored, below which --check fails")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  try {
    app.parse(argc, argv);
    o.start_time = time_option(start_time, "--start-time");
    o.check.from = time_option(from, "--from");
    o.check.to = time_option(to, "--to");
  } catch (const CLI::ParseError &error) {
    const int code = app.exit(error);
    return std::unexpected(code == 0 ? 0 : 64);
  }
  while (node.ends_with('/')) node.pop_back();
  if (o.hci.empty()) o.hci = default_hci(o.listen);
  if (o.gateway_target.empty() && !no_gateway) o.gateway_target = node + "/sensors/v1/ruuvi-gateway";
  if (no_gateway) o.gateway_target.clear();
  if (hour >= 0) {
    const Timestamp time = o.start_time.value_or(now());
    const double utc_hour = static_cast<double>(time % kDay) / kHour;
    o.utc_offset = static_cast<Timestamp>((hour - utc_hour) * kHour / kSecond) * kSecond;
  }
  o.check.node = check_option->count() > 0 && !check_node.empty() ? check_node : node;
  while (o.check.node.ends_with('/')) o.check.node.pop_back();
  o.check.city = "http://" + o.listen;
  if (print_config) o.task = Options::Task::print_config;
  if (check_option->count() > 0) o.task = Options::Task::check;
  if (snapshot_option->count() > 0) {
    o.task = Options::Task::snapshot;
    o.snapshot_camera = snapshot[0];
    o.snapshot_file = snapshot[1];
  }
  return o;
}

}  // namespace umec::city
