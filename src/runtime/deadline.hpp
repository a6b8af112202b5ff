// A point in steady time until which something may take.
#pragma once

#include <algorithm>
#include <chrono>

#include "base/clock.hpp"

namespace umec::runtime {

/// When to give up. Everything that can wait takes one; `never` is for waits that cancellation ends.
class Deadline {
 public:
  static Deadline never() { return Deadline(SteadyTime::max()); }
  static Deadline at(SteadyTime time) { return Deadline(time); }
  static Deadline after(Duration duration) { return Deadline(std::chrono::steady_clock::now() + duration); }

  SteadyTime time() const { return time_; }
  bool is_never() const { return time_ == SteadyTime::max(); }
  bool passed() const { return !is_never() && std::chrono::steady_clock::now() >= time_; }
  /// The earlier of the two.
  Deadline sooner(Deadline other) const { return Deadline(std::min(time_, other.time_)); }

 private:
  explicit Deadline(SteadyTime time) : time_(time) {}
  SteadyTime time_;
};

}  // namespace umec::runtime
