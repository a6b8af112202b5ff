#include "mec/service_index.hpp"

#include <algorithm>

namespace umec::mec {

Result<void> ServiceQuery::check() const {
  const int criteria =
      (ser_instance_ids.empty() ? 0 : 1) + (ser_names.empty() ? 0 : 1) + (ser_category_id ? 1 : 0);
  if (criteria > 1)
    return fail(Errc::bad_request,
                "only one of ser_instance_id, ser_name and ser_category_id may be given in one query");
  return {};
}

bool ServiceQuery::fits(const ServiceRecord &service) const {
  if (app_id && service.app_id != *app_id) return false;
  if (!ser_instance_ids.empty() && std::ranges::find(ser_instance_ids, service.id) == ser_instance_ids.end())
    return false;
  if (!ser_names.empty() && std::ranges::find(ser_names, service.name) == ser_names.end()) return false;
  if (ser_category_id && service.category != *ser_category_id) return false;
  if (scope_of_locality && service.scope != *scope_of_locality) return false;
  if (consumed_local_only.value_or(false) && !service.consumed_local_only) return false;
  return !is_local.value_or(false) || service.is_local;
}

void ServiceIndex::Group::put(const ServicePtr &service) {
  if (services_.empty() || services_.back()->serial < service->serial) {
    services_.push_back(service);
    return;
  }
  const auto place =
      std::ranges::lower_bound(services_, service->serial, {}, [](const auto &s) { return s->serial; });
  if (place != services_.end() && (*place)->serial == service->serial)
    *place = service;
  else
    services_.insert(place, service);
}

void ServiceIndex::Group::remove(std::uint64_t serial) {
  const auto place = std::ranges::lower_bound(services_, serial, {}, [](const auto &s) { return s->serial; });
  if (place != services_.end() && (*place)->serial == serial) services_.erase(place);
}

ServicePtr ServiceIndex::find(std::string_view id) const {
  const Shard &home = shard(id);
  const std::shared_lock lock(home.mutex);
  const auto found = home.services.find(id);
  return found == home.services.end() ? nullptr : found->second;
}

std::vector<ServicePtr> ServiceIndex::query(const ServiceQuery &query) const {
  std::vector<ServicePtr> result;
  const auto take = [&](const std::vector<ServicePtr> &candidates) {
    for (const ServicePtr &service : candidates)
      if (query.fits(*service)) result.push_back(service);
  };
  const auto take_group = [&](const Groups &groups, const std::string &key) {
    if (const auto group = groups.find(key); group != groups.end()) take(group->second.services());
  };
  if (!query.ser_instance_ids.empty()) {
    for (const std::string &id : query.ser_instance_ids)
      if (auto service = find(id); service && query.fits(*service)) result.push_back(std::move(service));
  } else {
    const std::shared_lock lock(mutex_);
    if (query.ser_names.size() == 1)
      take_group(by_name_, query.ser_names.front());
    else if (!query.ser_names.empty())
      for (const std::string &name : query.ser_names) take_group(by_name_, name);
    else if (query.ser_category_id)
      take_group(by_category_, *query.ser_category_id);
    else if (query.app_id)
      take_group(by_application_, *query.app_id);
    else
      take(all_.services());
  }
  if (query.ser_instance_ids.size() + query.ser_names.size() > 1) {
    // Several look-ups: bring them into one order, and name a service once if it was asked for twice.
    std::ranges::sort(result, {}, [](const auto &s) { return s->serial; });
    const auto repeated = std::ranges::unique(result, {}, [](const auto &s) { return s->serial; });
    result.erase(repeated.begin(), repeated.end());
  }
  return result;
}

std::vector<ServicePtr> ServiceIndex::of_application(std::string_view app_id) const {
  const std::shared_lock lock(mutex_);
  const auto group = by_application_.find(app_id);
  return group == by_application_.end() ? std::vector<ServicePtr>{} : group->second.services();
}

std::vector<ServicePtr> ServiceIndex::with_liveness() const {
  const std::shared_lock lock(mutex_);
  return alive_.services();
}

std::size_t ServiceIndex::size() const {
  const std::shared_lock lock(mutex_);
  return all_.services().size();
}

void ServiceIndex::put_in(Groups &groups, const std::string &key, const ServicePtr &service) {
  if (!key.empty()) groups[key].put(service);
}

void ServiceIndex::remove_from(Groups &groups, const std::string &key, std::uint64_t serial) {
  const auto group = groups.find(key);
  if (group == groups.end()) return;
  group->second.remove(serial);
  if (group->second.services().empty()) groups.erase(group);
}

void ServiceIndex::forget(const ServiceRecord &service) {
  remove_from(by_name_, service.name, service.serial);
  remove_from(by_category_, service.category, service.serial);
  remove_from(by_application_, service.app_id, service.serial);
  alive_.remove(service.serial);
  all_.remove(service.serial);
}

void ServiceIndex::put(ServicePtr service) {
  const ServicePtr old = find(service->id);
  {
    const std::unique_lock lock(mutex_);
    if (old) {
      // Replaced in place where the key stays, so that an update costs no shifting.
      if (old->name != service->name) remove_from(by_name_, old->name, old->serial);
      if (old->category != service->category) remove_from(by_category_, old->category, old->serial);
      if (old->app_id != service->app_id) remove_from(by_application_, old->app_id, old->serial);
      if (service->liveness_interval == 0) alive_.remove(old->serial);
    }
    all_.put(service);
    if (service->liveness_interval != 0) alive_.put(service);
    put_in(by_name_, service->name, service);
    put_in(by_category_, service->category, service);
    put_in(by_application_, service->app_id, service);
  }
  Shard &home = shard(service->id);
  const std::unique_lock lock(home.mutex);
  home.services.erase(service->id);  // the key points into the old record
  home.services.emplace(service->id, service);
}

void ServiceIndex::remove(std::string_view id) {
  const ServicePtr old = find(id);
  if (!old) return;
  {
    const std::unique_lock lock(mutex_);
    forget(*old);
  }
  Shard &home = shard(id);
  const std::unique_lock lock(home.mutex);
  home.services.erase(old->id);
}

}  // namespace umec::mec
