#include <gmock/gmock.h>

#include "net/event_stream.hpp"
#include "net/http_parser.hpp"
#include "net/server.hpp"
#include "net/url.hpp"

namespace umec::net {
namespace {

TEST(HttpParser, ReadsARequestByteByByte) {
  const std::string text =
      "POST /a?b=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc";
  Head head;
  const std::size_t end = text.find("abc");
  for (std::size_t size = 1; size < end; ++size)
    EXPECT_EQ(parse_request_head(text.substr(0, size), head), false) << size;
  ASSERT_EQ(parse_request_head(text, head), true);
  EXPECT_EQ(head.size, end);
  EXPECT_EQ(head.start[1], "/a?b=1");
  EXPECT_EQ(head.content_length, 3U);
  EXPECT_TRUE(head.expect_continue);
  EXPECT_TRUE(head.keep_alive);
}

TEST(HttpParser, RefusesWhatCouldSmuggle) {
  for (const std::string text : {
           "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
           "GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
           "GET / HTTP/1.1\r\nContent-Length: +1\r\n\r\n",
           "GET / HTTP/1.1\r\nContent-Length : 1\r\n\r\n",
           "GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
           "GET / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
           "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n",
           "GET / HTTP/2.0\r\n\r\n",
           "GET /\r\n\r\n",
           "G(T / HTTP/1.1\r\n\r\n",
           "nonsense\r\n\r\n",
       }) {
    Head head;
    EXPECT_FALSE(parse_request_head(text, head)) << text;
  }
}

TEST(HttpParser, DecodesChunksInAnyPieces) {
  const std::string text =
      "4\r\nWiki\r\n6;x=y\r\npedia \r\nE\r\nin \r\n\r\nchunks.\r\n0\r\nTrailer: x\r\n\r\nNEXT";
  for (std::size_t piece = 1; piece < text.size(); ++piece) {
    ChunkedDecoder decoder;
    std::string out;
    std::size_t at = 0;
    while (!decoder.done() && at < text.size()) {
      std::string_view input = std::string_view(text).substr(at, piece);
      const std::size_t before = input.size();
      ASSERT_TRUE(decoder.feed(input, out));
      at += before - input.size();
    }
    EXPECT_EQ(out, "Wikipedia in \r\n\r\nchunks.");
    EXPECT_EQ(text.substr(at), "NEXT");
  }
}

TEST(HttpParser, RefusesBrokenChunks) {
  for (std::string_view text : {"x\r\n", "\r\n", "ffffffffffffffffff\r\n", "1\r\nab\r\n", "1\nx\r\n"}) {
    ChunkedDecoder decoder;
    std::string out;
    EXPECT_FALSE(decoder.feed(text, out)) << text;
  }
}

TEST(Query, DecodesAndNamesTheUnknown) {
  const auto query = Query::parse("ser_name=a%20b&ser_name=c+d&empty&x=1=2");
  ASSERT_TRUE(query);
  EXPECT_THAT(query->all("ser_name"), testing::ElementsAre("a b", "c d"));
  EXPECT_EQ(query->get("empty"), "");
  EXPECT_EQ(query->get("x"), "1=2");
  const auto only = query->only({"ser_name", "empty"});
  ASSERT_FALSE(only);
  EXPECT_EQ(only.error().code, Errc::bad_request);
  EXPECT_FALSE(Query::parse("a=%zz"));
  EXPECT_EQ(*percent_decode(percent_encode("ä /?&=%")), "ä /?&=%");
}

TEST(Url, TakesApart) {
  const auto url = Url::parse("HTTP://user:p%40ss@[::1]:8080/a/b?c=d#e");
  ASSERT_TRUE(url) << url.error().detail;
  EXPECT_EQ(url->scheme, "http");
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->port, 8080);
  EXPECT_EQ(url->target, "/a/b?c=d");
  EXPECT_EQ(url->password, "p@ss");
  EXPECT_EQ(url->redacted(), "http://[::1]:8080/a/b?c=d");
  EXPECT_EQ(Url::parse("http://example.com")->target, "/");
  EXPECT_EQ(Url::parse("rtsp://cam/1")->port, 554);
  for (const char *text : {"", "/a", "http://", "http://a:99999/", "http://a b/", "mailto:x"})
    EXPECT_FALSE(Url::parse(text)) << text;
}

TEST(Address, ReadsAddressesAndKnowsLoopback) {
  EXPECT_TRUE(Address::parse("127.0.0.1:8080")->is_loopback());
  EXPECT_TRUE(Address::parse("localhost:0")->is_loopback());
  EXPECT_TRUE(Address::parse("[::1]:80")->is_loopback());
  EXPECT_FALSE(Address::parse("0.0.0.0:80")->is_loopback());
  for (const char *text : {"", "8080", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", "host:80", "::1:80"})
    EXPECT_FALSE(Address::parse(text)) << text;
}

TEST(Problem, HasStatusDetailAndPointer) {
  const Response response = problem(Error{Errc::bad_request, "no \"name\"", "/serName"}, "/x");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_THAT(
      std::get<std::string>(response.body),
      testing::HasSubstr(R"("status":400,"detail":"no \"name\"","pointer":"/serName","instance":"/x")"));
}

TEST(EventStream, SplitsLines) {
  EXPECT_EQ(format_event({"reading", "a\nb", "7"}), "id: 7\nevent: reading\ndata: a\ndata: b\n\n");
}

}  // namespace
}  // namespace umec::net
