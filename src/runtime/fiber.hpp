// One stackful coroutine of a loop, switched by Boost.Context.
#pragma once

#include <boost/context/detail/fcontext.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace umec::runtime {

class Loop;
class Waiter;

/// A fiber's memory is reused by its loop; `epoch` tells the uses apart, so that a wake-up that
/// arrives late finds nobody.
class Fiber {
 public:
  /// Stack bytes; only touched pages cost memory. Sanitizers need larger frames.
  static constexpr std::size_t kStackSize = 256 << 10;

  explicit Fiber(Loop &loop);
  ~Fiber();
  Fiber(const Fiber &) = delete;
  Fiber &operator=(const Fiber &) = delete;

  /// From the loop: runs the fiber until it suspends or ends.
  void resume();
  /// From inside the fiber: back to the loop.
  void suspend();
  /// Gives the touched pages of an unused stack back to the system.
  void release_pages();

  Loop &loop() { return loop_; }

  std::function<void()> work;
  std::uint64_t epoch = 0;  ///< of the present wait
  std::uint64_t life = 0;   ///< of the present work
  bool active = false;      ///< has work that has not ended
  bool cancelled = false;
  bool finished = false;
  Waiter *waiting = nullptr;  ///< where it is parked now, if cancellation may end that
  bool cancellable = true;

 private:
  static void entry(boost::context::detail::transfer_t transfer);
  void run();

  Loop &loop_;
  void *stack_ = nullptr;
  std::size_t mapped_ = 0;
  boost::context::detail::fcontext_t context_ = nullptr;
  boost::context::detail::fcontext_t loop_context_ = nullptr;
  // What the sanitizers need to know of a switch; unused without them.
  void *tsan_fiber_ = nullptr;
  void *tsan_loop_ = nullptr;
  void *asan_fake_stack_ = nullptr;
  void *asan_loop_fake_stack_ = nullptr;
  const void *asan_loop_bottom_ = nullptr;
  std::size_t asan_loop_size_ = 0;
};

}  // namespace umec::runtime
