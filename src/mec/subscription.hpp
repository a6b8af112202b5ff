// Who wants to be told what.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "mec/service_record.hpp"
#include "mec/types.hpp"

namespace umec::mec {

/// The two types of subscription of Mp1, spelled as their `subscriptionType`.
enum class SubscriptionKind : std::uint8_t {
  SerAvailabilityNotificationSubscription,
  AppTerminationNotificationSubscription
};
BOOST_DESCRIBE_ENUM(SubscriptionKind, SerAvailabilityNotificationSubscription,
                    AppTerminationNotificationSubscription)

struct Subscription {
  std::string id;
  std::string app_id;
  SubscriptionKind kind = SubscriptionKind::SerAvailabilityNotificationSubscription;
  std::string callback_reference;  ///< absolute URI without query, fragment or user (MEC 009, 6.12.3)
  std::optional<FilteringCriteria> filtering_criteria;  ///< absent: every service
  /// Root URI under which the subscriber reached us ("http://host/mec_service_mgmt/v1"): what the links
  /// in its notifications start with.
  std::string root;
  std::uint64_t since = 0;  ///< sequence of the last change before it was made

  bool wants(const ServiceChange &change) const;
};

/// Shared by the list of subscriptions and the deliveries under way.
using SubscriptionPtr = std::shared_ptr<const Subscription>;

/// How far notifications have come, as it is kept for the next start.
struct DeliveryProgress {
  std::uint64_t released = 0;  ///< changes up to this one have been given to all that want them
  std::map<std::string, std::uint64_t> behind;  ///< subscriptions whose backlog starts after this change
};

}  // namespace umec::mec
