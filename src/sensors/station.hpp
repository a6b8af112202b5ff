// The way of a reading: heard -> decoded -> judged -> latest value, bus, time series.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "base/metrics.hpp"
#include "bus/bus.hpp"
#include "sensors/advertisement.hpp"
#include "sensors/catalogue.hpp"
#include "sensors/gateway.hpp"
#include "sensors/hci_source.hpp"
#include "sensors/reading_writer.hpp"

namespace umec::sensors {

/// What goes over the bus at `sensors/<kind>/<id>`.
class ReadingEvent : public bus::Payload {
 public:
  explicit ReadingEvent(std::shared_ptr<const Reading> reading) : reading_(std::move(reading)) {}
  const std::shared_ptr<const Reading> &reading() const { return reading_; }
  std::string json() const override;

 private:
  std::shared_ptr<const Reading> reading_;  // shared with the catalogue and the time series
};

/// The configuration of the sensors of one node.
struct StationConfig {
  std::vector<HciSourceConfig> sources;
  std::vector<KnownSensor> known;
  std::size_t max_sensors = 4096;
};

class Station {
 public:
  /// Starts listening to the sources. The references must outlive the station. Errors: bad_request
  /// (the configuration).
  static Result<std::unique_ptr<Station>> start(runtime::Runtime &runtime, bus::Bus &bus, ReadingLog &log,
                                                const StationConfig &config);
  /// Stops the sources and writes what waits.
  ~Station();

  /// One advertisement, heard by `receiver` at `time`. Thread-safe, never waits.
  void hear(std::string_view receiver, const Advertisement &advertisement, Timestamp time);

  /// Takes a gateway's report and waits until its readings are durable. Gives how many were taken.
  /// Errors: unavailable, timeout (the time series), cancelled.
  Result<std::size_t> take(const GatewayReport &report, runtime::Deadline deadline);

  const SensorCatalogue &catalogue() const { return catalogue_; }
  ReadingLog &log() { return log_; }
  bus::Bus &bus() { return bus_; }

  struct Statistics {
    std::uint64_t heard = 0;     ///< advertisements of any device
    std::uint64_t foreign = 0;   ///< of devices that are not sensors we know
    std::uint64_t accepted = 0;  ///< readings
    RejectionCounts rejected{};
    ReadingWriter::Counts log;
    std::vector<HciSourceStatus> sources;
    std::size_t sensors = 0;
  };
  Statistics statistics() const;

 private:
  Station(runtime::Runtime &runtime, bus::Bus &bus, ReadingLog &log, std::size_t max_sensors);
  std::shared_ptr<const Reading> accept(std::string_view receiver, const Advertisement &advertisement,
                                        Timestamp time);
  void reject(Rejection rejection, std::uint64_t count = 1);

  bus::Bus &bus_;
  ReadingLog &log_;
  SensorCatalogue catalogue_;
  ReadingWriter writer_;
  metrics::Counter &heard_metric_;
  metrics::Counter &accepted_metric_;
  std::array<metrics::Counter *, kRejections> rejected_metrics_{};
  std::atomic<std::uint64_t> heard_{0};
  std::atomic<std::uint64_t> foreign_{0};
  std::atomic<std::uint64_t> accepted_{0};
  std::array<std::atomic<std::uint64_t>, kRejections> rejected_{};
  std::vector<std::unique_ptr<HciSource>> sources_;  // last: they call hear()
};

}  // namespace umec::sensors
