// The city is a function of seed and time: nothing else, and the same everywhere.
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "city/advertisement.hpp"
#include "city/city_clock.hpp"
#include "city/gateway.hpp"
#include "city/node_config.hpp"
#include "city/traffic.hpp"

namespace umec::city {
namespace {

constexpr Timestamp kNoon = 1'783'677'600 * kSecond;  // 2026-07-10T10:00:00Z
constexpr std::uint64_t kGoldenAir = 17631701958351646914ULL;

// FNV-1a
std::uint64_t hash_bytes(const Bytes &bytes, std::uint64_t hash) {
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001b3ULL;
  return hash;
}

std::uint64_t hash_of_air(Seed seed, Timestamp from) {
  const District district = build_district(seed);
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const bool by_gateway : {false, true})
    for (const Advertisement &a : advertisements_between(district, from, from + kMinute, by_gateway))
      hash = hash_bytes(hci_event(a, district.tags[static_cast<std::size_t>(a.tag)].mac), hash);
  return hash;
}

TEST(Simulation, SaysTheSameBytesForTheSameSeedAndTime) {
  EXPECT_EQ(hash_of_air(7, kNoon), hash_of_air(7, kNoon));
  EXPECT_NE(hash_of_air(7, kNoon), hash_of_air(8, kNoon));
  EXPECT_NE(hash_of_air(7, kNoon), hash_of_air(7, kNoon + kMinute));
}

TEST(Simulation, HasNotChangedSinceItsBytesWereWrittenDown) {
  // A change here is a new city: whoever recomputes the truth of an old recording must know.
  EXPECT_EQ(hash_of_air(7, kNoon), kGoldenAir);
}

TEST(Simulation, DrawsTheSameCarsWheneverItIsAsked) {
  const District district = build_district(7);
  const Camera &camera = district.cameras[0];
  const auto whole = passings_between(district, camera, kNoon, kNoon + 5 * kMinute);
  ASSERT_GT(whole.size(), 15U);
  for (const Passing &car : whole) {
    const auto again = passings_between(district, camera, car.best, car.best + 1);
    ASSERT_FALSE(again.empty());
    EXPECT_TRUE(std::ranges::any_of(
        again, [&](const Passing &p) { return p.plate.text == car.plate.text && p.best == car.best; }));
  }
}

TEST(Traffic, ShowsEachPlateLongAndLargeEnoughToBeRead) {
  const District district = build_district(7);
  for (const Camera &camera : district.cameras)
    for (const Passing &car : passings_between(district, camera, kNoon, kNoon + 5 * kMinute)) {
      SCOPED_TRACE(camera.name + " " + car.plate.shown);
      EXPECT_GE(car.leave - car.enter, 2 * kSecond);
      EXPECT_GE(car.box.width, 105);
      EXPECT_LE(car.box.width, 220);
      EXPECT_GE(car.box.x, 0);
      EXPECT_LE(car.box.x + car.box.width, kPictureWidth);
      EXPECT_LE(car.box.y + car.box.height, kPictureHeight);
      EXPECT_LT(car.enter, car.best + 1);
      EXPECT_LE(car.best, car.leave);
      EXPECT_GE(car.enter, car.start);
      EXPECT_LE(car.leave, car.end);
    }
}

TEST(Traffic, CarsComeOneAtATime) {
  const District district = build_district(7);
  for (const Camera &camera : district.cameras) {
    const auto cars = passings_between(district, camera, kNoon, kNoon + 10 * kMinute);
    for (std::size_t i = 1; i < cars.size(); ++i) EXPECT_GT(cars[i].enter, cars[i - 1].leave) << camera.name;
  }
}

TEST(Traffic, MovesSmoothlyAndOneWay) {
  const District district = build_district(7);
  for (const Camera &camera : district.cameras) {
    const Passing car = passings_between(district, camera, kNoon, kNoon + kMinute).at(0);
    for (Timestamp t = car.start; t + 100 * kMillisecond < car.end; t += 100 * kMillisecond) {
      const double step = distance_at(car, t + 100 * kMillisecond) - distance_at(car, t);
      EXPECT_GT(camera.departing ? step : -step, 0)
          << camera.name << " at " << (t - car.start) / kMillisecond << " ms";
      EXPECT_LT(std::abs(step), 1.6);
    }
  }
}

TEST(Plates, HaveTheShapesOfTheirCountriesAndNoLookalikes) {
  std::set<std::string> countries;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const Plate plate = draw_plate(mix(i));
    countries.insert(plate.country);
    EXPECT_TRUE(plate.text.size() >= 6 && plate.text.size() <= 7) << plate.shown;
    EXPECT_EQ(plate.text.find_first_of("IOQ"), std::string::npos) << plate.shown;
    std::string bare;
    for (const char c : plate.shown)
      if (std::isalnum(static_cast<unsigned char>(c)) != 0) bare += c;
    EXPECT_EQ(bare, plate.text);
  }
  EXPECT_EQ(countries, (std::set<std::string>{"BR", "DE", "EE", "FI", "FR", "SE", "US"}));
}

