// Counters, gauges and histograms in the Prometheus text format.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace umec::metrics {

using Labels = std::vector<std::pair<std::string, std::string>>;

class Counter {
 public:
  void add(std::uint64_t count = 1) { value_.fetch_add(count, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

class Gauge {
 public:
  void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
  void add(std::int64_t count) { value_.fetch_add(count, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

/// Durations in fixed buckets from 100 microseconds to 10 seconds.
class Histogram {
 public:
  static constexpr std::array<double, 11> kBounds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.01,
                                                     0.025,  0.1,     0.5,    2.5,   10};
  void observe_nanoseconds(std::int64_t duration);

 private:
  friend std::string exposition();
  std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> buckets_{};
  std::atomic<std::int64_t> sum_nanoseconds_{0};
};

/// The one of that name and these labels, made at the first call; lives as long as the program. Look
/// it up once and keep the reference: the look-up takes a lock.
Counter &counter(std::string_view name, std::string_view help, Labels labels = {});
Gauge &gauge(std::string_view name, std::string_view help, Labels labels = {});
Histogram &histogram(std::string_view name, std::string_view help, Labels labels = {});

/// All of them as text (version 0.0.4).
std::string exposition();

}  // namespace umec::metrics
