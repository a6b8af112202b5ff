// Sensors: sources, the catalogue, and the log of readings.
#include "node/offer.hpp"
#include "node/roles.hpp"
#include "sensors/reading_log_memory.hpp"
#include "sensors/reading_log_timeseries.hpp"
#include "sensors/routes.hpp"
#include "sensors/station.hpp"

namespace umec::node {
namespace {

sensors::StationConfig config_of(const Configuration &configuration) {
  sensors::StationConfig config;
  for (const std::string &address : configuration.sensors.hci) config.sources.push_back({{}, address});
  for (const auto &[address, sensor] : configuration.sensors.names) {
    sensors::KnownSensor known{address, sensor.name, sensor.place, {}};
    for (const PlaceConfiguration &place : configuration.places)
      if (sensor.place == place.name) known.location = Location{place.latitude, place.longitude};
    config.known.push_back(std::move(known));
  }
  return config;
}

class SensorsRole final : public Role {
 public:
  SensorsRole(Surroundings &surroundings, std::unique_ptr<sensors::ReadingLog> log,
              std::unique_ptr<sensors::Station> station)
      : surroundings_(surroundings), log_(std::move(log)), station_(std::move(station)) {}
  std::string_view name() const override { return "sensors"; }

  void listening() override {
    offer_services(
        surroundings_, "sensors", "Sensors", "/sensors/v1",
        {{"sensors", "sensor", "/sensors/v1", "All sensors: latest values, history, live stream"},
         {"temperature", "temperature", "/sensors/v1",
          "Sensors that measure temperature, in degrees Celsius"},
         {"humidity", "humidity", "/sensors/v1", "Sensors that measure relative humidity, in percent"},
         {"air-quality", "air-quality", "/sensors/v1", "Sensors that measure particles, CO2, VOC and NOX"}});
  }
  void stop() override { station_.reset(); }

 private:
  Surroundings &surroundings_;
  std::unique_ptr<sensors::ReadingLog> log_;
  std::unique_ptr<sensors::Station> station_;
};

}  // namespace

Result<std::unique_ptr<Role>> make_sensors_role(Surroundings &surroundings) {
  std::unique_ptr<sensors::ReadingLog> log;
  if (surroundings.timeseries != nullptr)
    log = std::make_unique<sensors::TimeseriesReadingLog>(*surroundings.timeseries);
  else
    log = std::make_unique<sensors::MemoryReadingLog>();
  auto station = UMEC_TRY(sensors::Station::start(surroundings.runtime, *surroundings.bus, *log,
                                                  config_of(surroundings.configuration)));
  sensors::mount(surroundings.router, *station);
  return std::make_unique<SensorsRole>(surroundings, std::move(log), std::move(station));
}

}  // namespace umec::node
