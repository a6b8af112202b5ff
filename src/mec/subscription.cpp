#include "mec/subscription.hpp"

#include <algorithm>

namespace umec::mec {

bool Subscription::wants(const ServiceChange &change) const {
  if (kind != SubscriptionKind::SerAvailabilityNotificationSubscription) return false;
  if (!filtering_criteria) return true;
  const FilteringCriteria &filter = *filtering_criteria;
  const auto holds = [](const auto &list, const auto &value) {
    return std::ranges::find(list, value) != list.end();
  };
  if (filter.ser_instance_ids && !holds(*filter.ser_instance_ids, change.service_id)) return false;
  if (filter.ser_names && !holds(*filter.ser_names, change.name)) return false;
  if (filter.ser_categories && std::ranges::find(*filter.ser_categories, change.category, &CategoryRef::id) ==
                                   filter.ser_categories->end())
    return false;
  if (filter.states && !holds(*filter.states, change.state)) return false;
  return !filter.is_local || *filter.is_local == change.is_local;
}

}  // namespace umec::mec
