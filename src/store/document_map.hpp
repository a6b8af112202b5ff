// The documents as adapters keep them in memory: for reads, and to judge changes before they are made.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "runtime/condition.hpp"
#include "store/document_store.hpp"

namespace umec::store {

/// Says whether changes fit to what is there, taking into account earlier changes of the same batch
/// that were accepted but are not applied yet.
class PendingBatch;

class DocumentMap {
 public:
  Result<Document> get(std::string_view collection, std::string_view key) const;
  std::vector<Document> list(std::string_view collection) const;
  /// 0 where there is none.
  Revision revision_of(std::string_view collection, std::string_view key) const;
  /// Makes changes visible, all at once.
  void apply(const std::vector<Change> &changes, Revision revision);

 private:
  struct Stored {
    Body body;
    Revision revision;
  };
  using Collection = std::map<std::string, Stored, std::less<>>;
  mutable std::shared_mutex mutex_;
  std::map<std::string, Collection, std::less<>> collections_;
};

class PendingBatch {
 public:
  explicit PendingBatch(const DocumentMap &documents) : documents_(documents) {}
  /// Accepts `changes` under `revision`, or says why not and remembers nothing of them.
  Result<void> accept(const std::vector<Change> &changes, Revision revision);

 private:
  using Name = std::pair<std::string, std::string>;
  const DocumentMap &documents_;
  std::map<Name, Revision> revisions_;
};

/// The watches of one store.
class WatchList {
 public:
  std::unique_ptr<Watch> add(std::string_view prefix);
  /// Tells all whose prefix fits. A watch that is full is ended with `gone`.
  void publish(const std::vector<Change> &changes, Revision revision);
  /// Ends all watches.
  void close();

 private:
  struct Subscriber;
  class Reader;
  std::mutex mutex_;
  // Shared with the readers: either end may go first.
  std::vector<std::weak_ptr<Subscriber>> subscribers_;
};

}  // namespace umec::store
