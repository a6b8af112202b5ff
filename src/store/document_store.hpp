// The port to a store of small documents.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "runtime/deadline.hpp"

namespace umec::store {

/// Counts commits of one store; never repeats, also not across restarts. 0 is "no such document".
using Revision = std::uint64_t;

/// Document text. Shared by the store, its readers and whoever caches it: it never changes.
using Body = std::shared_ptr<const std::string>;

struct Document {
  std::string key;
  Body body;
  Revision revision = 0;  ///< of the commit that wrote it
};

/// One wish of a commit.
struct Change {
  enum class Kind : std::uint8_t { put, remove } kind = Kind::put;
  std::string collection;
  std::string key;
  Body body;  ///< of a put
  /// Where given, the document must have this revision now (0: must not exist).
  std::optional<Revision> expected;

  static Change put(std::string collection, std::string key, Body body,
                    std::optional<Revision> expected = {}) {
    return {Kind::put, std::move(collection), std::move(key), std::move(body), expected};
  }
  static Change put(std::string collection, std::string key, std::string body,
                    std::optional<Revision> expected = {}) {
    return put(std::move(collection), std::move(key), std::make_shared<const std::string>(std::move(body)),
               expected);
  }
  static Change remove(std::string collection, std::string key, std::optional<Revision> expected = {}) {
    return {Kind::remove, std::move(collection), std::move(key), nullptr, expected};
  }
};

/// What a watch reports: a change that is durable.
struct Event {
  Change::Kind kind = Change::Kind::put;
  std::string collection;
  std::string key;
  Body body;  ///< of a put
  Revision revision = 0;
};

/// A running report of changes. Ends when it is destroyed.
class Watch {
 public:
  virtual ~Watch() = default;
  /// The next change, in commit order; nothing where the deadline passed, the fiber was cancelled or
  /// the store closed. Errors: gone where the reader fell so far behind that changes were lost; it
  /// must list again and watch anew.
  virtual Result<std::optional<Event>> next(runtime::Deadline deadline) = 0;
};

/// All functions may be called from fibers (which suspend) and threads (which block), at once.
class DocumentStore {
 public:
  virtual ~DocumentStore() = default;

  /// Errors: not_found.
  virtual Result<Document> get(std::string_view collection, std::string_view key) const = 0;
  /// All documents of a collection, by key. Reads see a commit whole or not at all.
  virtual std::vector<Document> list(std::string_view collection) const = 0;
  /// Does all changes or none, and returns when they are durable. Errors: precondition_failed where an
  /// expected revision is not the present one; not_found where a document to remove (without expected
  /// revision) is not there; unavailable where too many commits wait; io (also a full disk); too_large.
  virtual Result<Revision> commit(std::vector<Change> changes) = 0;
  /// Reports changes in collections whose name starts with `prefix`, from now on.
  virtual std::unique_ptr<Watch> watch(std::string_view prefix) = 0;

  /// One put. Errors: as commit.
  Result<Revision> put(std::string collection, std::string key, std::string body,
                       std::optional<Revision> expected = {}) {
    std::vector<Change> changes;
    changes.push_back(Change::put(std::move(collection), std::move(key), std::move(body), expected));
    return commit(std::move(changes));
  }
  /// One removal. Errors: as commit.
  Result<Revision> remove(std::string collection, std::string key, std::optional<Revision> expected = {}) {
    std::vector<Change> changes;
    changes.push_back(Change::remove(std::move(collection), std::move(key), expected));
    return commit(std::move(changes));
  }
};

/// Largest body, in bytes.
inline constexpr std::size_t kMaxBody = 4 << 20;

}  // namespace umec::store
