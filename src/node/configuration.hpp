// What an operator can set: one YAML file, read strictly; every key has a default.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace umec::node {

/// A named spot: a light pole, a wall, a vehicle.
struct PlaceConfiguration {
  std::string name;
  double latitude = 0;   ///< degrees, WGS 84
  double longitude = 0;  ///< degrees, WGS 84
};

struct SensorNameConfiguration {
  std::string name;
  std::optional<std::string> place;
};

struct SensorsConfiguration {
  /// Streams of HCI events: "unix:/run/hci.sock", "fd:3", "hci0".
  std::vector<std::string> hci;
  /// By Bluetooth address, "CB:B8:33:4C:88:4F".
  std::map<std::string, SensorNameConfiguration> names;
};

struct CameraConfiguration {
  std::string name;
  std::string url;  ///< http (MJPEG or a picture), rtsp, /dev/video0, or a file
  std::optional<std::string> place;
  std::vector<std::string> watch;  ///< "plates", "objects"
};

struct VisionConfiguration {
  std::uint16_t threads = 1;               ///< per inference
  std::uint32_t memory_mebibytes = 1024;   ///< limit of the helper process
  std::uint32_t idle_seconds = 120;        ///< after which the helper ends and gives its memory back
};

struct TimeseriesConfiguration {
  /// Where set, all data goes to this InfluxDB 1.x instead: "http://127.0.0.1:8086".
  std::optional<std::string> influxdb;
};

struct Configuration {
  std::string name = "umec";
  std::string listen = "127.0.0.1:8080";         ///< console and all REST APIs
  std::string influx_listen = "127.0.0.1:8086";  ///< the Influx protocol alone; empty: not listened on
  std::string data;                              ///< folder; empty: the system's usual place
  std::string log = "info";                      ///< debug, info, warning, error
  /// Parts that run; empty: all of them.
  std::vector<std::string> roles;
  std::vector<PlaceConfiguration> places;
  SensorsConfiguration sensors;
  std::vector<CameraConfiguration> cameras;
  VisionConfiguration vision;
  TimeseriesConfiguration timeseries;
  /// Listen on an address that is not loopback although nobody has to sign in.
  bool allow_outside_without_authentication = false;

  /// Reads and checks a text. Errors: bad_request in a plain sentence that says where.
  static Result<Configuration> parse(std::string_view yaml);
  /// Reads a file. Errors: io, bad_request.
  static Result<Configuration> read(const std::string &path);
  /// Errors: bad_request in a plain sentence.
  Result<void> check() const;
  bool has_role(std::string_view role) const;
  /// All keys with their present values, as YAML.
  std::string to_yaml() const;
  /// The folder for data: `data`, or /var/lib/umec for root, or $XDG_STATE_HOME/umec.
  std::string data_folder() const;
};

/// The parts of a node that can be switched on alone, in the order they start.
inline constexpr std::string_view kRoles[] = {"registry", "timeseries", "sensors", "cameras",
                                              "vision",   "apps",       "console"};

}  // namespace umec::node
