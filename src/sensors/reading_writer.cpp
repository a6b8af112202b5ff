#include "sensors/reading_writer.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace umec::sensors {
namespace {

constexpr Duration kFirstPause = std::chrono::milliseconds(250);
constexpr Duration kLongestPause = std::chrono::seconds(10);
constexpr Duration kStopPatience = std::chrono::seconds(2);

}  // namespace

ReadingWriter::ReadingWriter(runtime::Runtime &runtime, ReadingLog &log, Options options)
    : log_(log),
      options_(options),
      written_metric_(metrics::counter("umec_sensor_readings_written_total", "Readings that are durable")),
      lost_metric_(metrics::counter("umec_sensor_readings_lost_total",
                                    "Readings lost because the time series refused them for too long")),
      failures_metric_(
          metrics::counter("umec_sensor_write_failures_total", "Batches that the time series refused")),
      tasks_(runtime) {
  tasks_.spawn([this] { run(); });
}

ReadingWriter::~ReadingWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    arrived_.notify_all();
  }
  tasks_.wait(runtime::Deadline::after(kStopPatience));
}

void ReadingWriter::push(LoggedReading reading) {
  const std::lock_guard lock(mutex_);
  if (queue_.size() >= options_.bound) {
    queue_.pop_front();
    last_lost_ = ++first_;
    ++counts_.lost;
    lost_metric_.add();
  }
  queue_.push_back(std::move(reading));
  if (queue_.size() == 1 || queue_.size() == options_.batch) arrived_.notify_all();
}

Result<void> ReadingWriter::flush(runtime::Deadline deadline) {
  std::unique_lock lock(mutex_);
  const std::uint64_t from = first_;
  const std::uint64_t end = first_ + queue_.size();
  const std::uint64_t failures = counts_.failures;
  flush_up_to_ = std::max(flush_up_to_, end);
  arrived_.notify_all();
  while (first_ < end) {
    if (counts_.failures != failures)
      return fail(Errc::unavailable, "the time series does not take readings now: {}", last_error_);
    const auto wake = progressed_.wait(lock, deadline);
    if (wake == runtime::Wake::timeout && first_ < end)
      return fail(Errc::timeout, "the readings were not written in time");
    if (wake == runtime::Wake::cancelled) return fail(Errc::cancelled, "the node is stopping");
  }
  if (last_lost_ > from)
    return fail(Errc::unavailable, "readings were lost because the time series refused them for too long");
  return {};
}

ReadingWriter::Counts ReadingWriter::counts() const {
  const std::lock_guard lock(mutex_);
  Counts counts = counts_;
  counts.waiting = queue_.size();
  return counts;
}

void ReadingWriter::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_ && !tasks_.stopping()) {
    wait_for_batch(lock);
    if (!queue_.empty()) write_batch(lock);
  }
  // What is left goes out once; a log that refuses now refuses for good.
  const std::uint64_t failures = counts_.failures;
  while (!queue_.empty() && counts_.failures == failures) write_batch(lock);
}

/// Waits for a first reading, then until the batch is full, wanted, or the interval is over.
void ReadingWriter::wait_for_batch(std::unique_lock<std::mutex> &lock) {
  if (pause_ > Duration::zero()) {
    const auto until = runtime::Deadline::after(pause_);
    while (!stopping_ && !until.passed())
      if (arrived_.wait(lock, until) == runtime::Wake::cancelled) return;
    return;
  }
  while (!stopping_ && queue_.empty())
    if (arrived_.wait(lock) == runtime::Wake::cancelled) return;
  const auto until = runtime::Deadline::after(options_.interval);
  while (!stopping_ && queue_.size() < options_.batch && flush_up_to_ <= first_ && !until.passed())
    if (arrived_.wait(lock, until) == runtime::Wake::cancelled) return;
}

void ReadingWriter::write_batch(std::unique_lock<std::mutex> &lock) {
  const std::size_t size = std::min(queue_.size(), options_.batch);
  std::vector<LoggedReading> batch(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(size));
  const std::uint64_t batch_end = first_ + size;
  lock.unlock();
  const auto appended = log_.append(batch);
  lock.lock();
  if (appended) {
    // A full queue may have lost some of the batch's readings meanwhile; they are written all the same.
    while (first_ < batch_end && !queue_.empty()) {
      queue_.pop_front();
      ++first_;
    }
    counts_.written += size;
    written_metric_.add(size);
    if (pause_ > Duration::zero()) log::info("sensors.log.recovered", {{"waiting", queue_.size()}});
    pause_ = Duration::zero();
  } else {
    ++counts_.failures;
    failures_metric_.add();
    last_error_ = appended.error().detail;
    if (pause_ == Duration::zero())
      log::warning("sensors.log.refused", {{"detail", last_error_}, {"waiting", queue_.size()}});
    pause_ = pause_ == Duration::zero() ? kFirstPause : std::min(pause_ * 2, kLongestPause);
  }
  progressed_.notify_all();
}

}  // namespace umec::sensors
