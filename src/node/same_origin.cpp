#include "node/same_origin.hpp"

namespace umec::node {

Result<void> refuse_other_origins(net::Request &request, const net::RouteOptions &) {
  if (request.method == net::Method::get || request.method == net::Method::head) return {};
  const std::string_view origin = request.header("Origin");
  if (origin.empty()) return {};
  const std::size_t slashes = origin.find("://");
  const std::string_view authority = slashes == std::string_view::npos ? origin : origin.substr(slashes + 3);
  if (slashes != std::string_view::npos && net::same_name(authority, request.header("Host"))) return {};
  return fail(Errc::forbidden, "a page of {} may not change this node", origin.substr(0, 128));
}

}  // namespace umec::node
