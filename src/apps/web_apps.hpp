// Apps of plain HTML and JavaScript, kept in a folder and served under /apps/NAME/.
#pragma once

#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "apps/web_archive.hpp"
#include "base/clock.hpp"

namespace umec::apps {

struct WebFile {
  std::string etag;  ///< quoted
  std::size_t size = 0;
};

struct WebApp {
  std::string name;
  Timestamp updated = 0;
  std::size_t bytes = 0;
  std::map<std::string, WebFile, std::less<>> files;
};

/// Whether it can be a part of an address: lower-case letters, digits and '-', up to 63.
bool is_app_name(std::string_view name);

/// A new version replaces the old one at once and whole, also across a power cut.
class WebApps {
 public:
  /// Finds what earlier runs stored in `folder`. Errors: io.
  static Result<std::unique_ptr<WebApps>> open(std::string folder);

  /// Stores an app or a new version of one; true where it is new. Blocks on the disk. Errors:
  /// bad_request (name, no index.html), io.
  Result<bool> put(const std::string &name, const WebFiles &files);
  /// Errors: not_found, io.
  Result<void> remove(const std::string &name);
  std::vector<std::shared_ptr<const WebApp>> list() const;
  /// Null where there is none.
  std::shared_ptr<const WebApp> find(std::string_view name) const;
  /// The content of one file. Blocks on the disk. Errors: not_found, io.
  Result<std::string> read(const std::string &name, const std::string &path) const;

 private:
  explicit WebApps(std::string folder) : folder_(std::move(folder)) {}
  Result<std::shared_ptr<const WebApp>> scan(const std::string &name) const;

  const std::string folder_;
  mutable std::shared_mutex mutex_;
  std::mutex write_mutex_;  // one change of the folder at a time
  std::map<std::string, std::shared_ptr<const WebApp>, std::less<>> apps_;  // shared with requests in flight
};

}  // namespace umec::apps
