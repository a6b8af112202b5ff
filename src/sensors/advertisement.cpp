#include "sensors/advertisement.hpp"

namespace umec::sensors {
namespace {

constexpr std::uint8_t kServiceData16 = 0x16;
constexpr std::uint8_t kManufacturerData = 0xFF;
constexpr std::uint16_t kEddystone = 0xFEAA;
constexpr std::uint8_t kEddystoneUrl = 0x10;
constexpr std::string_view kRuuviUrl = "ruu.vi/#";

std::uint16_t le16(Bytes bytes) { return static_cast<std::uint16_t>(bytes[0] | bytes[1] << 8); }

/// 0-1 service, 2 frame type, 3 power, 4 scheme, then the URL.
std::optional<AdvertisedRuuvi> eddystone(Bytes service_data) {
  if (service_data.size() < 5 || le16(service_data) != kEddystone || service_data[2] != kEddystoneUrl)
    return std::nullopt;
  const Bytes rest = service_data.subspan(5);
  const std::string_view url(reinterpret_cast<const char *>(rest.data()), rest.size());
  if (!url.starts_with(kRuuviUrl)) return std::nullopt;
  return AdvertisedRuuvi{{}, url.substr(kRuuviUrl.size())};
}

}  // namespace

Result<std::optional<AdvertisedRuuvi>> find_ruuvi(Bytes data) {
  while (!data.empty()) {
    const std::size_t length = data[0];
    if (length == 0) break;  // early termination: the rest is padding
    if (length >= data.size())
      return fail(Errc::bad_request, "an advertising structure of {} bytes runs over the end", length);
    const std::uint8_t type = data[1];
    const Bytes content = data.subspan(2, length - 1);
    if (type == kManufacturerData && content.size() >= 2 && le16(content) == kRuuviCompany)
      return AdvertisedRuuvi{content.subspan(2), {}};
    if (type == kServiceData16)
      if (const auto url = eddystone(content)) return url;
    data = data.subspan(1 + length);
  }
  return std::nullopt;
}

Result<std::optional<RuuviPayload>> decode_advertisement(Bytes advertising_data) {
  const auto found = UMEC_TRY(find_ruuvi(advertising_data));
  if (!found) return std::nullopt;
  return UMEC_TRY(found->fragment.data() != nullptr ? decode_ruuvi_url(found->fragment)
                                                    : decode_ruuvi(found->payload));
}

}  // namespace umec::sensors
