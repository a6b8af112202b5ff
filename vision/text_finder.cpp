#include "text_finder.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace umec::vision {
namespace {

constexpr float kTextProbability = 0.3f;  // above it, a pixel belongs to text
constexpr float kLeastScore = 0.45f;      // mean probability inside a line
constexpr float kUnclip = 1.6f;           // the network marks shrunken lines; this much they grow back
constexpr int kStep = 32;                 // the network's total stride

/// Corners of a rectangle from the upper left, clockwise, its long way along the text.
TextLine line_of(const cv::RotatedRect &rect, float score) {
  std::array<cv::Point2f, 4> points;
  rect.points(points.data());
  // Two leftmost points, two rightmost points: text in traffic never stands on end.
  std::ranges::sort(points, {}, &cv::Point2f::x);
  if (points[0].y > points[1].y) std::swap(points[0], points[1]);
  if (points[2].y > points[3].y) std::swap(points[2], points[3]);
  return {{points[0], points[2], points[3], points[1]}, score};
}

float mean_inside(const cv::Mat &map, const std::vector<cv::Point> &contour) {
  cv::Rect box = cv::boundingRect(contour) & cv::Rect(0, 0, map.cols, map.rows);
  cv::Mat mask = cv::Mat::zeros(box.size(), CV_8UC1);
  cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{contour}, 255, cv::LINE_8, 0, -box.tl());
  return static_cast<float>(cv::mean(map(box), mask)[0]);
}

}  // namespace

cv::Rect2f TextLine::bounds() const {
  auto [left, right] = std::ranges::minmax(corners, {}, &cv::Point2f::x);
  auto [top, bottom] = std::ranges::minmax(corners, {}, &cv::Point2f::y);
  return {left.x, top.y, right.x - left.x, bottom.y - top.y};
}

Result<std::vector<TextLine>> find_text(Engine &engine, const cv::Mat &bgr, cv::Rect region, int side,
                                        float enlarge) {
  Model &model = *UMEC_TRY(engine.model(kTextDetectionModel));
  float factor = std::min(static_cast<float>(side) / std::max(region.width, region.height), enlarge);
  auto fit = [&](int length) {
    return std::max(kStep, static_cast<int>(std::lround(length * factor / kStep)) * kStep);
  };
  cv::Mat scaled;
  cv::resize(bgr(region), scaled, {fit(region.width), fit(region.height)}, 0, 0,
             factor < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);

  // To planes, normalized as the network was trained.
  static constexpr float mean[] = {0.485f, 0.456f, 0.406f}, spread[] = {0.229f, 0.224f, 0.225f};
  std::size_t plane = scaled.total();
  std::vector<float> input(3 * plane);
  for (std::size_t i = 0; i < plane; ++i)
    for (int c = 0; c < 3; ++c)
      input[c * plane + i] = (scaled.data[3 * i + c] / 255.0f - mean[c]) / spread[c];
  auto output = UMEC_TRY(model.run({1, 3, scaled.rows, scaled.cols}, input));
  if (output.data.size() != plane) return fail(Errc::corrupt, "the text detector's output has a wrong size");
  cv::Mat map(scaled.rows, scaled.cols, CV_32FC1, output.data.data());

  cv::Mat mask = map > kTextProbability;
  std::vector<std::vector<cv::Point>> contours;
  cv::findContours(mask, contours, cv::RETR_LIST, cv::CHAIN_APPROX_SIMPLE);
  std::vector<TextLine> out;
  float back_x = static_cast<float>(region.width) / scaled.cols;
  float back_y = static_cast<float>(region.height) / scaled.rows;
  for (const auto &contour : contours) {
    auto rect = cv::minAreaRect(contour);
    if (std::min(rect.size.width, rect.size.height) < 3) continue;
    float score = mean_inside(map, contour);
    if (score < kLeastScore) continue;
    float growth = rect.size.area() * kUnclip / (2 * (rect.size.width + rect.size.height));
    rect.size.width += 2 * growth;
    rect.size.height += 2 * growth;
    auto line = line_of(rect, score);
    for (auto &corner : line.corners) corner = {region.x + corner.x * back_x, region.y + corner.y * back_y};
    out.push_back(line);
  }
  return out;
}

TextLine join(const TextLine &a, const TextLine &b) {
  const TextLine &longer = a.width() >= b.width() ? a : b;
  cv::Point2f along = longer.corners[1] - longer.corners[0];
  along /= std::max(1e-3f, static_cast<float>(cv::norm(along)));
  cv::Point2f across{-along.y, along.x};
  float left = 1e9f, right = -1e9f, top = 1e9f, bottom = -1e9f;
  for (const auto *line : {&a, &b}) {
    for (const auto &corner : line->corners) {
      left = std::min(left, corner.dot(along));
      right = std::max(right, corner.dot(along));
      top = std::min(top, corner.dot(across));
      bottom = std::max(bottom, corner.dot(across));
    }
  }
  auto at = [&](float x, float y) { return along * x + across * y; };
  return {{at(left, top), at(right, top), at(right, bottom), at(left, bottom)}, std::min(a.score, b.score)};
}

}  // namespace umec::vision
