// The API documents and their page, embedded by the build.
#pragma once

#include <span>
#include <string_view>

namespace umec::api {

struct Document {
  std::string_view name;  ///< "mec011-service-management"
  std::string_view yaml;
};

/// All documents, by name.
std::span<const Document> documents();
/// The page that shows them (HTML).
std::string_view page();

}  // namespace umec::api
