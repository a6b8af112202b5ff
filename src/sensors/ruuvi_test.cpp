#include "sensors/ruuvi.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/json.hpp"
#include "sensors/hexadecimal.hpp"

namespace umec::sensors {
namespace {

json::Value vectors() {
  std::ifstream in(UMEC_SHARED_DIR "/vectors/ruuvi_vectors.json");
  std::stringstream text;
  text << in.rdbuf();
  auto value = json::parse(text.str());
  return value ? *value : json::Value();
}

// The vectors spell some quantities as the vendor's library does.
std::string_view our_name(std::string_view key) {
  static const std::map<std::string_view, std::string_view> names = {
      {"pm1_0", "pm1p0"},
      {"pm2_5", "pm2p5"},
      {"pm4_0", "pm4p0"},
      {"pm10_0", "pm10p0"},
      {"luminosity", "illuminance"},
      {"soundInstDba", "soundInstant"},
      {"soundAvgDba", "soundAverage"},
      {"soundPeakSpl", "soundPeak"},
      {"sequence", "measurementSequenceNumber"},
      {"calibrating", "calibrationInProgress"}};
  const auto found = names.find(key);
  return found == names.end() ? key : found->second;
}

std::string without_colons(std::string_view text) {
  std::string plain(text);
  std::erase(plain, ':');
  return plain;
}

void expect_field(const RuuviPayload &payload, std::string_view key, const json::Value &wanted) {
  SCOPED_TRACE(key);
  if (key == "identifier") return;  // of formats 2 and 4: not kept
  if (key == "mac") {
    if (wanted.is_null())
      EXPECT_FALSE(payload.address);
    else
      EXPECT_EQ(payload.address, std::stoull(without_colons(wanted.get_string()), nullptr, 16));
  } else if (key == "macTail") {
    EXPECT_EQ(payload.address_tail, std::stoul(without_colons(wanted.get_string()), nullptr, 16));
  } else if (key == "button") {
    EXPECT_EQ(payload.button_pressed, wanted.to_number<int>() == 1);
  } else if (key == "rtcOnBoot") {
    EXPECT_EQ(payload.clock_set_at_boot, wanted.to_number<int>() == 1);
  } else {
    const auto quantity = quantity_of(our_name(key));
    ASSERT_TRUE(quantity);
    const auto value = payload.values.get(*quantity);
    if (wanted.is_null()) {
      EXPECT_FALSE(value);
    } else {
      ASSERT_TRUE(value);
      EXPECT_DOUBLE_EQ(*value, wanted.to_number<double>());
    }
  }
}

TEST(Ruuvi, DecodesAllPublishedVectors) {
  const json::Value all = vectors();
  ASSERT_TRUE(all.is_object()) << "the vectors are missing";
  std::map<std::string, int> seen;
  for (const auto &entry : all.at("vectors").as_array()) {
    const std::string format(entry.at("format").as_string());
    if (format == "8" || format == "advert") continue;  // encrypted; see advertisement_test.cpp
    SCOPED_TRACE(format + " " + std::string(entry.at("name").as_string()));
    Result<RuuviPayload> payload;
    if (entry.as_object().contains("url")) {
      payload = decode_ruuvi_url(entry.at("url").as_string());
    } else {
      const auto bytes = from_hexadecimal(entry.at("payload").as_string());
      ASSERT_TRUE(bytes);
      payload = decode_ruuvi(*bytes);
    }
    ASSERT_TRUE(payload) << payload.error().detail;
    EXPECT_EQ(payload->format, format);
    for (const auto &field : entry.at("expect").as_object())
      expect_field(*payload, field.key(), field.value());
    ++seen[format];
  }
  EXPECT_EQ(seen["3"], 3);
  EXPECT_EQ(seen["5"], 4);
  EXPECT_EQ(seen["C5"], 4);
  EXPECT_GE(seen["6"], 15);
  EXPECT_GE(seen["E1"], 20);
  EXPECT_EQ(seen["2"] + seen["4"], 4);
}

TEST(Ruuvi, RefusesEveryOtherLength) {
  for (const std::uint8_t format : {0x03, 0x05, 0xC5, 0x06, 0xE1}) {
    int accepted = 0;
    for (std::size_t length = 1; length < 64; ++length) {
      std::vector<std::uint8_t> payload(length, 0);
      payload[0] = format;
      if (decode_ruuvi(payload)) ++accepted;
    }
    EXPECT_EQ(accepted, 1) << int(format);
  }
  EXPECT_EQ(decode_ruuvi({}).error().code, Errc::bad_request);
  EXPECT_EQ(decode_ruuvi(std::vector<std::uint8_t>{0x08}).error().code, Errc::not_implemented);
}

TEST(Ruuvi, RefusesAUrlThatIsNotOne) {
  EXPECT_FALSE(decode_ruuvi_url(""));
  EXPECT_FALSE(decode_ruuvi_url("AjwYAMF"));
  EXPECT_FALSE(decode_ruuvi_url("AjwY*MFc"));
  EXPECT_EQ(decode_ruuvi_url("AAAAAAAA").error().code, Errc::not_implemented);
}

}  // namespace
}  // namespace umec::sensors
