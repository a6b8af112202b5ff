// docs.ruuvi.com, Data formats 2 and 4, obsolete but still on air: an Eddystone URL whose fragment is
// base64 of 0 format; 1 humidity in 0.5 %; 2 sign and integer of the temperature; 3 its hundredths;
// 4-5 pressure over 50 000 Pa. Format 4 appends one more character, the tag's identifier.
#include <array>

#include "sensors/ruuvi_fields.hpp"

namespace umec::sensors {
namespace {

int base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

}  // namespace

Result<RuuviPayload> decode_ruuvi_url(std::string_view fragment) {
  if (fragment.size() != 8 && fragment.size() != 9)
    return fail(Errc::bad_request, "a Ruuvi URL has 8 or 9 characters of data, not {}", fragment.size());
  std::array<std::uint8_t, 6> raw{};
  for (std::size_t group = 0; group < 2; ++group) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const int digit = base64_digit(fragment[group * 4 + i]);
      if (digit < 0) return fail(Errc::bad_request, "a Ruuvi URL is not base64");
      bits = bits << 6 | static_cast<std::uint32_t>(digit);
    }
    for (std::size_t i = 0; i < 3; ++i) raw[group * 3 + i] = static_cast<std::uint8_t>(bits >> (16 - 8 * i));
  }
  if (raw[0] != 2 && raw[0] != 4)
    return fail(Errc::not_implemented, "Ruuvi URL format {} is not read here", raw[0]);
  // Firmware of the time put 2 in front of the longer form too, so the length decides.
  RuuviPayload result{.format = fragment.size() == 9 ? "4" : "2"};
  // Tags in the field send more than 99 hundredths, so they count on into the degrees.
  const int hundredths = (raw[2] & 0x7F) * 100 + raw[3];
  result.values.set(Quantity::temperature, (raw[2] & 0x80 ? -hundredths : hundredths) / 100.0);
  result.values.set(Quantity::humidity, raw[1] / 2.0);
  result.values.set(Quantity::pressure, be16(raw, 4) + 50000.0);
  return result;
}

}  // namespace umec::sensors
