#include "sensors/plausibility.hpp"

#include <cmath>
#include <limits>

namespace umec::sensors {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, kRejections> kNames = {
    "malformed", "unsupportedFormat", "addressMismatch", "superseded",      "duplicate",
    "replayed",  "nothingPlausible",  "tooManySensors",  "valueOutOfRange", "valueJumped"};

struct Range {
  double low;
  double high;
};

/// What the device's parts can measure, narrowed to what occurs on Earth.
Range range_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::temperature: return {-40, 85};
    case Quantity::humidity: return {0, 100.5};  // condensation reads a little over 100
    case Quantity::pressure: return {50001, 110000};  // 50 000 is where the format ends
    case Quantity::acceleration_x:
    case Quantity::acceleration_y:
    case Quantity::acceleration_z: return {-16, 16};
    case Quantity::battery_voltage: return {1.6, 3.65};
    case Quantity::tx_power: return {-40, 20};
    case Quantity::pm_1_0:
    case Quantity::pm_2_5:
    case Quantity::pm_4_0:
    case Quantity::pm_10_0: return {0, 1000};
    case Quantity::co2: return {0, 40000};
    case Quantity::voc:
    case Quantity::nox: return {0, 500};
    case Quantity::illuminance: return {0, 144284};
    case Quantity::sound_instant:
    case Quantity::sound_average:
    case Quantity::sound_peak: return {18, 120};
    default: return {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  }
}

/// How far a quantity may go at once and in each second since the last reading.
struct Rate {
  Quantity quantity;
  double step;
  double per_second;
};
constexpr std::array<Rate, 3> kRates = {{
    {Quantity::temperature, 10, 1},
    {Quantity::humidity, 40, 5},
    {Quantity::pressure, 1000, 100},
}};

constexpr int kAgreeing = 3;
constexpr std::uint32_t kReplayWindow = 100;
constexpr Timestamp kForget = 10 * kMinute;  // a device unheard for so long starts anew

}  // namespace

std::string_view name(Rejection rejection) { return kNames[static_cast<std::size_t>(rejection)]; }

std::optional<Rejection> Track::judge(Reading &reading, std::uint32_t modulus, RejectionCounts &counts) {
  static_assert(kRates.size() == kWatched);
  if (reading.format == "E1") last_e1_ = reading.time;
  if (reading.format == "6" && last_e1_ != 0 && std::abs(reading.time - last_e1_) < kForget)
    return Rejection::superseded;
  if (const auto refused = judge_sequence(reading, modulus)) return refused;

  Values kept;
  kept.reserve(24);
  for (const auto &[quantity, value] : reading.values) {
    const Range range = range_of(quantity);
    if (!(value >= range.low && value <= range.high)) {
      ++counts[static_cast<std::size_t>(Rejection::value_out_of_range)];
      continue;
    }
    bool jump = false;
    for (std::size_t i = 0; i < kRates.size(); ++i)
      if (kRates[i].quantity == quantity)
        jump = jumped(levels_[i], value, reading.time, kRates[i].step, kRates[i].per_second);
    if (jump)
      ++counts[static_cast<std::size_t>(Rejection::value_jumped)];
    else
      kept.set(quantity, value);
  }
  reading.values = std::move(kept);
  // Counters and flags alone tell nothing about the world.
  for (const auto &[quantity, value] : reading.values)
    if (quantity != Quantity::movement_counter && quantity != Quantity::measurement_sequence_number &&
        quantity != Quantity::calibration_in_progress)
      return std::nullopt;
  return Rejection::nothing_plausible;
}

std::optional<Rejection> Track::judge_sequence(const Reading &reading, std::uint32_t modulus) {
  const bool anew = reading.format != format_ || std::abs(reading.time - last_time_) > kForget;
  const auto value = reading.values.get(Quantity::measurement_sequence_number);
  if (modulus != 0 && value && sequence_ && !anew) {
    const auto sequence = static_cast<std::uint32_t>(*value);
    const std::uint32_t behind = (*sequence_ + modulus - sequence) % modulus;
    if (behind == 0) return Rejection::duplicate;
    if (behind <= std::min(kReplayWindow, modulus / 4)) {
      if (old_rising_ > 0 && sequence == old_sequence_) return Rejection::duplicate;
      old_rising_ = old_rising_ > 0 && sequence > old_sequence_ ? old_rising_ + 1 : 1;
      old_sequence_ = sequence;
      if (old_rising_ < kAgreeing) return Rejection::replayed;
    }
  }
  old_rising_ = 0;
  format_ = reading.format;
  last_time_ = reading.time;
  sequence_ = value ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
  return std::nullopt;
}

bool Track::jumped(Level &level, double value, Timestamp time, double step, double per_second) {
  const double elapsed = static_cast<double>(std::abs(time - level.time)) / kSecond;
  const bool far = level.known && std::abs(value - level.value) > step + per_second * elapsed;
  if (far) {
    level.agreeing = level.agreeing > 0 && std::abs(value - level.candidate) <= step ? level.agreeing + 1 : 1;
    level.candidate = value;
    if (level.agreeing < kAgreeing) return true;
  }
  level = {value, time, 0, 0, true};
  return false;
}

}  // namespace umec::sensors
