#include "detector.hpp"

#include <opencv2/imgproc.hpp>

namespace umec::vision {
namespace {

constexpr int kSide = 300;  // of the model's input

std::span<const float> floats(const Tensor &tensor) {
  return {reinterpret_cast<const float *>(tensor.data.data()), tensor.data.size() / sizeof(float)};
}

}  // namespace

bool is_vehicle(std::string_view label) { return label == "Car" || label == "Vehicle"; }

Result<std::vector<Found>> find_objects(Engine &engine, const cv::Mat &bgr, float threshold) {
  Model &model = *UMEC_TRY(engine.model(kDetectorModel));
  // Area averaging keeps what the graph's own resizing would alias away.
  cv::Mat small;
  cv::resize(bgr, small, {kSide, kSide}, 0, 0, cv::INTER_AREA);
  cv::cvtColor(small, small, cv::COLOR_BGR2RGB);
  Tensor picture{"image_tensor", ElementType::dt_uint8, {1, kSide, kSide, 3}, {}};
  picture.data.assign(small.data, small.data + small.total() * small.elemSize());
  auto outputs = UMEC_TRY(model.run({std::move(picture)}));

  auto boxes = floats(outputs[0]), scores = floats(outputs[1]), classes = floats(outputs[2]);
  const auto &labels = model.info().labels;
  std::vector<Found> out;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    auto label = static_cast<std::size_t>(classes[i]) - 1;
    if (scores[i] < threshold || label >= labels.size()) continue;
    float top = boxes[4 * i] * bgr.rows, left = boxes[4 * i + 1] * bgr.cols;
    float bottom = boxes[4 * i + 2] * bgr.rows, right = boxes[4 * i + 3] * bgr.cols;
    out.push_back({labels[label], scores[i], {left, top, right - left, bottom - top}});
  }
  return out;
}

}  // namespace umec::vision
