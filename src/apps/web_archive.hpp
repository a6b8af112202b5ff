// The tar archive that a web app arrives in.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace umec::apps {

/// Bounds of one web app.
inline constexpr std::size_t kMaxArchive = 80 << 20;  ///< bytes of the archive as sent
inline constexpr std::size_t kMaxFiles = 4096;
inline constexpr std::size_t kMaxContent = 64 << 20;  ///< bytes of all files together

/// Relative path to content.
using WebFiles = std::map<std::string, std::string>;

/// Unpacks an archive in memory. Only plain files with relative paths of ordinary names come out of it;
/// a link, a device, or a path that leaves the folder is refused. Errors: bad_request, too_large.
Result<WebFiles> read_web_archive(std::string_view archive);

/// Whether `path` is relative, has no empty, '.' or '..' parts, no hidden names and no control characters.
bool is_plain_path(std::string_view path);

}  // namespace umec::apps
