// One reading: what one sensor measured at one time.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "sensors/quantity.hpp"

namespace umec::sensors {

/// Measured values by quantity, in the order they were set. A quantity that the sensor marked as not
/// available is absent.
class Values {
 public:
  using Entry = std::pair<Quantity, double>;

  void set(Quantity quantity, double value) {
    for (Entry &entry : entries_)
      if (entry.first == quantity) {
        entry.second = value;
        return;
      }
    entries_.emplace_back(quantity, value);
  }
  std::optional<double> get(Quantity quantity) const {
    for (const Entry &entry : entries_)
      if (entry.first == quantity) return entry.second;
    return std::nullopt;
  }
  void erase(Quantity quantity) {
    std::erase_if(entries_, [quantity](const Entry &entry) { return entry.first == quantity; });
  }
  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  void reserve(std::size_t count) { entries_.reserve(count); }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }

 private:
  std::vector<Entry> entries_;
};

struct Reading {
  std::string sensor;   ///< id: "ruuvi-cbb8334c884f"
  std::string kind;     ///< "ruuvi"
  std::string format;   ///< data format: "5", "E1"
  std::string receiver; ///< who heard it: the name of the source, or the gateway's address
  Timestamp time = 0;
  Values values;
  std::optional<int> rssi;  ///< dBm
};

}  // namespace umec::sensors
