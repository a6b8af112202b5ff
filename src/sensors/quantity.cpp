#include "sensors/quantity.hpp"

#include <array>

namespace umec::sensors {
namespace {

struct Face {
  std::string_view name;
  std::string_view unit;
};

// In the order of the enumerators.
constexpr std::array<Face, kQuantities> kFaces = {{
    {"temperature", "°C"},
    {"humidity", "%"},
    {"pressure", "Pa"},
    {"accelerationX", "g"},
    {"accelerationY", "g"},
    {"accelerationZ", "g"},
    {"batteryVoltage", "V"},
    {"txPower", "dBm"},
    {"movementCounter", ""},
    {"measurementSequenceNumber", ""},
    {"pm1p0", "µg/m³"},
    {"pm2p5", "µg/m³"},
    {"pm4p0", "µg/m³"},
    {"pm10p0", "µg/m³"},
    {"co2", "ppm"},
    {"voc", ""},
    {"nox", ""},
    {"illuminance", "lx"},
    {"soundInstant", "dB"},
    {"soundAverage", "dB"},
    {"soundPeak", "dB"},
    {"calibrationInProgress", ""},
    {"accelerationTotal", "g"},
    {"accelerationAngleFromX", "°"},
    {"accelerationAngleFromY", "°"},
    {"accelerationAngleFromZ", "°"},
    {"absoluteHumidity", "g/m³"},
    {"dewPoint", "°C"},
    {"equilibriumVaporPressure", "Pa"},
    {"airDensity", "kg/m³"},
    {"airQualityIndex", ""},
}};
static_assert(static_cast<std::size_t>(Quantity::air_quality_index) + 1 == kQuantities);

}  // namespace

std::string_view name(Quantity quantity) { return kFaces[static_cast<std::size_t>(quantity)].name; }

std::string_view unit(Quantity quantity) { return kFaces[static_cast<std::size_t>(quantity)].unit; }

std::optional<Quantity> quantity_of(std::string_view name) {
  for (std::size_t i = 0; i < kFaces.size(); ++i)
    if (kFaces[i].name == name) return static_cast<Quantity>(i);
  return std::nullopt;
}

}  // namespace umec::sensors
