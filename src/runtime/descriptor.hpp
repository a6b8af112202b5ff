// A non-blocking file descriptor that fibers can wait for.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "runtime/deadline.hpp"

namespace umec::runtime {

class Loop;
class Waiter;

/// Owns a descriptor. Made in a fiber it belongs to that fiber's loop and only fibers of that loop
/// may use it; made in a plain thread its waits are poll(2).
class Descriptor {
 public:
  /// Takes `fd`, makes it non-blocking. Errors: io.
  static Result<std::unique_ptr<Descriptor>> adopt(int fd);
  ~Descriptor();
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;

  int fd() const { return fd_; }
  /// Wait until reading or writing may go on. Errors: timeout, cancelled.
  Result<void> wait_readable(Deadline deadline);
  Result<void> wait_writable(Deadline deadline);

  /// recv/read once, waiting where nothing is there yet. 0 is the end. Errors: timeout, cancelled, io.
  Result<std::size_t> read_some(char *data, std::size_t size, Deadline deadline);
  /// Writes all of both pieces. Errors: timeout, cancelled, io.
  Result<void> write_all(std::string_view first, std::string_view second, Deadline deadline);

  /// Calls `work` (on the loop's thread, not in a fiber) once when bytes or an end arrive, instead of
  /// a waiting fiber: an idle connection costs no stack. Only on a loop.
  void when_readable(std::function<void()> work);
  /// Whether the last read emptied the kernel's buffer, so that another read would find nothing.
  bool drained() const { return !readable_; }
  /// Whether the peer has closed its end (seen by the loop; false in plain threads).
  bool peer_closed() const { return peer_closed_; }

 private:
  friend class Loop;
  Descriptor(int fd, Loop *loop) : fd_(fd), loop_(loop) {}
  Result<void> wait_for(Waiter *&slot, const bool &ready, short poll_events, Deadline deadline);
  void on_events(unsigned events);

  int fd_;
  Loop *loop_;
  bool readable_ = true;
  bool writable_ = true;
  bool peer_closed_ = false;
  bool stream_ = true;  ///< a short read means that nothing is left
  Waiter *reader_ = nullptr;
  Waiter *writer_ = nullptr;
  std::function<void()> idle_;
};

}  // namespace umec::runtime
