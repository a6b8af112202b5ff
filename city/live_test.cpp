// The city from outside: HTTP, the air, and the gateway's posts, over real sockets.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <mutex>
#include <set>
#include <thread>

#include "city/gateway.hpp"
#include "city/radio.hpp"
#include "city/routes.hpp"
#include "net/client.hpp"
#include "net/server.hpp"

namespace umec::city {
namespace {

class LiveCity : public testing::Test {
 protected:
  void SetUp() override {
    runtime::Runtime::Options threads;
    threads.loops = 1;
    runtime_ = *runtime::Runtime::start(threads);
    for (const Camera &camera : district_.cameras)
      city_.feeds.push_back(std::make_unique<CameraFeed>(district_, camera, clock_));
    add_routes(router_, city_);
    auto server = net::Server::start(*runtime_, router_, *net::Address::parse("127.0.0.1:0"));
    ASSERT_TRUE(server) << server.error().detail;
    server_ = std::move(*server);
    base_ = "http://127.0.0.1:" + std::to_string(server_->port());
    socket_ = std::filesystem::temp_directory_path() / ("city-test-" + std::to_string(getpid()) + ".hci");
  }

  net::ClientResponse get(const std::string &path) {
    net::ClientRequest request;
    request.url = base_ + path;
    auto answer = net::fetch(request);
    EXPECT_TRUE(answer) << path;
    return answer ? *answer : net::ClientResponse{};
  }

  // Reads the body of a live stream until it holds `pictures` complete ones.
  std::string watch(const std::string &camera, int pictures) {
    net::ClientRequest request;
    request.url = base_ + "/cameras/" + camera + ".mjpeg";
    auto stream = net::open(request);
    if (!stream) return stream.error().detail;
    std::string all;
    std::array<char, 16384> piece;
    const auto deadline = runtime::Deadline::after(std::chrono::seconds(20));
    const auto complete = [&] {
      int count = 0;
      for (std::size_t at = 0; (at = all.find("\xff\xd9\r\n", at)) != std::string::npos; ++at) ++count;
      return count >= pictures;
    };
    while (!complete()) {
      const auto got = (*stream)->read(piece, deadline);
      if (!got || *got == 0) break;
      all.append(piece.data(), *got);
    }
    return all;
  }

  int listen_to_the_air() {
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    socket_.string().copy(name.sun_path, sizeof name.sun_path - 1);
    timeval patience{3, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr *>(&name), sizeof name), 0);
    return fd;
  }

