// One event loop: a thread, an epoll set, its fibers and timers.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "runtime/deadline.hpp"
#include "runtime/fiber.hpp"

namespace umec::runtime {

class Descriptor;
class Runtime;
class Waiter;

class Loop {
 public:
  static Result<std::unique_ptr<Loop>> create(Runtime &runtime, unsigned index);
  ~Loop();

  /// The loop of the calling thread; null in threads that are no loop.
  static Loop *current();
  /// The fiber that runs now; null outside of fibers.
  static Fiber *current_fiber();

  void start_thread();
  void stop();
  void join();

  /// Runs `work` on the loop's thread, outside of any fiber. From any thread.
  void post(std::function<void()> work);
  /// Starts a fiber. From any thread.
  void spawn(std::function<void()> work);
  /// Makes `fiber` run again if it is still in `epoch`. From any thread.
  void wake(Fiber &fiber, std::uint64_t epoch);
  /// Calls `work` on the loop's thread about every `period` until the loop ends. From any thread.
  void every(Duration period, std::function<void()> work);

  Runtime &runtime() { return runtime_; }
  unsigned index() const { return index_; }

  // For Waiter and Descriptor, on the loop's own thread:
  using TimerId = std::multimap<SteadyTime, std::function<void()>>::iterator;
  TimerId add_timer(SteadyTime at, std::function<void()> work);
  void remove_timer(TimerId timer);
  Result<void> watch(Descriptor &descriptor);
  void unwatch(Descriptor &descriptor);
  /// Ends the present and later waits of the fiber, if it still does the work of that `life`.
  void cancel(Fiber &fiber, std::uint64_t life);

 private:
  Loop(Runtime &runtime, unsigned index, int epoll, int wake_fd);
  void run();
  void run_fiber(Fiber &fiber);
  void drain_remote();
  int timeout_ms();
  void run_timers();

  struct Resume {
    Fiber *fiber;
    std::uint64_t epoch;
  };

  Runtime &runtime_;
  unsigned index_;
  int epoll_;
  int wake_fd_;
  std::thread thread_;
  bool stopping_ = false;  // asked to end: all fibers are cancelled
  SteadyTime stop_at_;     // when to leave even if a fiber lingers
  std::size_t active_fibers_ = 0;

  std::vector<std::unique_ptr<Fiber>> fibers_;
  std::vector<Fiber *> free_;
  std::vector<Resume> ready_;
  std::vector<Resume> running_;
  std::multimap<SteadyTime, std::function<void()>> timers_;
  std::vector<Descriptor *> closed_in_turn_;

  std::mutex remote_mutex_;
  std::vector<std::function<void()>> remote_work_;
  std::vector<Resume> remote_wakes_;
  std::atomic<bool> remote_pending_{false};
};

}  // namespace umec::runtime
