#include "store/memory_document_store.hpp"

namespace umec::store {

Result<Revision> MemoryDocumentStore::commit(std::vector<Change> changes) {
  const std::lock_guard lock(mutex_);
  if (failure_) return std::unexpected(*failure_);
  PendingBatch batch(documents_);
  UMEC_TRY(batch.accept(changes, revision_ + 1));
  ++revision_;
  documents_.apply(changes, revision_);
  watches_.publish(changes, revision_);
  return revision_;
}

void MemoryDocumentStore::fail_with(std::optional<Error> error) {
  const std::lock_guard lock(mutex_);
  failure_ = std::move(error);
}

}  // namespace umec::store
