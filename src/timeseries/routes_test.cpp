#include "timeseries/routes.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "net/client.hpp"
#include "net/server.hpp"
#include "timeseries/embedded_engine.hpp"

namespace umec::timeseries {
namespace {

class Routes : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "umec_routes_XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    Storage::Options options;
    options.directory = folder_;
    runtime_ = std::move(*runtime::Runtime::start());
    engine_ = std::move(*EmbeddedEngine::open(options));
    mount(router_, *engine_);
    server_ = std::move(*net::Server::start(*runtime_, router_, *net::Address::parse("127.0.0.1:0")));
    EXPECT_EQ(post("/query?q=" + net::percent_encode("create database d"), "").body,
              "{\"results\":[{\"statement_id\":0}]}\n");
  }
  void TearDown() override {
    server_.reset();
    engine_.reset();
    runtime_.reset();
    std::filesystem::remove_all(folder_);
  }
  net::ClientResponse send(net::ClientRequest request) {
    request.url = "http://127.0.0.1:" + std::to_string(server_->port()) + request.url;
    auto response = net::fetch(request);
    EXPECT_TRUE(response) << response.error().detail;
    return response.value_or(net::ClientResponse{});
  }
  net::ClientResponse post(std::string path, std::string body, std::vector<net::Header> headers = {}) {
    net::ClientRequest request;
    request.method = net::Method::post;
    request.url = std::move(path);
    request.body = std::move(body);
    request.headers = std::move(headers);
    return send(std::move(request));
  }
  std::string query(std::string_view text, std::string_view more = "",
                    std::vector<net::Header> headers = {}) {
    net::ClientRequest request;
    request.url = "/query?db=d&q=" + net::percent_encode(text) + std::string(more);
    request.headers = std::move(headers);
    return send(std::move(request)).body;
  }

  std::filesystem::path folder_;
  std::unique_ptr<runtime::Runtime> runtime_;
  std::unique_ptr<EmbeddedEngine> engine_;
  net::Router router_;
  std::unique_ptr<net::Server> server_;
};

TEST_F(Routes, WritesAndReads) {
  EXPECT_EQ(post("/write?db=d&precision=s", "m,h=a v=1 1\nm,h=b v=2.5 2").status, 204);
  EXPECT_EQ(query("select * from m"),
            "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"m\",\"columns\":[\"time\",\"h\",\"v\"]"
            ",\"values\":"
            "[[\"1970-01-01T00:00:01Z\",\"a\",1],[\"1970-01-01T00:00:02Z\",\"b\",2.5]]}]}]}\n");
  EXPECT_EQ(
      query("select mean(v) from m group by h", "&epoch=ms"),
      "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"m\",\"tags\":{\"h\":\"a\"},\"columns\":["
      "\"time\",\"mean\"],\"values\":[[0,1]]},"
      "{\"name\":\"m\",\"tags\":{\"h\":\"b\"},\"columns\":[\"time\",\"mean\"],\"values\":[[0,2.5]]}]}]}\n");
  EXPECT_EQ(query("select v from m", "", {{"Accept", "application/csv"}}),
            "name,tags,time,v\nm,,1000000000,1\nm,,2000000000,2.5\n");
  EXPECT_EQ(query("select v from m", "&chunked=true&chunk_size=1&epoch=s"),
            "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"m\",\"columns\":[\"time\",\"v\"],"
            "\"values\":[[1,1]],\"partial\":true}],\"partial\":true}]}\n"
            "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"m\",\"columns\":[\"time\",\"v\"],"
            "\"values\":[[2,2.5]]}]}]}\n");
}

// A finding of influxql_fuzz: what is calculated of plain names beside a selector read past its rows.
TEST_F(Routes, CalculatesBesideASelector) {
  EXPECT_EQ(post("/write?db=d&precision=s", "m v=1,w=5 1\nm v=3,w=7 2\nm v=2,w=9 3").status, 204);
  const std::string answer = query("select max(v), w * 2 as twice, w, nothing - more from m", "&epoch=s");
  EXPECT_NE(answer.find("\"values\":[[2,3,14,7,null]]"), std::string::npos) << answer;
}

TEST_F(Routes, FailsInInfluxShapes) {
  auto response = post("/write?db=nodb", "m v=1");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.body, "{\"error\":\"database not found: \\\"nodb\\\"\"}\n");
  EXPECT_EQ(post("/write", "m v=1").body, "{\"error\":\"database is required\"}\n");
  EXPECT_EQ(post("/write?db=d", "m v=1 1").status, 204);
  response = post("/write?db=d", "m v=\"x\" 2");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body,
            "{\"error\":\"partial write: field type conflict: input field \\\"v\\\" on measurement \\\"m\\\" "
            "is type string, already exists as type float dropped=1\"}\n");
  EXPECT_EQ(post("/write?db=d", "m v=1 1\nbad").body,
            "{\"error\":\"partial write: unable to parse 'bad': missing fields dropped=0\"}\n");
  EXPECT_EQ(post("/write?db=d", "bad").body, "{\"error\":\"unable to parse 'bad': missing fields\"}\n");
  EXPECT_EQ(query("select v from m where"),
            "{\"error\":\"error parsing query: found EOF, expected identifier, string, number, bool at line "
            "1, char 23\"}\n");
  EXPECT_EQ(query("select foo(v) from m"),
            "{\"results\":[{\"statement_id\":0,\"error\":\"undefined function foo()\"}]}\n");
  EXPECT_EQ(query("select v from nope..m"),
            "{\"results\":[{\"statement_id\":0,\"error\":\"database not found: nope\"}]}\n");
}

TEST_F(Routes, TakesFormBodiesAndPings) {
  const auto response =
      post("/query", "q=show+databases", {{"Content-Type", "application/x-www-form-urlencoded"}});
  EXPECT_EQ(response.body,
            "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"databases\",\"columns\":[\"name\"],"
            "\"values\":[[\"d\"]]}]}]}\n");
  net::ClientRequest ping;
  ping.url = "/ping";
  EXPECT_EQ(send(ping).status, 204);
  EXPECT_EQ(
      query("drop database d"),
      "{\"results\":[{\"statement_id\":0,\"error\":\"a statement that changes data must come by POST\"}]}\n");
}

TEST_F(Routes, StreamsALongAnswer) {
  std::string lines;
  for (int i = 0; i < 50000; ++i) lines += fmt::format("m v={} {}\n", i, i);
  ASSERT_EQ(post("/write?db=d", lines).status, 204);
  const std::string body = query("select v from m", "&epoch=ns");
  EXPECT_TRUE(body.ends_with("[49999,49999]]}]}]}\n"));
  EXPECT_EQ(std::count(body.begin(), body.end(), '['), 50000 + 4);
}

}  // namespace
}  // namespace umec::timeseries
