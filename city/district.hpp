// The district: its streets, light poles, tags and cameras. Fixed by the seed, never by time.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "city/random.hpp"

namespace umec::city {

struct Location {
  double latitude = 0;   ///< degrees, WGS 84
  double longitude = 0;  ///< degrees, WGS 84
};

struct Pole {
  std::string name;    ///< "pole-1": the name of the place in the node's configuration
  std::string street;  ///< the street it stands in, for people
  Location location;
};

using Mac = std::array<std::uint8_t, 6>;

/// What a tag puts on air.
enum class TagFormat : std::uint8_t {
  raw_v1,  ///< data format 3
  raw_v2,  ///< data format 5
  air,     ///< data formats 6 (legacy) and E1 (extended advertisement), in turn
};

struct Tag {
  int number = 0;  ///< index in District::tags
  Mac mac{};
  std::string name;  ///< "Pole 1"
  int pole = 0;      ///< index in District::poles
  TagFormat format = TagFormat::raw_v2;
  bool by_gateway = false;  ///< heard by the Ruuvi Gateway instead of the node's own radio
};

/// Where a camera looks: see View for how it draws.
struct Camera {
  int number = 0;
  std::string name;   ///< "market-street"
  std::string title;  ///< "Market Street", for people
  int pole = 0;       ///< index in District::poles: where it hangs
  bool mirrored = false;   ///< the lane is on the left of the picture
  bool departing = false;  ///< cars drive away from it: rear plates
};

struct Street {
  std::string name;
  Location from, to;
};

struct District {
  Seed seed = 0;
  std::string name;
  Timestamp utc_offset = 0;  ///< local time minus UTC, ns
  std::vector<Street> streets;
  std::vector<Pole> poles;
  std::vector<Tag> tags;
  std::vector<Camera> cameras;
};

/// Builds the district of `seed`. The map is always the same; addresses of tags, cars, houses and
/// weather depend on the seed.
District build_district(Seed seed, Timestamp utc_offset = 2 * kHour);

/// "CB:B8:33:4C:88:4F"
std::string mac_text(const Mac &mac);

/// The identifier a node gives the tag: "ruuvi-cbb8334c884f".
std::string sensor_id(const Mac &mac);

}  // namespace umec::city
