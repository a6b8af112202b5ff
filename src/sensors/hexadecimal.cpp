#include "sensors/hexadecimal.hpp"

namespace umec::sensors {
namespace {

constexpr std::size_t kLongest = 2048;

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Result<std::vector<std::uint8_t>> from_hexadecimal(std::string_view text) {
  if (text.size() > kLongest) return fail(Errc::bad_request, "hexadecimal data exceeds {} digits", kLongest);
  if (text.size() % 2 != 0) return fail(Errc::bad_request, "hexadecimal data has an odd number of digits");
  std::vector<std::uint8_t> bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit(text[i]);
    const int low = digit(text[i + 1]);
    if (high < 0 || low < 0)
      return fail(Errc::bad_request, "hexadecimal data has a character that is no digit");
    bytes.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  return bytes;
}

std::string to_hexadecimal(Bytes bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += "0123456789ABCDEF"[byte >> 4];
    text += "0123456789ABCDEF"[byte & 0xF];
  }
  return text;
}

Result<std::uint64_t> parse_address(std::string_view text) {
  const bool colons = text.size() == 17;
  if (!colons && text.size() != 12)
    return fail(Errc::bad_request, "'{}' is not a Bluetooth address", text.substr(0, 32));
  std::uint64_t address = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (colons && i % 3 == 2) {
      if (text[i] != ':') return fail(Errc::bad_request, "'{}' is not a Bluetooth address", text);
      continue;
    }
    const int value = digit(text[i]);
    if (value < 0) return fail(Errc::bad_request, "'{}' is not a Bluetooth address", text);
    address = address << 4 | static_cast<std::uint64_t>(value);
  }
  return address;
}

std::string address_text(std::uint64_t address) { return fmt::format("{:012x}", address & 0xFFFFFFFFFFFF); }

}  // namespace umec::sensors
