// The configuration of a node that watches the city.
#pragma once

#include <string>

#include "city/district.hpp"

namespace umec::city {

/// YAML: places (poles), sensors (the radio's socket, names of the tags), cameras. `city_url` is where
/// the city serves, "http://127.0.0.1:8090"; `hci` the radio's address, "unix:/path".
std::string node_config(const District &district, const std::string &city_url, const std::string &hci);

}  // namespace umec::city
