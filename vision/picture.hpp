// A picture from outside, decoded with bounds.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <span>

#include "base/error.hpp"
#include "vision/vision.hpp"

namespace umec::vision {

/// Bound of an encoded picture's size in pixels: more are refused before anything is decoded.
inline constexpr std::int64_t kMostPixels = 64'000'000;
/// JPEGs longer than this on a side are decoded at a half, a quarter or an eighth of their size.
inline constexpr int kLongestSide = 2560;

/// `bgr` may be smaller than the encoded picture; `scale` is how many of the original's pixels one
/// of its pixels stands for, and boxes are told in the original's.
struct Picture {
  cv::Mat bgr;
  int width = 0;  ///< of the original, the way up that its EXIF orientation says
  int height = 0;
  double scale = 1;

  Box original(const cv::Rect2f &box) const;
};

/// Decodes a JPEG or a PNG. Errors: unsupported_media (neither), unprocessable (damaged, too large).
Result<Picture> decode_picture(std::span<const std::uint8_t> bytes);

}  // namespace umec::vision
