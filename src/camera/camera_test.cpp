#include "camera/camera.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "camera/test_picture.hpp"
#include "net/server.hpp"

namespace umec::camera {
namespace {

using namespace std::chrono_literals;
using runtime::Deadline;
using testing::HasSubstr;

/// A camera on a port of its own that behaves well or badly by path.
class FakeCamera {
 public:
  explicit FakeCamera(runtime::Runtime &runtime) {
    router_.get("/good", [this](net::Request &) -> Result<net::Response> {
      ++connections;
      return net::Response::stream(
          "multipart/x-mixed-replace; boundary=b", [this](net::BodyWriter &writer) -> Result<void> {
            for (int i = 0; !writer.closed() && !broken; ++i) {
              const std::string jpeg = test_picture(64, 48, "picture " + std::to_string(i));
              UMEC_TRY(
                  writer.write(fmt::format("--b\r\nContent-Length: {}\r\n\r\n{}\r\n", jpeg.size(), jpeg)));
              runtime::sleep_for(5ms);
            }
            return {};
          });
    });
    router_.get("/page", [](net::Request &) -> Result<net::Response> {
      return net::Response::text("<html>log in</html>", "text/html");
    });
    router_.get("/locked", [](net::Request &) -> Result<net::Response> {
      return net::Response::text("no").with_status(401);
    });
    router_.get("/lies", [](net::Request &) -> Result<net::Response> {
      return net::Response::stream(
          "multipart/x-mixed-replace; boundary=b", [](net::BodyWriter &writer) -> Result<void> {
            while (!writer.closed()) {
              UMEC_TRY(writer.write("--b\r\nContent-Type: image/jpeg\r\n\r\n<html>busy</html>\r\n"));
              runtime::sleep_for(1ms);
            }
            return {};
          });
    });
    router_.get("/hangs", [](net::Request &) -> Result<net::Response> {
      return net::Response::stream("multipart/x-mixed-replace; boundary=b",
                                   [](net::BodyWriter &writer) -> Result<void> {
                                     while (!writer.closed()) runtime::sleep_for(10ms);
                                     return {};
                                   });
    });
    router_.get("/floods", [](net::Request &) -> Result<net::Response> {
      return net::Response::stream("multipart/x-mixed-replace; boundary=b",
                                   [](net::BodyWriter &writer) -> Result<void> {
                                     const std::string noise(64 << 10, 'x');
                                     while (!writer.closed()) UMEC_TRY(writer.write(noise));
                                     return {};
                                   });
    });
    router_.get("/still.jpg", [this](net::Request &) -> Result<net::Response> {
      ++connections;
      return net::Response::text(test_picture(32, 24), "image/jpeg");
    });
    server_ = *net::Server::start(runtime, router_, *net::Address::parse("127.0.0.1:0"));
  }
  std::string url(std::string_view path) const {
    return fmt::format("http://127.0.0.1:{}/{}", server_->port(), path);
  }

  std::atomic<int> connections{0};
  std::atomic<bool> broken{false};

 private:
  net::Router router_;
  std::unique_ptr<net::Server> server_;
};

struct CameraTest : testing::Test {
  std::unique_ptr<runtime::Runtime> runtime = std::move(*runtime::Runtime::start({.loops = 2}));
  FakeCamera fake{*runtime};
  CameraLimits limits{.connect_time = 500ms,
                      .stall_time = 500ms,
                      .first_pause = 20ms,
                      .longest_pause = 100ms,
                      .linger = 100ms};

