// Opens what an HCI source's address names.
#pragma once

#include <memory>
#include <string_view>

#include "base/error.hpp"
#include "runtime/descriptor.hpp"

namespace umec::sensors {

/// Checks the form of `unix:PATH`, `fd:N` or `hciN`. Errors: bad_request.
Result<void> check_hci_address(std::string_view address);

/// Connects to the socket, takes the descriptor, or opens the adapter and starts passive scanning.
/// Errors: bad_request, io (with the operating system's reason), timeout.
Result<std::unique_ptr<runtime::Descriptor>> open_hci(std::string_view address);

}  // namespace umec::sensors
