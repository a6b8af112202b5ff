// The fake: a document store that forgets. For tests of the modules above.
#pragma once

#include "store/document_map.hpp"
#include "store/document_store.hpp"

namespace umec::store {

class MemoryDocumentStore : public DocumentStore {
 public:
  ~MemoryDocumentStore() override { watches_.close(); }

  Result<Document> get(std::string_view collection, std::string_view key) const override {
    return documents_.get(collection, key);
  }
  std::vector<Document> list(std::string_view collection) const override {
    return documents_.list(collection);
  }
  Result<Revision> commit(std::vector<Change> changes) override;
  std::unique_ptr<Watch> watch(std::string_view prefix) override { return watches_.add(prefix); }

  /// Every later commit fails with this error, until it is taken back with nullopt.
  void fail_with(std::optional<Error> error);

 private:
  DocumentMap documents_;
  WatchList watches_;
  std::mutex mutex_;
  Revision revision_ = 0;
  std::optional<Error> failure_;
};

}  // namespace umec::store
