#include "vision/plate_log_timeseries.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/id.hpp"
#include "timeseries/embedded_engine.hpp"

namespace umec::vision {
namespace {

TEST(TimeseriesPlateLog, KeepsSightingsPerCameraNewestFirst) {
  const auto folder = std::filesystem::temp_directory_path() / ("umec-plates-" + random_hex(6));
  {
    timeseries::Storage::Options options;
    options.directory = folder;
    auto engine = *timeseries::EmbeddedEngine::open(options);
    auto log = *TimeseriesPlateLog::open(*engine);
    const Timestamp start = now() - 10 * kMinute;
    ASSERT_TRUE(log->append({start, "street", "ABC123", 0.9, {1, 2, 30, 40}}));
    ASSERT_TRUE(log->append({start + kMinute, "street", "XYZ789", 0.8, {5, 6, 70, 80}}));
    ASSERT_TRUE(log->append({start, "o'market", "BRA2E19", 0.7, {}}));
    const auto all = log->read("street", 0, 10);
    ASSERT_TRUE(all) << all.error().detail;
    ASSERT_EQ(all->size(), 2U);
    EXPECT_EQ(all->at(0).text, "XYZ789");
    EXPECT_EQ(all->at(0).time, start + kMinute);
    EXPECT_EQ(all->at(1).box, (Box{1, 2, 30, 40}));
    EXPECT_DOUBLE_EQ(all->at(1).confidence, 0.9);
    EXPECT_EQ(log->read("street", start + 1, 10)->size(), 1U);
    EXPECT_EQ(log->read("street", 0, 1)->size(), 1U);
    EXPECT_EQ(log->read("o'market", 0, 10)->at(0).text, "BRA2E19");
    EXPECT_TRUE(log->read("nowhere", 0, 10)->empty());
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace umec::vision
