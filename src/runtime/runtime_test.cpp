#include "runtime/runtime.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "runtime/descriptor.hpp"

namespace umec::runtime {
namespace {

using namespace std::chrono_literals;

/// Runs `work` as a fiber and waits for its end.
void run_in_fiber(Runtime &runtime, const std::function<void()> &work) {
  TaskGroup group(runtime);
  group.spawn(work);
  ASSERT_TRUE(group.wait(Deadline::after(20s)));
}

class RuntimeTest : public testing::Test {
 protected:
  std::unique_ptr<Runtime> runtime_ =
      *Runtime::start({.loops = 2, .blocking_threads = 2, .blocking_queue = 4});
};

TEST_F(RuntimeTest, ManyFibersRunAndEnd) {
  std::atomic<int> sum = 0;
  TaskGroup group(*runtime_);
  for (int i = 0; i < 1000; ++i)
    group.spawn([&sum] {
      yield();
      ++sum;
    });
  ASSERT_TRUE(group.wait(Deadline::after(20s)));
  EXPECT_EQ(sum, 1000);
}

TEST_F(RuntimeTest, ChannelPassesEverythingBetweenFibersAndThreads) {
  Channel<int> channel(8);
  std::atomic<long> sum = 0;
  TaskGroup group(*runtime_);
  for (int reader = 0; reader < 3; ++reader)
    group.spawn([&] {
      while (auto item = channel.pop()) sum += *item;
    });
  std::thread writer([&] {
    for (int i = 1; i <= 2000;) {
      if (channel.try_push(i))
        ++i;
      else
        std::this_thread::yield();
    }
    channel.close();
  });
  writer.join();
  ASSERT_TRUE(group.wait(Deadline::after(20s)));
  EXPECT_EQ(sum, 2001000);
}

TEST_F(RuntimeTest, FullChannelLosesTheOldestWhenAsked) {
  Channel<int> channel(2);
  EXPECT_EQ(channel.push_dropping_oldest(1), 0U);
  EXPECT_EQ(channel.push_dropping_oldest(2), 0U);
  EXPECT_EQ(channel.push_dropping_oldest(3), 1U);
  EXPECT_FALSE(channel.try_push(4));
  EXPECT_EQ(channel.pop(), 2);
  EXPECT_EQ(channel.pop(), 3);
  EXPECT_EQ(channel.pop(Deadline::after(1ms)), std::nullopt);
}

TEST_F(RuntimeTest, CancelEndsEveryWait) {
  Channel<int> channel(1);
  std::atomic<int> ended = 0;
  TaskGroup group(*runtime_);
  for (int i = 0; i < 10; ++i)
    group.spawn([&] {
      EXPECT_EQ(channel.pop(), std::nullopt);
      EXPECT_EQ(sleep_for(1h), Wake::cancelled);
      ++ended;
    });
  std::this_thread::sleep_for(10ms);
  group.cancel();
  ASSERT_TRUE(group.wait(Deadline::after(20s)));
  EXPECT_LE(ended, 10);
  group.spawn([&] { FAIL() << "a stopping group starts nothing"; });
}

TEST_F(RuntimeTest, OffloadGivesResultsAndRefusesWhenFull) {
  run_in_fiber(*runtime_, [] {
    EXPECT_EQ(offload([] { return 42; }), 42);
    const Result<int> failed = offload([]() -> Result<int> { return fail(Errc::not_found, "no"); });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, Errc::not_found);
    const auto thrown = offload([]() -> Result<int> { throw std::runtime_error("boom"); });
    ASSERT_FALSE(thrown);
    EXPECT_EQ(thrown.error().code, Errc::internal);
  });
  std::atomic<int> refused = 0;
  std::atomic<int> done = 0;
  std::atomic<bool> go = false;
  TaskGroup group(*runtime_);
  for (int i = 0; i < 20; ++i)
    group.spawn([&] {
      const auto result = offload([&] {
        while (!go) std::this_thread::sleep_for(1ms);
      });
      if (result)
        ++done;
      else if (result.error().code == Errc::unavailable)
        ++refused;
    });
  while (refused < 14) std::this_thread::sleep_for(1ms);
  go = true;
  ASSERT_TRUE(group.wait(Deadline::after(20s)));
  EXPECT_EQ(done + refused, 20);
}

TEST_F(RuntimeTest, DescriptorsCarryBytesAcrossLoops) {
  int pair[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  const std::string sent(3'000'000, 'x');
  std::size_t received = 0;
  TaskGroup group(*runtime_);
  group.spawn([&] {
    auto writer = *Descriptor::adopt(pair[0]);
    EXPECT_TRUE(writer->write_all(sent.substr(0, 10), sent.substr(10), Deadline::after(20s)));
  });
  group.spawn([&] {
    auto reader = *Descriptor::adopt(pair[1]);
    std::string buffer(4096, 0);
    for (;;) {
      const auto count = reader->read_some(buffer.data(), buffer.size(), Deadline::after(20s));
      ASSERT_TRUE(count) << count.error().detail;
      if (*count == 0) break;
      received += *count;
    }
  });
  ASSERT_TRUE(group.wait(Deadline::after(30s)));
  EXPECT_EQ(received, sent.size());
}

TEST_F(RuntimeTest, ReadingHasADeadlineInFibersAndThreads) {
  const auto check = [] {
    int pair[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    auto reader = *Descriptor::adopt(pair[0]);
    char byte = 0;
    const auto count = reader->read_some(&byte, 1, Deadline::after(5ms));
    ASSERT_FALSE(count);
    EXPECT_EQ(count.error().code, Errc::timeout);
    close(pair[1]);
    EXPECT_EQ(reader->read_some(&byte, 1, Deadline::after(5s)), 0U);
  };
  check();
  run_in_fiber(*runtime_, check);
}

TEST_F(RuntimeTest, StoppingTheRuntimeCancelsStrayFibers) {
  auto other = *Runtime::start({.loops = 1});
  std::atomic<bool> cancelled = false;
  other->spawn([&] { cancelled = sleep_for(1h) == Wake::cancelled; });
  std::this_thread::sleep_for(10ms);
  other.reset();
  EXPECT_TRUE(cancelled);
}

}  // namespace
}  // namespace umec::runtime
