// One umec-vision process and the socket to it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "runtime/deadline.hpp"
#include "vision/wire.hpp"

namespace umec::vision {

/// What a child is started as.
struct ChildOptions {
  std::string program;              ///< path of umec-vision
  std::vector<std::string> models;  ///< further folders with models, beside the program's own
  int memory_mib = 1024;            ///< limit of its data memory
  int threads = 1;                  ///< of one inference
  Duration idle = std::chrono::minutes(2);  ///< without a call for so long, it ends by itself
};

/// How a child ended.
struct Ending {
  bool clean = false;   ///< by itself, without an error
  std::string sentence; ///< "was killed by signal 9 (Killed)"
};

/// Owns a running child: it ends with this object. One call at a time; the functions block the thread.
class Child {
 public:
  /// Errors: unavailable (the program cannot be started).
  static Result<std::unique_ptr<Child>> start(const ChildOptions &options);
  ~Child();
  Child(const Child &) = delete;
  Child &operator=(const Child &) = delete;

  /// Sends a call. Errors: timeout, io; after one the child is of no use any more.
  Result<> send(std::uint32_t id, wire::Command command, std::span<const std::uint8_t> body,
                runtime::Deadline deadline);

  struct Answer {
    std::uint8_t status = 0;  ///< 0, or 1 + Errc
    wire::Bytes body;
  };
  /// Waits for the answer to call `id`; answers to earlier calls, which nobody waits for any more, are
  /// dropped. Errors: timeout (the answer may still be taken by a later call), io (it has ended),
  /// corrupt (it does not keep the protocol).
  Result<Answer> receive(std::uint32_t id, runtime::Deadline deadline);

  void kill();
  /// True where it has ended.
  bool ended() const;
  /// Waits up to a second for the end; what it was.
  Ending ending();
  pid_t pid() const { return pid_; }

 private:
  Child() = default;
  struct Life;

  int socket_ = -1;
  pid_t pid_ = -1;
  wire::Bytes arrived_;  // of an answer that is not complete yet
  std::shared_ptr<Life> life_;  // shared with the thread that waits for the child's end
  std::thread waiter_;
};

}  // namespace umec::vision
