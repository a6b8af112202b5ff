// /healthz, /readyz, /metrics and /node/v1/status.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "net/router.hpp"
#include "node/configuration.hpp"

namespace umec::node {

/// What the node knows of itself. Lives as long as the node.
struct Health {
  const Configuration *configuration = nullptr;
  std::vector<std::string> roles;
  Timestamp started_at = 0;
  std::atomic<std::int64_t> ready_milliseconds{-1};
  std::atomic<bool> ready{false};
  std::atomic<bool> draining{false};
};

void mount_health(net::Router &router, Health &health);

/// Resident memory of this process in bytes; 0 where /proc is not there.
std::uint64_t resident_bytes();

}  // namespace umec::node
