// Variable-length integers for the store's own formats, and a reader that no input can lead astray.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace umec::timeseries {

inline void put_varint(std::string &out, std::uint64_t value) {
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  out += static_cast<char>(value);
}

inline std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
inline std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>((value >> 1) ^ (0 - (value & 1)));
}

inline void put_text(std::string &out, std::string_view text) {
  put_varint(out, text.size());
  out += text;
}

inline void put_fixed64(std::string &out, std::uint64_t value) {
  out.append(reinterpret_cast<const char *>(&value), sizeof value);
}

/// Reads from bytes; after the first short or malformed read `ok` is false and all reads give zero.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  std::uint64_t varint() {
    if (at_ != end_ && static_cast<unsigned char>(*at_) < 0x80) return static_cast<unsigned char>(*at_++);
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && at_ != end_; shift += 7) {
      const auto byte = static_cast<unsigned char>(*at_++);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return spoil();
  }
  std::int64_t signed_varint() { return unzigzag(varint()); }
  std::uint8_t byte() {
    return at_ == end_ ? static_cast<std::uint8_t>(spoil()) : static_cast<std::uint8_t>(*at_++);
  }
  std::uint64_t fixed64() {
    std::uint64_t value = 0;
    const std::string_view bytes = take(sizeof value);
    if (bytes.size() == sizeof value) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
  std::string_view take(std::uint64_t size) {
    if (size > left()) {
      spoil();
      return {};
    }
    const std::string_view bytes(at_, size);
    at_ += size;
    return bytes;
  }
  std::string_view text() { return take(varint()); }
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  bool ok() const { return ok_; }

 private:
  std::uint64_t spoil() {
    at_ = end_;
    ok_ = false;
    return 0;
  }

  const char *at_;
  const char *end_;
  bool ok_ = true;
};

}  // namespace umec::timeseries
