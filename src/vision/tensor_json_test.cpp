#include "vision/tensor_json.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace umec::vision {
namespace {

Result<Tensor> read(std::string_view text, ElementType type, bool batch = false) {
  return tensor_from_json(json::parse(text).value(), {"x", type, {}}, batch, "/inputs");
}

std::string written(const Tensor &tensor, bool batch = false) {
  std::string out;
  append_tensor(out, tensor, batch);
  return out;
}

TEST(TensorJson, NestedArraysBecomeATensorAndComeBack) {
  auto tensor = read("[[1,2,3],[4,5,6.5]]", ElementType::dt_float);
  ASSERT_TRUE(tensor);
  EXPECT_EQ(tensor->shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(tensor->elements(), 6u);
  EXPECT_EQ(written(*tensor), "[[1.0,2.0,3.0],[4.0,5.0,6.5]]");
}

TEST(TensorJson, ARowGetsALeadingOneAndLosesItAgain) {
  auto tensor = read("[1,2]", ElementType::dt_int64, true);
  ASSERT_TRUE(tensor);
  EXPECT_EQ(tensor->shape, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(written(*tensor, true), "[1,2]");
  EXPECT_EQ(written(*tensor), "[[1,2]]");
}

TEST(TensorJson, AScalarIsATensorWithoutDimensions) {
  auto tensor = read("7", ElementType::dt_uint8);
  ASSERT_TRUE(tensor);
  EXPECT_TRUE(tensor->shape.empty());
  EXPECT_EQ(written(*tensor), "7");
}

TEST(TensorJson, FloatsAreAsShortAsCanBeReadBack) {
  auto tensor = read("[0.1,-2.5e-8,16777216]", ElementType::dt_float);
  ASSERT_TRUE(tensor);
  auto again = read(written(*tensor), ElementType::dt_float);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->data, tensor->data);
  EXPECT_EQ(written(*tensor).substr(0, 5), "[0.1,");
}

TEST(TensorJson, WhatIsNotRectangularIsRefusedWhereItIsNot) {
  auto ragged = read("[[1,2],[3]]", ElementType::dt_float);
  ASSERT_FALSE(ragged);
  EXPECT_EQ(ragged.error().pointer, "/inputs/1");
  EXPECT_FALSE(read("[[1,2],3]", ElementType::dt_float));
  EXPECT_FALSE(read("[1,[2]]", ElementType::dt_float));
  EXPECT_FALSE(read("[]", ElementType::dt_float));
  EXPECT_FALSE(read("[[[[[[[[[1]]]]]]]]]", ElementType::dt_float)) << "nine dimensions";
}

TEST(TensorJson, ANumberOutsideItsTypeIsRefused) {
  auto large = read("[1,256]", ElementType::dt_uint8);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().pointer, "/inputs/1");
  EXPECT_FALSE(read("[1.5]", ElementType::dt_int32));
  EXPECT_FALSE(read("[\"1\"]", ElementType::dt_float));
  EXPECT_TRUE(read("[true,false]", ElementType::dt_bool));
  EXPECT_FALSE(read("[true]", ElementType::dt_float));
}

TEST(TensorJson, Base64IsDecoded) {
  auto text = [](std::string_view encoded) {
    auto bytes = decode_base64(encoded).value();
    return std::string(bytes.begin(), bytes.end());
  };
  EXPECT_EQ(text(""), "");  // the vectors of RFC 4648, section 10
  EXPECT_EQ(text("Zg=="), "f");
  EXPECT_EQ(text("Zm8="), "fo");
  EXPECT_EQ(text("Zm9v"), "foo");
  EXPECT_EQ(text("Zm9vYg"), "foob");
  EXPECT_EQ(decode_base64("-_-_").value(), decode_base64("+/+/").value());
  EXPECT_FALSE(decode_base64("Zm9v!"));
  EXPECT_FALSE(decode_base64("Zm9vY"));
}

}  // namespace
}  // namespace umec::vision
