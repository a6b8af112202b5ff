#include <gtest/gtest.h>

#include "city/check.hpp"
#include "city/measurement.hpp"

namespace umec::city {
namespace {

constexpr Timestamp kNoon = 1'783'677'600 * kSecond;

TruthPlate car(const std::string &text, int enter, int leave, bool watched = true) {
  TruthPlate plate;
  plate.camera = "market-street";
  plate.text = text;
  plate.enter = format_rfc3339(kNoon + enter * kSecond);
  plate.leave = format_rfc3339(kNoon + leave * kSecond);
  plate.best = plate.leave;
  plate.watched = watched;
  return plate;
}

PlateRead read(const std::string &text, int second, const std::string &camera = "market-street") {
  return {format_rfc3339(kNoon + second * kSecond), camera, text, 0.9};
}

TEST(PlateScore, CountsExactWrongAndRepeatedReads) {
  const std::vector<TruthPlate> cars{car("ABC123", 0, 4), car("XYZ789", 11, 15), car("NEZ631", 22, 26),
                                     car("GHJ456", 33, 37, false)};
  const std::vector<PlateRead> reads{read("ABC123", 3),  read("ABC123", 5),
                                     read("XY2789", 14), read("GHJ456", 36),
                                     read("LMN555", 90), read("NEZ631", 24, "harbour-road")};
  const PlateScore s = *score_plates("market-street", cars, reads, kNoon - kMinute, kNoon + 2 * kMinute);
  EXPECT_EQ(s.cars, 3);      // the fourth was not watched
  EXPECT_EQ(s.read, 2);
  EXPECT_EQ(s.exact, 1);
  EXPECT_EQ(s.repeated, 1);
  EXPECT_EQ(s.wrong, 2);     // XY2789 and LMN555
  EXPECT_EQ(s.misses, (std::vector<std::string>{"XYZ789 read as XY2789", "NEZ631 not read"}));
}

TEST(PlateScore, DoesNotCountAReadLongAfterItsCar) {
  const PlateScore s =
      *score_plates("market-street", {car("ABC123", 0, 4)}, {read("ABC123", 40)}, kNoon, kNoon + kMinute);
  EXPECT_EQ(s.exact, 0);
  EXPECT_EQ(s.wrong, 1);
}

TEST(PlateScore, LetsCarsAtTheEdgesExplainReadsWithoutCountingThem) {
  // One was half gone when the span began, the other half there when it ended.
  const std::vector<TruthPlate> cars{car("ABC123", -2, 2), car("XYZ789", 8, 12), car("NEZ631", 58, 62)};
  const std::vector<PlateRead> reads{read("ABC123", 1), read("XYZ789", 11), read("NEZ631", 60),
                                     read("QQQ999", 66)};
  const PlateScore s = *score_plates("market-street", cars, reads, kNoon, kNoon + kMinute);
  EXPECT_EQ(s.cars, 1);
  EXPECT_EQ(s.exact, 1);
  EXPECT_EQ(s.wrong, 0);
}

TEST(PlateScore, SaysWhatTimeItCannotRead) {
  PlateRead bad = read("ABC123", 1);
  bad.time = "yesterday";
  EXPECT_FALSE(score_plates("market-street", {}, {bad}, kNoon, kNoon + kMinute));
}

TEST(TemperatureScore, AcceptsWhatATagSentAndRejectsWhatItDidNot) {
  const District district = build_district(7);
  const Tag &tag = district.tags[0];
  std::vector<HistoryPoint> points;
  for (int i = 0; i < 30; ++i) {
    const Measurement m = measure(district, tag, first_measurement(district, tag, kNoon + i * kSecond));
    points.push_back({format_rfc3339(m.time + 40 * kMillisecond), std::round(m.temperature / 0.005) * 0.005});
  }
  SensorScore s =
      *score_quantity(district, CityClock(), tag, "temperature", points, kNoon, kNoon + 30 * kSecond);
  EXPECT_EQ(s.stored, 30);
  EXPECT_GE(s.expected, 29);
  EXPECT_EQ(s.false_values, 0);
  EXPECT_LE(s.worst, 0.0026);
  points.push_back({format_rfc3339(kNoon + 5 * kSecond), 150.0});
  s = *score_quantity(district, CityClock(), tag, "temperature", points, kNoon, kNoon + 30 * kSecond);
  EXPECT_EQ(s.false_values, 1);
}

}  // namespace
}  // namespace umec::city
