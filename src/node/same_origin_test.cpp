#include "node/same_origin.hpp"

#include <gtest/gtest.h>

namespace umec::node {
namespace {

bool allowed(net::Method method, std::string_view origin) {
  net::Request request;
  request.method = method;
  request.headers = {{"Host", "127.0.0.1:8080"}};
  if (!origin.empty()) request.headers.emplace_back("Origin", origin);
  return refuse_other_origins(request, {}).has_value();
}

TEST(SameOrigin, OnlyOwnPagesChangeTheNode) {
  EXPECT_TRUE(allowed(net::Method::post, ""));
  EXPECT_TRUE(allowed(net::Method::put, "http://127.0.0.1:8080"));
  EXPECT_TRUE(allowed(net::Method::get, "http://evil.example"));
  for (const char *origin : {"http://evil.example", "http://127.0.0.1:8081", "null", "127.0.0.1:8080",
                             "http://127.0.0.1:8080.evil.example"})
    EXPECT_FALSE(allowed(net::Method::post, origin)) << origin;
}

}  // namespace
}  // namespace umec::node
