// The embedded document store: SQLite for durability, memory for reads.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "store/document_store.hpp"

namespace umec::store {

class SqliteDocumentStore : public DocumentStore {
 public:
  struct Options {
    std::size_t queue = 1024;    ///< commits that may wait for the disk; more get `unavailable`
    std::size_t max_bytes = 0;   ///< largest size of the file; 0: only the disk bounds it
  };

  /// Opens the file, or makes it. The process owns it alone. Errors: io (no right, no space, in use by
  /// another process), corrupt (the file is no document store or is damaged).
  static Result<std::unique_ptr<SqliteDocumentStore>> open(const std::string &path, Options options);
  static Result<std::unique_ptr<SqliteDocumentStore>> open(const std::string &path) {
    return open(path, Options{});
  }
  /// Ends after the commits that wait are done.
  ~SqliteDocumentStore() override;

  Result<Document> get(std::string_view collection, std::string_view key) const override;
  std::vector<Document> list(std::string_view collection) const override;
  Result<Revision> commit(std::vector<Change> changes) override;
  std::unique_ptr<Watch> watch(std::string_view prefix) override;

 private:
  class Writer;
  explicit SqliteDocumentStore(std::unique_ptr<Writer> writer);
  std::unique_ptr<Writer> writer_;
};

}  // namespace umec::store
