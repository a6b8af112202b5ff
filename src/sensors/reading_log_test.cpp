#include <gtest/gtest.h>

#include "sensors/reading_log_contract.hpp"
#include "sensors/reading_log_memory.hpp"

namespace umec::sensors {
namespace {

TEST(ReadingLog, SummarisesWindows) {
  const std::vector<HistoryPoint> points = {
      {-1, 4, 4, 4, 1}, {0, 1, 1, 1, 1}, {5, 3, 3, 3, 1}, {25, 7, 7, 7, 1}};
  const auto windows = summarise(points, 10);
  ASSERT_EQ(windows.size(), 3U);
  EXPECT_EQ(windows[0].time, -10);
  EXPECT_EQ(windows[1].time, 0);
  EXPECT_EQ(windows[1].mean, 2);
  EXPECT_EQ(windows[1].min, 1);
  EXPECT_EQ(windows[1].max, 3);
  EXPECT_EQ(windows[1].count, 2U);
  EXPECT_EQ(windows[2].time, 20);
}

TEST(ReadingLog, MemoryKeepsTheContract) {
  MemoryReadingLog log;
  check_reading_log(log);
}

TEST(ReadingLog, MemoryIsBounded) {
  MemoryReadingLog log(3);
  for (int i = 0; i < 10; ++i) {
    auto reading = std::make_shared<Reading>();
    reading->sensor = "ruuvi-000000000001";
    reading->time = i;
    reading->values.set(Quantity::temperature, i);
    ASSERT_TRUE(log.append(std::vector<LoggedReading>{{reading, ""}}));
  }
  const auto points = log.history({.sensor = "ruuvi-000000000001", .from = 0, .to = 100}).value();
  ASSERT_EQ(points.size(), 3U);
  EXPECT_EQ(points[0].mean, 7);
}

}  // namespace
}  // namespace umec::sensors
