// The engine of a real InfluxDB 1.x (or what speaks like it), by HTTP.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/client.hpp"
#include "timeseries/engine.hpp"

namespace umec::timeseries {

class InfluxEngine : public Engine {
 public:
  /// `url` such as http://127.0.0.1:8086 or http://user:password@host:8086. Nothing is sent yet.
  /// Errors: bad_request.
  static Result<std::unique_ptr<InfluxEngine>> create(const std::string &url);

  /// As line protocol; `accepted` is the same as `committed`, since the server answers when it has the points.
  Result<WriteOutcome> write(std::string_view database, Batch batch, Durability durability) override;
  /// The server's answer. JSON does not tell 1 from 1.0: a float without a fraction comes as an integer.
  Result<std::vector<StatementResult>> query(const QueryRequest &request) override;
  Result<void> create_database(std::string_view name, Timestamp retention) override;

 private:
  InfluxEngine(std::string origin, std::string authorization)
      : origin_(std::move(origin)), authorization_(std::move(authorization)) {}
  Result<net::ClientResponse> send(net::ClientRequest request);

  const std::string origin_;
  const std::string authorization_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<net::ClientConnection>> idle_;
};

}  // namespace umec::timeseries
