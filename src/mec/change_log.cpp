#include "mec/change_log.hpp"

namespace umec::mec {

std::uint64_t ChangeLog::reserve() {
  const std::lock_guard lock(mutex_);
  return next_++;
}

void ChangeLog::settle(std::uint64_t sequence, ServiceChangePtr change) {
  const std::lock_guard lock(mutex_);
  settled_.emplace(sequence, std::move(change));
  for (auto first = settled_.begin(); first != settled_.end() && first->first == released_ + 1;
       first = settled_.erase(first)) {
    if (first->second) release_(first->second);
    ++released_;
  }
}

std::uint64_t ChangeLog::released() const {
  const std::lock_guard lock(mutex_);
  return released_;
}

}  // namespace umec::mec
