// The bytes that tags put on air, against the vectors of Ruuvi's own documentation and library.
#include "city/advertisement.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace umec::city {
namespace {

constexpr Mac kMac{0xcb, 0xb8, 0x33, 0x4c, 0x88, 0x4f};

Measurement documented() {
  Measurement m;
  m.number = 205;
  m.temperature = 24.3;
  m.humidity = 53.49;
  m.pressure = 100'044;
  m.acceleration_x = 0.004;
  m.acceleration_y = -0.004;
  m.acceleration_z = 1.036;
  m.battery = 2.977;
  m.tx_power = 4;
  m.movement = 66;
  return m;
}

TEST(RuuviPayload, WritesTheDocumentedFormat5) {
  EXPECT_EQ(hex_text(encode_raw_v2(documented(), kMac)), "0512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F");
}

TEST(RuuviPayload, WritesTheDocumentedFormat3) {
  Measurement m;
  m.temperature = 26.3;
  m.humidity = 20.5;
  m.pressure = 102'766;
  m.acceleration_x = -1.0;
  m.acceleration_y = -1.726;
  m.acceleration_z = 0.714;
  m.battery = 2.899;
  EXPECT_EQ(hex_text(encode_raw_v1(m)), "03291A1ECE1EFC18F94202CA0B53");
  m.temperature = -0.03;  // below zero, though the whole degrees are zero
  EXPECT_EQ(hex_text(encode_raw_v1(m)).substr(4, 4), "8003");
}

TEST(RuuviPayload, WritesTheLibrarysFormat6) {
  Measurement m;
  m.number = 205;
  m.temperature = 29.5;
  m.humidity = 55.3;
  m.pressure = 101'102;
  m.air = AirQuality{
      .pm2_5 = 11.2, .co2 = 201, .voc = 10, .nox = 2, .illuminance = 13'026.67, .sound_average = 47.6};
  EXPECT_EQ(hex_text(encode_format_6(m, kMac)), "06170C5668C79E007000C90501D94ACD004C884F");
}

TEST(RuuviPayload, WritesTheLibrarysFormatE1) {
  Measurement m;
  m.number = 14'601'710;
  m.temperature = 29.5;
  m.humidity = 55.3;
  m.pressure = 101'102;
  m.air = AirQuality{10.1, 11.2, 121.3, 455.4, 201, 10, 2, 13'027.0, 42.4, 47.6, 80.4};
  EXPECT_EQ(hex_text(encode_format_e1(m, kMac)),
            "E1170C5668C79E0065007004BD11CA00C9050113E0AC3D4A9CDECDEE00FFFFFFFFFFCBB8334C884F");
}

TEST(RuuviPayload, PutsTheLowestBitsOfNineBitValuesIntoTheFlags) {
  Measurement m;
  m.air = AirQuality{.voc = 499, .nox = 497, .sound_instant = 101, .sound_average = 18, .sound_peak = 18};
  const Bytes payload = encode_format_e1(m, kMac);
  EXPECT_EQ(payload[17], 0xf9);
  EXPECT_EQ(payload[18], 0xf8);
  EXPECT_EQ(payload[22], 0xcf);
  EXPECT_EQ(payload[28], 0x40 | 0x80 | 0x08);
}

TEST(RuuviPayload, HoldsValuesInRangeAndNeverWritesAnInvalidMarker) {
  Measurement m;
  m.temperature = 1000;
  m.humidity = -5;
  m.pressure = 0;
  m.battery = 9;
  m.number = 65'535;  // 0xffff would say "not available"
  const Bytes payload = encode_raw_v2(m, kMac);
  EXPECT_EQ(hex_text(payload).substr(2, 12), "7FFF00000000");
  EXPECT_EQ(hex_text(payload).substr(32, 4), "0000");
}

TEST(HciEvent, WrapsALegacyAdvertisement) {
  Advertisement a;
  a.rssi = -57;
  a.data = {0x02, 0x01, 0x06};
  EXPECT_EQ(hex_text(hci_event(a, kMac)), "043E0F020103014F884C33B8CB03020106C7");
}

TEST(HciEvent, WrapsAnAdvertisementTooLongForALegacyReport) {
  const District district = build_district(7);
  const Tag &air = district.tags[3];
  ASSERT_EQ(air.format, TagFormat::air);
  std::int64_t number = 1'000'000;
  while (damage_of(district, air, number) != Damage::none) ++number;
  const auto sent = advertise(district, air, number);
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_FALSE(sent[0].extended);
  EXPECT_TRUE(sent[1].extended);
  EXPECT_GT(sent[1].data.size(), 31U);
  const Bytes event = hci_event(sent[1], air.mac);
  EXPECT_EQ(event[3], 0x0d);
  EXPECT_EQ(event[2] + 3U, event.size());              // the parameter length
  EXPECT_EQ(event[28], sent[1].data.size());           // the data length
  EXPECT_EQ(event.size(), 29U + sent[1].data.size());  // 3 of H4, 2 of the subevent, 24 of the report
}

TEST(Advertisements, ComeOncePerSecondFromEachTagInOrderOfTime) {
  const District district = build_district(7);
  const Timestamp from = 1'700'000'000 * kSecond;
  const auto heard = advertisements_between(district, from, from + 10 * kSecond, false);
  EXPECT_EQ(heard.size(), 10U * (12 + 2));  // twelve tags, two of which send two formats
  EXPECT_TRUE(std::ranges::is_sorted(heard, {}, &Advertisement::time));
  const auto by_gateway = advertisements_between(district, from, from + 10 * kSecond, true);
  EXPECT_EQ(by_gateway.size(), 20U);
  // Nothing is lost or doubled where two spans meet.
  const auto first = advertisements_between(district, from, from + 3'333 * kMillisecond, false);
  const auto second =
      advertisements_between(district, from + 3'333 * kMillisecond, from + 10 * kSecond, false);
  EXPECT_EQ(first.size() + second.size(), heard.size());
}

TEST(Advertisements, AreDamagedRarelyAndInEveryWay) {
  const District district = build_district(7);
  std::map<Damage, int> seen;
  for (std::int64_t n = 0; n < 30'000; ++n) ++seen[damage_of(district, district.tags[0], n)];
  EXPECT_GT(seen[Damage::none], 29'700);
  for (const Damage damage :
       {Damage::overheated, Damage::truncated, Damage::overlong, Damage::unknown_format})
    EXPECT_GT(seen[damage], 5) << damage_name(damage);
}

TEST(Advertisements, OverheatedOnesSayMoreThanAnySensorMeasures) {
  const District district = build_district(7);
  const Tag &tag = district.tags[0];
  std::int64_t n = 0;
  while (damage_of(district, tag, n) != Damage::overheated) ++n;
  const Bytes data = advertise(district, tag, n)[0].data;
  ASSERT_EQ(data[7], 0x05);
  EXPECT_GE((data[8] << 8 | data[9]) * 0.005, 140);
}

}  // namespace
}  // namespace umec::city
