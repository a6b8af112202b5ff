// The time series: the engine for the other roles, and the Influx protocol for everybody.
#include "node/roles.hpp"
#include "timeseries/embedded_engine.hpp"
#include "timeseries/influx_engine.hpp"
#include "timeseries/routes.hpp"

namespace umec::node {
namespace {

class TimeseriesRole final : public Role {
 public:
  explicit TimeseriesRole(std::unique_ptr<timeseries::Engine> engine) : engine_(std::move(engine)) {}
  std::string_view name() const override { return "timeseries"; }

 private:
  std::unique_ptr<timeseries::Engine> engine_;
};

Result<std::unique_ptr<timeseries::Engine>> open_engine(const Surroundings &surroundings) {
  if (const auto &url = surroundings.configuration.timeseries.influxdb) {
    auto remote = UMEC_TRY(timeseries::InfluxEngine::create(*url));
    return remote;
  }
  timeseries::Storage::Options options;
  options.directory = surroundings.data_folder + "/timeseries";
  return timeseries::EmbeddedEngine::open(std::move(options));
}

}  // namespace

Result<std::unique_ptr<Role>> make_timeseries_role(Surroundings &surroundings) {
  auto engine = UMEC_TRY(open_engine(surroundings));
  surroundings.timeseries = engine.get();
  timeseries::mount(surroundings.router, *engine);
  timeseries::mount(surroundings.influx_router, *engine);
  return std::make_unique<TimeseriesRole>(std::move(engine));
}

}  // namespace umec::node
