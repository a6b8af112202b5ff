#include "mec/rules.hpp"

#include <algorithm>

#include "net/url.hpp"

namespace umec::mec {

namespace {

constexpr std::size_t kLongestText = 1024;

Result<void> check_text(const std::string &text, const char *pointer) {
  if (text.empty()) return fail_at(pointer, Errc::bad_request, "this may not be empty");
  if (text.size() > kLongestText)
    return fail_at(pointer, Errc::bad_request, "this exceeds {} bytes", kLongestText);
  return {};
}

Result<void> check_endpoint(const EndPointInfo &endpoint, const std::string &at) {
  const int kinds = (endpoint.uris ? 1 : 0) + (endpoint.fqdn ? 1 : 0) + (endpoint.addresses ? 1 : 0) +
                    (endpoint.alternative ? 1 : 0);
  if (kinds != 1)
    return fail_at(at, Errc::bad_request,
                   "exactly one of uris, fqdn, addresses and alternative must be present");
  return {};
}

Result<void> check_security(const SecurityInfo &security, const std::string &at) {
  if (!security.o_auth2_info) return {};
  const OAuth2Info &oauth = *security.o_auth2_info;
  if (oauth.grant_types.empty() || oauth.grant_types.size() > 4)
    return fail_at(at + "/oAuth2Info/grantTypes", Errc::bad_request, "there must be one to four grant types");
  const bool implicit_only = std::ranges::all_of(
      oauth.grant_types, [](GrantType type) { return type == GrantType::OAUTH2_IMPLICIT_GRANT; });
  if (!oauth.token_endpoint && !implicit_only)
    return fail_at(at + "/oAuth2Info/tokenEndpoint", Errc::bad_request,
                   "the token endpoint may be absent only for the implicit grant");
  return {};
}

}  // namespace

bool is_plain_id(std::string_view id) {
  return !id.empty() && id.size() <= 128 && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
  });
}

Result<void> check_app_info(const AppInfo &application) {
  UMEC_TRY(check_text(application.app_name, "/appName"));
  if (application.app_instance_id && !is_plain_id(*application.app_instance_id))
    return fail_at("/appInstanceId", Errc::bad_request,
                   "an identifier is 1 to 128 letters, digits and - . _ ~");
  if (application.endpoint) return check_endpoint(*application.endpoint, "/endpoint");
  if (!application.app_instance_id || !application.app_d_id)
    return fail_at("/endpoint", Errc::bad_request,
                   "an application that no MEC management made must say its endpoint; one that it made, its "
                   "appInstanceId and appDId");
  return {};
}

Result<void> check_service_info(const ServiceInfo &service, bool is_new) {
  UMEC_TRY(check_text(service.ser_name, "/serName"));
  UMEC_TRY(check_text(service.version, "/version"));
  if (service.transport_id && service.transport_info)
    return fail_at("/transportId", Errc::bad_request, "transportId and transportInfo exclude each other");
  if (is_new && !service.transport_id && !service.transport_info)
    return fail_at("/transportInfo", Errc::bad_request,
                   "one of transportId and transportInfo must be present");
  if (service.ser_category) UMEC_TRY(check_text(service.ser_category->id, "/serCategory/id"));
  if (service.transport_info) {
    UMEC_TRY(check_text(service.transport_info->id, "/transportInfo/id"));
    UMEC_TRY(check_endpoint(service.transport_info->endpoint, "/transportInfo/endpoint"));
    UMEC_TRY(check_security(service.transport_info->security, "/transportInfo/security"));
  }
  return {};
}

Result<void> check_subscription(const Subscription &subscription) {
  const auto wrong = [](std::string_view why) {
    return fail_at("/callbackReference", Errc::bad_request, "the callback reference {}", why);
  };
  if (subscription.callback_reference.size() > 2048) return wrong("exceeds 2048 bytes");
  const auto url = net::Url::parse(subscription.callback_reference);
  if (!url) return wrong("must be an absolute http or https URI");
  if (url->scheme != "http" && url->scheme != "https") return wrong("must be an http or https URI");
  if (!url->user.empty() || !url->password.empty()) return wrong("may not hold a user");
  if (subscription.callback_reference.find_first_of("?#") != std::string::npos)
    return wrong("may not have a query or a fragment");
  if (subscription.filtering_criteria) {
    const FilteringCriteria &filter = *subscription.filtering_criteria;
    if ((filter.ser_instance_ids ? 1 : 0) + (filter.ser_names ? 1 : 0) + (filter.ser_categories ? 1 : 0) > 1)
      return fail_at("/filteringCriteria", Errc::bad_request,
                     "only one of serInstanceIds, serNames and serCategories may be present");
  }
  return {};
}

}  // namespace umec::mec
