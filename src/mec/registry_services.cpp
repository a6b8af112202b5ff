// The services of the registry.
#include "base/id.hpp"
#include "mec/registry.hpp"
#include "mec/registry_records.hpp"
#include "mec/rules.hpp"
#include "mec/wire.hpp"

namespace umec::mec {

ServicePtr record_of(std::string app_id, const ServiceInfo &info, store::Body text, store::Revision revision,
                     std::uint64_t serial) {
  auto record = std::make_shared<ServiceRecord>();
  record->app_id = std::move(app_id);
  record->id = info.ser_instance_id.value_or("");
  record->name = info.ser_name;
  record->category = info.ser_category ? info.ser_category->id : "";
  record->state = info.state;
  record->scope = info.scope_of_locality.value_or(LocalityType::MEC_HOST);
  record->consumed_local_only = info.consumed_local_only.value_or(true);
  record->is_local = info.is_local.value_or(true);
  record->liveness_interval = info.liveness_interval.value_or(0);
  record->revision = revision;
  record->serial = serial;
  record->text = std::move(text);
  return record;
}

ServiceChange change_of(ChangeType type, const ServiceRecord &service) {
  return {0, type, service.id, service.name, service.category, service.state, service.is_local};
}

Result<void> check_built_in(const AppInfo &application, const std::vector<ServiceInfo> &services) {
  UMEC_TRY(check_app_info(application));
  if (!application.app_instance_id)
    return fail(Errc::bad_request, "a built-in application needs a stable id");
  for (const ServiceInfo &service : services) {
    if (!service.ser_instance_id || !is_plain_id(*service.ser_instance_id))
      return fail(Errc::bad_request, "the built-in service '{}' needs a stable id", service.ser_name);
    UMEC_TRY(check_service_info(service, true));
  }
  return {};
}

Result<ServicePtr> Registry::find_service(const std::string &app_id, std::string_view id) const {
  UMEC_TRY(find_application(app_id));
  ServicePtr service = index_.find(id);
  if (!service || service->app_id != app_id)
    return fail(Errc::not_found, "application '{}' has no service '{}'", app_id, id);
  return service;
}

Result<std::vector<ServicePtr>> Registry::query(const ServiceQuery &query) const {
  UMEC_TRY(query.check());
  if (query.app_id) UMEC_TRY(find_application(*query.app_id));
  return index_.query(query);
}

/// Fills in what the platform decides: transport, locality and liveness (8.1.2.2).
Result<void> Registry::complete(ServiceInfo &info, const ServiceRecord *old) const {
  const ServiceInfo before = old == nullptr ? ServiceInfo{} : UMEC_TRY(read_service_info(*old->text));
  if (info.transport_id) {
    const auto offered = transports();
    const auto found = std::ranges::find(offered, *info.transport_id, &TransportInfo::id);
    if (found == offered.end())
      return fail_at("/transportId", Errc::bad_request, "this platform has no transport '{}'",
                     *info.transport_id);
    info.transport_info = *found;
    info.transport_id.reset();
  }
  if (!info.transport_info) info.transport_info = before.transport_info;
  if (!info.scope_of_locality) info.scope_of_locality = LocalityType::MEC_HOST;
  if (!info.consumed_local_only) info.consumed_local_only = true;
  info.is_local = true;  // every service that this registry holds runs on this host
  if (!info.liveness_interval)
    info.liveness_interval = before.liveness_interval;
  else if (*info.liveness_interval == 0)
    info.liveness_interval = options_.default_liveness_interval;
  if (info.liveness_interval)
    info.liveness_interval = std::clamp(*info.liveness_interval, options_.shortest_liveness_interval,
                                        options_.longest_liveness_interval);
  return {};
}

Result<ServicePtr> Registry::write_service(const std::string &app_id, ServiceInfo info,
                                           const ServicePtr &old) {
  auto text = std::make_shared<const std::string>(write_service_info(info));
  if (old && old->app_id == app_id && *old->text == *text) return old;
  ChangeType type = ChangeType::ADDED;
  if (old) {
    ServiceInfo before = UMEC_TRY(read_service_info(*old->text));
    before.state = info.state;
    type = write_service_info(before) == *text ? ChangeType::STATE_CHANGED : ChangeType::ATTRIBUTES_CHANGED;
  } else if (index_.size() >= options_.max_services) {
    return fail(Errc::unavailable, "there are {} services already, the most that this node keeps",
                index_.size());
  }
  const std::uint64_t serial = old ? old->serial : next_serial_++;
  auto announcement = subscriptions_.announce(change_of(type, *record_of(app_id, info, text, 0, serial)));
  std::vector<store::Change> changes;
  changes.push_back(store::Change::put(kServices, service_key(app_id, *info.ser_instance_id), text));
  announcement.add_to(changes);
  const store::Revision revision = UMEC_TRY(store_.commit(std::move(changes)));
  ServicePtr record = record_of(app_id, info, std::move(text), revision, serial);
  index_.put(record);
  announcement.done();
  return record;
}

Result<void> Registry::drop_service(const ServicePtr &service) {
  auto announcement = subscriptions_.announce(change_of(ChangeType::REMOVED, *service));
  std::vector<store::Change> changes;
  changes.push_back(store::Change::remove(kServices, service_key(service->app_id, service->id)));
  announcement.add_to(changes);
  UMEC_TRY(store_.commit(std::move(changes)));
  index_.remove(service->id);
  announcement.done();
  return {};
}

Result<ServicePtr> Registry::register_service(const std::string &app_id, ServiceInfo info) {
  UMEC_TRY(check_service_info(info, true));
  const auto hold = UMEC_TRY(gate_.shared(application_gate(app_id)));
  UMEC_TRY(foreign_application(app_id));
  UMEC_TRY(complete(info, nullptr));
  info.ser_instance_id = random_uuid();
  return write_service(app_id, std::move(info), nullptr);
}

Result<ServicePtr> Registry::update_service(const std::string &app_id, const std::string &id,
                                            ServiceInfo info, const IfMatch &if_match) {
  UMEC_TRY(check_service_info(info, false));
  const auto hold = UMEC_TRY(gate_.shared(application_gate(app_id)));
  const auto hold_service = UMEC_TRY(gate_.exclusive(service_gate(id)));
  const ServicePtr old = UMEC_TRY(find_service(app_id, id));
  UMEC_TRY(foreign_application(app_id));
  if (if_match && std::ranges::find(*if_match, old->revision) == if_match->end())
    return fail(Errc::precondition_failed, "the service '{}' has changed since you read it: GET it again",
                id);
  UMEC_TRY(complete(info, old.get()));
  info.ser_instance_id = id;
  return write_service(app_id, std::move(info), old);
}

Result<void> Registry::remove_service(const std::string &app_id, const std::string &id) {
  const auto hold = UMEC_TRY(gate_.shared(application_gate(app_id)));
  const auto hold_service = UMEC_TRY(gate_.exclusive(service_gate(id)));
  const ServicePtr service = UMEC_TRY(find_service(app_id, id));
  UMEC_TRY(foreign_application(app_id));
  return drop_service(service);
}

Result<void> Registry::change_state(const std::string &id, ServiceState from, ServiceState to) {
  const ServicePtr seen = index_.find(id);
  if (!seen) return fail(Errc::not_found, "there is no service '{}'", id);
  const auto hold = UMEC_TRY(gate_.shared(application_gate(seen->app_id)));
  const auto hold_service = UMEC_TRY(gate_.exclusive(service_gate(id)));
  const ServicePtr service = index_.find(id);
  if (!service) return fail(Errc::not_found, "there is no service '{}'", id);
  if (service->state != from) return {};
  ServiceInfo info = UMEC_TRY(read_service_info(*service->text));
  info.state = to;
  UMEC_TRY(write_service(service->app_id, std::move(info), service));
  return {};
}

}  // namespace umec::mec
