// Finds lines of text with PP-OCR's detector (differentiable binarization).
#pragma once

#include <array>
#include <opencv2/core.hpp>
#include <vector>

#include "engine.hpp"

namespace umec::vision {

inline constexpr const char *kTextDetectionModel = "ppocr_v4_detection";

/// A line of text as a rectangle that may be turned: its corners from the upper left, clockwise.
struct TextLine {
  std::array<cv::Point2f, 4> corners;
  float score = 0;

  float width() const { return static_cast<float>(cv::norm(corners[1] - corners[0])); }
  float height() const { return static_cast<float>(cv::norm(corners[3] - corners[0])); }
  cv::Point2f centre() const { return (corners[0] + corners[2]) * 0.5f; }
  cv::Rect2f bounds() const;
};

/// Lines in `region` of the picture, which is scaled so that its longer side has `side` pixels (a
/// small region is enlarged up to `enlarge` times). Corners are in pixels of the picture.
Result<std::vector<TextLine>> find_text(Engine &engine, const cv::Mat &bgr, cv::Rect region, int side,
                                        float enlarge);

/// The smallest turned rectangle around both lines, along the direction of the longer.
TextLine join(const TextLine &a, const TextLine &b);

}  // namespace umec::vision
