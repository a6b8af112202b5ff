#include "vision/plate_tracker.hpp"

#include <gtest/gtest.h>

namespace umec::vision {
namespace {

constexpr Timestamp kStart = 1'700'000'000 * kSecond;

PlateRead at(std::string text, int x, double confidence = 0.9) {
  return {std::move(text), confidence, {x, 100, 120, 30}};
}

struct Street {
  PlateTracker tracker{"gate"};
  Timestamp time = kStart;
  std::vector<PlateSighting> told;

  void frame(std::vector<PlateRead> reads, Timestamp step = 200 * kMillisecond) {
    time += step;
    for (auto &sighting : tracker.update(time, reads)) told.push_back(std::move(sighting));
  }
};

TEST(PlateTracker, APassingCarIsToldOnceWhenItHasLeft) {
  Street street;
  for (int i = 0; i < 6; ++i) street.frame({at("RK248AH", 100 * i)});
  EXPECT_TRUE(street.told.empty());
  street.frame({}, 2 * kSecond);
  ASSERT_EQ(street.told.size(), 1u);
  EXPECT_EQ(street.told[0].text, "RK248AH");
  EXPECT_EQ(street.told[0].camera, "gate");
  EXPECT_EQ(street.tracker.followed(), 0u);
}

TEST(PlateTracker, TheFramesVoteOnTheCharacters) {
  Street street;
  for (std::string text : {"RK248AH", "RK24BAH", "RK248AH", "RX248AH", "RK248A", "RK248AH"})
    street.frame({at(text, 0)});
  street.frame({}, 2 * kSecond);
  ASSERT_EQ(street.told.size(), 1u);
  EXPECT_EQ(street.told[0].text, "RK248AH");
}

TEST(PlateTracker, TheBestFrameGivesTimeBoxAndConfidence) {
  Street street;
  street.frame({at("AB123CD", 10, 0.6)});
  street.frame({at("AB123CD", 60, 0.97)});
  auto best = street.time;
  street.frame({at("AB123CD", 110, 0.7)});
  street.frame({}, 2 * kSecond);
  ASSERT_EQ(street.told.size(), 1u);
  EXPECT_EQ(street.told[0].time, best);
  EXPECT_EQ(street.told[0].box.x, 60);
  EXPECT_DOUBLE_EQ(street.told[0].confidence, 0.97);
}

TEST(PlateTracker, TwoCarsAtOnceAreTwo) {
  Street street;
  for (int i = 0; i < 5; ++i) street.frame({at("AAA111", 60 * i), at("ZZZ999", 900 - 60 * i)});
  street.frame({}, 2 * kSecond);
  ASSERT_EQ(street.told.size(), 2u);
  EXPECT_NE(street.told[0].text, street.told[1].text);
}

TEST(PlateTracker, CarsBehindEachOtherAreTwoThoughTheSecondStandsWhereTheFirstStood) {
  Street street;
  for (int i = 0; i < 4; ++i) street.frame({at("AAA111", 100 * i)});
  for (int i = 0; i < 4; ++i) street.frame({at("BCD777", 100 * i)});
  street.frame({}, 2 * kSecond);
  ASSERT_EQ(street.told.size(), 2u);
}

TEST(PlateTracker, AGapInTheReadsDoesNotMakeASecondCar) {
  Street street;
  street.frame({at("AB123CD", 0)});
  street.frame({}, kSecond);
  street.frame({at("AB123CD", 500)}, 100 * kMillisecond);
  street.frame({}, 3 * kSecond);                // told
  street.frame({at("AB123CD", 520)}, kSecond);  // and seen again
  street.frame({at("AB123CD", 530)});
  street.frame({}, 3 * kSecond);
  EXPECT_EQ(street.told.size(), 1u);
}

TEST(PlateTracker, TheSamePlateMuchLaterIsANewPassage) {
  Street street;
  for (int i = 0; i < 2; ++i) {
    street.frame({at("AB123CD", 0)});
    street.frame({at("AB123CD", 50)});
    street.frame({}, kMinute);
  }
  EXPECT_EQ(street.told.size(), 2u);
}

TEST(PlateTracker, AParkedCarIsToldWithoutLeavingAndOnlyOnce) {
  Street street;
  for (int i = 0; i < 600; ++i) street.frame({at("AB123CD", 300)});
  EXPECT_EQ(street.told.size(), 1u);
  street.frame({}, kMinute);
  EXPECT_EQ(street.told.size(), 1u);
}

TEST(PlateTracker, OneUnsureReadIsNoCar) {
  Street street;
  street.frame({at("TOYOTA", 0, 0.55)});
  street.frame({}, 2 * kSecond);
  EXPECT_TRUE(street.told.empty());
}

TEST(PlateTracker, FinishTellsWhatIsInSight) {
  Street street;
  street.frame({at("AB123CD", 0)});
  auto told = street.tracker.finish();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_TRUE(street.tracker.finish().empty());
}

TEST(EditDistance, CountsEdits) {
  EXPECT_EQ(edit_distance("", "ABC"), 3u);
  EXPECT_EQ(edit_distance("ABC", "ABC"), 0u);
  EXPECT_EQ(edit_distance("ABC", "AXC"), 1u);
  EXPECT_EQ(edit_distance("ABCD", "BCD"), 1u);
  EXPECT_EQ(edit_distance("KITTEN", "SITTING"), 3u);
}

TEST(Vote, TheCommonestLengthWinsThenEachCharacter) {
  EXPECT_EQ(vote({}), "");
  EXPECT_EQ(vote({{"AB1", 0.5, {}}, {"AB1C", 0.9, {}}, {"XB1", 0.6, {}}, {"AB7", 0.3, {}}}), "AB1");
}

}  // namespace
}  // namespace umec::vision
