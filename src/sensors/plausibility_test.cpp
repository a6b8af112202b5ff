#include "sensors/plausibility.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace umec::sensors {
namespace {

constexpr Timestamp kStart = 1'700'000'000 * kSecond;

struct Judged {
  std::optional<Rejection> rejection;
  Values values;
};

/// One tag of format 5 that is heard every second.
struct Tag {
  Track track;
  RejectionCounts counts{};
  Timestamp time = kStart;

  Judged hear(double temperature, std::optional<double> sequence, std::string format = "5",
              std::uint32_t modulus = 0xFFFF) {
    Reading reading{.sensor = "s", .kind = "ruuvi", .format = std::move(format), .time = time += kSecond};
    reading.values.set(Quantity::temperature, temperature);
    if (sequence) reading.values.set(Quantity::measurement_sequence_number, *sequence);
    const auto rejection = track.judge(reading, modulus, counts);
    return {rejection, reading.values};
  }
  std::uint64_t count(Rejection rejection) const { return counts[static_cast<std::size_t>(rejection)]; }
};

TEST(Plausibility, TakesOutOneValueThatCannotBe) {
  Track track;
  RejectionCounts counts{};
  Reading reading{.format = "5", .time = kStart};
  reading.values.set(Quantity::temperature, 163.8);
  reading.values.set(Quantity::humidity, 55);
  reading.values.set(Quantity::pressure, 50000);
  EXPECT_FALSE(track.judge(reading, 0, counts));
  EXPECT_EQ(reading.values.size(), 1U);
  EXPECT_TRUE(reading.values.get(Quantity::humidity));
  EXPECT_EQ(counts[static_cast<std::size_t>(Rejection::value_out_of_range)], 2U);
}

TEST(Plausibility, RefusesAReadingWithNothingLeft) {
  Tag tag;
  EXPECT_EQ(tag.hear(163.8, 1).rejection, Rejection::nothing_plausible);
  EXPECT_EQ(tag.hear(std::nan(""), 2).rejection, Rejection::nothing_plausible);
}

TEST(Plausibility, RefusesAJumpAndFollowsANewLevel) {
  Tag tag;
  EXPECT_FALSE(tag.hear(20, 1).rejection);
  EXPECT_TRUE(tag.hear(60, 2).rejection);
  EXPECT_FALSE(tag.hear(20.5, 3).rejection);
  EXPECT_EQ(tag.count(Rejection::value_jumped), 1U);
  EXPECT_TRUE(tag.hear(60, 4).rejection);
  EXPECT_TRUE(tag.hear(61, 5).rejection);
  const Judged followed = tag.hear(61.5, 6);
  EXPECT_FALSE(followed.rejection);
  EXPECT_EQ(followed.values.get(Quantity::temperature), 61.5);
  EXPECT_FALSE(tag.hear(62, 7).rejection);
}

TEST(Plausibility, GivesChangeItsTime) {
  Tag tag;
  EXPECT_FALSE(tag.hear(20, 1).rejection);
  tag.time += 30 * kSecond;
  EXPECT_FALSE(tag.hear(45, 2).rejection);
}

TEST(Plausibility, KnowsRepetitionsAndReplays) {
  Tag tag;
  EXPECT_FALSE(tag.hear(20, 100).rejection);
  EXPECT_EQ(tag.hear(20, 100).rejection, Rejection::duplicate);
  EXPECT_FALSE(tag.hear(20, 101).rejection);
  EXPECT_EQ(tag.hear(20, 99).rejection, Rejection::replayed);
  EXPECT_FALSE(tag.hear(20, 102).rejection);
  EXPECT_EQ(tag.hear(20, 102).rejection, Rejection::duplicate);
}

TEST(Plausibility, SequenceNumbersWrap) {
  Tag tag;
  EXPECT_FALSE(tag.hear(20, 65534).rejection);
  EXPECT_FALSE(tag.hear(20, 0).rejection);
  EXPECT_EQ(tag.hear(20, 65534).rejection, Rejection::replayed);
  EXPECT_FALSE(tag.hear(20, 1).rejection);
  Tag air;
  EXPECT_FALSE(air.hear(20, 255, "6", 256).rejection);
  EXPECT_FALSE(air.hear(20, 0, "6", 256).rejection);
}

TEST(Plausibility, FollowsADeviceThatRestarted) {
  Tag near;
  EXPECT_FALSE(near.hear(20, 50).rejection);
  EXPECT_EQ(near.hear(20, 1).rejection, Rejection::replayed);
  EXPECT_EQ(near.hear(20, 1).rejection, Rejection::duplicate);
  EXPECT_EQ(near.hear(20, 2).rejection, Rejection::replayed);
  EXPECT_FALSE(near.hear(20, 3).rejection);
  Tag far;
  EXPECT_FALSE(far.hear(20, 5000).rejection);
  EXPECT_FALSE(far.hear(20, 1).rejection);
  Tag silent;
  EXPECT_FALSE(silent.hear(20, 50).rejection);
  silent.time += kHour;
  EXPECT_FALSE(silent.hear(20, 50).rejection);
}

TEST(Plausibility, DiscardsFormat6OfADeviceThatSendsE1) {
  Tag tag;
  EXPECT_FALSE(tag.hear(20, 1, "6", 256).rejection);
  EXPECT_FALSE(tag.hear(20, 1000, "E1", 0xFFFFFF).rejection);
  EXPECT_EQ(tag.hear(20, 2, "6", 256).rejection, Rejection::superseded);
  EXPECT_FALSE(tag.hear(20, 1001, "E1", 0xFFFFFF).rejection);
  tag.time += kHour;  // E1 is not heard any more
  EXPECT_FALSE(tag.hear(20, 3, "6", 256).rejection);
}

}  // namespace
}  // namespace umec::sensors
