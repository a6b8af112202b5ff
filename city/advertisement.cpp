#include "city/advertisement.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace umec::city {
namespace {

enum Purpose : std::uint64_t { kDamage = 400, kDamageKind };

constexpr int kOneDamagedOf = 300;

Bytes ad_structures(const Bytes &payload) {
  Bytes data{0x02, 0x01, 0x06, static_cast<std::uint8_t>(payload.size() + 3), 0xff, 0x99, 0x04};
  data.insert(data.end(), payload.begin(), payload.end());
  return data;
}

// Where the temperature starts in the payload: format 3 has humidity before it.
void overheat(Bytes &payload, std::uint64_t bits) {
  if (payload[0] == 0x03) {
    payload[2] = 127;  // degrees; the format reaches no higher
    return;
  }
  const auto steps = static_cast<std::uint16_t>(between(bits, 140, 163) / 0.005);
  payload[1] = static_cast<std::uint8_t>(steps >> 8);
  payload[2] = static_cast<std::uint8_t>(steps);
}

Bytes damaged(Bytes payload, Damage damage, std::uint64_t bits) {
  switch (damage) {
    case Damage::overheated: overheat(payload, bits); break;
    case Damage::truncated: payload.resize(payload.size() / 2); break;
    case Damage::unknown_format: payload[0] = 0x77; break;
    case Damage::overlong:
    case Damage::none: break;
  }
  Bytes data = ad_structures(payload);
  if (damage == Damage::overlong) data[3] = static_cast<std::uint8_t>(data[3] + 9);
  return data;
}

}  // namespace

std::string_view damage_name(Damage damage) {
  switch (damage) {
    case Damage::none: return "none";
    case Damage::overheated: return "overheated";
    case Damage::truncated: return "truncated";
    case Damage::overlong: return "overlong";
    case Damage::unknown_format: return "unknown format";
  }
  return "none";
}

Damage damage_of(const District &district, const Tag &tag, std::int64_t number) {
  if (pick(draw(district.seed, kDamage, tag.number, number), kOneDamagedOf) != 0) return Damage::none;
  return static_cast<Damage>(1 + pick(draw(district.seed, kDamageKind, tag.number, number), 4));
}

std::vector<Advertisement> advertise(const District &district, const Tag &tag, std::int64_t number) {
  const Measurement m = measure(district, tag, number);
  std::vector<Bytes> payloads;
  switch (tag.format) {
    case TagFormat::raw_v1: payloads = {encode_raw_v1(m)}; break;
    case TagFormat::raw_v2: payloads = {encode_raw_v2(m, tag.mac)}; break;
    case TagFormat::air: payloads = {encode_format_6(m, tag.mac), encode_format_e1(m, tag.mac)}; break;
  }
  const Damage damage = damage_of(district, tag, number);
  std::vector<Advertisement> out;
  for (const Bytes &payload : payloads) {
    Advertisement a{m.time, tag.number, number, m.rssi, false, damage, {}};
    a.data = damaged(payload, damage, draw(district.seed, kDamageKind, tag.number, number, 1));
    a.extended = payload[0] == 0xe1;
    out.push_back(std::move(a));
  }
  return out;
}

std::vector<Advertisement> advertisements_between(const District &district, Timestamp from, Timestamp to,
                                                  bool by_gateway) {
  std::vector<Advertisement> all;
  for (const Tag &tag : district.tags) {
    if (tag.by_gateway != by_gateway) continue;
    for (std::int64_t n = first_measurement(district, tag, from); measurement_time(district, tag, n) < to;
         ++n)
      for (Advertisement &a : advertise(district, tag, n)) all.push_back(std::move(a));
  }
  std::ranges::stable_sort(all, {}, &Advertisement::time);
  return all;
}

Bytes hci_event(const Advertisement &a, const Mac &mac) {
  constexpr std::uint8_t kEventPacket = 0x04, kLeMeta = 0x3e, kReport = 0x02, kExtendedReport = 0x0d;
  constexpr std::uint8_t kRandomAddress = 0x01;
  Bytes out{kEventPacket, kLeMeta, 0, a.extended ? kExtendedReport : kReport, 1 /* report */};
  if (a.extended)
    out.insert(out.end(), {0x00, 0x00});  // neither connectable nor scannable; data complete
  else
    out.push_back(0x03);  // ADV_NONCONN_IND
  out.push_back(kRandomAddress);
  out.insert(out.end(), mac.rbegin(), mac.rend());  // little-endian on air
  const auto rssi = static_cast<std::uint8_t>(static_cast<std::int8_t>(a.rssi));
  if (a.extended) {
    out.insert(out.end(), {0x01, 0x01, 0x00, 0x7f, rssi});    // 1M PHYs, set 0, power unknown
    out.insert(out.end(), {0x00, 0x00, 0x00});                // not periodic; no direct address
    out.insert(out.end(), 6, 0x00);
  }
  out.push_back(static_cast<std::uint8_t>(a.data.size()));
  out.insert(out.end(), a.data.begin(), a.data.end());
  if (!a.extended) out.push_back(rssi);
  out[2] = static_cast<std::uint8_t>(out.size() - 3);
  return out;
}

std::string hex_text(const Bytes &bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) text += fmt::format("{:02X}", byte);
  return text;
}

}  // namespace umec::city
