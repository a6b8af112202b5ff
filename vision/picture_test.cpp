#include "picture.hpp"

#include <gtest/gtest.h>
#include <turbojpeg.h>

#include <memory>
#include <opencv2/imgcodecs.hpp>

namespace umec::vision {
namespace {

std::vector<std::uint8_t> encoded(const cv::Mat &picture, const char *format) {
  std::vector<std::uint8_t> bytes;
  cv::imencode(format, picture, bytes);
  return bytes;
}

/// Left half red, right half blue.
cv::Mat two_halves(int width, int height) {
  cv::Mat picture(height, width, CV_8UC3, cv::Scalar(0, 0, 255));
  picture.colRange(width / 2, width) = cv::Scalar(255, 0, 0);
  return picture;
}

/// A JPEG with an EXIF segment that says how the camera was held.
std::vector<std::uint8_t> held(std::vector<std::uint8_t> jpeg, std::uint8_t orientation) {
  const std::vector<std::uint8_t> exif = {0xFF, 0xE1, 0, 34, 'E', 'x',         'i', 'f', 0,    0,    'M', 'M',
                                          0,    42,   0, 0,  0,   8,           0,   1,   0x01, 0x12, 0,   3,
                                          0,    0,    0, 1,  0,   orientation, 0,   0,   0,    0,    0,   0};
  jpeg.insert(jpeg.begin() + 2, exif.begin(), exif.end());
  return jpeg;
}

TEST(DecodePicture, ReadsJpegAndPng) {
  for (const char *format : {".jpg", ".png"}) {
    auto picture = decode_picture(encoded(two_halves(64, 32), format));
    ASSERT_TRUE(picture) << format;
    EXPECT_EQ(picture->width, 64);
    EXPECT_EQ(picture->height, 32);
    EXPECT_GT(picture->bgr.at<cv::Vec3b>(10, 5)[2], 200) << "red is the third of BGR";
    EXPECT_GT(picture->bgr.at<cv::Vec3b>(10, 60)[0], 200);
  }
}

TEST(DecodePicture, TurnsAsTheCameraWasHeld) {
  auto jpeg = encoded(two_halves(64, 32), ".jpg");
  auto quarter = decode_picture(held(jpeg, 6)).value();  // to be turned clockwise: left becomes the top
  EXPECT_EQ(quarter.width, 32);
  EXPECT_EQ(quarter.height, 64);
  EXPECT_GT(quarter.bgr.at<cv::Vec3b>(5, 10)[2], 200);
  EXPECT_GT(quarter.bgr.at<cv::Vec3b>(60, 10)[0], 200);
  auto half = decode_picture(held(jpeg, 3)).value();
  EXPECT_EQ(half.width, 64);
  EXPECT_GT(half.bgr.at<cv::Vec3b>(10, 5)[0], 200);
  EXPECT_EQ(decode_picture(held(jpeg, 77)).value().width, 64) << "nonsense is no orientation";
}

TEST(DecodePicture, LargeJpegsAreDecodedSmallerAndBoxesToldInTheOriginal) {
  auto picture = decode_picture(encoded(two_halves(4000, 2000), ".jpg")).value();
  EXPECT_EQ(picture.width, 4000);
  EXPECT_LE(picture.bgr.cols, kLongestSide);
  EXPECT_EQ(picture.original({100, 50, 10, 20}), (Box{200, 100, 20, 40}));
  EXPECT_EQ(picture.original({1990, 990, 100, 100}), (Box{3980, 1980, 20, 20})) << "clipped to the picture";
}

TEST(DecodePicture, SaysWhatIsWrong) {
  auto code = [](const std::vector<std::uint8_t> &bytes) { return decode_picture(bytes).error().code; };
  EXPECT_EQ(code({}), Errc::unsupported_media);
  EXPECT_EQ(code({'G', 'I', 'F', '8', '9', 'a'}), Errc::unsupported_media);
  EXPECT_EQ(code({0xFF, 0xD8, 0xFF, 0xE0}), Errc::unprocessable);
  auto png = encoded(two_halves(64, 32), ".png");
  png.resize(20);
  EXPECT_EQ(code(png), Errc::unprocessable);
  EXPECT_EQ(code(encoded(two_halves(4, 4), ".png")), Errc::unprocessable) << "too small";
}

TEST(DecodePicture, NoCutOffPictureDoesHarm) {
  for (const char *format : {".jpg", ".png"}) {
    auto whole = encoded(two_halves(64, 32), format);
    for (std::size_t length = 0; length < whole.size(); ++length)
      (void)decode_picture(std::span(whole).first(length));  // an error or a partial picture, no crash
  }
}

}  // namespace
}  // namespace umec::vision
