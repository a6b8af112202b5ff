// Big-endian fields of radio payloads. The caller has checked the length.
#pragma once

#include <cstdint>
#include <span>

namespace umec::sensors {

using Bytes = std::span<const std::uint8_t>;

inline std::uint16_t be16(Bytes bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}
inline std::uint32_t be24(Bytes bytes, std::size_t at) {
  return static_cast<std::uint32_t>(bytes[at]) << 16 | be16(bytes, at + 1);
}
inline std::uint64_t be48(Bytes bytes, std::size_t at) {
  return static_cast<std::uint64_t>(be24(bytes, at)) << 24 | be24(bytes, at + 3);
}
inline std::int16_t be16_signed(Bytes bytes, std::size_t at) {
  return static_cast<std::int16_t>(be16(bytes, at));
}

}  // namespace umec::sensors
