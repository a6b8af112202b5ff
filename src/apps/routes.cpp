#include "apps/routes.hpp"

#include "base/json.hpp"
#include "runtime/runtime.hpp"

namespace umec::apps {
namespace {

struct WebAppView {
  std::string name;
  std::string path;
  std::string updated;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};
BOOST_DESCRIBE_STRUCT(WebAppView, (), (name, path, updated, files, bytes))

WebAppView view_of(const WebApp &app) {
  return {app.name, "/apps/" + app.name + '/', format_rfc3339(app.updated), app.files.size(), app.bytes};
}

Result<net::Response> put_app(WebApps &apps, net::Request &request) {
  const std::string name(request.param("name"));
  const bool fresh = UMEC_TRY(runtime::offload([&]() -> Result<bool> {
    const WebFiles files = UMEC_TRY(read_web_archive(request.body));
    return apps.put(name, files);
  }));
  const auto app = apps.find(name);
  if (!app) return fail(Errc::conflict, "the web app '{}' was removed in the meantime", name);
  std::string body = json::encode_text(view_of(*app));
  return fresh ? net::Response::created("/apps/v1/web/" + name, std::move(body))
               : net::Response::json(std::move(body));
}

Result<net::Response> serve_file(WebApps &apps, net::Request &request) {
  const std::string name(request.param("name"));
  std::string path(request.param("path"));
  const auto app = apps.find(name);
  if (!app) return fail(Errc::not_found, "there is no app '{}'", name.substr(0, 80));
  if (path.empty() || path.ends_with('/')) path += "index.html";
  const auto file = app->files.find(path);
  if (file == app->files.end())
    return fail(Errc::not_found, "the app '{}' has no file '{}'", name, path.substr(0, 200));
  net::Response response;
  if (request.header("If-None-Match") == file->second.etag)
    response = net::Response::empty(304);
  else
    response = net::Response::text(UMEC_TRY(runtime::offload([&] { return apps.read(name, path); })),
                                   media_type_of(path));
  // no-cache: a browser asks each time, so that a new version is seen at once.
  return std::move(response)
      .with("ETag", file->second.etag)
      .with("Cache-Control", "no-cache")
      .with("X-Content-Type-Options", "nosniff");
}

}  // namespace

std::string_view media_type_of(std::string_view path) {
  struct Type {
    std::string_view ending;
    std::string_view type;
  };
  static constexpr Type types[] = {{".html", "text/html; charset=utf-8"},
                                   {".js", "text/javascript; charset=utf-8"},
                                   {".mjs", "text/javascript; charset=utf-8"},
                                   {".css", "text/css; charset=utf-8"},
                                   {".json", "application/json"},
                                   {".svg", "image/svg+xml"},
                                   {".png", "image/png"},
                                   {".jpg", "image/jpeg"},
                                   {".jpeg", "image/jpeg"},
                                   {".gif", "image/gif"},
                                   {".webp", "image/webp"},
                                   {".ico", "image/x-icon"},
                                   {".woff2", "font/woff2"},
                                   {".wasm", "application/wasm"},
                                   {".txt", "text/plain; charset=utf-8"},
                                   {".md", "text/markdown; charset=utf-8"},
                                   {".mp4", "video/mp4"},
                                   {".webmanifest", "application/manifest+json"}};
  for (const Type &type : types)
    if (path.ends_with(type.ending)) return type.type;
  return "application/octet-stream";
}

void mount(net::Router &router, WebApps &apps) {
  router.get("/apps/v1/web", [&apps](net::Request &) -> Result<net::Response> {
    std::vector<WebAppView> views;
    for (const auto &app : apps.list()) views.push_back(view_of(*app));
    return net::Response::json(json::encode_text(views));
  });
  router.put("/apps/v1/web/{name}", [&apps](net::Request &request) { return put_app(apps, request); },
             {.max_body = kMaxArchive});
  router.get("/apps/v1/web/{name}", [&apps](net::Request &request) -> Result<net::Response> {
    const auto app = apps.find(request.param("name"));
    if (!app) return fail(Errc::not_found, "there is no web app '{}'", request.param("name").substr(0, 80));
    return net::Response::json(json::encode_text(view_of(*app)));
  });
  router.del("/apps/v1/web/{name}", [&apps](net::Request &request) -> Result<net::Response> {
    const std::string name(request.param("name"));
    UMEC_TRY(runtime::offload([&] { return apps.remove(name); }));
    return net::Response::empty();
  });
  // Relative links of a page only work below the slash.
  router.get("/apps/{name}", [](net::Request &request) -> Result<net::Response> {
    return net::Response::empty(308).with("Location",
                                          "/apps/" + net::percent_encode(request.param("name")) + '/');
  });
  router.get("/apps/{name}/{path*}", [&apps](net::Request &request) { return serve_file(apps, request); });
}

}  // namespace umec::apps
