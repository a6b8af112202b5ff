// The registry of applications and services (MEC 011 clauses 5.2.2 to 5.2.5, 5.2.9, 8).
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <vector>

#include "mec/application.hpp"
#include "mec/service_index.hpp"
#include "mec/subscriptions.hpp"
#include "mec/write_gate.hpp"
#include "runtime/condition.hpp"
#include "store/document_store.hpp"

namespace umec::mec {

/// Versions that a conditional request accepts (If-Match); absent: any.
using IfMatch = std::optional<std::vector<store::Revision>>;

/// Reads come from memory. Writes are durable when they return, and are announced to subscribers in
/// the order in which they happen to each service.
class Registry {
 public:
  struct Options {
    std::size_t max_applications = 20000;
    std::size_t max_services = 200000;
    // What this platform asks of services that offer heartbeats, in seconds.
    std::uint32_t default_liveness_interval = 30;
    std::uint32_t shortest_liveness_interval = 1;
    std::uint32_t longest_liveness_interval = 3600;
  };

  /// Reads what is stored. Errors: corrupt, io.
  static Result<std::unique_ptr<Registry>> open(store::DocumentStore &store, Subscriptions &subscriptions,
                                                Options options);

  // Applications.
  /// Errors: bad_request; forbidden where that instance is registered already; unavailable, io.
  Result<ApplicationPtr> register_application(AppInfo info);
  /// Errors: not_found.
  Result<ApplicationPtr> find_application(const std::string &id) const;
  /// Errors: bad_request, not_found, forbidden (a module of the node), io.
  Result<void> update_application(const std::string &id, AppInfo info);
  /// Ends the application with its services and subscriptions. Errors: not_found, forbidden, io.
  Result<void> remove_application(const std::string &id);
  /// The application says that it runs (7.2.12). Errors: not_found, io.
  Result<void> confirm_ready(const std::string &id);
  /// Tells the application to end and waits until it confirms or `grace` seconds (at least 1) have
  /// passed (5.2.3). True where it confirmed. Errors: not_found, conflict where it is being ended already.
  Result<bool> terminate(const std::string &id, OperationAction action, std::uint32_t grace);
  /// The application agrees to end (7.2.11). Without a notification outstanding this is accepted.
  /// Errors: not_found; conflict where another action was notified.
  Result<void> confirm_termination(const std::string &id, OperationAction action);

  // Services.
  /// Errors: bad_request, not_found (the application), forbidden (a module of the node), unavailable, io.
  Result<ServicePtr> register_service(const std::string &app_id, ServiceInfo info);
  /// Null where there is none. The hot path.
  ServicePtr find_service(std::string_view id) const { return index_.find(id); }
  /// Errors: not_found.
  Result<ServicePtr> find_service(const std::string &app_id, std::string_view id) const;
  /// Errors: bad_request (exclusive criteria), not_found (the application).
  Result<std::vector<ServicePtr>> query(const ServiceQuery &query) const;
  std::vector<ServicePtr> services_with_liveness() const { return index_.with_liveness(); }
  std::size_t services() const { return index_.size(); }
  /// Errors: bad_request, not_found, forbidden, precondition_failed, io.
  Result<ServicePtr> update_service(const std::string &app_id, const std::string &id, ServiceInfo info,
                                    const IfMatch &if_match);
  /// Errors: not_found, forbidden, io.
  Result<void> remove_service(const std::string &app_id, const std::string &id);
  /// Changes the state if it is `from` now; nothing where it is not. Errors: not_found, io.
  Result<void> change_state(const std::string &id, ServiceState from, ServiceState to);

  // Subscriptions, which end with their application.
  /// Errors: bad_request, not_found (the application), unavailable, io.
  Result<SubscriptionPtr> subscribe(Subscription subscription);
  /// Errors: not_found, io.
  Result<void> unsubscribe(const std::string &app_id, SubscriptionKind kind, const std::string &id);

  // The platform's own.
  /// Transports that services may use by transportId (5.2.9).
  std::vector<TransportInfo> transports() const;
  void set_transports(std::vector<TransportInfo> transports);
  /// Makes `application` (its appInstanceId set) a built-in one with exactly these services (each with a
  /// stable serInstanceId). Writes only what differs from what is stored. Errors: bad_request, io.
  Result<void> offer(AppInfo application, std::vector<ServiceInfo> services);
  /// Removes built-in applications that an earlier run offered and this one has not. Errors: io.
  Result<void> retire_built_ins();

 private:
  Registry(store::DocumentStore &store, Subscriptions &subscriptions, Options options)
      : store_(store), subscriptions_(subscriptions), options_(options) {}
  Result<void> load();

  Result<ApplicationPtr> store_application(Application application);
  Result<void> drop_application(const std::string &id);
  Result<ApplicationPtr> foreign_application(const std::string &id) const;

  Result<void> complete(ServiceInfo &info, const ServiceRecord *old) const;
  Result<ServicePtr> write_service(const std::string &app_id, ServiceInfo info, const ServicePtr &old);
  Result<void> drop_service(const ServicePtr &service);

  store::DocumentStore &store_;
  Subscriptions &subscriptions_;
  const Options options_;
  WriteGate gate_;
  ServiceIndex index_;
  std::atomic<std::uint64_t> next_serial_{1};

  mutable std::shared_mutex mutex_;
  std::map<std::string, ApplicationPtr> applications_;
  std::vector<TransportInfo> transports_;
  std::set<std::string> offered_;

  struct Termination {
    OperationAction action;
    bool confirmed = false;
  };
  std::mutex terminations_mutex_;
  runtime::Condition terminations_changed_;
  std::map<std::string, Termination> terminations_;
};

}  // namespace umec::mec
