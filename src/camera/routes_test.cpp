#include "camera/routes.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "base/json.hpp"
#include "camera/camera_store_documents.hpp"
#include "camera/test_picture.hpp"
#include "net/client.hpp"
#include "net/server.hpp"
#include "store/memory_document_store.hpp"

namespace umec::camera {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

struct CameraRoutes : testing::Test {
  std::unique_ptr<runtime::Runtime> runtime = std::move(*runtime::Runtime::start({.loops = 1}));
  bus::Bus bus;
  store::MemoryDocumentStore documents;
  DocumentCameraStore store{documents};
  net::Router camera_router = fake_camera();
  std::unique_ptr<net::Server> camera_server =
      *net::Server::start(*runtime, camera_router, *net::Address::parse("127.0.0.1:0"));
  std::string camera_url = fmt::format("http://admin:geheim@127.0.0.1:{}/still.jpg", camera_server->port());
  std::unique_ptr<Cameras> cameras = start();
  net::Router router = mounted(*cameras);
  std::unique_ptr<net::Server> server =
      *net::Server::start(*runtime, router, *net::Address::parse("127.0.0.1:0"));

  static net::Router fake_camera() {
    net::Router router;
    router.get("/still.jpg", [](net::Request &) -> Result<net::Response> {
      return net::Response::text(test_picture(32, 24), "image/jpeg");
    });
    return router;
  }
  std::unique_ptr<Cameras> start() {
    return Cameras::start(*runtime, bus, store,
                          {.configured = {{.name = "gate", .url = camera_url, .place = "pole-1"}},
                           .source = {.snapshot_interval = 10ms},
                           .limits = {.first_pause = 20ms}})
        .value();
  }
  static net::Router mounted(Cameras &cameras) {
    net::Router router;
    mount(router, cameras);
    return router;
  }
  net::ClientResponse send(net::Method method, std::string_view path, std::string body = {}) {
    return net::fetch({.method = method,
                       .url = fmt::format("http://127.0.0.1:{}/cameras/v1/cameras{}", server->port(), path),
                       .body = std::move(body)})
        .value();
  }
  net::ClientResponse get(std::string_view path) { return send(net::Method::get, path); }
};

TEST_F(CameraRoutes, GivesPictures) {
  const auto picture = get("/gate/picture");
  ASSERT_EQ(picture.status, 200) << picture.body;
  EXPECT_EQ(picture.header("Content-Type"), "image/jpeg");
  EXPECT_EQ(picture.body, test_picture(32, 24));
  EXPECT_TRUE(parse_rfc3339(picture.header("X-Picture-Time")));
  const auto list = json::parse(get("/gate/pictures").body).value();
  ASSERT_GE(list.as_array().size(), 1U);
  const std::string id(list.as_array().back().at("id").as_string());
  EXPECT_EQ(get("/gate/pictures/" + id).body, picture.body);
  EXPECT_EQ(get("/gate/pictures/0").status, 404);
  EXPECT_EQ(get("/gate/pictures/latest").status, 404);
  EXPECT_EQ(get("/nobody/picture").status, 404);
}

TEST_F(CameraRoutes, NeverShowsCredentials) {
  get("/gate/picture");
  const auto one = get("/gate");
  EXPECT_THAT(one.body, Not(HasSubstr("geheim")));
  EXPECT_THAT(one.body, HasSubstr("\"place\":\"pole-1\""));
  EXPECT_THAT(one.body, HasSubstr("\"state\":\"streaming\""));
  EXPECT_THAT(get("").body, Not(HasSubstr("geheim")));
  const auto added = send(net::Method::put, "/far", R"({"url":"rtsp://a:geheim@127.0.0.1:9/x?pwd=geheim"})");
  EXPECT_THAT(added.body, Not(HasSubstr("geheim")));
}

TEST_F(CameraRoutes, AddsAndRemovesCameras) {
  auto events = bus.subscribe("cameras/yard").value();
  const std::string body = fmt::format(
      R"({{"url":"{}","location":{{"latitude":1.5,"longitude":2.5}},"watch":["plates"]}})", camera_url);
  const auto added = send(net::Method::put, "/yard", body);
  EXPECT_EQ(added.status, 201) << added.body;
  EXPECT_THAT(added.header("Location"), HasSubstr("/cameras/v1/cameras/yard"));
  EXPECT_EQ(send(net::Method::put, "/yard", body).status, 200);
  EXPECT_EQ(get("/yard/picture").status, 200);
  EXPECT_THAT(get("/yard").body, HasSubstr("\"watch\":[\"plates\"]"));
  EXPECT_TRUE(events->next(runtime::Deadline::after(5s)));

  // As after a restart.
  const auto again = start();
  EXPECT_TRUE(again->find("yard"));
  EXPECT_EQ(again->find("yard").value()->config().url, camera_url);

  EXPECT_EQ(send(net::Method::del, "/yard").status, 204);
  EXPECT_EQ(get("/yard").status, 404);
  EXPECT_EQ(send(net::Method::del, "/yard").status, 404);
  EXPECT_TRUE(store.load()->empty());
}

TEST_F(CameraRoutes, RefusesWhatIsWrong) {
  EXPECT_EQ(send(net::Method::put, "/yard", "{").status, 400);
  EXPECT_THAT(send(net::Method::put, "/yard", R"({"url":"gopher://x/"})").body,
              HasSubstr("\"pointer\":\"/url\""));
  EXPECT_THAT(send(net::Method::put, "/yard", R"({"url":"http://x/","colour":1})").body,
              HasSubstr("/colour"));
  EXPECT_EQ(send(net::Method::put, "/a%20b", R"({"url":"http://x/"})").status, 400);
  EXPECT_EQ(send(net::Method::put, "/gate", R"({"url":"http://x/"})").status, 409);
  EXPECT_EQ(send(net::Method::del, "/gate").status, 409);
}

TEST_F(CameraRoutes, StreamsToABrowser) {
  auto stream =
      net::open({.url = fmt::format("http://127.0.0.1:{}/cameras/v1/cameras/gate/stream", server->port())})
          .value();
  EXPECT_THAT(std::string(stream->header("Content-Type")), HasSubstr("multipart/x-mixed-replace"));
  std::string text;
  std::array<char, 4096> piece;
  std::size_t parts = 0;
  while (parts < 3) {
    const auto count = stream->read(piece, runtime::Deadline::after(5s));
    ASSERT_TRUE(count);
    ASSERT_GT(*count, 0U);
    text.append(piece.data(), *count);
    parts = 0;
    for (std::size_t at = 0; (at = text.find(test_picture(32, 24), at)) != std::string::npos; ++at) ++parts;
  }
  EXPECT_THAT(get("/gate").body, HasSubstr("\"viewers\":1"));
  stream.reset();
  for (int i = 0; i < 500 && cameras->find("gate").value()->status().viewers != 0; ++i)
    std::this_thread::sleep_for(10ms);
  EXPECT_EQ(cameras->find("gate").value()->status().viewers, 0U);
}

}  // namespace
}  // namespace umec::camera
