// Services and transports (MEC 011 clauses 8.2.3 to 8.2.7).
#include "mec/exchange.hpp"
#include "mec/routes.hpp"
#include "mec/wire.hpp"

namespace umec::mec {

namespace {

using net::Request;
using net::Response;

constexpr net::RouteOptions kRead{.scope = "mec:services:read"};
constexpr net::RouteOptions kWrite{.max_body = 256 << 10, .scope = "mec:services:write"};

Result<bool> read_truth(std::string_view name, std::string_view text) {
  // Capital letters come from clients that print their language's own booleans.
  if (text == "true" || text == "TRUE" || text == "True") return true;
  if (text == "false" || text == "FALSE" || text == "False") return false;
  return fail(Errc::bad_request, "{} must be true or false, not '{}'", name, text.substr(0, 64));
}

Result<LocalityType> read_locality(std::string_view text) {
  LocalityType locality{};
  if (!boost::describe::enum_from_string(std::string(text).c_str(), locality))
    return fail(Errc::bad_request,
                "'{}' is no locality: MEC_SYSTEM, MEC_HOST, NFVI_POP, ZONE, ZONE_GROUP, NFVI_NODE",
                text.substr(0, 64));
  return locality;
}

std::string application_prefix(std::string_view app_id) {
  return fmt::format("/applications/{}/services/", app_id);
}

std::string representation(const ServiceRecord &service, std::string_view root, std::string_view prefix) {
  std::string body;
  body.reserve(service.text->size() + 3 * root.size() + 384);
  append_service(body, service, root, prefix);
  return body;
}

Response list_response(const std::vector<ServicePtr> &services, const std::string &root,
                       std::string_view prefix) {
  std::string body = "[";
  std::size_t size = 2;
  for (const ServicePtr &service : services) size += service->text->size() + 3 * root.size() + 384;
  body.reserve(size);
  for (const ServicePtr &service : services) {
    if (body.size() > 1) body += ',';
    append_service(body, *service, root, prefix);
  }
  body += ']';
  return Response::json(std::move(body));
}

Response service_response(const Request &request, const ServiceRecord &service, std::string_view prefix) {
  std::string tag = entity_tag(service.revision);
  if (is_known(request, tag)) return Response::empty(304).with("ETag", std::move(tag));
  return Response::json(representation(service, root_of(request), prefix)).with("ETag", std::move(tag));
}

}  // namespace

Result<ServiceQuery> read_service_query(std::string_view query_text) {
  ServiceQuery query;
  if (query_text.empty()) return query;
  const auto parameters = UMEC_TRY(net::Query::parse(query_text));
  UMEC_TRY(parameters.only({"ser_instance_id", "ser_name", "ser_category_id", "scope_of_locality",
                            "consumed_local_only", "is_local"}));
  for (const std::string_view name :
       {"ser_category_id", "scope_of_locality", "consumed_local_only", "is_local"})
    if (parameters.all(name).size() > 1) return fail(Errc::bad_request, "{} may be given only once", name);
  for (const std::string_view id : parameters.all("ser_instance_id")) query.ser_instance_ids.emplace_back(id);
  for (const std::string_view name : parameters.all("ser_name")) query.ser_names.emplace_back(name);
  if (const auto category = parameters.get("ser_category_id")) query.ser_category_id = *category;
  if (const auto scope = parameters.get("scope_of_locality"))
    query.scope_of_locality = UMEC_TRY(read_locality(*scope));
  if (const auto only = parameters.get("consumed_local_only"))
    query.consumed_local_only = UMEC_TRY(read_truth("consumed_local_only", *only));
  if (const auto local = parameters.get("is_local"))
    query.is_local = UMEC_TRY(read_truth("is_local", *local));
  UMEC_TRY(query.check());
  return query;
}

void mount_services(net::Router &router, Registry &registry) {
  for (const char *version : {"v1", "v2"}) {
    const std::string root = std::string(kServiceManagement) + version;
    const std::string of_application = root + "/applications/{appInstanceId}/services";

    router.get(
        root + "/services",
        [&registry](Request &request) -> Result<Response> {
          const auto services = UMEC_TRY(registry.query(UMEC_TRY(read_service_query(request.query_text))));
          return list_response(services, root_of(request), "/services/");
        },
        kRead);

    router.get(
        root + "/services/{serviceId}",
        [&registry](Request &request) -> Result<Response> {
          const ServicePtr service = registry.find_service(request.param("serviceId"));
          if (!service) return fail(Errc::not_found, "there is no service '{}'", request.param("serviceId"));
          return service_response(request, *service, "/services/");
        },
        kRead);

    router.get(
        root + "/transports",
        [&registry](Request &) -> Result<Response> {
          return Response::json(write_transports(registry.transports()));
        },
        kRead);

    router.get(
        of_application,
        [&registry](Request &request) -> Result<Response> {
          ServiceQuery query = UMEC_TRY(read_service_query(request.query_text));
          query.app_id = request.param("appInstanceId");
          return list_response(UMEC_TRY(registry.query(query)), root_of(request),
                               application_prefix(*query.app_id));
        },
        kRead);

    router.post(
        of_application,
        [&registry](Request &request) -> Result<Response> {
          UMEC_TRY(expect_json(request));
          const std::string app_id(request.param("appInstanceId"));
          UMEC_TRY(registry.find_application(app_id));
          const ServicePtr service =
              UMEC_TRY(registry.register_service(app_id, UMEC_TRY(read_service_info(request.body))));
          const std::string here = root_of(request);
          const std::string prefix = application_prefix(app_id);
          return Response::created(here + prefix + service->id, representation(*service, here, prefix))
              .with("ETag", entity_tag(service->revision));
        },
        kWrite);

    router.get(
        of_application + "/{serviceId}",
        [&registry](Request &request) -> Result<Response> {
          const std::string app_id(request.param("appInstanceId"));
          const ServicePtr service = UMEC_TRY(registry.find_service(app_id, request.param("serviceId")));
          return service_response(request, *service, application_prefix(app_id));
        },
        kRead);

    router.put(
        of_application + "/{serviceId}",
        [&registry](Request &request) -> Result<Response> {
          UMEC_TRY(expect_json(request));
          const std::string app_id(request.param("appInstanceId"));
          const std::string id(request.param("serviceId"));
          UMEC_TRY(registry.find_service(app_id, id));
          const ServicePtr service = UMEC_TRY(registry.update_service(
              app_id, id, UMEC_TRY(read_service_info(request.body)), if_match_of(request)));
          return Response::json(representation(*service, root_of(request), application_prefix(app_id)))
              .with("ETag", entity_tag(service->revision));
        },
        kWrite);

    router.del(
        of_application + "/{serviceId}",
        [&registry](Request &request) -> Result<Response> {
          UMEC_TRY(registry.remove_service(std::string(request.param("appInstanceId")),
                                           std::string(request.param("serviceId"))));
          return Response::empty();
        },
        kWrite);
  }
}

}  // namespace umec::mec
