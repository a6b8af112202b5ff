// --check against a node that stored everything, and against one that stored nothing.
#include "city/check.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "base/json.hpp"
#include "city/measurement.hpp"
#include "city/routes.hpp"
#include "net/client.hpp"
#include "net/server.hpp"

namespace umec::city {
namespace {

// Stands in for a node, with what a perfect one would have stored.
class FakeNode {
 public:
  FakeNode(const District &district, bool stores) {
    router.get(
        "/sensors/v1/sensors/{id}/history",
        [&district, stores](net::Request &request) -> Result<net::Response> {
          const auto query = UMEC_TRY(request.query());
          const Timestamp from = UMEC_TRY(parse_rfc3339(query.get("from").value_or(""))),
                          to = UMEC_TRY(parse_rfc3339(query.get("to").value_or("")));
          json::Array points;
          for (const Tag &tag : district.tags) {
            if (!stores || sensor_id(tag.mac) != request.param("id")) continue;
            for (std::int64_t n = first_measurement(district, tag, from);
                 measurement_time(district, tag, n) < to; ++n) {
              const Measurement m = measure(district, tag, n);
              points.push_back(
                  {{"time", format_rfc3339(m.time)},
                   {"value", quantities(m, tag.format).at(std::string(query.get("quantity").value_or("")))}});
            }
          }
          return net::Response::json(
              json::write(json::Object{{"sensor", request.param("id")}, {"points", points}}));
        });
    router.get("/vision/v1/cameras/{name}/plates",
               [&district, stores](net::Request &request) -> Result<net::Response> {
                 const auto query = UMEC_TRY(request.query());
                 const Timestamp from = UMEC_TRY(parse_rfc3339(query.get("from").value_or("")));
                 json::Array reads;
                 for (const Camera &camera : district.cameras) {
                   if (!stores || camera.name != request.param("name")) continue;
                   for (const Passing &car : passings_between(district, camera, from, now()))
                     reads.push_back({{"time", format_rfc3339(car.best)},
                                      {"camera", camera.name},
                                      {"text", car.plate.text},
                                      {"confidence", 0.9},
                                      {"box", json::Object{}}});
                 }
                 return net::Response::json(json::write(reads));
               });
  }
  net::Router router;
};

class Check : public testing::Test {
 protected:
  // Watches one camera until a car has passed it wholly, then compares.
  Result<bool> compare(bool node_stores) {
    runtime::Runtime::Options threads;
    threads.loops = 1;
    const auto runtime = *runtime::Runtime::start(threads);
    const District district = build_district(7);
    const CityClock clock(now(), now(), 1);
    City city{district, clock, {}};
    for (const Camera &camera : district.cameras)
      city.feeds.push_back(std::make_unique<CameraFeed>(district, camera, clock));
    net::Router router;
    add_routes(router, city);
    const FakeNode fake(district, node_stores);
    const auto address = *net::Address::parse("127.0.0.1:0");
    const auto city_server = *net::Server::start(*runtime, router, address);
    const auto node_server = *net::Server::start(*runtime, fake.router, address);

    const Timestamp from = now();
    Timestamp until = from + 40 * kSecond;
    for (const Camera &camera : district.cameras)
      for (const Passing &car : passings_between(district, camera, from + kSecond, until))
        if (car.enter > from + kSecond) until = std::min(until, car.leave + kSecond);
    for (std::int64_t frame = from / kFrameTime; frame * kFrameTime < until; frame += 5) {
      std::this_thread::sleep_for(
          std::chrono::nanoseconds(std::max<Timestamp>(0, frame * kFrameTime - now())));
      for (const auto &feed : city.feeds) UMEC_TRY(feed->picture(frame));
    }
    CheckOptions options;
    options.city = "http://127.0.0.1:" + std::to_string(city_server->port());
    options.node = "http://127.0.0.1:" + std::to_string(node_server->port());
    options.from = from;
    options.to = until;
    return check(options);
  }
};

TEST_F(Check, IsContentWithANodeThatStoredEverything) {
  const auto good = compare(true);
  ASSERT_TRUE(good) << good.error().detail;
  EXPECT_TRUE(*good);
}

TEST_F(Check, IsNotContentWithANodeThatStoredNothing) {
  const auto good = compare(false);
  ASSERT_TRUE(good) << good.error().detail;
  EXPECT_FALSE(*good);
}

TEST_F(Check, SaysWhomItCannotReach) {
  CheckOptions options;
  options.city = "http://127.0.0.1:9";
  const auto good = check(options);
  ASSERT_FALSE(good);
  EXPECT_NE(good.error().detail.find("http://127.0.0.1:9/truth/city"), std::string::npos)
      << good.error().detail;
}

}  // namespace
}  // namespace umec::city
