#include "mec/registry.hpp"

#include "mec/registry_records.hpp"
#include "mec/wire.hpp"

namespace umec::mec {

Result<std::unique_ptr<Registry>> Registry::open(store::DocumentStore &store, Subscriptions &subscriptions,
                                                 Options options) {
  auto registry = std::unique_ptr<Registry>(new Registry(store, subscriptions, options));
  UMEC_TRY(registry->load());
  return registry;
}

Result<void> Registry::load() {
  for (const store::Document &document : store_.list(kApplications)) {
    auto application = read_stored_application(*document.body);
    if (!application)
      return fail(Errc::corrupt, "the stored application '{}' cannot be read: {}", document.key,
                  application.error().detail);
    auto shared = std::make_shared<const Application>(std::move(*application));
    applications_.emplace(shared->id(), std::move(shared));
  }
  for (const store::Document &document : store_.list(kServices)) {
    const auto info = read_service_info(*document.body);
    const std::size_t slash = document.key.find('/');
    if (!info || slash == std::string::npos)
      return fail(Errc::corrupt, "the stored service '{}' cannot be read: {}", document.key,
                  info ? "its key has no application" : info.error().detail);
    index_.put(
        record_of(document.key.substr(0, slash), *info, document.body, document.revision, next_serial_++));
  }
  return {};
}

std::vector<TransportInfo> Registry::transports() const {
  const std::shared_lock lock(mutex_);
  return transports_;
}

void Registry::set_transports(std::vector<TransportInfo> transports) {
  const std::unique_lock lock(mutex_);
  transports_ = std::move(transports);
}

Result<void> Registry::offer(AppInfo info, std::vector<ServiceInfo> services) {
  UMEC_TRY(check_built_in(info, services));
  const std::string id = *info.app_instance_id;
  {
    const auto hold = UMEC_TRY(gate_.exclusive(application_gate(id)));
    const auto existing = find_application(id);
    Application application{std::move(info), true, true};
    if (!existing || stored_application(**existing) != stored_application(application))
      UMEC_TRY(store_application(std::move(application)));
    for (const ServicePtr &old : index_.of_application(id)) {
      const bool kept =
          std::ranges::any_of(services, [&](const auto &each) { return each.ser_instance_id == old->id; });
      if (!kept) UMEC_TRY(drop_service(old));
    }
    for (ServiceInfo &service : services) {
      const ServicePtr old = index_.find(*service.ser_instance_id);
      UMEC_TRY(complete(service, old.get()));
      UMEC_TRY(write_service(id, std::move(service), old));
    }
  }
  const std::unique_lock lock(mutex_);
  offered_.insert(id);
  return {};
}

Result<void> Registry::retire_built_ins() {
  std::vector<std::string> stale;
  {
    const std::shared_lock lock(mutex_);
    for (const auto &[id, application] : applications_)
      if (application->built_in && !offered_.contains(id)) stale.push_back(id);
  }
  for (const std::string &id : stale) {
    const auto hold = UMEC_TRY(gate_.exclusive(application_gate(id)));
    UMEC_TRY(drop_application(id));
  }
  return {};
}

}  // namespace umec::mec
