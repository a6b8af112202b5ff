// The command line of umec-city.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "city/check.hpp"

namespace umec::city {

struct Options {
  enum class Task : std::uint8_t { live, print_config, check, snapshot } task = Task::live;
  Seed seed = 7;
  double speed = 1;
  std::string listen = "127.0.0.1:8090";
  std::string hci;             ///< "unix:/path"
  std::string gateway_target;  ///< empty: no gateway
  std::optional<Timestamp> start_time;  ///< city time at the start; absent: the wall's
  Timestamp utc_offset = 2 * kHour;
  std::string snapshot_camera, snapshot_file;
  CheckOptions check;
};

/// Reads the arguments. Prints help or a mistake itself and then gives the exit code instead.
std::expected<Options, int> read_options(int argc, char **argv);

}  // namespace umec::city
