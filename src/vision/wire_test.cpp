#include "vision/wire.hpp"

#include <gtest/gtest.h>

namespace umec::vision::wire {
namespace {

TEST(VisionWire, AFrameSaysItsLengthIdAndCode) {
  const Bytes body = {1, 2, 3};
  auto bytes = frame(77, 3, body);
  ASSERT_EQ(bytes.size(), kHeadBytes + 3);
  auto head = read_head(std::span(bytes).first<kHeadBytes>());
  ASSERT_TRUE(head);
  EXPECT_EQ(head->id, 77u);
  EXPECT_EQ(head->code, 3);
  EXPECT_EQ(head->body_bytes, 3u);
}

TEST(VisionWire, ALengthOutOfBoundsIsRefused) {
  Bytes bytes(kHeadBytes, 0xFF);
  EXPECT_EQ(read_head(std::span(bytes).first<kHeadBytes>()).error().code, Errc::corrupt);
  std::fill(bytes.begin(), bytes.end(), 0);
  EXPECT_EQ(read_head(std::span(bytes).first<kHeadBytes>()).error().code, Errc::corrupt);
}

TEST(VisionWire, CallsComeBackAsTheyWent) {
  const Bytes picture = {9, 8, 7};
  auto detect_bytes = write(DetectCall{0.25f, picture});
  auto detect = read_detect_call(detect_bytes);
  ASSERT_TRUE(detect);
  EXPECT_EQ(detect->threshold, 0.25f);
  EXPECT_EQ(Bytes(detect->picture.begin(), detect->picture.end()), picture);

  auto plates_bytes = write(PlatesCall{{Country::br, Effort::fast, "gate"}, picture});
  auto plates = read_plates_call(plates_bytes);
  ASSERT_TRUE(plates);
  EXPECT_EQ(plates->options.country, Country::br);
  EXPECT_EQ(plates->options.effort, Effort::fast);
  EXPECT_EQ(plates->options.stream, "gate");

  Prediction call{"m", {{"x", ElementType::dt_int32, {2}, {1, 0, 0, 0, 2, 0, 0, 0}}}, {}};
  auto back = read_prediction(write(call));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->model, "m");
  ASSERT_EQ(back->inputs.size(), 1u);
  EXPECT_EQ(back->inputs[0].data, call.inputs[0].data);
  EXPECT_EQ(back->inputs[0].shape, call.inputs[0].shape);
}

TEST(VisionWire, AnswersComeBackAsTheyWent) {
  Detections detections{"ssd", 640, 480, 12.5, {{"Car", 0.9, {1, 2, 3, 4}}}};
  auto found = read_detections(write(detections));
  ASSERT_TRUE(found);
  ASSERT_EQ(found->objects.size(), 1u);
  EXPECT_EQ(found->objects[0].label, "Car");
  EXPECT_EQ(found->objects[0].box, (Box{1, 2, 3, 4}));

  auto plates = read_plate_reads(write(PlateReads{1, 2, 3, {{"AB123", 0.5, {}}, {"C", 0.4, {}}}}));
  ASSERT_TRUE(plates);
  ASSERT_EQ(plates->plates.size(), 2u);
  EXPECT_EQ(plates->plates[1].text, "C");

  std::vector<ModelInfo> models = {{"m", true, {{"in", ElementType::dt_uint8, {1, -1}}}, {}, {"cat", "dog"}}};
  auto back = read_models(write(models));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->at(0).inputs.at(0).shape, (std::vector<std::int64_t>{1, -1}));
  EXPECT_EQ(back->at(0).labels, models[0].labels);
}

TEST(VisionWire, NoCutOffMessageIsRead) {
  auto whole = write(Detections{"ssd", 640, 480, 1, {{"Car", 0.9, {1, 2, 3, 4}}}});
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(read_detections(std::span(whole).first(length))) << length;
  whole.push_back(0);
  EXPECT_FALSE(read_detections(whole)) << "a byte too many";
}

TEST(VisionWire, ATensorMustHoldWhatItsShapeSays) {
  std::vector<Tensor> tensors = {{"x", ElementType::dt_float, {2, 2}, Bytes(16)}};
  EXPECT_TRUE(read_tensors(write(tensors)));
  tensors[0].data.pop_back();
  EXPECT_FALSE(read_tensors(write(tensors)));
  tensors[0] = {"x", ElementType::dt_float, {1ll << 40, 1ll << 40}, {}};
  EXPECT_FALSE(read_tensors(write(tensors))) << "an overflowing product";
  tensors[0] = {"x", ElementType::dt_float, {-1}, {}};
  EXPECT_FALSE(read_tensors(write(tensors)));
}

TEST(VisionWire, ACountBeyondTheMessageIsRefusedBeforeAnythingIsMade) {
  Writer out;
  out.number(std::uint32_t{0xFFFFFFFF});
  EXPECT_EQ(read_tensors(out.take()).error().code, Errc::corrupt);
}

}  // namespace
}  // namespace umec::vision::wire
