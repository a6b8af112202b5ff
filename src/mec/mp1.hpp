// Mp1 whole: what a node makes to offer MEC 011.
#pragma once

#include <memory>
#include <vector>

#include "mec/http_notification_sender.hpp"
#include "mec/liveness.hpp"
#include "mec/registry.hpp"
#include "mec/subscriptions.hpp"
#include "mec/timing.hpp"
#include "net/router.hpp"
#include "runtime/runtime.hpp"
#include "store/document_store.hpp"

namespace umec::mec {

/// Owns the registry, its subscriptions and the fibers that serve them. In a node: open, mount, and once
/// the port is known `registry().set_transports` and `registry().offer` for each module.
class Mp1 {
 public:
  struct Options {
    Registry::Options registry;
    Notifier::Options notifier;
    std::vector<NtpServer> ntp_servers;  ///< offered as TimingCaps.ntpServers
  };

  /// Reads what is stored and starts to deliver what was left. `store` and `runtime` must outlive it.
  /// Errors: corrupt, io.
  static Result<std::unique_ptr<Mp1>> open(runtime::Runtime &runtime, store::DocumentStore &store,
                                           Options options);
  ~Mp1();

  Registry &registry() { return *registry_; }
  /// Adds the routes of both APIs. The router must not serve longer than this object lives.
  void mount(net::Router &router);

 private:
  Mp1(runtime::Runtime &runtime, Options options);
  void keep();

  const Options options_;
  HttpNotificationSender sender_;
  Notifier notifier_;
  std::unique_ptr<Subscriptions> subscriptions_;
  std::unique_ptr<Registry> registry_;
  std::unique_ptr<Liveness> liveness_;
  runtime::TaskGroup group_;
};

}  // namespace umec::mec
