#include "city/gateway.hpp"

#include <boost/json.hpp>

#include "base/log.hpp"
#include "net/client.hpp"

namespace umec::city {
namespace {

enum Purpose : std::uint64_t { kGatewayMac = 800, kNonce };

std::string seconds_text(Timestamp time) { return std::to_string(time / kSecond); }

}  // namespace

std::map<int, Advertisement> heard_by_gateway(const District &d, Timestamp until) {
  std::map<int, Advertisement> newest;
  for (Advertisement &a : advertisements_between(d, until - 2 * kMeasurementPeriod, until, true))
    newest[a.tag] = std::move(a);
  return newest;
}

std::string gateway_body(const District &d, const CityClock &clock,
                         const std::map<int, Advertisement> &newest, Timestamp wall_time) {
  Mac mac;
  for (std::size_t i = 0; i < mac.size(); ++i)
    mac[i] = static_cast<std::uint8_t>(draw(d.seed, kGatewayMac, i));
  mac[0] = (mac[0] | 0x02) & 0xfe;  // a locally administered address, not a group's
  boost::json::object tags;
  for (const auto &[tag, a] : newest)
    tags[mac_text(d.tags[static_cast<std::size_t>(tag)].mac)] = {
        {"rssi", a.rssi}, {"timestamp", seconds_text(clock.wall_at(a.time))}, {"data", hex_text(a.data)}};
  const boost::json::object body{{"data",
                                  {{"coordinates", ""},
                                   {"timestamp", seconds_text(wall_time)},
                                   {"nonce", std::to_string(draw(d.seed, kNonce, wall_time) & 0xffffffffU)},
                                   {"gw_mac", mac_text(mac)},
                                   {"tags", tags}}}};
  return boost::json::serialize(body);
}

Gateway::Gateway(runtime::Runtime &runtime, const District &district, const CityClock &clock,
                 std::string target)
    : district_(district), clock_(clock), target_(std::move(target)), fibers_(runtime) {
  fibers_.spawn([this] { run(); });
}

Gateway::~Gateway() {
  fibers_.cancel();
  fibers_.wait(runtime::Deadline::after(std::chrono::seconds(2)));
}

void Gateway::run() {
  bool told = false;
  while (!fibers_.stopping()) {
    const Timestamp time = now();
    const Timestamp wait = kGatewayPeriod - time % kGatewayPeriod;
    if (runtime::sleep_for(std::chrono::nanoseconds(wait)) == runtime::Wake::cancelled) return;
    const Timestamp wall = now();
    net::ClientRequest request;
    request.method = net::Method::post;
    request.url = target_;
    request.headers = {{"Content-Type", "application/json"}};
    request.body = gateway_body(district_, clock_, heard_by_gateway(district_, clock_.city_at(wall)), wall);
    request.deadline = runtime::Deadline::after(std::chrono::seconds(4));
    const auto answer = net::fetch(request);
    const bool ok = answer && answer->status < 300;
    if (!ok && !told)
      log::warning(
          "gateway post failed",
          {{"target", target_}, {"detail", answer ? net::error_of(*answer).detail : answer.error().detail}});
    if (ok && told) log::info("gateway posts again", {{"target", target_}});
    told = !ok;
  }
}

}  // namespace umec::city
