#include "sensors/reading_writer.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace umec::sensors {
namespace {

using namespace std::chrono_literals;
using runtime::Deadline;

/// A log that refuses while it is told to.
class MoodyLog : public ReadingLog {
 public:
  Result<void> append(std::span<const LoggedReading> readings) override {
    const std::lock_guard lock(mutex);
    if (refusing) return fail(Errc::io, "the disk is full");
    for (const LoggedReading &logged : readings) times.push_back(logged.reading->time);
    ++batches;
    return {};
  }
  Result<std::vector<HistoryPoint>> history(const HistoryQuery &) override {
    return fail(Errc::not_implemented, "not asked here");
  }
  void refuse(bool value) {
    const std::lock_guard lock(mutex);
    refusing = value;
  }
  std::size_t written() {
    const std::lock_guard lock(mutex);
    return times.size();
  }

  std::mutex mutex;
  bool refusing = false;
  int batches = 0;
  std::vector<Timestamp> times;
};

LoggedReading reading(Timestamp time) {
  auto made = std::make_shared<Reading>();
  made->sensor = "s";
  made->time = time;
  return {made, ""};
}

struct ReadingWriterTest : testing::Test {
  std::unique_ptr<runtime::Runtime> runtime = std::move(*runtime::Runtime::start({.loops = 1}));
  MoodyLog log;
};

TEST_F(ReadingWriterTest, WritesInBatchesAndInOrder) {
  {
    ReadingWriter writer(*runtime, log, {.interval = 20ms, .batch = 10, .bound = 100});
    for (int i = 0; i < 35; ++i) writer.push(reading(i));
    ASSERT_TRUE(writer.flush(Deadline::after(5s)));
    EXPECT_EQ(log.written(), 35U);
    EXPECT_EQ(writer.counts().written, 35U);
    EXPECT_GE(log.batches, 4);
  }
  for (int i = 0; i < 35; ++i) EXPECT_EQ(log.times[i], i);
}

TEST_F(ReadingWriterTest, WritesWithoutBeingAsked) {
  ReadingWriter writer(*runtime, log, {.interval = 10ms, .batch = 10, .bound = 100});
  writer.push(reading(1));
  for (int i = 0; i < 500 && log.written() == 0; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(log.written(), 1U);
}

TEST_F(ReadingWriterTest, WritesWhatWaitsWhenItEnds) {
  {
    ReadingWriter writer(*runtime, log, {.interval = 1h, .batch = 1000, .bound = 10000});
    for (int i = 0; i < 2500; ++i) writer.push(reading(i));
  }
  EXPECT_EQ(log.written(), 2500U);
}

TEST_F(ReadingWriterTest, SaysThatTheLogRefusesAndTriesAgain) {
  ReadingWriter writer(*runtime, log, {.interval = 1ms, .batch = 10, .bound = 100});
  log.refuse(true);
  writer.push(reading(1));
  const auto flushed = writer.flush(Deadline::after(5s));
  ASSERT_FALSE(flushed);
  EXPECT_EQ(flushed.error().code, Errc::unavailable);
  EXPECT_NE(flushed.error().detail.find("the disk is full"), std::string::npos);
  log.refuse(false);
  EXPECT_TRUE(writer.flush(Deadline::after(5s)));
  EXPECT_EQ(log.written(), 1U);
  EXPECT_GE(writer.counts().failures, 1U);
}

TEST_F(ReadingWriterTest, LosesTheOldestAndCountsThem) {
  ReadingWriter writer(*runtime, log, {.interval = 1h, .batch = 1000, .bound = 10});
  for (int i = 0; i < 25; ++i) writer.push(reading(i));
  EXPECT_EQ(writer.counts().lost, 15U);
  EXPECT_TRUE(writer.flush(Deadline::after(5s)));
  EXPECT_EQ(log.written(), 10U);
  EXPECT_EQ(log.times.front(), 15);
}

}  // namespace
}  // namespace umec::sensors
