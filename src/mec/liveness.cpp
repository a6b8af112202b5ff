#include "mec/liveness.hpp"

#include "base/log.hpp"

namespace umec::mec {

Result<ServicePtr> Liveness::owing(const std::string &app_id, const std::string &id) const {
  ServicePtr service = UMEC_TRY(registry_.find_service(app_id, id));
  if (service->liveness_interval == 0)
    return fail(Errc::not_found, "the service '{}' was registered without livenessInterval", id);
  return service;
}

Result<ServiceLivenessInfo> Liveness::find(const std::string &app_id, const std::string &id, Timestamp time) {
  const ServicePtr service = UMEC_TRY(owing(app_id, id));
  const std::lock_guard lock(mutex_);
  const Timestamp last = last_.emplace(id, time).first->second;
  return ServiceLivenessInfo{service->state, TimeStamp::of(last), service->liveness_interval};
}

Result<void> Liveness::heartbeat(const std::string &app_id, const std::string &id, Timestamp time) {
  const ServicePtr service = UMEC_TRY(owing(app_id, id));
  {
    const std::lock_guard lock(mutex_);
    last_.insert_or_assign(id, time);
  }
  if (service->state == ServiceState::SUSPENDED)
    return registry_.change_state(id, ServiceState::SUSPENDED, ServiceState::ACTIVE);
  return {};
}

void Liveness::check(Timestamp time) {
  std::vector<ServicePtr> overdue;
  {
    const auto services = registry_.services_with_liveness();
    std::unordered_map<std::string, Timestamp> still;
    still.reserve(services.size());
    const std::lock_guard lock(mutex_);
    for (const ServicePtr &service : services) {
      const auto found = last_.find(service->id);
      const Timestamp last = found == last_.end() ? time : found->second;
      still.emplace(service->id, last);
      if (service->state == ServiceState::ACTIVE &&
          time - last > kMissed * kSecond * service->liveness_interval)
        overdue.push_back(service);
    }
    last_ = std::move(still);
  }
  for (const ServicePtr &service : overdue) {
    log::warning("service_suspended",
                 {{"service", service->id}, {"name", service->name}, {"app", service->app_id}});
    if (auto changed = registry_.change_state(service->id, ServiceState::ACTIVE, ServiceState::SUSPENDED);
        !changed)
      log::warning("service_not_suspended", {{"service", service->id}, {"detail", changed.error().detail}});
  }
}

}  // namespace umec::mec
