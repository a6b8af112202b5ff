// Keeps pages of other places from changing this node through a person's browser.
#pragma once

#include "net/router.hpp"

namespace umec::node {

/// As net::Server::Options::authorize: a request that may change something and that a browser sends for
/// a page of another origin (RFC 6454) is refused. Programs send no Origin header and are not affected.
/// Errors: forbidden.
Result<void> refuse_other_origins(net::Request &request, const net::RouteOptions &options);

}  // namespace umec::node
