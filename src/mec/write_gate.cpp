#include "mec/write_gate.hpp"

#include <chrono>

namespace umec::mec {

Result<WriteGate::Hold> WriteGate::take(std::string name, bool exclusive) {
  const auto deadline = runtime::Deadline::after(std::chrono::seconds(10));
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto found = holders_.find(name);
    if (found == holders_.end() || (!exclusive && found->second > 0)) {
      holders_[name] += exclusive ? -1 : 1;
      return Hold(*this, std::move(name), exclusive);
    }
    const runtime::Wake wake = condition_.wait(lock, deadline);
    if (wake == runtime::Wake::cancelled) return fail(Errc::cancelled, "the node is stopping");
    if (wake == runtime::Wake::timeout)
      return fail(Errc::timeout, "other changes of '{}' took too long", name);
  }
}

void WriteGate::release(const std::string &name, bool exclusive) {
  const std::lock_guard lock(mutex_);
  const auto found = holders_.find(name);
  found->second += exclusive ? 1 : -1;
  if (found->second == 0) holders_.erase(found);
  condition_.notify_all();
}

}  // namespace umec::mec
