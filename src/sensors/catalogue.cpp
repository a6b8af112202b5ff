#include "sensors/catalogue.hpp"

#include "sensors/derived.hpp"
#include "sensors/hexadecimal.hpp"

namespace umec::sensors {
namespace {

constexpr Timestamp kSilent = kHour;

/// Ruuvi prints the last four digits on the case.
std::string default_name(std::uint64_t address) { return fmt::format("Ruuvi {:04X}", address & 0xFFFF); }

}  // namespace

std::string ruuvi_id(std::uint64_t address) { return "ruuvi-" + address_text(address); }

Result<void> SensorCatalogue::know(const KnownSensor &known) {
  const std::uint64_t address = UMEC_TRY(parse_address(known.address));
  if (known.location && !known.location->valid())
    return fail(Errc::bad_request, "the sensor {} has a location off the Earth: {}, {}", known.address,
                known.location->latitude, known.location->longitude);
  const std::string id = ruuvi_id(address);
  const std::lock_guard lock(mutex_);
  Entry &entry = entries_[id];
  entry.configured = true;
  entry.sensor.id = id;
  entry.sensor.kind = "ruuvi";
  entry.sensor.name = known.name.empty() ? default_name(address) : known.name;
  entry.sensor.place = known.place;
  entry.sensor.location = known.location;
  return {};
}

std::shared_ptr<const Reading> SensorCatalogue::take(std::uint64_t address, Reading reading,
                                                     std::uint32_t modulus, RejectionCounts &counts) {
  reading.kind = "ruuvi";
  reading.sensor = ruuvi_id(address);
  const std::lock_guard lock(mutex_);
  auto found = entries_.find(reading.sensor);
  if (found == entries_.end()) {
    if (entries_.size() >= bound_ && !make_room(reading.time)) {
      ++counts[static_cast<std::size_t>(Rejection::too_many_sensors)];
      return nullptr;
    }
    Sensor sensor{.id = reading.sensor, .kind = "ruuvi", .name = default_name(address)};
    found = entries_.emplace(reading.sensor, Entry{std::move(sensor), {}, false}).first;
  }
  Entry &entry = found->second;
  if (const auto rejection = entry.track.judge(reading, modulus, counts)) {
    ++counts[static_cast<std::size_t>(*rejection)];
    return nullptr;
  }
  derive(reading.values);
  auto accepted = std::make_shared<const Reading>(std::move(reading));
  // A gateway may hand in what it kept while it was offline.
  if (!entry.sensor.latest || entry.sensor.latest->time <= accepted->time) {
    entry.sensor.source = accepted->receiver;
    entry.sensor.latest = accepted;
  }
  return accepted;
}

bool SensorCatalogue::make_room(Timestamp time) {
  const auto silent = [time](const Entry &entry) {
    return !entry.configured && (!entry.sensor.latest || time - entry.sensor.latest->time > kSilent);
  };
  const std::size_t before = entries_.size();
  std::erase_if(entries_, [&](const auto &item) { return silent(item.second); });
  return entries_.size() < before;
}

std::vector<Sensor> SensorCatalogue::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<Sensor> sensors;
  sensors.reserve(entries_.size());
  for (const auto &[id, entry] : entries_)
    // One that never gave a plausible reading, and that nobody named, is noise.
    if (entry.configured || entry.sensor.latest) sensors.push_back(entry.sensor);
  return sensors;
}

std::optional<Sensor> SensorCatalogue::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end() || (!found->second.configured && !found->second.sensor.latest))
    return std::nullopt;
  return found->second.sensor;
}

std::size_t SensorCatalogue::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace umec::sensors
