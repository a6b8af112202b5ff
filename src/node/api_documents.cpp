#include "node/api_documents.hpp"

#include <algorithm>

#include "api/documents.hpp"
#include "base/yaml.hpp"

namespace umec::node {

namespace {

using net::Request;
using net::Response;

Result<std::string_view> text_of(std::string_view name) {
  const auto documents = api::documents();
  const auto found = std::ranges::find(documents, name, &api::Document::name);
  if (found == documents.end()) return fail(Errc::not_found, "there is no API document '{}'", name);
  return found->yaml;
}

Response embedded(std::string_view text, std::string_view type) {
  Response response;
  response.content_type = type;
  response.body = std::span<const char>(text.data(), text.size());
  return response;
}

}  // namespace

void mount_api_documents(net::Router &router) {
  router.get("/api", [](Request &) -> Result<Response> {
    // The page is all in one file and asks nobody but this node.
    return embedded(api::page(), "text/html; charset=utf-8")
        .with(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; "
            "img-src blob:");
  });

  router.get("/api/index.json", [](Request &) -> Result<Response> {
    json::Array list;
    for (const api::Document &document : api::documents()) {
      const json::Value value = UMEC_TRY(yaml::parse(document.yaml));
      list.push_back(json::Object{{"name", document.name}, {"title", value.at("info").at("title")}});
    }
    return Response::json(json::write(list));
  });

  router.get("/api/routes.json", [&router](Request &) -> Result<Response> {
    json::Array list;
    for (const auto &[method, path] : router.routes())
      list.push_back(json::Object{{"method", net::method_name(method)}, {"path", path}});
    return Response::json(json::write(list));
  });

  router.get("/api/{name}.yaml", [](Request &request) -> Result<Response> {
    return embedded(UMEC_TRY(text_of(request.param("name"))), "application/yaml");
  });

  router.get("/api/{name}.json", [](Request &request) -> Result<Response> {
    return Response::json(json::write(UMEC_TRY(yaml::parse(UMEC_TRY(text_of(request.param("name")))))));
  });
}

}  // namespace umec::node
