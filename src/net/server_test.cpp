#include "net/server.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "net/client.hpp"
#include "net/event_stream.hpp"

namespace umec::net {
namespace {

using namespace std::chrono_literals;
using runtime::Deadline;
using testing::HasSubstr;
using testing::StartsWith;

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    router_.get("/hello/{name}", [](Request &request) -> Result<Response> {
      return Response::text("hello " + std::string(request.param("name")));
    });
    router_.post("/echo", [](Request &request) -> Result<Response> { return Response::text(request.body); },
                 {.max_body = 100000});
    router_.post("/count",
                 [](Request &request) -> Result<Response> {
                   char piece[1000];
                   std::size_t total = 0;
                   while (const std::size_t count = UMEC_TRY(request.body_reader->read(piece)))
                     total += count;
                   return Response::text(std::to_string(total));
                 },
                 {.max_body = 10 << 20, .stream_body = true});
    router_.post("/ignore", [](Request &) -> Result<Response> { return Response::empty(); },
                 {.max_body = 1 << 20, .stream_body = true});
    router_.get("/fail", [](Request &) -> Result<Response> { return fail(Errc::unavailable, "not now"); });
    router_.get("/pieces", [](Request &) -> Result<Response> {
      return Response::stream("text/plain", [](BodyWriter &writer) -> Result<void> {
        for (int i = 0; i < 3; ++i) UMEC_TRY(writer.write(std::string(5000, static_cast<char>('a' + i))));
        return {};
      });
    });
    router_.get("/forever", [this](Request &) -> Result<Response> {
      return event_stream([this](Deadline deadline) -> std::optional<ServerEvent> {
        ++asked_;
        runtime::Waiter waiter;
        waiter.wait(deadline.sooner(Deadline::after(20ms)));
        return ServerEvent{"tick", "1", ""};
      });
    });
    server_ = *Server::start(
        *runtime_, router_, *Address::parse("127.0.0.1:0"),
        {.max_connections = 50, .head_timeout = 300ms, .body_timeout = 300ms, .idle_timeout = 60s});
    origin_ = "http://127.0.0.1:" + std::to_string(server_->port());
  }

  ClientResponse get(const std::string &path) {
    auto response = fetch({.url = origin_ + path});
    EXPECT_TRUE(response) << (response ? "" : response.error().detail);
    return response.value_or(ClientResponse{});
  }

  /// Sends raw bytes and returns all that comes until the server closes.
  std::string raw(std::string_view bytes) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server_->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
    EXPECT_EQ(send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
    std::string all;
    char piece[4096];
    for (ssize_t count = 0; (count = recv(fd, piece, sizeof piece, 0)) > 0;) all.append(piece, count);
    close(fd);
    return all;
  }

  std::unique_ptr<runtime::Runtime> runtime_ = *runtime::Runtime::start({.loops = 2});
  Router router_;
  std::atomic<int> asked_ = 0;
  std::unique_ptr<Server> server_;
  std::string origin_;
};

TEST_F(ServerTest, AnswersGetHeadAndProblems) {
  EXPECT_EQ(get("/hello/w%C3%B6rld").body, "hello wörld");
  const auto head = fetch({.method = Method::head, .url = origin_ + "/hello/x"});
  ASSERT_TRUE(head);
  EXPECT_EQ(head->header("Content-Length"), "7");
  EXPECT_EQ(head->body, "");
  const auto missing = get("/nothing");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.header("content-type"), "application/problem+json");
  EXPECT_EQ(error_of(missing).detail, "there is nothing at /nothing");
  const auto wrong_method = fetch({.method = Method::del, .url = origin_ + "/echo"});
  EXPECT_EQ(wrong_method->status, 405);
  EXPECT_EQ(wrong_method->header("Allow"), "POST");
  const auto failed = get("/fail");
  EXPECT_EQ(failed.status, 503);
  EXPECT_EQ(failed.header("Retry-After"), "1");
  EXPECT_NE(failed.header("X-Request-Id"), "");
}

TEST_F(ServerTest, KeepsConnectionsAndBodies) {
  ClientConnection connection(origin_);
  for (int i = 0; i < 50; ++i) {
    const std::string body(i * 777, static_cast<char>('a' + i % 26));
    const auto response = connection.send({.method = Method::post, .url = "/echo", .body = body});
    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->body, body);
  }
}

TEST_F(ServerTest, RefusesBodiesThatAreTooLarge) {
  const auto response =
      fetch({.method = Method::post, .url = origin_ + "/echo", .body = std::string(100001, 'x')});
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->status, 413);
  EXPECT_THAT(raw("POST /echo HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n"), StartsWith("HTTP/1.1 413"));
}

