#include "vision/vision_process.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "runtime/runtime.hpp"

namespace umec::vision {
namespace {

using Clock = std::chrono::steady_clock;

/// Of the child's own error: its code and its sentence, whatever bytes they came as.
std::unexpected<Error> told_error(const Child::Answer &answer) {
  auto code = answer.status - 1 <= static_cast<int>(Errc::internal) ? static_cast<Errc>(answer.status - 1)
                                                                    : Errc::internal;
  return std::unexpected(Error{code, {answer.body.begin(), answer.body.end()}, {}});
}

metrics::Counter &calls(bool good) {
  static auto &done =
      metrics::counter("umec_vision_calls_total", "Calls of the vision program", {{"outcome", "done"}});
  static auto &failed =
      metrics::counter("umec_vision_calls_total", "Calls of the vision program", {{"outcome", "failed"}});
  return good ? done : failed;
}

}  // namespace

VisionProcess::VisionProcess(Options options) : options_(std::move(options)) {}
VisionProcess::~VisionProcess() = default;

pid_t VisionProcess::pid() const {
  const std::lock_guard lock(mutex_);
  return child_ ? child_->pid() : 0;
}

Result<Detections> VisionProcess::detect(std::span<const std::uint8_t> picture, float threshold,
                                         runtime::Deadline deadline) {
  auto body = wire::write(wire::DetectCall{threshold, picture});
  return wire::read_detections(UMEC_TRY(call(wire::Command::detect, body, deadline)));
}

Result<PlateReads> VisionProcess::plates(std::span<const std::uint8_t> picture, const PlateOptions &options,
                                         runtime::Deadline deadline) {
  auto body = wire::write(wire::PlatesCall{options, picture});
  return wire::read_plate_reads(UMEC_TRY(call(wire::Command::plates, body, deadline)));
}

Result<std::vector<Tensor>> VisionProcess::predict(const Prediction &prediction, runtime::Deadline deadline) {
  return wire::read_tensors(UMEC_TRY(call(wire::Command::predict, wire::write(prediction), deadline)));
}

Result<std::vector<ModelInfo>> VisionProcess::models(runtime::Deadline deadline) {
  return wire::read_models(UMEC_TRY(call(wire::Command::info, {}, deadline)));
}

Result<wire::Bytes> VisionProcess::call(wire::Command command, std::span<const std::uint8_t> body,
                                        runtime::Deadline deadline) {
  if (body.size() + wire::kHeadBytes > wire::kMostFrameBytes)
    return fail(Errc::too_large, "a call of vision may have {} MiB at most", wire::kMostFrameBytes >> 20);
  UMEC_TRY(take_turn(deadline));
  auto result = runtime::offload([&] { return exchange(command, body, deadline); });
  give_turn();
  calls(result.has_value()).add();
  return result;
}

Result<> VisionProcess::take_turn(runtime::Deadline deadline) {
  std::unique_lock lock(mutex_);
  if (busy_ && waiting_ >= options_.queue)
    return fail(Errc::unavailable, "{} calls of vision are waiting already; try again later", waiting_);
  ++waiting_;
  auto wake = runtime::Wake::woken;
  while (busy_ && wake == runtime::Wake::woken) wake = turn_.wait(lock, deadline);
  --waiting_;
  if (!busy_) {
    busy_ = true;
    return {};
  }
  if (wake == runtime::Wake::cancelled) return fail(Errc::cancelled, "the node is stopping");
  return fail(Errc::timeout, "vision was busy with other calls for too long");
}

void VisionProcess::give_turn() {
  const std::lock_guard lock(mutex_);
  busy_ = false;
  turn_.notify_all();  // not one: the one might be giving up at this moment
}

Result<> VisionProcess::ensure_child() {
  if (child_ && child_->ended()) {  // between two calls: nobody's call is lost
    auto ending = child_->ending();
    if (!ending.clean) log::warning("vision.ended", {{"how", ending.sentence}});
    const std::lock_guard lock(mutex_);
    child_.reset();
  }
  if (child_) return {};
  if (auto now = Clock::now(); now < not_before_)
    return fail(Errc::unavailable,
                "the vision program failed {} times in a row; it is started again in {} ms", failures_,
                std::chrono::ceil<std::chrono::milliseconds>(not_before_ - now).count());
  auto child = Child::start(options_.child);
  if (!child) {
    not_before_ = Clock::now() + options_.longest_pause;
    ++failures_;
    return std::unexpected(child.error());
  }
  log::info("vision.started", {{"pid", (*child)->pid()}});
  const std::lock_guard lock(mutex_);
  child_ = std::move(*child);
  owed_since_.reset();
  has_answered_ = false;
  return {};
}

/// The child is gone or of no use: ends it, notes the failure, and says what happened.
std::unexpected<Error> VisionProcess::lost_child(const Error &error, runtime::Deadline deadline) {
  bool hung = error.code == Errc::timeout;
  if (hung || error.code == Errc::corrupt) child_->kill();
  auto ending = child_->ending();
  {
    const std::lock_guard lock(mutex_);
    child_.reset();
  }
  ++failures_;
  // The first restart is at once: one bad picture should not cost the next caller anything.
  auto pause = failures_ < 2 ? Duration(0)
                             : Duration(std::chrono::milliseconds(100)) * (1 << std::min(failures_, 12u));
  not_before_ = Clock::now() + std::min(pause, options_.longest_pause);
  static auto &losses =
      metrics::counter("umec_vision_losses_total", "Times that the vision program died or hung");
  losses.add();
  log::warning("vision.lost", {{"how", ending.sentence}, {"inARow", failures_}, {"detail", error.detail}});
  if (hung && deadline.passed()) return std::unexpected(error);
  if (hung) return fail(Errc::internal, "the vision program hung over this call and was ended");
  return fail(Errc::internal, "the vision program {} over this call", ending.sentence);
}

Result<wire::Bytes> VisionProcess::exchange(wire::Command command, std::span<const std::uint8_t> body,
                                            runtime::Deadline deadline) {
  for (bool again = true;; again = false) {
    UMEC_TRY(ensure_child());
    auto id = ++last_id_;
    auto sent = child_->send(id, command, body, deadline);
    auto start = owed_since_.value_or(Clock::now());
    auto hang = runtime::Deadline::at(start + options_.hang);
    Result<Child::Answer> answer = std::unexpected(Error{});
    if (sent) answer = child_->receive(id, deadline.sooner(hang));
    if (sent && answer) {
      owed_since_.reset();
      has_answered_ = true;
      failures_ = 0;
      if (answer->status != 0) return told_error(*answer);
      return std::move(answer->body);
    }
    const Error error = sent ? answer.error() : sent.error();
    // Too late for this caller, but the child may be healthy: its answer is dropped by the next one.
    if (sent && error.code == Errc::timeout && !hang.passed()) {
      owed_since_ = start;
      return std::unexpected(error);
    }
    // A child that had nothing to do may end just when a call is on its way.
    bool idle = error.code == Errc::io && has_answered_ && !owed_since_ && child_->ending().clean;
    if (idle && again) {
      const std::lock_guard lock(mutex_);
      child_.reset();
      continue;
    }
    return lost_child(error, deadline);
  }
}

}  // namespace umec::vision
