// The applications of the registry.
#include "base/id.hpp"
#include "mec/registry.hpp"
#include "mec/registry_records.hpp"
#include "mec/rules.hpp"
#include "mec/wire.hpp"

namespace umec::mec {

Result<ApplicationPtr> Registry::find_application(const std::string &id) const {
  const std::shared_lock lock(mutex_);
  const auto found = applications_.find(id);
  if (found == applications_.end()) return fail(Errc::not_found, "there is no application instance '{}'", id);
  return found->second;
}

/// An application that REST clients may change. Errors: not_found, forbidden.
Result<ApplicationPtr> Registry::foreign_application(const std::string &id) const {
  ApplicationPtr application = UMEC_TRY(find_application(id));
  if (application->built_in)
    return fail(Errc::forbidden, "'{}' is a part of this node, which alone may change it", id);
  return application;
}

Result<ApplicationPtr> Registry::store_application(Application application) {
  auto stored = std::make_shared<const Application>(std::move(application));
  UMEC_TRY(store_.put(kApplications, stored->id(), stored_application(*stored)));
  const std::unique_lock lock(mutex_);
  applications_.insert_or_assign(stored->id(), stored);
  return stored;
}

Result<ApplicationPtr> Registry::register_application(AppInfo info) {
  UMEC_TRY(check_app_info(info));
  if (!info.app_instance_id) info.app_instance_id = random_uuid();
  const std::string id = *info.app_instance_id;
  const auto hold = UMEC_TRY(gate_.exclusive(application_gate(id)));
  {
    const std::shared_lock lock(mutex_);
    if (applications_.contains(id))
      return fail(Errc::forbidden, "the application instance '{}' is registered already: PUT it to change it",
                  id);
    if (applications_.size() >= options_.max_applications)
      return fail(Errc::unavailable, "there are {} applications already, the most that this node keeps",
                  applications_.size());
  }
  return store_application({std::move(info)});
}

Result<void> Registry::update_application(const std::string &id, AppInfo info) {
  info.app_instance_id = id;
  const auto hold = UMEC_TRY(gate_.exclusive(application_gate(id)));
  Application application = *UMEC_TRY(foreign_application(id));
  // An application keeps what MEC management said of it at first.
  if (!info.app_d_id) info.app_d_id = application.info.app_d_id;
  UMEC_TRY(check_app_info(info));
  application.info = std::move(info);
  UMEC_TRY(store_application(std::move(application)));
  return {};
}

Result<void> Registry::remove_application(const std::string &id) {
  const auto hold = UMEC_TRY(gate_.exclusive(application_gate(id)));
  UMEC_TRY(foreign_application(id));
  return drop_application(id);
}

Result<void> Registry::drop_application(const std::string &id) {
  const auto services = index_.of_application(id);
  std::vector<store::Change> changes = subscriptions_.removals_of(id);
  std::vector<Subscriptions::Announcement> announcements;
  announcements.reserve(services.size());
  for (const ServicePtr &service : services) {
    announcements.push_back(subscriptions_.announce(change_of(ChangeType::REMOVED, *service)));
    changes.push_back(store::Change::remove(kServices, service_key(id, service->id)));
    announcements.back().add_to(changes);
  }
  changes.push_back(store::Change::remove(kApplications, id));
  UMEC_TRY(store_.commit(std::move(changes)));
  {
    const std::unique_lock lock(mutex_);
    applications_.erase(id);
  }
  for (const ServicePtr &service : services) index_.remove(service->id);
  subscriptions_.forget_of(id);
  for (auto &announcement : announcements) announcement.done();
  return {};
}

Result<void> Registry::confirm_ready(const std::string &id) {
  const auto hold = UMEC_TRY(gate_.exclusive(application_gate(id)));
  Application application = *UMEC_TRY(find_application(id));
  if (application.ready) return {};
  application.ready = true;
  UMEC_TRY(store_application(std::move(application)));
  return {};
}

Result<SubscriptionPtr> Registry::subscribe(Subscription subscription) {
  const auto hold = UMEC_TRY(gate_.shared(application_gate(subscription.app_id)));
  UMEC_TRY(find_application(subscription.app_id));
  return subscriptions_.add(std::move(subscription));
}

Result<void> Registry::unsubscribe(const std::string &app_id, SubscriptionKind kind, const std::string &id) {
  const auto hold = UMEC_TRY(gate_.shared(application_gate(app_id)));
  UMEC_TRY(find_application(app_id));
  return subscriptions_.remove(app_id, kind, id);
}

Result<bool> Registry::terminate(const std::string &id, OperationAction action, std::uint32_t grace) {
  UMEC_TRY(find_application(id));
  grace = std::max(grace, 1U);
  const auto deadline = runtime::Deadline::after(std::chrono::seconds(grace));
  std::unique_lock lock(terminations_mutex_);
  if (!terminations_.emplace(id, Termination{action}).second)
    return fail(Errc::conflict, "the application instance '{}' is being ended already", id);
  lock.unlock();
  subscriptions_.announce_termination(id, action, grace);
  lock.lock();
  while (!terminations_.at(id).confirmed)
    if (terminations_changed_.wait(lock, deadline) != runtime::Wake::woken) break;
  const bool confirmed = terminations_.at(id).confirmed;
  terminations_.erase(id);
  return confirmed;
}

Result<void> Registry::confirm_termination(const std::string &id, OperationAction action) {
  UMEC_TRY(find_application(id));
  const std::lock_guard lock(terminations_mutex_);
  const auto outstanding = terminations_.find(id);
  if (outstanding == terminations_.end()) return {};
  if (outstanding->second.action != action)
    return fail_at("/operationAction", Errc::conflict, "the notification named another action");
  outstanding->second.confirmed = true;
  terminations_changed_.notify_all();
  return {};
}

}  // namespace umec::mec
