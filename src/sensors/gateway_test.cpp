#include "sensors/gateway.hpp"

#include <gtest/gtest.h>

namespace umec::sensors {
namespace {

constexpr std::string_view kPost =
    R"({"data":{"coordinates":"","timestamp":"1653633988","nonce":"2636366621","gw_mac":"C8:25:2D:8E:9C:2C",
    "tags":{"C6:A5:B9:E0:AD:06":{"rssi":-71,"timestamp":"1653633986",
    "data":"0201061BFF99040513C85714C7CC00240008041CAB76F41C3CC6A5B9E0AD06"},
    "E3:75:CF:37:4E:23":{"rssi":-72,"timestamp":1653633987.5,
    "data":"0201061BFF99040514565D7CC7850008003C03E4A9F6741CC3E375CF374E23"}}}})";

TEST(Gateway, ReadsAPost) {
  const auto report = parse_gateway_report(kPost).value();
  EXPECT_EQ(report.gateway, "c8252d8e9c2c");
  ASSERT_EQ(report.heard.size(), 2U);
  EXPECT_EQ(report.heard[0].advertisement.address, 0xC6A5B9E0AD06U);
  EXPECT_EQ(report.heard[0].advertisement.rssi, -71);
  EXPECT_EQ(report.heard[0].time, 1653633986 * kSecond);
  EXPECT_EQ(report.heard[1].time, 1653633987 * kSecond + 500 * kMillisecond);
  const auto payload = decode_advertisement(report.heard[0].advertisement.data).value();
  ASSERT_TRUE(payload);
  EXPECT_DOUBLE_EQ(*payload->values.get(Quantity::temperature), 25.32);
}

TEST(Gateway, ABadTagCostsOnlyItself) {
  const auto report =
      parse_gateway_report(
          R"({"data":{"timestamp":1653633988,"gw_mac":"c8252d8e9c2c","tags":{"nonsense":{"data":"00"},
      "C6:A5:B9:E0:AD:06":{"data":"0G"},"C6:A5:B9:E0:AD:07":7,"C6:A5:B9:E0:AD:08":{},
      "C6:A5:B9:E0:AD:09":{"data":"02","rssi":"loud","timestamp":"soon"}}}})")
          .value();
  EXPECT_EQ(report.malformed, 4U);
  ASSERT_EQ(report.heard.size(), 1U);
  EXPECT_FALSE(report.heard[0].advertisement.rssi);
  EXPECT_EQ(report.heard[0].time, 1653633988 * kSecond);  // the post's own
}

TEST(Gateway, AClocklessGatewayGivesNoTime) {
  const auto report =
      parse_gateway_report(
          R"({"data":{"gw_mac":"c8252d8e9c2c","tags":{"C6:A5:B9:E0:AD:09":{"data":"02","timestamp":"0"}}}})")
          .value();
  EXPECT_FALSE(report.heard.at(0).time);
}

TEST(Gateway, SaysWhatIsWrong) {
  EXPECT_FALSE(parse_gateway_report("[").has_value());
  EXPECT_EQ(parse_gateway_report("[]").error().code, Errc::bad_request);
  EXPECT_EQ(parse_gateway_report(R"({"data":{"gw_mac":"c8252d8e9c2c","tags":[]}})").error().pointer,
            "/data/tags");
  EXPECT_EQ(parse_gateway_report(R"({"data":{"gw_mac":"c8","tags":{}}})").error().pointer, "/data/gw_mac");
  EXPECT_EQ(parse_gateway_report(R"({"data":3})").error().pointer, "/data");
}

}  // namespace
}  // namespace umec::sensors