  District district_ = build_district(7);
  CityClock clock_;
  City city_{district_, clock_, {}};
  net::Router router_;
  std::unique_ptr<runtime::Runtime> runtime_;
  std::unique_ptr<net::Server> server_;
  std::string base_;
  std::filesystem::path socket_;
};

TEST_F(LiveCity, GivesAPictureNow) {
  const auto answer = get("/cameras/market-street.jpg");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Type"), "image/jpeg");
  EXPECT_EQ(answer.body.substr(0, 2), "\xff\xd8");
  EXPECT_TRUE(parse_rfc3339(answer.header("X-Picture-Time")));
  EXPECT_EQ(get("/cameras/nowhere.jpg").status, 404);
  EXPECT_EQ(get("/cameras/nowhere.mjpeg").status, 404);
}

TEST_F(LiveCity, PaintsAPictureOnceForAllViewersAndNoneForNobody) {
  std::vector<std::string> seen(3);
  {
    std::vector<std::jthread> viewers;
    for (std::string &all : seen) viewers.emplace_back([&] { all = watch("harbour-road", 6); });
  }
  for (const std::string &all : seen)
    EXPECT_TRUE(all.starts_with("--picture\r\nContent-Type: image/jpeg\r\n")) << all.substr(0, 200);
  // Three viewers for six pictures, starting at slightly different moments: far fewer than 18.
  EXPECT_LE(city_.feeds[1]->painted(), 12U);
  EXPECT_EQ(city_.feeds[0]->painted(), 0U);
  const std::uint64_t before = city_.feeds[1]->painted();
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  EXPECT_LE(city_.feeds[1]->painted(), before + 2);
}

TEST_F(LiveCity, KnowsWhoWasWatched) {
  const Timestamp from = now();
  watch("mill-lane", 12);
  const Timestamp to = now();
  EXPECT_TRUE(city_.feeds[2]->watched(from + 300 * kMillisecond, to - 300 * kMillisecond));
  EXPECT_FALSE(city_.feeds[2]->watched(from - 5 * kSecond, to));
  EXPECT_FALSE(city_.feeds[0]->watched(from, to));
}

TEST_F(LiveCity, TellsTheTruth) {
  const auto city = get("/truth/city");
  EXPECT_NE(city.body.find("\"name\":\"pole-12\""), std::string::npos);
  const auto plates = get("/truth/plates?camera=market-street");
  EXPECT_NE(plates.body.find("\"camera\":\"market-street\""), std::string::npos);
  EXPECT_EQ(plates.body.find("\"camera\":\"mill-lane\""), std::string::npos);
  const auto sensors = get("/truth/sensors");
  EXPECT_NE(sensors.body.find(sensor_id(district_.tags[13].mac)), std::string::npos);
  EXPECT_NE(sensors.body.find("\"co2\""), std::string::npos);
}

TEST_F(LiveCity, RefusesSpansThatMakeNoSense) {
  EXPECT_EQ(get("/truth/plates?from=yesterday").status, 400);
  EXPECT_EQ(get("/truth/plates?camera=nowhere").status, 404);
  EXPECT_EQ(get("/truth/plates?form=2026-01-01T00:00:00Z").status, 400);
  EXPECT_EQ(get("/truth/sensors?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z").status, 400);
  EXPECT_EQ(get("/truth/sensors?from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z").status, 400);
}

TEST_F(LiveCity, LetsEveryListenerHearAllTagsAsWholeHciEvents) {
  auto radio = Radio::start(*runtime_, district_, clock_, "unix:" + socket_.string());
  ASSERT_TRUE(radio) << radio.error().detail;
  const int first = listen_to_the_air(), second = listen_to_the_air();
  for (const int fd : {first, second}) {
    std::string heard;
    std::array<char, 4096> piece;
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1300);
    while (std::chrono::steady_clock::now() < end) {
      const ssize_t got = recv(fd, piece.data(), piece.size(), 0);
      ASSERT_GT(got, 0);
      heard.append(piece.data(), static_cast<std::size_t>(got));
    }
    std::set<std::string> addresses;
    bool extended = false;
    std::size_t at = 0;
    while (at < heard.size()) {
      ASSERT_EQ(heard[at], 0x04) << "not at the start of an event at byte " << at;
      ASSERT_EQ(heard[at + 1], 0x3e);
      const bool long_report = heard[at + 3] == 0x0d;
      extended |= long_report;
      addresses.insert(heard.substr(at + (long_report ? 8 : 7), 6));
      at += 3U + static_cast<unsigned char>(heard[at + 2]);
    }
    EXPECT_EQ(at, heard.size());
    EXPECT_EQ(addresses.size(), 12U);
    EXPECT_TRUE(extended);
  }
  close(first);
  close(second);
}

TEST_F(LiveCity, ReplacesAStaleSocketButNotALivingOneNorAFile) {
  const std::string address = "unix:" + socket_.string();
  {
    auto radio = Radio::start(*runtime_, district_, clock_, address);
    ASSERT_TRUE(radio);
    const auto other = Radio::start(*runtime_, district_, clock_, address);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, Errc::conflict);
  }
  EXPECT_FALSE(std::filesystem::exists(socket_));
  const int dead = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  socket_.string().copy(name.sun_path, sizeof name.sun_path - 1);
  ASSERT_EQ(bind(dead, reinterpret_cast<sockaddr *>(&name), sizeof name), 0);
  close(dead);
  EXPECT_TRUE(Radio::start(*runtime_, district_, clock_, address));
  close(open(socket_.c_str(), O_CREAT | O_WRONLY, 0600));
  EXPECT_FALSE(Radio::start(*runtime_, district_, clock_, address));
  EXPECT_TRUE(std::filesystem::exists(socket_)) << "a file that is no socket must stay";
  std::filesystem::remove(socket_);
  EXPECT_FALSE(Radio::start(*runtime_, district_, clock_, "tcp:1234"));
}

TEST_F(LiveCity, PostsWhatTheGatewayHears) {
  net::Router node;
  std::mutex mutex;
  std::vector<std::string> posts;
  node.post("/sensors/v1/ruuvi-gateway", [&](net::Request &request) -> Result<net::Response> {
    const std::lock_guard lock(mutex);
    posts.push_back(request.body);
    return net::Response::empty();
  });
  auto server = net::Server::start(*runtime_, node, *net::Address::parse("127.0.0.1:0"));
  ASSERT_TRUE(server);
  {
    const Gateway gateway(
        *runtime_, district_, clock_,
        "http://127.0.0.1:" + std::to_string((*server)->port()) + "/sensors/v1/ruuvi-gateway");
    for (int i = 0; i < 120; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      const std::lock_guard lock(mutex);
      if (!posts.empty()) break;
    }
  }
  const std::lock_guard lock(mutex);
  ASSERT_FALSE(posts.empty());
  EXPECT_NE(posts[0].find(mac_text(district_.tags[13].mac)), std::string::npos) << posts[0];
}

}  // namespace
}  // namespace umec::city
