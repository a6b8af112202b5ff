// Brings changes that become durable side by side into one order.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>

#include "mec/service_record.hpp"

namespace umec::mec {

/// Changes get their sequence before they are committed, and commits may end in any order. A change is
/// released only after all before it have ended, so "released up to N" has no holes: what a restart
/// must look at again starts at one number.
class ChangeLog {
 public:
  using Release = std::function<void(const ServiceChangePtr &)>;

  /// `release` is called in order of sequence and must not wait.
  ChangeLog(std::uint64_t last, Release release)
      : next_(last + 1), released_(last), release_(std::move(release)) {}

  /// The next sequence. Each must be settled.
  std::uint64_t reserve();
  /// The change of that sequence is durable, or (null) did not happen.
  void settle(std::uint64_t sequence, ServiceChangePtr change);
  std::uint64_t released() const;

 private:
  mutable std::mutex mutex_;
  std::uint64_t next_;
  std::uint64_t released_;
  std::map<std::uint64_t, ServiceChangePtr> settled_;
  Release release_;
};

}  // namespace umec::mec
