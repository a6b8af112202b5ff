#include "runtime/runtime.hpp"

#include <algorithm>
#include <csignal>
#include <exception>
#include <thread>

#include "runtime/blocking_pool.hpp"
#include "runtime/loop.hpp"

namespace umec::runtime {

Runtime::Runtime(Options options)
    : pool_(std::make_unique<BlockingPool>(options.blocking_threads, options.blocking_queue)) {}

Result<std::unique_ptr<Runtime>> Runtime::start(Options options) {
  // A peer that closes early is an error of one write, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  std::unique_ptr<Runtime> runtime(new Runtime(options));
  unsigned count = options.loops;
  if (count == 0) count = std::clamp(std::thread::hardware_concurrency(), 1U, 4U);
  for (unsigned i = 0; i < count; ++i) runtime->loops_.push_back(UMEC_TRY(Loop::create(*runtime, i)));
  for (auto &loop : runtime->loops_) loop->start_thread();
  return runtime;
}

Runtime::~Runtime() {
  for (auto &loop : loops_) loop->stop();
  for (auto &loop : loops_) loop->join();
  pool_.reset();
}

void Runtime::spawn(std::function<void()> work) { spawn_on(next_++ % loops_.size(), std::move(work)); }
void Runtime::spawn_on(unsigned index, std::function<void()> work) { loops_[index]->spawn(std::move(work)); }
unsigned Runtime::loops() const { return static_cast<unsigned>(loops_.size()); }
Loop &Runtime::loop(unsigned index) { return *loops_[index]; }

void spawn(std::function<void()> work) { Loop::current()->spawn(std::move(work)); }

bool in_fiber() { return Loop::current_fiber() != nullptr; }

Wake sleep_for(Duration duration) {
  Waiter waiter;
  return waiter.wait(Deadline::after(duration));
}

void yield() {
  Fiber *fiber = Loop::current_fiber();
  if (fiber == nullptr) {
    std::this_thread::yield();
    return;
  }
  Waiter waiter;
  fiber->loop().post([&waiter] { waiter.wake(); });
  waiter.wait_uncancellable();
}

struct TaskGroup::State {
  struct Member {
    Fiber *fiber;
    std::uint64_t life;
  };
  mutable std::mutex mutex;
  Condition ended;
  std::vector<Member> members;
  std::size_t count = 0;
  bool stopping = false;

  /// The body of each fiber of the group.
  static void run(const std::shared_ptr<State> &state, const std::function<void()> &work) {
    Fiber *fiber = Loop::current_fiber();
    {
      const std::lock_guard lock(state->mutex);
      if (state->stopping) fiber->cancelled = true;
      state->members.push_back({fiber, fiber->life});
    }
    if (!fiber->cancelled) work();
    const std::lock_guard lock(state->mutex);
    std::erase_if(state->members, [&](const Member &m) { return m.fiber == fiber; });
    if (--state->count == 0) state->ended.notify_all();
  }
};

TaskGroup::TaskGroup(Runtime &runtime) : runtime_(runtime), state_(std::make_shared<State>()) {}

TaskGroup::~TaskGroup() {
  cancel();
  // The owner's members are about to go: its fibers must be gone, however long that takes.
  std::unique_lock lock(state_->mutex);
  while (state_->count > 0) {
    if (!in_fiber()) {
      state_->ended.wait(lock);
      continue;
    }
    lock.unlock();
    yield();
    lock.lock();
  }
}

void TaskGroup::spawn(std::function<void()> work) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->stopping) return;
    ++state_->count;
  }
  runtime_.spawn([state = state_, work = std::move(work)] { State::run(state, work); });
}

void TaskGroup::spawn_here(std::function<void()> work) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->stopping) return;
    ++state_->count;
  }
  umec::runtime::spawn([state = state_, work = std::move(work)] { State::run(state, work); });
}

void TaskGroup::cancel() {
  const std::lock_guard lock(state_->mutex);
  state_->stopping = true;
  for (const State::Member member : state_->members) {
    Loop &loop = member.fiber->loop();
    loop.post([&loop, member] { loop.cancel(*member.fiber, member.life); });
  }
}

bool TaskGroup::wait(Deadline deadline) {
  std::unique_lock lock(state_->mutex);
  while (state_->count > 0)
    if (state_->ended.wait(lock, deadline) != Wake::woken) return state_->count == 0;
  return true;
}

bool TaskGroup::stopping() const {
  const std::lock_guard lock(state_->mutex);
  return state_->stopping;
}

std::size_t TaskGroup::size() const {
  const std::lock_guard lock(state_->mutex);
  return state_->count;
}

namespace detail {

Result<void> run_blocking(const std::function<void()> &work) {
  Result<void> outcome;
  const auto guarded = [&] {
    try {
      work();
    } catch (const std::exception &error) {
      outcome = fail(Errc::internal, "unexpected failure: {}", error.what());
    }
  };
  if (!in_fiber()) {
    guarded();
    return outcome;
  }
  Waiter waiter;
  const bool taken = Loop::current()->runtime().blocking_pool().try_submit([&] {
    guarded();
    waiter.wake();
  });
  if (!taken) return fail(Errc::unavailable, "the node is busy; try again in a moment");
  waiter.wait_uncancellable();
  return outcome;
}

}  // namespace detail
}  // namespace umec::runtime
