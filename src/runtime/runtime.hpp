// Event loops, fibers and the pool for blocking work.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <type_traits>
#include <vector>

#include "base/error.hpp"
#include "runtime/condition.hpp"
#include "runtime/deadline.hpp"

namespace umec::runtime {

class Loop;
class BlockingPool;

/// The threads of the process: one event loop each, and a bounded pool for work that blocks.
class Runtime {
 public:
  struct Options {
    unsigned loops = 0;                ///< 0: one per core, at most 4
    unsigned blocking_threads = 8;     ///< made when first needed, ended when idle
    std::size_t blocking_queue = 256;  ///< jobs waiting beyond the threads; more are refused
  };

  /// Starts the loops. Errors: io (no epoll or no thread).
  static Result<std::unique_ptr<Runtime>> start(Options options);
  static Result<std::unique_ptr<Runtime>> start() { return start(Options{}); }
  /// Cancels what is left on the loops, and joins all threads.
  ~Runtime();

  /// Runs `work` as a fiber on the next loop, in turn. From any thread.
  void spawn(std::function<void()> work);
  /// Runs `work` as a fiber on loop `index`.
  void spawn_on(unsigned index, std::function<void()> work);
  unsigned loops() const;
  Loop &loop(unsigned index);
  BlockingPool &blocking_pool() { return *pool_; }

 private:
  explicit Runtime(Options options);
  std::vector<std::unique_ptr<Loop>> loops_;
  std::unique_ptr<BlockingPool> pool_;
  std::atomic<unsigned> next_{0};
};

/// Runs `work` as a fiber on the loop of the calling fiber. Only from a fiber.
void spawn(std::function<void()> work);

/// True where the caller runs in a fiber.
bool in_fiber();

/// Sleeps. `cancelled` where the fiber's group is stopping.
Wake sleep_for(Duration duration);

/// Lets other fibers of this loop run; for long computations.
void yield();

/// A set of fibers that end together, owned by the module that started them.
class TaskGroup {
 public:
  explicit TaskGroup(Runtime &runtime);
  /// Stops and waits.
  ~TaskGroup();

  /// Runs `work` as a fiber on the next loop (or `spawn_here` on the caller's own). Does nothing
  /// where the group is stopping.
  void spawn(std::function<void()> work);
  void spawn_here(std::function<void()> work);
  /// Cancels every wait of every fiber in the group, once, and returns at once.
  void cancel();
  /// Waits until all fibers have returned. False where the deadline passed first.
  bool wait(Deadline deadline = Deadline::never());
  bool stopping() const;
  std::size_t size() const;

 private:
  struct State;
  Runtime &runtime_;
  // Shared by the group and its fibers: a fiber may end after its group's wait gave up.
  std::shared_ptr<State> state_;
};

namespace detail {
/// Runs `work` on a pool thread and waits for it. Errors: unavailable where the pool is full.
Result<void> run_blocking(const std::function<void()> &work);
template <class T>
struct IsResult : std::false_type {};
template <class T>
struct IsResult<std::expected<T, Error>> : std::true_type {};
}  // namespace detail

/// Runs work that blocks (a disk, a decoder) on the bounded pool while the calling fiber waits; in a
/// plain thread it simply runs. Gives Result<R>; a Result that `work` returns is not wrapped again.
/// Errors: unavailable where the pool's queue is full.
template <class F>
auto offload(F &&work) {
  using R = std::invoke_result_t<F &>;
  if constexpr (detail::IsResult<R>::value) {
    std::optional<R> result;
    if (auto ran = detail::run_blocking([&] { result.emplace(work()); }); !ran)
      return R(std::unexpected(ran.error()));
    return std::move(*result);
  } else if constexpr (std::is_void_v<R>) {
    return detail::run_blocking([&] { work(); });
  } else {
    std::optional<R> result;
    if (auto ran = detail::run_blocking([&] { result.emplace(work()); }); !ran)
      return Result<R>(std::unexpected(ran.error()));
    return Result<R>(std::move(*result));
  }
}

}  // namespace umec::runtime
