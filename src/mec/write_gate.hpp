// Who may write what now: one writer per service, and an application's end waits for its writers.
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/error.hpp"
#include "runtime/condition.hpp"

namespace umec::mec {

/// Named locks that fibers may hold while they wait for the disk. Take an application's before a
/// service's, and hold at most one of each.
class WriteGate {
 public:
  /// Held until it is destroyed.
  class Hold {
   public:
    Hold(WriteGate &gate, std::string name, bool exclusive)
        : gate_(&gate), name_(std::move(name)), exclusive_(exclusive) {}
    Hold(Hold &&other) noexcept
        : gate_(std::exchange(other.gate_, nullptr)),
          name_(std::move(other.name_)),
          exclusive_(other.exclusive_) {}
    Hold &operator=(Hold &&) = delete;
    ~Hold() {
      if (gate_ != nullptr) gate_->release(name_, exclusive_);
    }

   private:
    WriteGate *gate_;
    std::string name_;
    bool exclusive_;
  };

  /// Waits until nobody else holds `name`. Errors: timeout, cancelled.
  Result<Hold> exclusive(std::string name) { return take(std::move(name), true); }
  /// Waits until nobody holds `name` exclusively. Errors: timeout, cancelled.
  Result<Hold> shared(std::string name) { return take(std::move(name), false); }

 private:
  Result<Hold> take(std::string name, bool exclusive);
  void release(const std::string &name, bool exclusive);

  std::mutex mutex_;
  runtime::Condition condition_;
  std::unordered_map<std::string, int> holders_;  // number of sharers, or -1
};

}  // namespace umec::mec
