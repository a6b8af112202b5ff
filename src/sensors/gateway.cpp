#include "sensors/gateway.hpp"

#include <charconv>
#include <cmath>

#include "base/json.hpp"
#include "sensors/hexadecimal.hpp"

namespace umec::sensors {
namespace {

constexpr std::size_t kMostTags = 4096;

std::optional<Timestamp> seconds(double value) {
  // Zero is what a gateway without a clock sends; the upper bound is the year 2200.
  if (!(value > 0) || value > 7.3e9) return std::nullopt;
  return static_cast<Timestamp>(std::llround(value * 1000.0)) * kMillisecond;
}

std::optional<Timestamp> time_of(const json::Object &object) {
  const auto found = object.find("timestamp");
  if (found == object.end()) return std::nullopt;
  if (found->value().is_number()) return seconds(found->value().to_number<double>());
  if (!found->value().is_string()) return std::nullopt;
  const std::string_view text = found->value().get_string();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return seconds(value);
}

Result<const json::Object *> member(const json::Object &parent, std::string_view name,
                                    const std::string &at) {
  const auto found = parent.find(name);
  if (found == parent.end()) return fail_at(at, Errc::bad_request, "the attribute '{}' is missing", name);
  if (!found->value().is_object())
    return fail_at(json::pointer_to(at, name), Errc::bad_request, "expected an object but found {}",
                   json::kind_name(found->value()));
  return &found->value().get_object();
}

std::optional<GatewayAdvertisement> read_tag(std::string_view key, const json::Value &value) {
  const auto address = parse_address(key);
  if (!address || !value.is_object()) return std::nullopt;
  const json::Object &tag = value.get_object();
  const auto text = tag.find("data");
  if (text == tag.end() || !text->value().is_string()) return std::nullopt;
  auto data = from_hexadecimal(text->value().get_string());
  if (!data) return std::nullopt;
  GatewayAdvertisement heard{{*address, false, std::nullopt, std::move(*data)}, time_of(tag)};
  if (const auto rssi = tag.find("rssi"); rssi != tag.end() && rssi->value().is_int64()) {
    const std::int64_t dbm = rssi->value().get_int64();
    if (dbm >= -127 && dbm <= 20) heard.advertisement.rssi = static_cast<int>(dbm);
  }
  return heard;
}

}  // namespace

Result<GatewayReport> parse_gateway_report(std::string_view body) {
  const json::Value root = UMEC_TRY(json::parse(body));
  if (!root.is_object())
    return fail_at("", Errc::bad_request, "expected an object but found {}", json::kind_name(root));
  const json::Object &data = *UMEC_TRY(member(root.get_object(), "data", ""));
  const json::Object &tags = *UMEC_TRY(member(data, "tags", "/data"));
  const auto own = data.find("gw_mac");
  if (own == data.end() || !own->value().is_string())
    return fail_at("/data/gw_mac", Errc::bad_request, "the gateway's address must be given as text");
  const auto address = parse_address(own->value().get_string());
  if (!address) return fail_at("/data/gw_mac", Errc::bad_request, "{}", address.error().detail);
  if (tags.size() > kMostTags)
    return fail_at("/data/tags", Errc::too_large, "{} tags in one post, more than {}", tags.size(),
                   kMostTags);
  const auto posted = time_of(data);

  GatewayReport report{address_text(*address), {}, 0};
  report.heard.reserve(tags.size());
  for (const auto &tag : tags) {
    auto heard = read_tag(tag.key(), tag.value());
    if (!heard) {
      ++report.malformed;
      continue;
    }
    if (!heard->time) heard->time = posted;
    report.heard.push_back(std::move(*heard));
  }
  return report;
}

}  // namespace umec::sensors
