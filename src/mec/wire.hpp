// The one place where values of MEC 011 become JSON text and back.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "mec/application.hpp"
#include "mec/service_record.hpp"
#include "mec/subscription.hpp"
#include "mec/timing.hpp"
#include "mec/types.hpp"

namespace umec::mec {

// Reading. Unknown attributes are ignored (MEC 009, forward compatibility). Errors: bad_request with a
// pointer to what is wrong.
Result<ServiceInfo> read_service_info(std::string_view json);
Result<AppInfo> read_app_info(std::string_view json);
/// A SerAvailabilityNotificationSubscription or AppTerminationNotificationSubscription, as POSTed.
Result<Subscription> read_subscription(SubscriptionKind kind, std::string_view json);
/// AppReadyConfirmation: only READY is there to say.
Result<void> read_ready_confirmation(std::string_view json);
/// AppTerminationConfirmation.
Result<OperationAction> read_termination_confirmation(std::string_view json);
/// ServiceLivenessUpdate: only ACTIVE is there to say.
Result<void> read_liveness_update(std::string_view json);

// What the store keeps.
std::string stored_application(const Application &application);
Result<Application> read_stored_application(std::string_view json);
std::string stored_subscription(const Subscription &subscription);
Result<Subscription> read_stored_subscription(std::string_view json);
std::string stored_change(const ServiceChange &change);
Result<ServiceChange> read_stored_change(std::string_view json);
std::string stored_progress(const DeliveryProgress &progress);
Result<DeliveryProgress> read_stored_progress(std::string_view json);

// Writing.
/// The service without `_links`; see append_service.
std::string write_service_info(const ServiceInfo &service);
std::string write_app_info(const AppInfo &application);
std::string write_transports(const std::vector<TransportInfo> &transports);
std::string write_liveness(const ServiceLivenessInfo &liveness);
std::string write_current_time(const CurrentTime &time);
std::string write_timing_caps(const TimingCaps &caps);
std::string write_subscription(const Subscription &subscription, const std::string &self);
/// SubscriptionLinkList (6.2.2). Carries both `rel` of V2.1.1 and `subscriptionType` of later versions.
std::string write_subscription_links(const std::string &self, std::span<const SubscriptionPtr> subscriptions);
/// ServiceAvailabilityNotification (8.1.4.2) about one or more changes, in their order.
std::string write_availability_notification(const Subscription &subscription,
                                            std::span<const ServiceChangePtr> changes);
/// AppTerminationNotification (7.1.4.2). `grace` in seconds.
std::string write_termination_notification(const Subscription &subscription, OperationAction action,
                                           std::uint32_t grace);

/// Appends a ServiceInfo with its `_links`, whose URIs start with `root` ("http://host/mec_service_mgmt/v1").
/// `self_prefix` is what stands between root and id in `_links.self` ("/services/").
void append_service(std::string &out, const ServiceRecord &service, std::string_view root,
                    std::string_view self_prefix);

}  // namespace umec::mec
