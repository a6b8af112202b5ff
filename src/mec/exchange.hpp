// What the REST surfaces of MEC 011 share: roots, bodies, entity tags.
#pragma once

#include <string>
#include <string_view>

#include "mec/registry.hpp"
#include "net/http.hpp"

namespace umec::mec {

/// scheme://host of the node as the client sees it, and the two segments of the API's root:
/// "http://node:8080/mec_service_mgmt/v1". Holds nothing that JSON or a header would have to escape.
std::string root_of(const net::Request &request);

/// Refuses bodies that say to be something else than JSON. No type, */* and merge-patch are taken too:
/// published test suites send them. Errors: unsupported_media.
Result<void> expect_json(const net::Request &request);

/// The strong entity tag of a revision, with its quotes.
std::string entity_tag(store::Revision revision);

/// If-Match (RFC 9110, 13.1.1) as revisions; a tag that is not ours matches nothing.
IfMatch if_match_of(const net::Request &request);

/// Whether If-None-Match names this tag, so that 304 says enough.
bool is_known(const net::Request &request, std::string_view tag);

}  // namespace umec::mec
