#include "sensors/station.hpp"

#include "base/log.hpp"
#include "sensors/hexadecimal.hpp"
#include "sensors/wire.hpp"

namespace umec::sensors {
namespace {

/// A gateway whose clock is off says impossible times; older than this is not a backlog any more.
constexpr Timestamp kOldest = kWeek;
constexpr Timestamp kAhead = kMinute;

Timestamp plausible_time(std::optional<Timestamp> said, Timestamp now) {
  if (!said || *said > now + kAhead || *said < now - kOldest) return now;
  return *said;
}

}  // namespace

std::string ReadingEvent::json() const { return to_json(*reading_); }

Result<std::unique_ptr<Station>> Station::start(runtime::Runtime &runtime, bus::Bus &bus, ReadingLog &log,
                                                const StationConfig &config) {
  auto station = std::unique_ptr<Station>(new Station(runtime, bus, log, config.max_sensors));
  for (const KnownSensor &known : config.known)
    if (auto done = station->catalogue_.know(known); !done) return std::unexpected(done.error());
  for (const HciSourceConfig &source : config.sources) {
    Station *self = station.get();
    auto started =
        HciSource::start(runtime, source, [self, name = source.name](const Advertisement &advertisement) {
          self->hear(name, advertisement, now());
        });
    if (!started) return std::unexpected(started.error());
    station->sources_.push_back(std::move(*started));
  }
  return station;
}

Station::Station(runtime::Runtime &runtime, bus::Bus &bus, ReadingLog &log, std::size_t max_sensors)
    : bus_(bus),
      log_(log),
      catalogue_(max_sensors),
      writer_(runtime, log),
      heard_metric_(
          metrics::counter("umec_sensor_advertisements_total", "Advertisements heard, of any device")),
      accepted_metric_(metrics::counter("umec_sensor_readings_accepted_total", "Readings taken")) {
  for (std::size_t i = 0; i < kRejections; ++i)
    rejected_metrics_[i] =
        &metrics::counter("umec_sensor_rejected_total", "Readings and values that were not taken, by reason",
                          {{"reason", std::string(name(static_cast<Rejection>(i)))}});
}

Station::~Station() { sources_.clear(); }

void Station::hear(std::string_view receiver, const Advertisement &advertisement, Timestamp time) {
  accept(receiver, advertisement, time);
}

Result<std::size_t> Station::take(const GatewayReport &report, runtime::Deadline deadline) {
  if (report.malformed != 0) reject(Rejection::malformed, report.malformed);
  const Timestamp arrived = now();
  std::size_t taken = 0;
  for (const GatewayAdvertisement &heard : report.heard)
    if (accept(report.gateway, heard.advertisement, plausible_time(heard.time, arrived))) ++taken;
  // Also where all were repetitions: the first time may not be durable yet.
  if (auto flushed = writer_.flush(deadline); !flushed) return std::unexpected(flushed.error());
  return taken;
}

std::shared_ptr<const Reading> Station::accept(std::string_view receiver, const Advertisement &advertisement,
                                               Timestamp time) {
  heard_.fetch_add(1, std::memory_order_relaxed);
  heard_metric_.add();
  const auto found = decode_advertisement(advertisement.data);
  if (!found) {
    reject(found.error().code == Errc::not_implemented ? Rejection::unsupported_format
                                                       : Rejection::malformed);
    return nullptr;
  }
  if (!*found) {
    foreign_.fetch_add(1, std::memory_order_relaxed);
    return nullptr;
  }
  const RuuviPayload &payload = **found;
  if ((payload.address && *payload.address != advertisement.address) ||
      (payload.address_tail && *payload.address_tail != (advertisement.address & 0xFFFFFF))) {
    reject(Rejection::address_mismatch);
    return nullptr;
  }
  Reading reading{.format = std::string(payload.format),
                  .receiver = std::string(receiver),
                  .time = time,
                  .values = payload.values,
                  .rssi = advertisement.rssi};
  RejectionCounts counts{};
  auto accepted =
      catalogue_.take(advertisement.address, std::move(reading), payload.sequence_modulus, counts);
  for (std::size_t i = 0; i < kRejections; ++i)
    if (counts[i] != 0) reject(static_cast<Rejection>(i), counts[i]);
  if (!accepted) return nullptr;
  accepted_.fetch_add(1, std::memory_order_relaxed);
  accepted_metric_.add();
  const auto sensor = catalogue_.find(accepted->sensor);
  writer_.push({accepted, sensor ? sensor->name : std::string()});
  bus_.publish("sensors/ruuvi/" + accepted->sensor, accepted->time, std::make_shared<ReadingEvent>(accepted));
  return accepted;
}

void Station::reject(Rejection rejection, std::uint64_t count) {
  rejected_[static_cast<std::size_t>(rejection)].fetch_add(count, std::memory_order_relaxed);
  rejected_metrics_[static_cast<std::size_t>(rejection)]->add(count);
}

Station::Statistics Station::statistics() const {
  Statistics result{.heard = heard_.load(), .foreign = foreign_.load(), .accepted = accepted_.load()};
  for (std::size_t i = 0; i < kRejections; ++i) result.rejected[i] = rejected_[i].load();
  result.log = writer_.counts();
  for (const auto &source : sources_) result.sources.push_back(source->status());
  result.sensors = catalogue_.size();
  return result;
}

}  // namespace umec::sensors
