#include "timeseries/embedded_engine.hpp"

#include "base/metrics.hpp"
#include "runtime/runtime.hpp"
#include "timeseries/influxql_parser.hpp"
#include "timeseries/select.hpp"
#include "timeseries/show.hpp"

namespace umec::timeseries {
namespace {

constexpr int kMaxQueries = 16;  // at a time; each may hold kMaxCells values

using Series = std::vector<ResultSeries>;

Result<Series> run(Storage &storage, const AnyStatement &statement, const QueryRequest &request,
                   Timestamp time) {
  struct Runner {
    Storage &storage;
    const QueryRequest &request;
    Timestamp time;

    Result<Series> operator()(const Select &select) const {
      return run_select(storage, select, request.database, time);
    }
    Result<Series> operator()(const Show &show) const {
      return run_show(storage, show, request.database, time);
    }
    Result<Series> operator()(const CreateDatabase &create) const {
      if (create.name.empty()) return fail(Errc::unprocessable, "invalid name");
      return changed(storage.create_database(create.name, create.retention));
    }
    Result<Series> operator()(const DropDatabase &drop) const {
      return changed(storage.drop_database(drop.name));
    }
    Result<Series> operator()(const DropMeasurement &drop) const {
      const bool known = storage.catalogue(
          [&](const Catalogue &catalogue) { return catalogue.find(request.database) != nullptr; });
      if (request.database.empty()) return fail(Errc::unprocessable, "database name required");
      if (!known) return fail(Errc::unprocessable, "database not found: {}", request.database);
      return changed(storage.drop_measurement(request.database, drop.name));
    }
    Result<Series> operator()(const Delete &statement) const {
      return changed(run_delete(storage, statement, request.database, time));
    }

    static Result<Series> changed(Result<void> outcome) {
      if (!outcome) return std::unexpected(outcome.error());
      return Series();
    }
  };
  const bool reads = std::holds_alternative<Select>(statement) || std::holds_alternative<Show>(statement);
  if (request.read_only && !reads)
    return fail(Errc::forbidden, "a statement that changes data must come by POST");
  return std::visit(Runner{storage, request, time}, statement);
}

}  // namespace

Result<std::unique_ptr<EmbeddedEngine>> EmbeddedEngine::open(Storage::Options options) {
  auto storage = UMEC_TRY(Storage::open(std::move(options)));
  return std::unique_ptr<EmbeddedEngine>(new EmbeddedEngine(std::move(storage)));
}

Result<WriteOutcome> EmbeddedEngine::write(std::string_view database, Batch batch, Durability durability) {
  static metrics::Counter &points =
      metrics::counter("umec_timeseries_points_total", "Points offered to the time-series store");
  static metrics::Counter &dropped = metrics::counter(
      "umec_timeseries_dropped_points_total", "Points not stored, such as for a field of another type");
  static metrics::Counter &refused =
      metrics::counter("umec_timeseries_refused_writes_total", "Writes refused or failed as a whole");
  points.add(batch.points());
  auto outcome = storage_->write(database, std::move(batch), durability == Durability::committed);
  if (!outcome) {
    refused.add();
    return std::unexpected(outcome.error());
  }
  dropped.add(outcome->dropped);
  return WriteOutcome{outcome->dropped, std::move(outcome->reason)};
}

Result<std::vector<StatementResult>> EmbeddedEngine::query(const QueryRequest &request) {
  if (running_queries_.fetch_add(1) >= kMaxQueries) {
    running_queries_.fetch_sub(1);
    return fail(Errc::unavailable, "{} queries are running: try again later", kMaxQueries);
  }
  auto answer = runtime::offload([&]() -> Result<std::vector<StatementResult>> {
    std::vector<StatementResult> results;
    auto statements = parse_influxql(request.text);
    if (!statements) {
      // Well formed and senseless: InfluxDB answers that as the statement's own failure.
      if (statements.error().code != Errc::unprocessable) return std::unexpected(statements.error());
      results.push_back({{}, statements.error().detail});
      return results;
    }
    const Timestamp time = now();
    for (const AnyStatement &statement : *statements) {
      auto series = run(*storage_, statement, request, time);
      if (series)
        results.push_back({std::move(*series), {}});
      else
        results.push_back({{}, series.error().detail});
    }
    return results;
  });
  running_queries_.fetch_sub(1);
  return answer;
}

Result<void> EmbeddedEngine::create_database(std::string_view name, Timestamp retention) {
  return runtime::offload([&] { return storage_->create_database(name, retention); });
}

Result<WriteOutcome> write_points(Engine &engine, std::string_view database, const std::vector<Point> &points,
                                  Durability durability) {
  Batch batch;
  for (const Point &point : points) batch.add(point);
  return engine.write(database, std::move(batch), durability);
}

}  // namespace umec::timeseries
