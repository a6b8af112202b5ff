// Chance without state: every draw is a hash of the seed and of what it is for, so that any moment
// of the city can be computed on its own, in any order, on any machine.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace umec::city {

using Seed = std::uint64_t;

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): each input bit flips half of the output.
constexpr std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

/// One draw of 64 bits for the purpose that `parts` name.
template <class... Parts>
constexpr std::uint64_t draw(Seed seed, Parts... parts) {
  std::uint64_t state = mix(seed);
  ((state = mix(state ^ static_cast<std::uint64_t>(parts))), ...);
  return state;
}

/// A draw as a number in [0, 1).
constexpr double unit(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1.0p-53; }

/// A draw as a number in [low, high).
constexpr double between(std::uint64_t bits, double low, double high) {
  return low + (high - low) * unit(bits);
}

/// A draw as an index in [0, count).
constexpr int pick(std::uint64_t bits, int count) { return static_cast<int>(unit(bits) * count); }

/// A draw of the standard normal distribution (Box and Muller).
inline double normal(std::uint64_t bits) {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - unit(bits)));
  return radius * std::cos(2.0 * std::numbers::pi * unit(mix(bits)));
}

/// Value noise: a smooth curve in [-1, 1] that takes a new direction about once per unit of `x`.
inline double smooth_noise(Seed seed, std::uint64_t purpose, double x) {
  const double floor = std::floor(x);
  const auto cell = static_cast<std::int64_t>(floor);
  const double part = x - floor;
  const double ease = part * part * part * (part * (part * 6 - 15) + 10);
  const double left = 2 * unit(draw(seed, purpose, cell)) - 1;
  const double right = 2 * unit(draw(seed, purpose, cell + 1)) - 1;
  return left + (right - left) * ease;
}

}  // namespace umec::city
