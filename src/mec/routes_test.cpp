#include "mec/routes.hpp"

#include "base/json.hpp"
#include "mec/exchange.hpp"
#include "mec/platform_test.hpp"

namespace umec::mec {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// Requests through the router, without sockets.
class RoutesTest : public PlatformTest {
 protected:
  RoutesTest() {
    mount_services(router_, registry());
    mount_liveness(router_, platform_->liveness);
    mount_applications(router_, registry());
    mount_subscriptions(router_, registry(), *platform_->subscriptions);
    mount_timing(router_, {NtpServer{.ntp_server_addr = "time.example"}});
    mount_rules(router_, registry());
  }

  struct Answer {
    int status = 0;
    std::string body;
    std::string location;
    std::string etag;
  };
  using Headers = std::vector<std::pair<std::string_view, std::string_view>>;

  Answer ask(net::Method method, std::string target, std::string body = "", Headers headers = {}) {
    net::Request request;
    request.method = method;
    request.target = target;
    const std::size_t question = target.find('?');
    request.path = std::string_view(target).substr(0, question);
    if (question != std::string::npos) request.query_text = std::string_view(target).substr(question + 1);
    request.body = std::move(body);
    request.headers = std::move(headers);
    request.headers.emplace_back("Host", "node:8080");
    std::string allowed;
    const auto match = router_.match(request, allowed);
    if (!match) return {describe(match.error().code).http_status, match.error().detail, "", ""};
    const auto response = (*match->handler)(request);
    if (!response) return {describe(response.error().code).http_status, response.error().detail, "", ""};
    Answer answer{response->status, "", "", ""};
    if (const auto *text = std::get_if<std::string>(&response->body)) answer.body = *text;
    for (const net::Header &header : response->headers) {
      if (header.name == "Location") answer.location = header.value;
      if (header.name == "ETag") answer.etag = header.value;
    }
    return answer;
  }
  static std::string path_of(const std::string &uri) { return uri.substr(uri.find('/', uri.find("//") + 2)); }

  net::Router router_;
};

constexpr const char *kService =
    R"({"serInstanceId":"mine","serName":"temperature","version":"1.0","state":"ACTIVE","serializer":"JSON",)"
    R"("transportInfo":{"id":"t","name":"n","type":"REST_HTTP","protocol":"HTTP","version":"1.1",)"
    R"("endpoint":{"uris":["http://a/"]},"security":{},"implSpecificInfo":{"a":1}}})";

TEST_F(RoutesTest, AServiceLivesUnderBothVersions) {
  const auto app = ask(net::Method::post, "/mec_app_support/v2/registrations",
                       R"({"appName":"a","endpoint":{"uris":["http://a/"]}})", {{"Content-Type", "*/*"}});
  ASSERT_EQ(app.status, 201) << app.body;
  EXPECT_THAT(app.location, StartsWith("http://node:8080/mec_app_support/v2/registrations/"));
  const std::string id = app.location.substr(app.location.rfind('/') + 1);
  const auto made = ask(net::Method::post, "/mec_service_mgmt/v1/applications/" + id + "/services", kService);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_THAT(made.location,
              StartsWith("http://node:8080/mec_service_mgmt/v1/applications/" + id + "/services/"));
  const auto body = json::parse(made.body).value();
  EXPECT_EQ(body.at("_links").at("self").at("href").as_string(), made.location);
  EXPECT_EQ(body.at("transportInfo").at("implSpecificInfo").at("a").as_int64(), 1);
  const std::string service(body.at("serInstanceId").as_string());
  for (const char *version : {"v1", "v2"}) {
    const auto read =
        ask(net::Method::get, fmt::format("/mec_service_mgmt/{}/services/{}", version, service));
    EXPECT_EQ(read.status, 200);
    EXPECT_EQ(read.etag, made.etag);
    EXPECT_THAT(read.body, HasSubstr(fmt::format("http://node:8080/mec_service_mgmt/{}/services/{}\"",
                                                 version, service)));
    EXPECT_EQ(ask(net::Method::get, fmt::format("/mec_service_mgmt/{}/services/{}", version, service), "",
                  {{"If-None-Match", read.etag}})
                  .status,
              304);
  }
  const std::string path = path_of(made.location);
  EXPECT_EQ(ask(net::Method::put, path, kService, {{"If-Match", "\"77\""}}).status, 412);
  EXPECT_EQ(ask(net::Method::put, path, kService, {{"If-Match", "\"77\", " + made.etag}}).status, 200);
  EXPECT_EQ(ask(net::Method::put, path, kService, {{"If-Match", "*"}}).status, 200);
  EXPECT_EQ(ask(net::Method::put, path, kService, {{"Content-Type", "text/plain"}}).status, 415);
  EXPECT_EQ(ask(net::Method::del, path).status, 204);
  EXPECT_EQ(ask(net::Method::get, path).status, 404);
}

TEST_F(RoutesTest, QueriesAreReadStrictly) {
  const std::string list = "/mec_service_mgmt/v1/services";
  EXPECT_EQ(ask(net::Method::get, list).body, "[]");
  for (const char *good : {"?ser_name=a&ser_name=b", "?ser_category_id=c&is_local=false",
                           "?consumed_local_only=true", "?scope_of_locality=MEC_HOST&ser_instance_id=x"})
    EXPECT_EQ(ask(net::Method::get, list + good).status, 200) << good;
  for (const char *bad : {"?instance_id=a", "?ser_name=a&ser_instance_id=b", "?ser_name=a&ser_category_id=b",
                          "?is_local=perhaps", "?scope_of_locality=MOON",
                          "?ser_category_id=a&ser_category_id=b", "?ser_name=%zz"})
    EXPECT_EQ(ask(net::Method::get, list + bad).status, 400) << bad;
}

TEST_F(RoutesTest, AHostThatIsNoHostIsNotRepeated) {
  net::Request request;
  request.route = "/mec_service_mgmt/v1/services/{serviceId}";
  request.headers.emplace_back("Host", "evil\"},\"x");
  EXPECT_EQ(root_of(request), "http://localhost/mec_service_mgmt/v1");
  request.headers[0].second = "[::1]:8080";
  EXPECT_EQ(root_of(request), "http://[::1]:8080/mec_service_mgmt/v1");
}

TEST_F(RoutesTest, TimeAndRulesAnswer) {
  const auto time =
      json::parse(ask(net::Method::get, "/mec_app_support/v1/timing/current_time").body).value();
  EXPECT_NEAR(static_cast<double>(time.at("seconds").as_int64()), static_cast<double>(now() / kSecond), 2);
  EXPECT_THAT(ask(net::Method::get, "/mec_app_support/v2/timing/timing_caps").body,
              HasSubstr("time.example"));
  const std::string app_id = app();
  for (const char *kind : {"dns_rules", "traffic_rules"}) {
    const std::string list = "/mec_app_support/v1/applications/" + app_id + "/" + kind;
    EXPECT_EQ(ask(net::Method::get, list).body, "[]");
    EXPECT_EQ(ask(net::Method::get, list + "/x").status, 404);
    EXPECT_EQ(ask(net::Method::put, list + "/x", "{}").status, 404);
    EXPECT_EQ(ask(net::Method::get, fmt::format("/mec_app_support/v1/applications/none/{}", kind)).status,
              404);
  }
}

}  // namespace
}  // namespace umec::mec
