#include "sensors/hci.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sensors/hexadecimal.hpp"

namespace umec::sensors {
namespace {

using Raw = std::vector<std::uint8_t>;

const Raw kData = from_hexadecimal("0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F").value();
constexpr std::uint64_t kAddress = 0xCBB8334C884F;

void append_address(Raw &out, std::uint64_t address) {
  for (int i = 0; i < 6; ++i) out.push_back(static_cast<std::uint8_t>(address >> (8 * i)));
}

Raw legacy_report(const Raw &data, std::uint8_t rssi = 0xC8) {
  Raw out = {0x03, 0x01};
  append_address(out, kAddress);
  out.push_back(static_cast<std::uint8_t>(data.size()));
  out.insert(out.end(), data.begin(), data.end());
  out.push_back(rssi);
  return out;
}

Raw extended_report(const Raw &data, std::uint8_t type_low = 0x00) {
  Raw out = {type_low, 0x00, 0x01};
  append_address(out, kAddress);
  out.insert(out.end(), {0x01, 0x00, 0xFF, 0x7F, 0xB0, 0x00, 0x00, 0x00, 0, 0, 0, 0, 0, 0});
  out.push_back(static_cast<std::uint8_t>(data.size()));
  out.insert(out.end(), data.begin(), data.end());
  return out;
}

Raw event(std::uint8_t subevent, const std::vector<Raw> &reports) {
  Raw parameters = {subevent, static_cast<std::uint8_t>(reports.size())};
  for (const Raw &report : reports) parameters.insert(parameters.end(), report.begin(), report.end());
  Raw out = {0x04, 0x3E, static_cast<std::uint8_t>(parameters.size())};
  out.insert(out.end(), parameters.begin(), parameters.end());
  return out;
}

void append(Raw &out, const Raw &more) { out.insert(out.end(), more.begin(), more.end()); }

struct Heard {
  std::vector<Advertisement> list;
  HciParser parser{[this](Advertisement &&advertisement) { list.push_back(std::move(advertisement)); }};
};

TEST(Hci, ReadsALegacyReport) {
  Heard heard;
  heard.parser.feed(event(0x02, {legacy_report(kData)}));
  ASSERT_EQ(heard.list.size(), 1U);
  EXPECT_EQ(heard.list[0].address, kAddress);
  EXPECT_EQ(heard.list[0].rssi, -56);
  EXPECT_EQ(heard.list[0].data, kData);
  EXPECT_FALSE(heard.list[0].extended);
}

TEST(Hci, ReadsSeveralReportsOfOneEvent) {
  Heard heard;
  heard.parser.feed(
      event(0x02, {legacy_report(kData), legacy_report({}, 0x7F), legacy_report({0x02, 0x01, 0x06})}));
  ASSERT_EQ(heard.list.size(), 3U);
  EXPECT_FALSE(heard.list[1].rssi);  // 127: not available
  EXPECT_EQ(heard.list[2].data.size(), 3U);
  EXPECT_EQ(heard.parser.counts().reports, 3U);
  EXPECT_EQ(heard.parser.counts().events, 1U);
}

TEST(Hci, ReadsExtendedReports) {
  Heard heard;
  Raw large(60, 0xAA);
  heard.parser.feed(event(0x0D, {extended_report(large), extended_report(kData, 0x13)}));
  ASSERT_EQ(heard.list.size(), 2U);
  EXPECT_TRUE(heard.list[0].extended);
  EXPECT_EQ(heard.list[0].rssi, -80);
  EXPECT_EQ(heard.list[0].data.size(), 60U);
  EXPECT_FALSE(heard.list[1].extended);  // a legacy advertisement in the extended form
}

TEST(Hci, CountsFragmentsInsteadOfGuessing) {
  Heard heard;
  heard.parser.feed(event(0x0D, {extended_report(kData, 0x20), extended_report(kData, 0x40)}));
  EXPECT_TRUE(heard.list.empty());
  EXPECT_EQ(heard.parser.counts().fragments, 2U);
}

TEST(Hci, ReadsTheSameHoweverTheStreamIsCut) {
  Raw stream = {0x04, 0x0E, 0x04, 0x01, 0x0C, 0x20, 0x00};  // Command Complete: not for us
  for (int i = 0; i < 5; ++i) append(stream, event(0x02, {legacy_report(kData)}));
  for (std::size_t piece = 1; piece < 60; ++piece) {
    Heard heard;
    for (std::size_t at = 0; at < stream.size(); at += piece)
      heard.parser.feed(Bytes(stream).subspan(at, std::min(piece, stream.size() - at)));
    EXPECT_EQ(heard.list.size(), 5U) << piece;
    EXPECT_EQ(heard.parser.counts().events, 5U);
    EXPECT_EQ(heard.parser.counts().skipped_bytes, 7U);
  }
}

TEST(Hci, FindsTheNextEventAfterGarbage) {
  Heard heard;
  Raw stream(37, 0x55);
  append(stream, event(0x02, {legacy_report(kData)}));
  append(stream, {0x00, 0xFF, 0x04, 0x99, 0x02, 0x3E, 0x3E});
  append(stream, event(0x02, {legacy_report(kData)}));
  heard.parser.feed(stream);
  EXPECT_EQ(heard.list.size(), 2U);
  EXPECT_EQ(heard.parser.counts().skipped_bytes, 44U);
}

TEST(Hci, ATruncatedEventCostsOnlyItself) {
  for (std::size_t kept = 1; kept < 40; ++kept) {
    Heard heard;
    Raw stream = event(0x02, {legacy_report(kData)});
    stream.resize(kept);
    append(stream, event(0x02, {legacy_report(kData)}));
    append(stream, event(0x02, {legacy_report(kData)}));
    append(stream, event(0x02, {legacy_report(kData)}));
    heard.parser.feed(stream);
    // What it swallowed may have completed it, with bytes that its payload then contradicts.
    EXPECT_GE(std::ranges::count(heard.list, kData, &Advertisement::data), 2) << kept;
  }
}

TEST(Hci, RefusesContradictoryEventsWhole) {
  Raw wrong_count = event(0x02, {legacy_report(kData)});
  wrong_count[4] = 2;
  Raw wrong_length = event(0x02, {legacy_report(kData)});
  wrong_length[13] = 30;
  Raw none = event(0x02, {});
  Raw too_many = event(0x02, {legacy_report(kData)});
  too_many[4] = 0x1A;
  for (const Raw &stream : {wrong_count, wrong_length, none, too_many}) {
    Heard heard;
    heard.parser.feed(stream);
    EXPECT_TRUE(heard.list.empty());
    EXPECT_EQ(heard.parser.counts().malformed, 1U);
    heard.parser.feed(event(0x02, {legacy_report(kData)}));
    EXPECT_EQ(heard.list.size(), 1U);
  }
}

TEST(Hci, CountsWhatTheEndCutsOff) {
  Heard heard;
  Raw stream = event(0x02, {legacy_report(kData)});
  stream.pop_back();
  heard.parser.feed(stream);
  heard.parser.end();
  EXPECT_EQ(heard.parser.counts().truncated, 1U);
  heard.parser.feed(event(0x02, {legacy_report(kData)}));
  EXPECT_EQ(heard.list.size(), 1U);
}

}  // namespace
}  // namespace umec::sensors
