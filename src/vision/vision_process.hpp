// The port `Vision` on a supervised child process.
#pragma once

#include <memory>
#include <mutex>

#include "runtime/condition.hpp"
#include "vision/child.hpp"
#include "vision/vision.hpp"

namespace umec::vision {

/// Runs umec-vision when it is first needed, one call after the other, and lets it go when nobody
/// calls. A child that dies takes only the call it was working on with it; one that dies again and
/// again is started with growing pauses, and calls in a pause fail at once. A child that works on one
/// call for longer than `hang` is killed.
class VisionProcess final : public Vision {
 public:
  struct Options {
    ChildOptions child;
    std::size_t queue = 16;  ///< calls that wait for their turn; more are refused
    Duration hang = std::chrono::seconds(30);  ///< longest time for one call
    Duration longest_pause = std::chrono::seconds(10);  ///< between two starts
  };

  explicit VisionProcess(Options options);
  /// Ends the child. No call may be running.
  ~VisionProcess() override;

  Result<Detections> detect(std::span<const std::uint8_t> picture, float threshold,
                            runtime::Deadline deadline) override;
  Result<PlateReads> plates(std::span<const std::uint8_t> picture, const PlateOptions &options,
                            runtime::Deadline deadline) override;
  Result<std::vector<Tensor>> predict(const Prediction &call, runtime::Deadline deadline) override;
  Result<std::vector<ModelInfo>> models(runtime::Deadline deadline) override;

  /// The running child's process id; 0 where none runs.
  pid_t pid() const;

 private:
  Result<wire::Bytes> call(wire::Command command, std::span<const std::uint8_t> body,
                           runtime::Deadline deadline);
  Result<> take_turn(runtime::Deadline deadline);
  void give_turn();
  Result<wire::Bytes> exchange(wire::Command command, std::span<const std::uint8_t> body,
                               runtime::Deadline deadline);
  Result<> ensure_child();
  std::unexpected<Error> lost_child(const Error &error, runtime::Deadline deadline);

  const Options options_;
  mutable std::mutex mutex_;
  runtime::Condition turn_;
  bool busy_ = false;
  std::size_t waiting_ = 0;

  // Only touched by whoever has the turn; child_ is replaced under mutex_, because pid() looks at it.
  std::unique_ptr<Child> child_;
  std::uint32_t last_id_ = 0;
  std::optional<SteadyTime> owed_since_;  // a call that nobody waits for any more is still being worked on
  bool has_answered_ = false;  // the present child
  unsigned failures_ = 0;  // in a row
  SteadyTime not_before_{};
};

}  // namespace umec::vision
