// Takes readings off the hot path and writes them in batches.
#pragma once

#include <deque>
#include <memory>
#include <mutex>

#include "base/metrics.hpp"
#include "runtime/runtime.hpp"
#include "sensors/reading_log.hpp"

namespace umec::sensors {

/// Collects readings and appends them each 250 ms, or sooner where 500 wait. A log that fails is tried
/// again with growing pauses while readings wait; over 20 000 the oldest are lost and counted.
class ReadingWriter {
 public:
  struct Options {
    Duration interval = std::chrono::milliseconds(250);
    std::size_t batch = 500;
    std::size_t bound = 20000;
  };
  struct Counts {
    std::uint64_t written = 0;
    std::uint64_t lost = 0;
    std::uint64_t failures = 0;  ///< appends that the log refused
    std::size_t waiting = 0;
  };

  ReadingWriter(runtime::Runtime &runtime, ReadingLog &log, Options options);
  ReadingWriter(runtime::Runtime &runtime, ReadingLog &log) : ReadingWriter(runtime, log, Options{}) {}
  /// Writes what waits, for at most two seconds.
  ~ReadingWriter();

  /// Never waits.
  void push(LoggedReading reading);
  /// Waits until all readings pushed before the call are durable. Errors: unavailable (some of them
  /// were lost, or the log refuses), timeout, cancelled.
  Result<void> flush(runtime::Deadline deadline);

  Counts counts() const;

 private:
  void run();
  void wait_for_batch(std::unique_lock<std::mutex> &lock);
  void write_batch(std::unique_lock<std::mutex> &lock);

  ReadingLog &log_;
  const Options options_;
  metrics::Counter &written_metric_;
  metrics::Counter &lost_metric_;
  metrics::Counter &failures_metric_;
  mutable std::mutex mutex_;
  runtime::Condition arrived_;
  runtime::Condition progressed_;
  std::deque<LoggedReading> queue_;
  std::uint64_t first_ = 0;       ///< running number of the queue's front
  std::uint64_t flush_up_to_ = 0; ///< readings below this number are wanted at once
  std::uint64_t last_lost_ = 0;   ///< 1 + running number of the last reading that was lost
  Counts counts_;
  Duration pause_{};              ///< before the next try; zero while the log works
  std::string last_error_;
  bool stopping_ = false;
  runtime::TaskGroup tasks_;
};

}  // namespace umec::sensors