TEST_F(ServerTest, StreamsBodiesBothWays) {
  const auto counted =
      fetch({.method = Method::post, .url = origin_ + "/count", .body = std::string(3 << 20, 'x')});
  ASSERT_TRUE(counted) << counted.error().detail;
  EXPECT_EQ(counted->body, std::to_string(3 << 20));
  const auto pieces = get("/pieces");
  EXPECT_EQ(pieces.body, std::string(5000, 'a') + std::string(5000, 'b') + std::string(5000, 'c'));
}

TEST_F(ServerTest, AnswersPipelinedAndChunkedRequests) {
  const std::string answer =
      raw("POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
          "GET /hello/b HTTP/1.1\r\n\r\n"
          "POST /ignore HTTP/1.1\r\nContent-Length: 5\r\n\r\n12345"
          "POST /echo HTTP/1.1\r\nContent-Length: 3\r\nConnection: close\r\n\r\nend");
  EXPECT_THAT(answer, HasSubstr("abcHTTP/1.1 200 OK"));
  EXPECT_THAT(answer, HasSubstr("hello bHTTP/1.1 204"));
  EXPECT_THAT(answer, testing::EndsWith("\r\n\r\nend"));
}

TEST_F(ServerTest, AnswersExpectContinue) {
  EXPECT_THAT(
      raw("POST /echo HTTP/1.1\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"),
      StartsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"));
}

TEST_F(ServerTest, BadInputGetsAProblemAndAnEnd) {
  EXPECT_THAT(raw("nonsense\r\n\r\n"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(raw("GET / HTTP/3\r\n\r\n"), StartsWith("HTTP/1.1 501"));
  EXPECT_THAT(raw("GET /" + std::string(20000, 'a')), StartsWith("HTTP/1.1 414"));
  EXPECT_THAT(raw("GET / HTTP/1.1\r\nA: " + std::string(20000, 'a')), StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(raw("GET /hello/x HTTP/1.1\r\n"), StartsWith("HTTP/1.1 408"));  // a head that never ends
  EXPECT_THAT(raw("POST /echo HTTP/1.1\r\nContent-Length: 5\r\n\r\n12"), StartsWith("HTTP/1.1 408"));
}

TEST_F(ServerTest, RefusesMoreThanTheMostConnections) {
  std::vector<std::unique_ptr<ClientConnection>> held;
  int served = 0;
  for (int i = 0; i < 60; ++i) {
    held.push_back(std::make_unique<ClientConnection>(origin_));
    const auto response = held.back()->send({.url = "/hello/x"});
    if (response && response->status == 200) ++served;
  }
  EXPECT_EQ(served, 50);
}

TEST_F(ServerTest, DrainEndsStreams) {
  auto stream = open({.url = origin_ + "/forever"});
  ASSERT_TRUE(stream) << stream.error().detail;
  char piece[256];
  ASSERT_TRUE((*stream)->read(piece, Deadline::after(5s)));
  std::thread drainer([this] { server_->drain(Deadline::after(10s)); });
  Result<std::size_t> count = 1;
  while (count && *count > 0) count = (*stream)->read(piece, Deadline::after(5s));
  drainer.join();
  EXPECT_TRUE(!count || *count == 0);
  EXPECT_FALSE(fetch({.url = origin_ + "/hello/x"}));
}

TEST_F(ServerTest, ManyClientsAtOnce) {
  std::atomic<int> good = 0;
  runtime::TaskGroup group(*runtime_);
  for (int i = 0; i < 40; ++i)
    group.spawn([&] {
      ClientConnection connection(origin_);
      for (int k = 0; k < 25; ++k) {
        const auto response = connection.send({.url = "/hello/" + std::to_string(k)});
        if (response && response->body == "hello " + std::to_string(k)) ++good;
      }
    });
  ASSERT_TRUE(group.wait(Deadline::after(30s)));
  EXPECT_EQ(good, 1000);
}

TEST_F(ServerTest, ClientSaysPlainlyWhatIsWrong) {
  EXPECT_EQ(fetch({.url = "http://127.0.0.1:1/"}).error().detail,
            "cannot connect to 127.0.0.1:1: Connection refused");
  EXPECT_EQ(fetch({.url = "nonsense"}).error().code, Errc::bad_request);
  EXPECT_EQ(fetch({.url = "ftp://127.0.0.1/"}).error().code, Errc::bad_request);
  EXPECT_EQ(fetch({.url = origin_ + "/pieces", .max_response = 100}).error().code, Errc::too_large);
}

TEST_F(ServerTest, TwoServersCannotShareAPort) {
  const auto second = Server::start(*runtime_, router_, {"127.0.0.1", server_->port()});
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().detail, HasSubstr("Address already in use"));
}

}  // namespace
}  // namespace umec::net
