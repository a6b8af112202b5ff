#include "runtime/waiter.hpp"

#include "runtime/condition.hpp"
#include "runtime/fiber.hpp"
#include "runtime/loop.hpp"

#include <algorithm>

namespace umec::runtime {

Waiter::Waiter() : fiber_(Loop::current_fiber()) {}

Wake Waiter::wait(Deadline deadline) {
  if (fiber_ != nullptr) return wait_in_fiber(deadline, true);
  std::unique_lock lock(mutex_);
  const auto woken = [this] { return woken_; };
  if (deadline.is_never()) {
    condition_.wait(lock, woken);
    return Wake::woken;
  }
  return condition_.wait_until(lock, deadline.time(), woken) ? Wake::woken : Wake::timeout;
}

void Waiter::wait_uncancellable() {
  if (fiber_ != nullptr)
    wait_in_fiber(Deadline::never(), false);
  else
    wait();
}

Wake Waiter::wait_in_fiber(Deadline deadline, bool cancellable) {
  {
    const std::lock_guard lock(mutex_);
    if (woken_) return Wake::woken;
    if (cancellable && fiber_->cancelled) return Wake::cancelled;
    epoch_ = fiber_->epoch;
    armed_ = true;
  }
  Loop &loop = fiber_->loop();
  bool timed_out = false;
  Loop::TimerId timer;
  if (!deadline.is_never())
    timer = loop.add_timer(deadline.time(), [this, &timed_out] {
      timed_out = true;
      fiber_->loop().wake(*fiber_, epoch_);
    });
  fiber_->waiting = this;
  fiber_->cancellable = cancellable;
  fiber_->suspend();
  fiber_->waiting = nullptr;
  ++fiber_->epoch;
  if (!deadline.is_never() && !timed_out) loop.remove_timer(timer);
  const std::lock_guard lock(mutex_);
  armed_ = false;
  if (woken_) return Wake::woken;
  return timed_out ? Wake::timeout : Wake::cancelled;
}

void Waiter::wake() {
  const std::lock_guard lock(mutex_);
  if (woken_) return;
  woken_ = true;
  if (fiber_ == nullptr)
    condition_.notify_one();
  else if (armed_)
    fiber_->loop().wake(*fiber_, epoch_);
}

Wake Condition::wait(std::unique_lock<std::mutex> &lock, Deadline deadline) {
  Waiter waiter;
  waiters_.push_back(&waiter);
  lock.unlock();
  const Wake wake = waiter.wait(deadline);
  lock.lock();
  std::erase(waiters_, &waiter);
  return wake;
}

void Condition::notify_one() {
  if (waiters_.empty()) return;
  Waiter *waiter = waiters_.front();
  waiters_.erase(waiters_.begin());
  waiter->wake();
}

void Condition::notify_all() {
  for (Waiter *waiter : waiters_) waiter->wake();
  waiters_.clear();
}

}  // namespace umec::runtime
