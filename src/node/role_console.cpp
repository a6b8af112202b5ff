// The web console, embedded in the program.
#include "console/assets.hpp"
#include "node/roles.hpp"

namespace umec::node {
namespace {

class ConsoleRole final : public Role {
 public:
  std::string_view name() const override { return "console"; }
};

net::Response serve(const console::Asset &asset, const net::Request &request) {
  const bool unchanged = request.header("If-None-Match") == asset.etag;
  net::Response response = net::Response::empty(304);
  if (!unchanged) {
    response.status = 200;
    response.content_type = asset.content_type;
    response.body = std::span(reinterpret_cast<const char *>(asset.gzip.data()), asset.gzip.size());
    response.headers.push_back({"Content-Encoding", "gzip"});
  }
  return std::move(response)
      .with("ETag", std::string(asset.etag))
      .with("Cache-Control", asset.immutable() ? "public, max-age=31536000, immutable" : "no-cache")
      .with("X-Content-Type-Options", "nosniff");
}

}  // namespace

Result<std::unique_ptr<Role>> make_console_role(Surroundings &surroundings) {
  for (const console::Asset &asset : console::assets()) {
    const auto handler = [&asset](net::Request &request) -> Result<net::Response> {
      return serve(asset, request);
    };
    surroundings.router.get(asset.path, handler);
    if (asset.path == "/index.html") surroundings.router.get("/", handler);
  }
  return std::make_unique<ConsoleRole>();
}

}  // namespace umec::node
