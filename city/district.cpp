#include "city/district.hpp"

#include <fmt/core.h>

#include <cmath>

namespace umec::city {
namespace {

enum Purpose : std::uint64_t { kMac = 200 };

// South-west corner of the invented district of Hiekkaranta, on a shore of the Bothnian Bay. Streets
// run along a grid that is turned by 24 degrees, as quarters behind a harbour do.
constexpr Location kCorner{65.01742, 25.43655};
constexpr double kTurn = 24 * std::numbers::pi / 180;

// A point `east` metres along and `north` metres across the turned grid.
Location at(double east, double north) {
  const double x = east * std::cos(kTurn) - north * std::sin(kTurn);
  const double y = east * std::sin(kTurn) + north * std::cos(kTurn);
  const double metres_per_degree = 111'320;
  const double latitude = kCorner.latitude + y / metres_per_degree;
  const double longitude =
      kCorner.longitude + x / (metres_per_degree * std::cos(kCorner.latitude * std::numbers::pi / 180));
  return {latitude, longitude};
}

Mac mac_of(Seed seed, int tag) {
  const std::uint64_t bits = draw(seed, kMac, tag);
  Mac mac;
  for (int i = 0; i < 6; ++i) mac[i] = static_cast<std::uint8_t>(bits >> (8 * i));
  mac[0] |= 0xc0;  // static random address: both top bits set (Bluetooth Core 6.B.1.3.2.1)
  return mac;
}

}  // namespace

District build_district(Seed seed, Timestamp utc_offset) {
  District d;
  d.seed = seed;
  d.name = "Hiekkaranta";
  d.utc_offset = utc_offset;
  d.streets = {{"Market Street", at(0, 0), at(440, 0)},       {"Harbour Road", at(0, 130), at(440, 130)},
               {"Mill Lane", at(0, 250), at(440, 250)},       {"Station Street", at(80, -30), at(80, 290)},
               {"Church Street", at(220, -30), at(220, 290)}, {"Park Avenue", at(360, -30), at(360, 290)}};
  const struct {
    const char *street;
    double east, north;
  } poles[] = {
      {"Market Street", 20, 5},   {"Market Street", 150, 5},  {"Market Street", 290, 5},
      {"Market Street", 420, 5},  {"Harbour Road", 45, 135},  {"Harbour Road", 160, 135},
      {"Harbour Road", 275, 135}, {"Harbour Road", 405, 135}, {"Mill Lane", 30, 255},
      {"Mill Lane", 155, 255},    {"Mill Lane", 300, 255},    {"Park Avenue", 365, 65},
  };
  for (const auto &p : poles)
    d.poles.push_back({fmt::format("pole-{}", d.poles.size() + 1), p.street, at(p.east, p.north)});

  for (int i = 0; i < static_cast<int>(d.poles.size()); ++i) {
    TagFormat format = TagFormat::raw_v2;
    if (i == 3 || i == 6) format = TagFormat::air;
    if (i == 8) format = TagFormat::raw_v1;
    d.tags.push_back({i, mac_of(seed, i), fmt::format("Pole {}", i + 1), i, format, false});
  }
  for (int pole : {1, 9}) {  // indoors of radio reach: two more tags, heard by the gateway at pole 2
    const int number = static_cast<int>(d.tags.size());
    const char *name = pole == 1 ? "Market hall" : "Mill bridge";
    d.tags.push_back({number, mac_of(seed, number), name, pole, TagFormat::raw_v2, true});
  }
  d.cameras = {{0, "market-street", "Market Street", 2, false, false},
               {1, "harbour-road", "Harbour Road", 6, true, false},
               {2, "mill-lane", "Mill Lane", 10, false, true}};
  return d;
}

std::string mac_text(const Mac &mac) {
  return fmt::format("{:02X}:{:02X}:{:02X}:{:02X}:{:02X}:{:02X}", mac[0], mac[1], mac[2], mac[3], mac[4],
                     mac[5]);
}

std::string sensor_id(const Mac &mac) {
  return fmt::format("ruuvi-{:02x}{:02x}{:02x}{:02x}{:02x}{:02x}", mac[0], mac[1], mac[2], mac[3], mac[4],
                     mac[5]);
}

}  // namespace umec::city
