// Hexadecimal text, as gateways write payloads and addresses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "sensors/bytes.hpp"

namespace umec::sensors {

/// Errors: bad_request (odd length, another character, more than 2 kB of text).
Result<std::vector<std::uint8_t>> from_hexadecimal(std::string_view text);

/// In upper case.
std::string to_hexadecimal(Bytes bytes);

/// A Bluetooth device address of 48 bits from "CB:B8:33:4C:88:4F" or "CBB8334C884F". Errors: bad_request.
Result<std::uint64_t> parse_address(std::string_view text);

/// Twelve digits without colons, in lower case.
std::string address_text(std::uint64_t address);

}  // namespace umec::sensors
