#include "runtime/descriptor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>

#include "runtime/loop.hpp"
#include "runtime/waiter.hpp"

namespace umec::runtime {

Result<std::unique_ptr<Descriptor>> Descriptor::adopt(int fd) {
  const int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0) {
    const int error = errno;
    close(fd);
    return fail_errno(error, "cannot make descriptor {} non-blocking", fd);
  }
  std::unique_ptr<Descriptor> descriptor(new Descriptor(fd, Loop::current()));
  int type = SOCK_STREAM;
  socklen_t size = sizeof type;
  if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0) descriptor->stream_ = type == SOCK_STREAM;
  if (descriptor->loop_ != nullptr) UMEC_TRY(descriptor->loop_->watch(*descriptor));
  return descriptor;
}

Descriptor::~Descriptor() {
  if (loop_ != nullptr) loop_->unwatch(*this);
  close(fd_);
}

Result<void> Descriptor::wait_readable(Deadline deadline) {
  readable_ = false;
  return wait_for(reader_, readable_, POLLIN, deadline);
}

Result<void> Descriptor::wait_writable(Deadline deadline) {
  writable_ = false;
  return wait_for(writer_, writable_, POLLOUT, deadline);
}

Result<void> Descriptor::wait_for(Waiter *&slot, const bool &ready, short poll_events, Deadline deadline) {
  if (loop_ == nullptr) {
    for (;;) {
      pollfd item{fd_, poll_events, 0};
      int timeout = -1;
      if (!deadline.is_never()) {
        const auto left = deadline.time() - std::chrono::steady_clock::now();
        timeout = static_cast<int>(
            std::clamp<std::int64_t>(std::chrono::ceil<std::chrono::milliseconds>(left).count(), 0, 1 << 30));
      }
      const int count = poll(&item, 1, timeout);
      if (count > 0) return {};
      if (count == 0) return fail(Errc::timeout, "the other side did not answer in time");
      if (errno != EINTR) return fail_errno(errno, "cannot wait for descriptor {}", fd_);
    }
  }
  while (!ready) {
    Waiter waiter;
    slot = &waiter;
    const Wake wake = waiter.wait(deadline);
    slot = nullptr;
    if (wake == Wake::timeout) return fail(Errc::timeout, "the other side did not answer in time");
    if (wake == Wake::cancelled) return fail(Errc::cancelled, "the work was cancelled");
  }
  return {};
}

void Descriptor::on_events(unsigned events) {
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) peer_closed_ = true;
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) {
    readable_ = true;
    if (reader_ != nullptr) reader_->wake();
    if (idle_) {
      // The call may destroy this descriptor.
      const auto work = std::move(idle_);
      idle_ = nullptr;
      work();
      return;
    }
  }
  if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) {
    writable_ = true;
    if (writer_ != nullptr) writer_->wake();
  }
}

void Descriptor::when_readable(std::function<void()> work) {
  if (readable_) {
    work();
    return;
  }
  idle_ = std::move(work);
}

Result<std::size_t> Descriptor::read_some(char *data, std::size_t size, Deadline deadline) {
  for (;;) {
    if (loop_ != nullptr && !readable_) UMEC_TRY(wait_for(reader_, readable_, POLLIN, deadline));
    const ssize_t count = read(fd_, data, size);
    if (count >= 0) {
      // Edge-triggered: a short read of a stream means that the next bytes bring a new event. Not so
      // at its end, whose event may have come already.
      if (stream_ && count > 0 && static_cast<std::size_t>(count) < size && !peer_closed_) readable_ = false;
      return static_cast<std::size_t>(count);
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return fail_errno(errno, "cannot read");
    UMEC_TRY(wait_readable(deadline));
  }
}

Result<void> Descriptor::write_all(std::string_view first, std::string_view second, Deadline deadline) {
  while (!first.empty() || !second.empty()) {
    iovec pieces[2] = {{const_cast<char *>(first.data()), first.size()},
                       {const_cast<char *>(second.data()), second.size()}};
    const bool one = first.empty() || second.empty();
    const ssize_t count = writev(fd_, first.empty() ? pieces + 1 : pieces, one ? 1 : 2);
    if (count >= 0) {
      const std::size_t of_first = std::min(first.size(), static_cast<std::size_t>(count));
      first.remove_prefix(of_first);
      second.remove_prefix(static_cast<std::size_t>(count) - of_first);
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return fail_errno(errno, "cannot write");
    UMEC_TRY(wait_writable(deadline));
  }
  return {};
}

}  // namespace umec::runtime
