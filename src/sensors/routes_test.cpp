#include "sensors/routes.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "base/json.hpp"
#include "net/client.hpp"
#include "net/server.hpp"
#include "sensors/hexadecimal.hpp"
#include "sensors/reading_log_memory.hpp"

namespace umec::sensors {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

struct SensorRoutes : testing::Test {
  std::unique_ptr<runtime::Runtime> runtime = std::move(*runtime::Runtime::start({.loops = 1}));
  bus::Bus bus;
  MemoryReadingLog log;
  std::unique_ptr<Station> station =
      Station::start(*runtime, bus, log,
                     {.known = {{"CB:B8:33:4C:88:4F", "North", "pole-7", Location{60.17, 24.94}}}})
          .value();
  net::Router router = mounted(*station);
  std::unique_ptr<net::Server> server =
      *net::Server::start(*runtime, router, *net::Address::parse("127.0.0.1:0"));
  std::string origin = "http://127.0.0.1:" + std::to_string(server->port());

  static net::Router mounted(Station &station) {
    net::Router router;
    mount(router, station);
    return router;
  }
  net::ClientResponse get(std::string path) { return net::fetch({.url = origin + std::move(path)}).value(); }
  void hear(int sequence, Timestamp time) {
    station->hear(
        "roof",
        {0xCBB8334C884F, false, -60,
         from_hexadecimal(
             fmt::format("0201061BFF99040512FC5394C37C0004FFFC040CAC3642{:04X}CBB8334C884F", sequence))
             .value()},
        time);
  }
};

TEST_F(SensorRoutes, ListsSensorsWithTheirLatestReading) {
  EXPECT_EQ(get("/sensors/v1/sensors/ruuvi-cbb8334c884f/latest").status, 404);
  hear(1, now());
  const auto list = json::parse(get("/sensors/v1/sensors").body).value();
  ASSERT_EQ(list.as_array().size(), 1U);
  const auto &sensor = list.as_array()[0].as_object();
  EXPECT_EQ(sensor.at("id").as_string(), "ruuvi-cbb8334c884f");
  EXPECT_EQ(sensor.at("name").as_string(), "North");
  EXPECT_EQ(sensor.at("place").as_string(), "pole-7");
  EXPECT_EQ(sensor.at("location").at("latitude").as_double(), 60.17);
  EXPECT_EQ(sensor.at("latest").at("values").at("temperature").as_double(), 24.3);
  const auto latest = json::parse(get("/sensors/v1/sensors/ruuvi-cbb8334c884f/latest").body).value();
  EXPECT_EQ(latest, sensor.at("latest"));
  EXPECT_EQ(get("/sensors/v1/sensors/nobody").status, 404);
}

TEST_F(SensorRoutes, GivesHistory) {
  const Timestamp start = now() - 10 * kMinute;
  for (int i = 0; i < 10; ++i) hear(i, start + i * kMinute);
  ASSERT_TRUE(station->take({.gateway = "0"}, runtime::Deadline::after(5s)));
  const std::string path = "/sensors/v1/sensors/ruuvi-cbb8334c884f/history";
  const auto raw = json::parse(get(path + "?quantity=temperature").body).value();
  EXPECT_EQ(raw.at("unit").as_string(), "°C");
  ASSERT_EQ(raw.at("points").as_array().size(), 10U);
  EXPECT_EQ(raw.at("points").as_array()[0].at("value").to_number<double>(), 24.3);
  const auto windows = json::parse(get(path + "?quantity=temperature&every=5m").body).value();
  EXPECT_LE(windows.at("points").as_array().size(), 3U);
  EXPECT_EQ(windows.at("points").as_array()[0].at("mean").to_number<double>(), 24.3);
  EXPECT_EQ(windows.at("every").as_string(), "300000ms");

  for (const std::string_view wrong :
       {"", "?quantity=mood", "?quantity=humidity&from=yesterday", "?quantity=humidity&every=often",
        "?quantity=humidity&limit=0", "?quantity=humidity&limit=1x", "?quantity=humidity&colour=red",
        "?quantity=humidity&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z"}) {
    const auto response = get(path + std::string(wrong));
    EXPECT_EQ(response.status, 400) << wrong;
    EXPECT_THAT(response.body, HasSubstr("detail")) << wrong;
  }
}

TEST_F(SensorRoutes, TakesGatewayPosts) {
  const std::string body =
      R"({"data":{"coordinates":"","timestamp":"1653633988","gw_mac":"C8:25:2D:8E:9C:2C","tags":{
      "C6:A5:B9:E0:AD:06":{"rssi":-71,"timestamp":"1653633986","data":"0201061BFF99040513C85714C7CC00240008041CAB76F41C3CC6A5B9E0AD06"},
      "00:00:00:00:00:01":{"rssi":-71,"timestamp":"1653633986","data":"020106"}}}})";
  const auto response =
      net::fetch({.method = net::Method::post, .url = origin + "/sensors/v1/ruuvi-gateway", .body = body})
          .value();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"heard":2,"accepted":1})");
  EXPECT_THAT(get("/sensors/v1/sensors/ruuvi-c6a5b9e0ad06/latest").body, HasSubstr("\"temperature\":25.32"));
  const auto statistics = json::parse(get("/sensors/v1/statistics").body).value();
  EXPECT_EQ(statistics.at("accepted").to_number<int>(), 1);
  EXPECT_EQ(statistics.at("log").at("written").to_number<int>(), 1);
  const auto wrong =
      net::fetch(
          {.method = net::Method::post, .url = origin + "/sensors/v1/ruuvi-gateway", .body = R"({"data":1})"})
          .value();
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, HasSubstr("\"pointer\":\"/data\""));
}

TEST_F(SensorRoutes, StreamsReadings) {
  auto stream = net::open({.url = origin + "/sensors/v1/stream?sensor=ruuvi-cbb8334c884f"}).value();
  ASSERT_EQ(stream->status(), 200);
  for (int i = 0; i < 100 && bus.subscriptions() == 0; ++i) std::this_thread::sleep_for(10ms);
  hear(7, now());
  std::string text;
  std::array<char, 1000> piece;
  while (!text.contains("data: ")) {
    const auto count = stream->read(piece, runtime::Deadline::after(5s));
    ASSERT_TRUE(count) << count.error().detail;
    ASSERT_GT(*count, 0U);
    text.append(piece.data(), *count);
  }
  EXPECT_THAT(text, HasSubstr("event: reading"));
  EXPECT_THAT(text, HasSubstr("\"measurementSequenceNumber\":7"));
  EXPECT_EQ(get("/sensors/v1/stream?sensor=a/b").status, 400);
}

}  // namespace
}  // namespace umec::sensors
