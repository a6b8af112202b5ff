// What every ReadingLog must do: included by the tests of each adapter.
#pragma once

#include <gtest/gtest.h>

#include "sensors/reading_log.hpp"

namespace umec::sensors {

/// Appends an hour of one sensor, and reads it back in all ways. The log must be empty.
inline void check_reading_log(ReadingLog &log) {
  constexpr Timestamp kStart = 1'700'000'400 * kSecond;  // a whole minute
  const std::string sensor = "ruuvi-cbb8334c884f";
  std::vector<LoggedReading> readings;
  for (int i = 0; i < 60; ++i) {
    auto reading = std::make_shared<Reading>();
    *reading = {
        .sensor = sensor, .kind = "ruuvi", .format = "5", .receiver = "test", .time = kStart + i * kMinute};
    reading->values.set(Quantity::temperature, 20 + i * 0.1);
    if (i % 2 == 0) reading->values.set(Quantity::movement_counter, i);
    reading->rssi = -60;
    readings.push_back({std::move(reading), "tag with \"quotes\", spaces=and\\slashes"});
  }
  ASSERT_TRUE(log.append(std::span(readings).first(30)));
  ASSERT_TRUE(log.append(std::span(readings).subspan(20)));  // ten of them again

  HistoryQuery query{
      .sensor = sensor, .quantity = Quantity::temperature, .from = kStart, .to = kStart + kHour};
  auto points = log.history(query);
  ASSERT_TRUE(points) << points.error().detail;
  ASSERT_EQ(points->size(), 60U);
  EXPECT_EQ(points->front().time, kStart);
  EXPECT_DOUBLE_EQ(points->front().mean, 20.0);
  EXPECT_DOUBLE_EQ(points->back().mean, 25.9);

  query.from = kStart + 10 * kMinute;
  query.to = kStart + 19 * kMinute;
  EXPECT_EQ(log.history(query)->size(), 10U) << "both ends belong to the range";

  query = {.sensor = sensor,
           .quantity = Quantity::temperature,
           .from = kStart,
           .to = kStart + kHour,
           .every = 10 * kMinute};
  points = log.history(query);
  ASSERT_TRUE(points) << points.error().detail;
  // Windows begin at multiples of their width, which the hour does not.
  std::uint64_t count = 0;
  for (const HistoryPoint &point : *points) {
    EXPECT_EQ(point.time % (10 * kMinute), 0);
    EXPECT_LE(point.min, point.mean);
    EXPECT_LE(point.mean, point.max);
    count += point.count;
  }
  EXPECT_EQ(count, 60U);

  query.every = 0;
  query.limit = 5;
  EXPECT_EQ(log.history(query)->size(), 5U);
  query.limit = 1000;
  query.quantity = Quantity::movement_counter;
  EXPECT_EQ(log.history(query)->size(), 30U);
  query.quantity = Quantity::co2;
  EXPECT_TRUE(log.history(query)->empty());
  query.sensor = "ruuvi-000000000000";
  EXPECT_TRUE(log.history(query)->empty());
}

}  // namespace umec::sensors
