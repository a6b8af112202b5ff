#include "sensors/reading_log_timeseries.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "sensors/reading_log_contract.hpp"
#include "timeseries/embedded_engine.hpp"

namespace umec::sensors {
namespace {

struct TimeseriesLog : testing::Test {
  std::filesystem::path folder = [] {
    std::string name = (std::filesystem::temp_directory_path() / "umec_readings_XXXXXX").string();
    return std::filesystem::path(::mkdtemp(name.data()));
  }();
  std::unique_ptr<timeseries::Engine> engine = open();
  ~TimeseriesLog() override {
    engine.reset();
    std::filesystem::remove_all(folder);
  }
  std::unique_ptr<timeseries::Engine> open() const {
    timeseries::Storage::Options options;
    options.directory = folder;
    return timeseries::EmbeddedEngine::open(options).value();
  }
};

TEST_F(TimeseriesLog, KeepsTheContract) {
  TimeseriesReadingLog log(*engine);
  check_reading_log(log);
}

TEST_F(TimeseriesLog, HasNoHistoryBeforeTheFirstReading) {
  TimeseriesReadingLog log(*engine);
  const auto points = log.history({.sensor = "ruuvi-cbb8334c884f", .from = 0, .to = now()});
  ASSERT_TRUE(points) << points.error().detail;
  EXPECT_TRUE(points->empty());
}

TEST_F(TimeseriesLog, SurvivesARestartAndADroppedDatabase) {
  auto reading = std::make_shared<Reading>();
  *reading = {.sensor = "ruuvi-cbb8334c884f",
              .kind = "ruuvi",
              .format = "5",
              .receiver = "roof",
              .time = 1'700'000'000 * kSecond};
  reading->values.set(Quantity::temperature, 21.5);
  reading->rssi = -60;
  const std::vector<LoggedReading> readings = {{reading, "North pole"}};
  const HistoryQuery query{.sensor = reading->sensor, .from = 0, .to = now()};
  {
    TimeseriesReadingLog log(*engine);
    ASSERT_TRUE(log.append(readings));
  }
  engine.reset();
  engine = open();
  TimeseriesReadingLog log(*engine);
  EXPECT_EQ(log.history(query)->size(), 1U);
  ASSERT_TRUE(log.append(readings));
  ASSERT_TRUE(engine->query({"DROP DATABASE ruuvi", "", false}));
  EXPECT_TRUE(log.history(query)->empty());
  EXPECT_FALSE(log.append(readings));  // said once, then the database is made again
  ASSERT_TRUE(log.append(readings));
  EXPECT_EQ(log.history(query)->size(), 1U);
}

TEST_F(TimeseriesLog, UsesTheNamesThatDashboardsKnow) {
  TimeseriesReadingLog log(*engine);
  auto reading = std::make_shared<Reading>();
  *reading = {.sensor = "ruuvi-cbb8334c884f",
              .kind = "ruuvi",
              .format = "E1",
              .receiver = "roof",
              .time = 1'700'000'000 * kSecond};
  reading->values.set(Quantity::pm_2_5, 11.2);
  reading->rssi = -60;
  ASSERT_TRUE(log.append(std::vector<LoggedReading>{{reading, "North pole"}}));
  const auto results =
      engine->query({"SELECT pm2p5, rssi FROM ruuvi_measurements GROUP BY *", "ruuvi", true}).value();
  ASSERT_EQ(results.at(0).series.size(), 1U) << results[0].error;
  const timeseries::Tags tags = {
      {"dataFormat", "E1"}, {"mac", "CBB8334C884F"}, {"name", "North pole"}, {"receiver", "roof"}};
  EXPECT_EQ(results[0].series[0].tags, tags);
  EXPECT_EQ(std::get<double>(results[0].series[0].at(0, 1)), 11.2);
  EXPECT_EQ(std::get<double>(results[0].series[0].at(0, 2)), -60);
}

}  // namespace
}  // namespace umec::sensors
