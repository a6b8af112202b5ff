#include "sensors/hci_device.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

namespace umec::sensors {
namespace {

// The kernel's interface to raw HCI sockets; its header comes with BlueZ, not with the kernel's own.
constexpr int kBluetoothFamily = 31;
constexpr int kHciProtocol = 1;
constexpr int kHciLevel = 0;
constexpr int kHciFilter = 2;
struct HciAddress {
  sa_family_t family;
  std::uint16_t device;
  std::uint16_t channel;
};
struct HciFilter {
  std::uint32_t packet_types;
  std::array<std::uint32_t, 2> events;
  std::uint16_t opcode;
};

/// Commands of Core Specification 5.4, Vol 4, Part E: 7.8.10 LE Set Scan Parameters (passive, 100 ms of
/// 100 ms) and 7.8.11 LE Set Scan Enable (keep duplicates: each repeats a measurement we may have missed).
constexpr std::array<std::uint8_t, 11> kScanParameters = {0x01, 0x0B, 0x20, 0x07, 0x00, 0xA0,
                                                          0x00, 0xA0, 0x00, 0x00, 0x00};
constexpr std::array<std::uint8_t, 6> kScanEnable = {0x01, 0x0C, 0x20, 0x02, 0x01, 0x00};

std::optional<int> number_after(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  int value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0 || value > 65534)
    return std::nullopt;
  return value;
}

using Opened = Result<std::unique_ptr<runtime::Descriptor>>;

Opened connect_socket(std::string_view path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return fail_errno(errno, "cannot make a socket");
  if (::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
    const int error = errno;
    ::close(fd);
    return fail_errno(error, "cannot connect to {}", path);
  }
  return runtime::Descriptor::adopt(fd);
}

Opened open_adapter(int device) {
  const int fd = ::socket(kBluetoothFamily, SOCK_RAW | SOCK_CLOEXEC, kHciProtocol);
  if (fd < 0 && (errno == EAFNOSUPPORT || errno == EPROTONOSUPPORT))
    return fail(Errc::io, "this kernel has no Bluetooth, so hci{} cannot be opened", device);
  if (fd < 0) return fail_errno(errno, "cannot open a Bluetooth socket");
  const auto refuse = [fd](std::unexpected<Error> error) -> Opened {
    ::close(fd);
    return error;
  };
  // Packet type 4 (events), event 0x3E (LE meta).
  HciFilter filter{1U << 4, {0, 1U << (0x3E - 32)}, 0};
  if (::setsockopt(fd, kHciLevel, kHciFilter, &filter, sizeof filter) != 0)
    return refuse(fail_errno(errno, "cannot filter the events of hci{}", device));
  const HciAddress address{kBluetoothFamily, static_cast<std::uint16_t>(device), 0};
  if (::bind(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
    return refuse(fail_errno(errno, "cannot open hci{}", device));
  // The adapter keeps scanning where somebody else set it up: then these two are refused by the
  // controller, not by the kernel, and events arrive all the same.
  if (::write(fd, kScanParameters.data(), kScanParameters.size()) < 0 ||
      ::write(fd, kScanEnable.data(), kScanEnable.size()) < 0)
    return refuse(fail_errno(errno, "cannot start scanning on hci{}", device));
  return runtime::Descriptor::adopt(fd);
}

}  // namespace

Result<void> check_hci_address(std::string_view address) {
  if (address.starts_with("unix:")) {
    if (address.size() > 5 && address.size() - 5 < sizeof(sockaddr_un::sun_path)) return {};
    return fail(Errc::bad_request, "'{}' is not the path of a socket (1 to {} bytes)", address,
                sizeof(sockaddr_un::sun_path) - 1);
  }
  if (number_after(address, "fd:") || number_after(address, "hci")) return {};
  return fail(Errc::bad_request, "'{}' is not a source of HCI events: unix:PATH, fd:N or hciN", address);
}

Result<std::unique_ptr<runtime::Descriptor>> open_hci(std::string_view address) {
  if (auto valid = check_hci_address(address); !valid) return std::unexpected(valid.error());
  if (address.starts_with("unix:")) return connect_socket(address.substr(5));
  if (const auto fd = number_after(address, "fd:")) {
    // A copy, so that the caller's own stays as it was.
    const int copy = ::fcntl(*fd, F_DUPFD_CLOEXEC, 3);
    if (copy < 0) return fail_errno(errno, "cannot read from descriptor {}", *fd);
    return runtime::Descriptor::adopt(copy);
  }
  return open_adapter(*number_after(address, "hci"));
}

}  // namespace umec::sensors
