#include "sensors/advertisement.hpp"

#include <gtest/gtest.h>

#include "sensors/hexadecimal.hpp"

namespace umec::sensors {
namespace {

Result<std::optional<RuuviPayload>> decode(std::string_view hexadecimal) {
  return decode_advertisement(from_hexadecimal(hexadecimal).value());
}

// The published advertisements without their leading length and trailing signal strength.
TEST(Advertisement, FindsManufacturerData) {
  const auto payload = decode("0201061BFF990405138A5F92C4F3FFE4FFDC0414C4F6EC29BBE62EB92E73E5").value();
  ASSERT_TRUE(payload);
  EXPECT_EQ(payload->format, "5");
  EXPECT_EQ(payload->address, 0xE62EB92E73E5U);
  EXPECT_DOUBLE_EQ(*payload->values.get(Quantity::temperature), 25.01);
  EXPECT_EQ(decode("02010611FF990403651652CAE900080018041C0C8B").value()->format, "3");
}

TEST(Advertisement, FindsEddystoneUrls) {
  const auto payload = decode("0201060303AAFE1716AAFE10F6037275752E76692F234248415A414D576F77").value();
  ASSERT_TRUE(payload);
  EXPECT_EQ(payload->format, "4");
  EXPECT_DOUBLE_EQ(*payload->values.get(Quantity::temperature), 25.0);
  EXPECT_EQ(decode("0201060303AAFE1616AAFE10EE037275752E76692F23416E4159414D5645").value()->format, "2");
}

TEST(Advertisement, IgnoresOtherDevices) {
  EXPECT_FALSE(decode("0201061AFF4C000215000102030405060708090A0B0C0D0E0F00010002C5").value());
  // A published one whose last structure runs over the end.
  EXPECT_FALSE(decode("1107DC00240EE5A9E093F3A3B50100406E0B0952757576692042333634AC"));
  EXPECT_FALSE(decode("").value());
  EXPECT_FALSE(decode("020106000000000000").value());  // padding
  EXPECT_FALSE(decode("03FF9904"));  // Ruuvi's, but empty
}

TEST(Advertisement, RefusesStructuresThatRunOver) {
  const auto bytes =
      from_hexadecimal("0201061BFF990405138A5F92C4F3FFE4FFDC0414C4F6EC29BBE62EB92E73E5").value();
  for (std::size_t length = 4; length < bytes.size(); ++length)
    EXPECT_FALSE(decode_advertisement(Bytes(bytes).first(length))) << length;
}

}  // namespace
}  // namespace umec::sensors
