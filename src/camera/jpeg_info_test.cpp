#include "camera/jpeg_info.hpp"

#include <gtest/gtest.h>

#include "camera/test_picture.hpp"

namespace umec::camera {
namespace {

TEST(JpegInfo, ReadsDimensions) {
  const auto info = jpeg_info(test_picture(64, 48)).value();
  EXPECT_EQ(info.width, 64);
  EXPECT_EQ(info.height, 48);
  EXPECT_TRUE(jpeg_info(test_picture(64, 48) + std::string("\r\n\0\0", 4)));  // padding
}

TEST(JpegInfo, SaysWhatItIsInstead) {
  const auto detail = [](std::string_view bytes) { return jpeg_info(bytes).error().detail; };
  EXPECT_EQ(detail("<!DOCTYPE html><html>"), "an HTML page, not a JPEG picture");
  EXPECT_EQ(detail("\r\n <html>"), "an HTML page, not a JPEG picture");
  EXPECT_EQ(detail("\x89PNG\r\n\x1a\n"), "a PNG picture, not a JPEG picture");
  EXPECT_EQ(detail("GIF89a...."), "a GIF picture, not a JPEG picture");
  EXPECT_EQ(detail("{\"error\":1}"), "JSON text, not a JPEG picture");
  EXPECT_EQ(detail(""), "nothing, not a JPEG picture");
  EXPECT_EQ(detail("hello world"), "something else, not a JPEG picture");
}

TEST(JpegInfo, RefusesAnyBeginning) {
  const std::string whole = test_picture(64, 48);
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(jpeg_info(std::string_view(whole).substr(0, length))) << length;
}

TEST(JpegInfo, RefusesImplausibleDimensions) {
  EXPECT_FALSE(jpeg_info(test_picture(0, 48)));
  EXPECT_FALSE(jpeg_info(test_picture(64, 0)));
  EXPECT_FALSE(jpeg_info(test_picture(65535, 48)));
  EXPECT_TRUE(jpeg_info(test_picture(16384, 16384)));
}

TEST(JpegInfo, RefusesAPictureWithoutAScanOrDimensions) {
  EXPECT_FALSE(jpeg_info("\xFF\xD8\xFF\xD9"));
  EXPECT_FALSE(jpeg_info(std::string_view("\xFF\xD8\xFF\xDA\0\x02\xFF\xD9", 8)));
  EXPECT_FALSE(jpeg_info(std::string_view("\xFF\xD8\xFF\xC0\0\x02\xFF\xD9", 8)));
  EXPECT_FALSE(jpeg_info(std::string_view("\xFF\xD8\xFF\xE0\0\x01\xFF\xD9", 8)));
}

}  // namespace
}  // namespace umec::camera
