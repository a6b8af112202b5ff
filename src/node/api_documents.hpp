// The API documents as the node serves them, and a page to browse them.
#pragma once

#include "net/router.hpp"

namespace umec::node {

/// Adds GET /api (the page), /api/index.json (name and title of each document), /api/NAME.yaml,
/// /api/NAME.json and /api/routes.json (every route of `router`, so that tests can hold the documents
/// against them).
void mount_api_documents(net::Router &router);

}  // namespace umec::node
