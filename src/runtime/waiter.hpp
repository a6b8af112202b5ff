// The one way to wait: a fiber is suspended and its loop goes on; a plain thread blocks.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "runtime/deadline.hpp"

namespace umec::runtime {

class Fiber;
class Loop;

/// Why a wait ended.
enum class Wake : std::uint8_t {
  woken,      ///< somebody called wake()
  timeout,    ///< the deadline passed
  cancelled,  ///< the fiber's TaskGroup is stopping: clean up and return
};

/// A one-shot parking place, made by the one who waits and woken by anyone.
///
/// wake() may come from any thread, before or during wait(). Whoever calls wake() must know that the
/// waiter is alive: keep it in a list under a mutex and take it out under the same mutex.
class Waiter {
 public:
  Waiter();
  Waiter(const Waiter &) = delete;
  Waiter &operator=(const Waiter &) = delete;

  /// Waits for wake(). A fiber in a stopping TaskGroup gets `cancelled` at once.
  Wake wait(Deadline deadline = Deadline::never());
  /// Waits for wake() whatever happens; for work that borrows from the waiting stack.
  void wait_uncancellable();
  void wake();

 private:
  friend class Loop;
  Wake wait_in_fiber(Deadline deadline, bool cancellable);

  Fiber *fiber_;
  std::uint64_t epoch_ = 0;
  std::mutex mutex_;
  std::condition_variable condition_;  // used where fiber_ is null
  bool armed_ = false;
  bool woken_ = false;
};

}  // namespace umec::runtime
