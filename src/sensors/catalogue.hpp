// Which sensors there are, where they are, and what each said last.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/location.hpp"
#include "sensors/plausibility.hpp"
#include "sensors/reading.hpp"

namespace umec::sensors {

/// What is known of a sensor beforehand, from the configuration.
struct KnownSensor {
  std::string address;  ///< "CB:B8:33:4C:88:4F" or twelve digits
  std::string name;
  std::optional<std::string> place;
  std::optional<Location> location;
};

struct Sensor {
  std::string id;    ///< "ruuvi-cbb8334c884f"
  std::string kind;  ///< "ruuvi"
  std::string name;
  std::optional<std::string> place;
  std::optional<Location> location;
  std::string source;  ///< who hears it; empty before the first reading
  std::shared_ptr<const Reading> latest;  // shared with the bus and with requests; null before the first
};

/// The id of a Ruuvi device.
std::string ruuvi_id(std::uint64_t address);

/// Thread-safe. Holds a bounded number of sensors: addresses come from the air, where anyone may make
/// them up. A full catalogue gives up a sensor that is not in the configuration and has been silent for
/// an hour, or refuses the new one.
class SensorCatalogue {
 public:
  explicit SensorCatalogue(std::size_t bound = 4096) : bound_(bound) {}

  /// Names a sensor before it is heard. Errors: bad_request (the address, a place off the Earth).
  Result<void> know(const KnownSensor &known);

  /// Judges a reading of a Ruuvi device, completes it with what is derived, and keeps it as the latest.
  /// Null where it is refused; the reason is counted in `counts`.
  std::shared_ptr<const Reading> take(std::uint64_t address, Reading reading, std::uint32_t modulus,
                                      RejectionCounts &counts);

  /// Sorted by id.
  std::vector<Sensor> list() const;
  std::optional<Sensor> find(std::string_view id) const;
  std::size_t size() const;

 private:
  struct Entry {
    Sensor sensor;
    Track track;
    bool configured = false;
  };
  bool make_room(Timestamp time);

  const std::size_t bound_;
  mutable std::mutex mutex_;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace umec::sensors
