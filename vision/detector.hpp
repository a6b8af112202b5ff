// Finds things in a picture with the SSD-MobileNetV2.
#pragma once

#include <vector>

#include "engine.hpp"
#include "picture.hpp"

namespace umec::vision {

inline constexpr const char *kDetectorModel = "ssd_mobilenet_v2";

/// A detection in pixels of the decoded picture.
struct Found {
  std::string label;
  float score = 0;
  cv::Rect2f box;
};

/// Best first, none below `threshold` (nor below the model's own floor of 0.1). Boxes of one label
/// that lie on each other are one. Errors: those of Engine::model and Model::run.
Result<std::vector<Found>> find_objects(Engine &engine, const cv::Mat &bgr, float threshold);

/// True for the labels of things that carry a number plate.
bool is_vehicle(std::string_view label);

}  // namespace umec::vision
