// Whether what a sensor says can be true.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "sensors/reading.hpp"

namespace umec::sensors {

/// Why a reading, or one value of it, was not taken.
enum class Rejection : std::uint8_t {
  malformed,            ///< bytes that are not what they should be
  unsupported_format,   ///< a format of the vendor's that is not read here
  address_mismatch,     ///< the payload names another device than the one that sent it
  superseded,           ///< format 6 of a device whose better format E1 is heard too
  duplicate,            ///< the same measurement again: tags repeat each several times
  replayed,             ///< older than what was heard before
  nothing_plausible,    ///< no value was left
  too_many_sensors,     ///< the catalogue is full
  value_out_of_range,   ///< one value that its sensor cannot measure, or that does not occur on Earth
  value_jumped,         ///< one value that changed faster than air can
};
inline constexpr std::size_t kRejections = 10;

/// The name in statistics and metrics: "outOfRange" style.
std::string_view name(Rejection rejection);

/// How often each happened; plain numbers for tests and answers.
using RejectionCounts = std::array<std::uint64_t, kRejections>;

/// What is remembered of one sensor to judge its next reading. Not thread-safe: the catalogue guards it.
///
/// Ranges: each value on its own. Jumps: against the last accepted value, with an allowance that grows
/// with time; three readings in a row that agree with each other move the level (a tag carried from a
/// freezer to a sauna). Sequence numbers: the same again is a repetition; a little lower is a replay,
/// unless it goes on rising three times (the device restarted).
class Track {
 public:
  /// Takes out values that cannot be true (counted in `counts`), or says why the whole reading is
  /// refused. `modulus` is of the format's sequence number, 0 where it has none.
  std::optional<Rejection> judge(Reading &reading, std::uint32_t modulus, RejectionCounts &counts);

 private:
  struct Level {
    double value = 0;
    Timestamp time = 0;
    double candidate = 0;  ///< last value that was refused as a jump
    int agreeing = 0;      ///< how many such in a row agree
    bool known = false;
  };
  std::optional<Rejection> judge_sequence(const Reading &reading, std::uint32_t modulus);
  bool jumped(Level &level, double value, Timestamp time, double step, double per_second);

  static constexpr std::size_t kWatched = 3;
  std::array<Level, kWatched> levels_;
  std::optional<std::uint32_t> sequence_;
  std::uint32_t old_sequence_ = 0;  ///< last of the lower numbers that were refused
  int old_rising_ = 0;
  std::string format_;
  Timestamp last_time_ = 0;
  Timestamp last_e1_ = 0;
};

}  // namespace umec::sensors
