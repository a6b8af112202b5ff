#include "node/configuration.hpp"

#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "base/json.hpp"
#include "base/yaml.hpp"
#include "net/server.hpp"
#include "net/url.hpp"

namespace umec::node {

BOOST_DESCRIBE_STRUCT(PlaceConfiguration, (), (name, latitude, longitude))
BOOST_DESCRIBE_STRUCT(SensorNameConfiguration, (), (name, place))
BOOST_DESCRIBE_STRUCT(SensorsConfiguration, (), (hci, names))
BOOST_DESCRIBE_STRUCT(CameraConfiguration, (), (name, url, place, watch))
BOOST_DESCRIBE_STRUCT(VisionConfiguration, (), (threads, memory_mebibytes, idle_seconds))
BOOST_DESCRIBE_STRUCT(TimeseriesConfiguration, (), (influxdb))
BOOST_DESCRIBE_STRUCT(Configuration, (),
                      (name, listen, influx_listen, data, log, roles, places, sensors, cameras, vision,
                       timeseries, allow_outside_without_authentication))

namespace {

/// Keys are written as in C++: snake_case, as people expect of YAML.
constexpr std::string_view same_name(std::string_view member) { return member; }

bool is_plain_key(std::string_view key) {
  return !key.empty() && std::ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  }) && key.front() != '-';
}

/// A configuration file has few keys; indentation by two, lists by dashes.
void append_yaml(std::string &out, const json::Value &value, int indent) {
  const std::string margin(static_cast<std::size_t>(indent) * 2, ' ');
  if (value.is_object() && !value.get_object().empty()) {
    for (const auto &entry : value.get_object()) {
      out += margin;
      out += is_plain_key(entry.key()) ? std::string(entry.key()) : json::write(json::Value(entry.key()));
      out += ':';
      const bool nested = (entry.value().is_object() && !entry.value().get_object().empty()) ||
                          (entry.value().is_array() && !entry.value().get_array().empty());
      if (nested) {
        out += '\n';
        append_yaml(out, entry.value(), indent + 1);
      } else {
        out += ' ' + json::write(entry.value()) + '\n';
      }
    }
  } else if (value.is_array()) {
    // JSON is YAML: an entry of a list stands on one line.
    for (const auto &entry : value.get_array()) out += margin + "- " + json::write(entry) + '\n';
  }
}

/// "/cameras/0/url" as people write it: "cameras[0].url".
std::string key_path(std::string_view pointer) {
  std::string path;
  std::istringstream tokens{std::string(pointer)};
  std::string token;
  std::getline(tokens, token, '/');
  while (std::getline(tokens, token, '/')) {
    const bool index =
        !token.empty() && std::ranges::all_of(token, [](char c) { return c >= '0' && c <= '9'; });
    if (index)
      path += '[' + token + ']';
    else
      path += (path.empty() ? "" : ".") + token;
  }
  return path;
}

Result<void> check_name(std::string_view what, std::string_view name) {
  const bool good = !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
  if (!good)
    return fail(Errc::bad_request, "{} '{}' is not a name of letters, digits, '-', '_' and '.'", what,
                name.substr(0, 80));
  return {};
}

}  // namespace

// Found by json::decode through argument-dependent look-up.
template <class T>
constexpr std::string_view wire_name(const T *, std::string_view member) {
  return same_name(member);
}

Result<Configuration> Configuration::parse(std::string_view yaml) {
  json::Value value = UMEC_TRY(yaml::parse(yaml));
  if (value.is_null()) value = json::Object{};
  auto configuration = json::decode<Configuration>(value, json::kConfiguration);
  if (!configuration) {
    Error error = std::move(configuration.error());
    if (!error.pointer.empty()) error.detail = key_path(error.pointer) + ": " + error.detail;
    error.pointer.clear();
    return std::unexpected(std::move(error));
  }
  UMEC_TRY(configuration->check());
  return configuration;
}

Result<Configuration> Configuration::read(const std::string &path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail_errno(errno, "cannot read the configuration {}", path);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  auto configuration = parse(text);
  if (!configuration) return fail(Errc::bad_request, "{}: {}", path, configuration.error().detail);
  return configuration;
}

Result<void> Configuration::check() const {
  UMEC_TRY(check_name("name:", name));
  for (const std::string *address : {&listen, &influx_listen}) {
    if (address->empty() && address == &influx_listen) continue;
    const auto parsed = UMEC_TRY(net::Address::parse(*address));
    if (!parsed.is_loopback() && !allow_outside_without_authentication)
      return fail(
          Errc::bad_request,
          "{} can be reached from outside and nobody would have to sign in; listen on 127.0.0.1, or set "
          "allow_outside_without_authentication if a proxy in front asks who comes",
          *address);
  }
  static constexpr std::string_view levels[] = {"debug", "info", "warning", "error"};
  if (std::ranges::find(levels, log) == std::end(levels))
    return fail(Errc::bad_request, "log: '{}' is not one of debug, info, warning, error", log);
  for (const std::string &role : roles)
    if (std::ranges::find(kRoles, role) == std::end(kRoles))
      return fail(Errc::bad_request, "roles: '{}' is not one of {}", role, fmt::join(kRoles, ", "));
  std::set<std::string> place_names;
  for (const PlaceConfiguration &place : places) {
    UMEC_TRY(check_name("places: name", place.name));
    if (place.latitude < -90 || place.latitude > 90 || place.longitude < -180 || place.longitude > 180)
      return fail(Errc::bad_request, "places: {} lies outside of the world", place.name);
    if (!place_names.insert(place.name).second)
      return fail(Errc::bad_request, "places: {} stands twice", place.name);
  }
  const auto check_place = [&](std::string_view whose,
                               const std::optional<std::string> &place) -> Result<void> {
    if (place && !place_names.contains(*place))
      return fail(Errc::bad_request, "{}: there is no place '{}' under places", whose, *place);
    return {};
  };
  for (const auto &[address, sensor] : sensors.names)
    UMEC_TRY(check_place("sensors.names." + address, sensor.place));
  std::set<std::string> camera_names;
  for (const CameraConfiguration &camera : cameras) {
    UMEC_TRY(check_name("cameras: name", camera.name));
    if (!camera_names.insert(camera.name).second)
      return fail(Errc::bad_request, "cameras: {} stands twice", camera.name);
    UMEC_TRY(check_place("cameras." + camera.name, camera.place));
    for (const std::string &watch : camera.watch)
      if (watch != "plates" && watch != "objects")
        return fail(Errc::bad_request, "cameras.{}.watch: '{}' is not one of plates, objects", camera.name,
                    watch);
  }
  if (vision.threads == 0 || vision.threads > 64)
    return fail(Errc::bad_request, "vision.threads is a number from 1 to 64");
  if (timeseries.influxdb) UMEC_TRY(net::Url::parse(*timeseries.influxdb));
  return {};
}

bool Configuration::has_role(std::string_view role) const {
  return roles.empty() || std::ranges::find(roles, role) != roles.end();
}

std::string Configuration::to_yaml() const {
  std::string out;
  append_yaml(out, json::encode(*this), 0);
  return out;
}

std::string Configuration::data_folder() const {
  if (!data.empty()) return data;
  if (geteuid() == 0) return "/var/lib/umec";
  if (const char *state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state != 0)
    return std::string(state) + "/umec";
  const char *home = std::getenv("HOME");
  return std::string(home != nullptr ? home : ".") + "/.local/state/umec";
}

}  // namespace umec::node
