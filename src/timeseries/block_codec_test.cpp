#include "timeseries/block_codec.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "timeseries/batch_codec.hpp"
#include "timeseries/line_protocol.hpp"

namespace umec::timeseries {
namespace {

void expect_lossless(const Samples &samples) {
  const auto back = decode_block(encode_block(samples));
  ASSERT_TRUE(back) << back.error().detail;
  EXPECT_EQ(back->times, samples.times);
  EXPECT_EQ(back->bits, samples.bits);
  EXPECT_EQ(back->texts, samples.texts);
}

Samples floats(const std::vector<double> &values, Timestamp step = kSecond) {
  Samples samples;
  for (std::size_t i = 0; i < values.size(); ++i) {
    samples.times.push_back(static_cast<Timestamp>(i) * step);
    samples.bits.push_back(bits_of(values[i]));
  }
  return samples;
}

TEST(BlockCodec, LosesNothing) {
  expect_lossless(floats({24.3, 24.305, 24.31, -7, 0, 1e15}));
  expect_lossless(floats({0.1 + 0.2, M_PI, -0.0, std::numeric_limits<double>::denorm_min(),
                          std::numeric_limits<double>::max()}));
  Samples samples = floats({1, 2, 3});
  samples.times = {std::numeric_limits<Timestamp>::min(), 0, std::numeric_limits<Timestamp>::max()};
  expect_lossless(samples);
  samples.type = FieldType::integer;
  samples.bits = {bits_of(std::numeric_limits<std::int64_t>::min()),
                  bits_of(std::numeric_limits<std::int64_t>::max()), 0};
  expect_lossless(samples);
  samples.type = FieldType::boolean;
  samples.bits = {1, 0, 1};
  expect_lossless(samples);
  samples.type = FieldType::text;
  samples.bits = {0, 1, 2};
  samples.texts = {"", "a\0b", std::string(5000, 'x')};
  expect_lossless(samples);
  std::mt19937_64 random(3);
  Samples noise;
  for (std::size_t i = 0; i < kMaxBlockSamples; ++i) {
    noise.times.push_back(static_cast<Timestamp>(i * 1000 + random() % 1000));
    noise.bits.push_back(random());
  }
  expect_lossless(noise);
}

TEST(BlockCodec, TakesLessThanAByteForASensorsSample) {
  std::mt19937 random(1);
  std::vector<double> values;
  int level = 4800;
  for (int i = 0; i < 3600; ++i) values.push_back((level += static_cast<int>(random() % 3) - 1) * 0.005);
  for (double &value : values) value = std::round(value * 1000) / 1000;
  EXPECT_LT(encode_block(floats(values)).size(), values.size());
}

TEST(BlockCodec, RefusesOtherBytes) {
  const std::string block = encode_block(floats({1.5, 2.5, 3.5}));
  for (std::size_t size = 0; size < block.size(); ++size) {
    const auto decoded = decode_block(std::string_view(block).substr(0, size));
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().code, Errc::corrupt);
  }
}

TEST(BatchCodec, LosesNothing) {
  const std::string lines = "m,a=b f=1.5,i=-7i,b=true,s=\"x\" 10\nn g=2 -5\nm,a=b f=3 11\n";
  const auto back = decode_batch(encode_batch(parse_lines(lines, 1, 0).batch));
  ASSERT_TRUE(back);
  EXPECT_EQ(format_lines(*back), lines);
}

}  // namespace
}  // namespace umec::timeseries
