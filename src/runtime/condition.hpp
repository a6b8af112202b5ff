// A condition variable and a bounded queue that fibers and threads can share.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "runtime/waiter.hpp"

namespace umec::runtime {

/// A condition variable for std::mutex. Hold the mutex only for short stretches that do not wait.
class Condition {
 public:
  /// Releases `lock`, waits, takes it again. Spurious wakes happen: wait in a loop.
  Wake wait(std::unique_lock<std::mutex> &lock, Deadline deadline = Deadline::never());
  /// Call with the mutex of the waiters held.
  void notify_one();
  void notify_all();

 private:
  std::vector<Waiter *> waiters_;
};

/// A bounded first-in first-out queue. Any number of writers and readers, fibers or threads.
template <class T>
class Channel {
 public:
  explicit Channel(std::size_t bound) : bound_(bound) {}

  /// False where the channel is full or closed; never waits.
  bool try_push(T value) {
    const std::lock_guard lock(mutex_);
    if (closed_ || items_.size() >= bound_) return false;
    items_.push_back(std::move(value));
    condition_.notify_one();
    return true;
  }

  /// Like try_push, but a full channel loses its oldest item instead. Returns how many were lost.
  std::size_t push_dropping_oldest(T value) {
    const std::lock_guard lock(mutex_);
    if (closed_) return 1;
    std::size_t lost = 0;
    while (items_.size() >= bound_) {
      items_.pop_front();
      ++lost;
    }
    items_.push_back(std::move(value));
    condition_.notify_one();
    return lost;
  }

  /// The next item; nothing where the deadline passed, the fiber was cancelled, or the channel is
  /// closed and empty (see closed()).
  std::optional<T> pop(Deadline deadline = Deadline::never()) {
    std::unique_lock lock(mutex_);
    while (items_.empty()) {
      if (closed_) return std::nullopt;
      if (condition_.wait(lock, deadline) != Wake::woken && items_.empty()) return std::nullopt;
    }
    T item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    condition_.notify_all();
  }
  bool closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return items_.size();
  }

 private:
  const std::size_t bound_;
  mutable std::mutex mutex_;
  Condition condition_;
  std::deque<T> items_;
  bool closed_ = false;
};

}  // namespace umec::runtime
