// Heartbeats of services (MEC 011 clause 8.2.10): who misses them is suspended.
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

#include "mec/registry.hpp"

namespace umec::mec {

/// Heartbeats are kept in memory only: after a restart every service has its whole time again.
class Liveness {
 public:
  /// A service is suspended after this many intervals without a heartbeat.
  static constexpr int kMissed = 3;

  explicit Liveness(Registry &registry) : registry_(registry) {}

  /// Errors: not_found (no such service, or it owes no heartbeats).
  Result<ServiceLivenessInfo> find(const std::string &app_id, const std::string &id, Timestamp time);
  /// A heartbeat of the service; a suspended one becomes active again. Errors: not_found, io.
  Result<void> heartbeat(const std::string &app_id, const std::string &id, Timestamp time);
  /// Suspends who is overdue at `time`. Call it about every second.
  void check(Timestamp time);

 private:
  Result<ServicePtr> owing(const std::string &app_id, const std::string &id) const;

  Registry &registry_;
  std::mutex mutex_;
  std::unordered_map<std::string, Timestamp> last_;
};

}  // namespace umec::mec
