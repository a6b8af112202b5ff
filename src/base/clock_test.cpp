#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace umec {
namespace {

TEST(Clock, Rfc3339RoundTrips) {
  for (const Timestamp time :
       {Timestamp{0}, Timestamp{1795600000'123456789}, Timestamp{-1}, Timestamp{-86400 * kSecond - 5}})
    EXPECT_EQ(*parse_rfc3339(format_rfc3339(time, 9)), time) << format_rfc3339(time, 9);
  EXPECT_EQ(format_rfc3339(1'500'000'000), "1970-01-01T00:00:01.500Z");
}

TEST(Clock, Rfc3339ReadsOffsetsAndDates) {
  EXPECT_EQ(*parse_rfc3339("1970-01-01T02:00:00+02:00"), 0);
  EXPECT_EQ(*parse_rfc3339("1970-01-02"), kDay);
  EXPECT_EQ(*parse_rfc3339("1970-01-01 00:00:01Z"), kSecond);
}

TEST(Clock, Rfc3339RefusesWhatIsNoTime) {
  for (const char *text : {"", "2026", "2026-13-01", "2026-02-30", "2026-01-01T", "2026-01-01T25:00:00Z",
                           "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Zx", "9999-01-01"})
    EXPECT_FALSE(parse_rfc3339(text)) << text;
}

TEST(Clock, DurationsAddUp) {
  EXPECT_EQ(*parse_duration("1h30m"), kHour + 30 * kMinute);
  EXPECT_EQ(*parse_duration("250ms"), 250 * kMillisecond);
  EXPECT_EQ(*parse_duration("2w"), 2 * kWeek);
  EXPECT_EQ(*parse_duration("3µ"), 3 * kMicrosecond);
}

TEST(Clock, DurationsRefuseOverflowAndNonsense) {
  for (const char *text : {"", "5", "s", "-1s", "1y", "99999999999w", "1h 2m"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

}  // namespace
}  // namespace umec
