// The files of the web console, as they lie in the program.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace umec::console {

/// One file of the console. All members refer to static storage.
struct Asset {
  std::string_view path;          ///< absolute, "/index.html"; the page itself is also served at "/"
  std::string_view content_type;  ///< as the Content-Type header takes it
  std::string_view etag;          ///< quoted entity tag of the content (RFC 9110 8.8.3)
  std::size_t size;               ///< bytes of the content before compression
  std::span<const unsigned char> gzip;  ///< the content, compressed (RFC 1952)

  /// Whether the file never changes under its name, so that a browser may keep it for good: all but
  /// the page and its icon carry a digest of their content in the name.
  bool immutable() const { return path.starts_with("/assets/"); }
};

/// All files, sorted by path.
std::span<const Asset> assets();

}  // namespace umec::console
