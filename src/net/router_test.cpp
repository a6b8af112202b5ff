#include "net/router.hpp"

#include <gtest/gtest.h>

namespace umec::net {
namespace {

class RouterTest : public testing::Test {
 protected:
  void add(std::string_view route) {
    router_.get(route, [](Request &) -> Result<Response> { return Response::empty(); });
  }
  /// The template that a path leads to, or the code of the error.
  std::string route_of(std::string_view path, Method method = Method::get) {
    request_.method = method;
    request_.path = path;
    allowed_.clear();
    const auto match = router_.match(request_, allowed_);
    return match ? std::string(request_.route) : std::string(describe(match.error().code).problem);
  }

  Router router_;
  Request request_;
  std::string allowed_;
};

TEST_F(RouterTest, LiteralsBeatParameters) {
  add("/services");
  add("/services/{id}");
  add("/services/special");
  add("/services/{id}/state");
  EXPECT_EQ(route_of("/services"), "/services");
  EXPECT_EQ(route_of("/services/special"), "/services/special");
  EXPECT_EQ(route_of("/services/7"), "/services/{id}");
  EXPECT_EQ(request_.param("id"), "7");
  EXPECT_EQ(route_of("/services/special/state"), "/services/{id}/state");
  EXPECT_EQ(request_.param("id"), "special");
  EXPECT_EQ(route_of("/services/7/other"), "not-found");
  EXPECT_EQ(route_of("/services/"), "not-found");
  EXPECT_EQ(route_of("services"), "not-found");
}

TEST_F(RouterTest, FixedTextAroundAParameter) {
  add("/v1/models/{name}");
  add("/v1/models/{name}:predict");
  EXPECT_EQ(route_of("/v1/models/ssd:predict"), "/v1/models/{name}:predict");
  EXPECT_EQ(request_.param("name"), "ssd");
  EXPECT_EQ(route_of("/v1/models/ssd"), "/v1/models/{name}");
  EXPECT_EQ(route_of("/v1/models/:predict"), "/v1/models/{name}");
}

TEST_F(RouterTest, TheRestOfAPath) {
  add("/apps/{name}/{path*}");
  add("/");
  EXPECT_EQ(route_of("/apps/demo/a/b.js"), "/apps/{name}/{path*}");
  EXPECT_EQ(request_.param("path"), "a/b.js");
  EXPECT_EQ(route_of("/apps/demo/"), "/apps/{name}/{path*}");
  EXPECT_EQ(request_.param("path"), "");
  EXPECT_EQ(route_of("/"), "/");
}

TEST_F(RouterTest, ParametersAreDecoded) {
  add("/a/{id}");
  EXPECT_EQ(route_of("/a/x%2Fy%20z"), "/a/{id}");
  EXPECT_EQ(request_.param("id"), "x/y z");
  EXPECT_EQ(route_of("/a/x%2"), "bad-request");
}

TEST_F(RouterTest, OtherMethodsAreNamed) {
  add("/a");
  router_.put("/a", [](Request &) -> Result<Response> { return Response::empty(); });
  EXPECT_EQ(route_of("/a", Method::del), "method-not-allowed");
  EXPECT_EQ(allowed_, "GET, PUT");
  EXPECT_EQ(route_of("/a", Method::head), "/a");
}

}  // namespace
}  // namespace umec::net
