#include "city/radio.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/log.hpp"

namespace umec::city {
namespace {

constexpr auto kTick = std::chrono::milliseconds(25);
constexpr auto kPatience = std::chrono::seconds(5);

sockaddr_un address_of(const std::string &path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

// Removes a socket that nobody listens on any more. Errors: conflict, io.
Result<void> remove_stale(const std::string &path) {
  struct stat status{};
  if (lstat(path.c_str(), &status) != 0) return {};
  if (!S_ISSOCK(status.st_mode))
    return fail(Errc::conflict, "{} exists and is no socket; choose another path with --hci", path);
  const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_of(path);
  const bool answered =
      probe >= 0 && connect(probe, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
  if (probe >= 0) close(probe);
  if (answered)
    return fail(Errc::conflict, "another city is on the air at {}; choose another path with --hci", path);
  if (unlink(path.c_str()) != 0) return fail_errno(errno, "cannot remove the old socket {}", path);
  return {};
}

}  // namespace

Result<std::string> socket_path(const std::string &address) {
  if (!address.starts_with("unix:/"))
    return fail(Errc::bad_request, "'{}' is not of the form unix:/path", address);
  std::string path = address.substr(5);
  if (path.size() >= sizeof(sockaddr_un::sun_path))
    return fail(Errc::bad_request, "the path {} is too long for a socket", path);
  return path;
}

Result<std::unique_ptr<Radio>> Radio::start(runtime::Runtime &runtime, const District &district,
                                            const CityClock &clock, const std::string &address) {
  const std::string path = UMEC_TRY(socket_path(address));
  UMEC_TRY(remove_stale(path));
  const int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listening < 0) return fail_errno(errno, "cannot make a socket");
  const sockaddr_un name = address_of(path);
  if (bind(listening, reinterpret_cast<const sockaddr *>(&name), sizeof name) != 0 ||
      listen(listening, 16) != 0) {
    const int error = errno;
    close(listening);
    return fail_errno(error, "cannot listen on {}", path);
  }
  std::unique_ptr<Radio> radio(new Radio(runtime, district, clock, path));
  radio->fibers_.spawn([radio = radio.get(), listening] { radio->accept_listeners(listening); });
  return radio;
}

Radio::Radio(runtime::Runtime &runtime, const District &district, const CityClock &clock, std::string path)
    : district_(district), clock_(clock), path_(std::move(path)), fibers_(runtime) {}

Radio::~Radio() {
  fibers_.cancel();
  fibers_.wait(runtime::Deadline::after(std::chrono::seconds(2)));
  unlink(path_.c_str());
}

void Radio::accept_listeners(int listening) {
  auto socket = runtime::Descriptor::adopt(listening);
  if (!socket) return log::error("radio failed", {{"detail", socket.error().detail}});
  while (!fibers_.stopping()) {
    const int listener = accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (listener >= 0) {
      fibers_.spawn([this, listener] { speak_to(listener); });
    } else if (errno == EAGAIN) {
      if (!(*socket)->wait_readable(runtime::Deadline::never())) return;
    } else if (runtime::sleep_for(std::chrono::milliseconds(100)) ==
               runtime::Wake::cancelled) {  // out of descriptors
      return;
    }
  }
}

void Radio::speak_to(int listener) {
  auto socket = runtime::Descriptor::adopt(listener);
  if (!socket) return;
  Timestamp heard = clock_.city_at(now());
  while (runtime::sleep_for(kTick) != runtime::Wake::cancelled) {
    const Timestamp until = clock_.city_at(now());
    std::string events;
    for (const Advertisement &a : advertisements_between(district_, heard, until, false)) {
      const Bytes event = hci_event(a, district_.tags[static_cast<std::size_t>(a.tag)].mac);
      events.append(event.begin(), event.end());
    }
    heard = std::max(heard, until);
    if (!events.empty() && !(*socket)->write_all(events, {}, runtime::Deadline::after(kPatience))) return;
  }
}

}  // namespace umec::city
