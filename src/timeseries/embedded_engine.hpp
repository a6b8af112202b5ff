// The engine inside the node: Storage, and InfluxQL over it.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>

#include "timeseries/engine.hpp"
#include "timeseries/storage.hpp"

namespace umec::timeseries {

class EmbeddedEngine : public Engine {
 public:
  /// Opens or makes the store in a folder of its own. Errors: io, corrupt.
  static Result<std::unique_ptr<EmbeddedEngine>> open(Storage::Options options);

  Result<WriteOutcome> write(std::string_view database, Batch batch, Durability durability) override;
  Result<std::vector<StatementResult>> query(const QueryRequest &request) override;
  Result<void> create_database(std::string_view name, Timestamp retention) override;

  Storage &storage() { return *storage_; }

 private:
  explicit EmbeddedEngine(std::unique_ptr<Storage> storage) : storage_(std::move(storage)) {}
  std::unique_ptr<Storage> storage_;
  std::atomic<int> running_queries_{0};
};

}  // namespace umec::timeseries