TEST(Weather, StaysWithinWhatTheNorthSees) {
  for (int hour = 0; hour < 2 * 365 * 24; hour += 5) {
    const Weather w = weather_at(7, kNoon + hour * kHour, 2 * kHour);
    ASSERT_GT(w.temperature, -35);
    ASSERT_LT(w.temperature, 38);
    ASSERT_GE(w.humidity, 15);
    ASSERT_LE(w.humidity, 100);
    ASSERT_GT(w.pressure, 96'000);
    ASSERT_LT(w.pressure, 106'000);
  }
}

TEST(Weather, ChangesSlowly) {
  for (int minute = 0; minute < 3 * 24 * 60; ++minute) {
    const Weather a = weather_at(7, kNoon + minute * kMinute, 0),
                  b = weather_at(7, kNoon + (minute + 1) * kMinute, 0);
    ASSERT_LT(std::abs(a.temperature - b.temperature), 0.2);
    ASSERT_LT(std::abs(a.pressure - b.pressure), 20);
  }
}

TEST(Weather, IsDarkAtMidnightAndBrightAtNoonOfItsOwnTimeZone) {
  const Timestamp midnight = kNoon - 10 * kHour;  // UTC
  EXPECT_LT(weather_at(7, midnight, 0).sun, -0.3);
  EXPECT_GT(weather_at(7, midnight, 12 * kHour).sun, 0.8);
}

TEST(CityClock, RunsAtItsSpeedAndBack) {
  const CityClock clock(kNoon, 1'000 * kSecond, 60);
  EXPECT_EQ(clock.city_at(1'001 * kSecond), kNoon + kMinute);
  EXPECT_EQ(clock.wall_at(kNoon + kMinute), 1'001 * kSecond);
  EXPECT_EQ(CityClock().city_at(kNoon), kNoon);
}

TEST(GatewayBody, HoldsTheNewestAdvertisementOfEachOfItsTags) {
  const District district = build_district(7);
  const auto heard = heard_by_gateway(district, kNoon);
  ASSERT_EQ(heard.size(), 2U);
  for (const auto &[tag, a] : heard) {
    EXPECT_TRUE(district.tags[static_cast<std::size_t>(tag)].by_gateway);
    EXPECT_LT(a.time, kNoon);
    EXPECT_GE(a.time, kNoon - kMeasurementPeriod);
  }
  const std::string body = gateway_body(district, CityClock(), heard, kNoon);
  EXPECT_NE(body.find("\"timestamp\":\"1783677600\""), std::string::npos) << body;
  EXPECT_NE(body.find(mac_text(district.tags[12].mac)), std::string::npos) << body;
  EXPECT_NE(body.find("\"data\":\"0201061BFF9904"), std::string::npos) << body;
}

TEST(NodeConfig, NamesEveryPoleTagAndCamera) {
  const District district = build_district(7);
  const std::string yaml = node_config(district, "http://127.0.0.1:8090", "unix:/run/air");
  for (const Pole &pole : district.poles) EXPECT_NE(yaml.find("name: " + pole.name + ","), std::string::npos);
  for (const Tag &tag : district.tags) EXPECT_NE(yaml.find(mac_text(tag.mac)), std::string::npos);
  for (const Camera &camera : district.cameras)
    EXPECT_NE(yaml.find("http://127.0.0.1:8090/cameras/" + camera.name + ".mjpeg"), std::string::npos);
}

TEST(NodeConfig, IsWhatConfigCityYamlHolds) {
  std::ifstream file(UMEC_SOURCE_DIR "/config/city.yaml");
  const std::string kept((std::istreambuf_iterator<char>(file)), {});
  EXPECT_EQ(kept, node_config(build_district(7), "http://127.0.0.1:8090", "unix:/tmp/umec-city-8090.hci"))
      << "write it anew: umec-city --print-config > config/city.yaml";
}

}  // namespace
}  // namespace umec::city
