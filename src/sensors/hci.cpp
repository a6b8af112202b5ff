#include "sensors/hci.hpp"

#include <optional>

namespace umec::sensors {
namespace {

constexpr std::uint8_t kEvent = 0x04;  // packet type indicator of H4
constexpr std::size_t kEventHead = 3;   // indicator, code, length of the parameters
constexpr std::uint8_t kLeMeta = 0x3E;
constexpr std::uint8_t kAdvertisingReport = 0x02;
constexpr std::uint8_t kExtendedAdvertisingReport = 0x0D;
constexpr std::uint8_t kMaxReports = 0x19;  // Vol 4, Part E, 7.7.65.2
constexpr int kNoRssi = 127;

std::uint64_t little_endian_address(Bytes bytes) {
  std::uint64_t address = 0;
  for (std::size_t i = 6; i-- > 0;) address = address << 8 | bytes[i];
  return address;
}

std::optional<int> signal(std::uint8_t raw) {
  const int rssi = static_cast<std::int8_t>(raw);
  if (rssi == kNoRssi) return std::nullopt;
  return rssi;
}

/// 7.7.65.2: event type, address type, address, data length, data, RSSI. Cuts one report off `rest`.
std::optional<Advertisement> take_legacy(Bytes &rest) {
  constexpr std::size_t kHead = 9;
  if (rest.size() < kHead) return std::nullopt;
  const std::size_t length = rest[8];
  if (length > 31 || rest.size() < kHead + length + 1) return std::nullopt;
  Advertisement report{little_endian_address(rest.subspan(2)), false, signal(rest[kHead + length]), {}};
  report.data.assign(rest.begin() + kHead, rest.begin() + kHead + static_cast<std::ptrdiff_t>(length));
  rest = rest.subspan(kHead + length + 1);
  return report;
}

/// 7.7.65.13: 0-1 event type; 2 address type; 3-8 address; 9-12 PHYs, set, power; 13 RSSI; 14-15
/// interval; 16-22 direct address; 23 data length; data.
std::optional<Advertisement> take_extended(Bytes &rest, bool &complete) {
  constexpr std::size_t kHead = 24;
  if (rest.size() < kHead) return std::nullopt;
  const std::size_t length = rest[23];
  if (rest.size() < kHead + length) return std::nullopt;
  const unsigned type = rest[0] | rest[1] << 8;
  complete = (type >> 5 & 3) == 0;
  const bool legacy = type & 0x10;
  Advertisement report{little_endian_address(rest.subspan(3)), !legacy, signal(rest[13]), {}};
  report.data.assign(rest.begin() + kHead, rest.begin() + kHead + static_cast<std::ptrdiff_t>(length));
  rest = rest.subspan(kHead + length);
  return report;
}

}  // namespace

void HciParser::feed(Bytes bytes) {
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  std::size_t used = 0;
  while (used < pending_.size()) {
    const std::size_t taken = take_packet(Bytes(pending_).subspan(used));
    if (taken == 0) break;
    used += taken;
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(used));
}

void HciParser::end() {
  if (!pending_.empty()) ++counts_.truncated;
  pending_.clear();
}

/// Gives how many bytes are done with; 0 where more are needed. Advertisements are LE meta events; all
/// else is skipped like noise, because believing in another packet's length can cost the events after it.
std::size_t HciParser::take_packet(Bytes bytes) {
  if (bytes[0] != kEvent || (bytes.size() > 1 && bytes[1] != kLeMeta)) return resynchronise(bytes, 1);
  if (bytes.size() < kEventHead) return 0;
  const std::size_t total = kEventHead + bytes[2];
  if (bytes.size() < total) return 0;
  if (take_event(bytes.subspan(1, total - 1))) {
    ++counts_.events;
    return total;
  }
  ++counts_.malformed;
  // Its length is not to be trusted either: the next event may begin inside it.
  return resynchronise(bytes.first(total), 1);
}

/// Skips to the next "event, LE meta" at or after `from`; keeps a last byte that may begin one.
std::size_t HciParser::resynchronise(Bytes bytes, std::size_t from) {
  std::size_t at = from;
  while (at < bytes.size() && !(bytes[at] == kEvent && (at + 1 == bytes.size() || bytes[at + 1] == kLeMeta)))
    ++at;
  counts_.skipped_bytes += at;
  return at;
}

/// Checks the whole event before its first report goes out, so that a damaged one gives none.
bool HciParser::take_event(Bytes event) {
  if (event.size() < 3) return false;
  const std::uint8_t subevent = event[2];
  if (subevent != kAdvertisingReport && subevent != kExtendedAdvertisingReport) return true;
  if (event.size() < 4 || event[3] == 0 || event[3] > kMaxReports) return false;
  std::vector<Advertisement> reports;
  std::uint64_t fragments = 0;
  Bytes rest = event.subspan(4);
  for (std::size_t i = 0; i < event[3]; ++i) {
    bool complete = true;
    auto report = subevent == kAdvertisingReport ? take_legacy(rest) : take_extended(rest, complete);
    if (!report) return false;
    if (complete)
      reports.push_back(std::move(*report));
    else
      ++fragments;
  }
  if (!rest.empty()) return false;
  counts_.fragments += fragments;
  counts_.reports += reports.size();
  for (Advertisement &report : reports) sink_(std::move(report));
  return true;
}

}  // namespace umec::sensors
