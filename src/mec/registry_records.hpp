// What the parts of the registry share: names in the store and the making of records.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "mec/service_record.hpp"
#include "mec/types.hpp"

namespace umec::mec {

inline constexpr const char *kApplications = "mec/applications";
inline constexpr const char *kServices = "mec/services";  // keys: application/service

inline std::string application_gate(const std::string &id) { return "application " + id; }
inline std::string service_gate(const std::string &id) { return "service " + id; }
inline std::string service_key(const std::string &app_id, const std::string &id) { return app_id + "/" + id; }

/// Makes the record of a service whose text is `text`.
ServicePtr record_of(std::string app_id, const ServiceInfo &info, store::Body text, store::Revision revision,
                     std::uint64_t serial);
/// What subscribers are told of `service`.
ServiceChange change_of(ChangeType type, const ServiceRecord &service);
/// Errors: bad_request where a built-in application or its services lack ids or break a rule.
Result<void> check_built_in(const AppInfo &application, const std::vector<ServiceInfo> &services);

}  // namespace umec::mec