  std::shared_ptr<Camera> camera(std::string_view path, bool on_demand = false) {
    return Camera::start(*runtime, {.name = "c", .url = fake.url(path), .on_demand = on_demand},
                         {.snapshot_interval = 10ms}, limits)
        .value();
  }
  static CameraStatus wait_for(const Camera &camera, CameraState state) {
    for (int i = 0; i < 500 && camera.status().state != state; ++i) std::this_thread::sleep_for(10ms);
    return camera.status();
  }
};

TEST_F(CameraTest, StreamsToManyViewersOverOneConnection) {
  const auto watched = camera("good");
  const auto first = watched->watch();
  const auto second = watched->watch();
  std::uint64_t last = 0;
  for (int i = 0; i < 20; ++i) {
    const auto picture = first->next(Deadline::after(5s));
    ASSERT_TRUE(picture) << picture.error().detail;
    EXPECT_GT((*picture)->id, last);
    last = (*picture)->id;
    EXPECT_EQ((*picture)->width, 64);
    ASSERT_TRUE(second->next(Deadline::after(5s)));
  }
  EXPECT_EQ(fake.connections, 1);
  const CameraStatus status = watched->status();
  EXPECT_EQ(status.state, CameraState::streaming);
  EXPECT_EQ(status.viewers, 2U);
  EXPECT_GT(status.frame_rate, 10);
  EXPECT_LE(watched->pictures().size(), 16U);
}

TEST_F(CameraTest, ASlowViewerHarmsNobody) {
  const auto watched = camera("good");
  const auto slow = watched->watch();
  const auto quick = watched->watch();
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(quick->next(Deadline::after(5s)));
  ASSERT_TRUE(slow->next(Deadline::after(5s)));
  EXPECT_GE(slow->lost(), 20U);
  EXPECT_LE(quick->lost(), 5U);
}

TEST_F(CameraTest, KeepsTheLastPictures) {
  limits.pictures = 3;
  const auto watched = camera("good");
  const auto viewer = watched->watch();
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(viewer->next(Deadline::after(5s)));
  const auto kept = watched->pictures();
  ASSERT_EQ(kept.size(), 3U);
  EXPECT_EQ(kept[2]->id, kept[0]->id + 2);
  const auto now = watched->picture(Deadline::after(5s)).value();
  EXPECT_EQ(watched->picture(now->id).value()->jpeg, now->jpeg);
  EXPECT_EQ(watched->picture(1).error().code, Errc::not_found);
}

TEST_F(CameraTest, SaysWhatIsWrong) {
  const auto says = [&](std::string_view path, std::string_view sentence) {
    const auto watched = camera(path);
    const CameraStatus status = wait_for(*watched, CameraState::failed);
    EXPECT_EQ(status.state, CameraState::failed) << path;
    EXPECT_THAT(status.detail, HasSubstr(std::string(sentence))) << path;
    EXPECT_GE(status.failures, 1U);
    const auto picture = watched->picture(Deadline::after(100ms));
    ASSERT_FALSE(picture);
    EXPECT_EQ(picture.error().code, Errc::unavailable);
  };
  says("page", "HTML page");
  says("locked", "credentials");
  says("missing", "404");
  says("lies", "an HTML page, not a JPEG picture");
  says("hangs", "no picture for");
  says("floods", "without a picture");
}

TEST_F(CameraTest, ConnectsAgain) {
  const auto watched = camera("good");
  EXPECT_EQ(wait_for(*watched, CameraState::streaming).state, CameraState::streaming);
  fake.broken = true;
  EXPECT_EQ(wait_for(*watched, CameraState::failed).state, CameraState::failed);
  fake.broken = false;
  EXPECT_EQ(wait_for(*watched, CameraState::streaming).state, CameraState::streaming);
  EXPECT_GE(fake.connections, 2);
  EXPECT_GE(watched->status().connections, 2U);
}

TEST_F(CameraTest, PollsSinglePictures) {
  const auto watched = camera("still.jpg");
  const auto viewer = watched->watch();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(viewer->next(Deadline::after(5s)).value()->width, 32);
}

TEST_F(CameraTest, ConnectsOnDemandOnly) {
  const auto watched = camera("good", true);
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(watched->status().state, CameraState::idle);
  EXPECT_EQ(fake.connections, 0);
  EXPECT_TRUE(watched->picture(Deadline::after(5s)));
  EXPECT_EQ(fake.connections, 1);
  EXPECT_EQ(wait_for(*watched, CameraState::idle).state, CameraState::idle);
}

TEST_F(CameraTest, EndsItsViewers) {
  auto watched = camera("good");
  const auto viewer = watched->watch();
  watched.reset();
  Result<std::shared_ptr<const Picture>> last;
  do last = viewer->next(Deadline::after(5s));
  while (last);
  EXPECT_EQ(last.error().code, Errc::gone);
}

TEST_F(CameraTest, ChecksItsConfiguration) {
  EXPECT_EQ(CameraConfig({.name = "a/b", .url = "http://x/"}).check().error().pointer, "/name");
  EXPECT_EQ(CameraConfig({.name = "a", .url = "x"}).check().error().pointer, "/url");
  EXPECT_EQ(CameraConfig({.name = "a", .url = "http://x/", .watch = {"cats"}}).check().error().pointer,
            "/watch");
  EXPECT_EQ(
      CameraConfig({.name = "a", .url = "http://x/", .location = Location{91, 0}}).check().error().pointer,
      "/location");
  EXPECT_TRUE(CameraConfig({.name = "a", .url = "http://x/", .watch = {"plates", "objects"}}).check());
}

}  // namespace
}  // namespace umec::camera
