#include "base/json.hpp"

#include <gmock/gmock.h>

#include "base/yaml.hpp"

namespace {

enum class State { ACTIVE, INACTIVE };
BOOST_DESCRIBE_ENUM(State, ACTIVE, INACTIVE)

struct Port {
  std::uint16_t number = 0;
  std::optional<std::string> host;
};
BOOST_DESCRIBE_STRUCT(Port, (), (number, host))

struct Service {
  std::string ser_name;
  State state = State::ACTIVE;
  std::vector<Port> ports;
  std::optional<double> weight;
  std::map<std::string, int> links;
};
BOOST_DESCRIBE_STRUCT(Service, (), (ser_name, state, ports, weight, links))
constexpr std::string_view wire_name(const Service *, std::string_view member) {
  return member == "links" ? "_links" : "";
}

constexpr std::string_view kText =
    R"({"serName":"temperature","state":"INACTIVE","ports":[{"number":80,"host":"a"},{"number":81}],"_links":{"self":1}})";

TEST(Json, RoundTripKeepsEverything) {
  const auto service = umec::json::decode_text<Service>(kText);
  ASSERT_TRUE(service) << service.error().detail;
  EXPECT_EQ(service->state, State::INACTIVE);
  EXPECT_EQ(service->ports.at(1).number, 81);
  EXPECT_FALSE(service->ports.at(1).host);
  EXPECT_EQ(umec::json::encode_text(*service), kText);
}

struct Wrong {
  std::string text;
  std::string pointer;
};

TEST(Json, ErrorsPointAtWhatIsWrong) {
  const Wrong cases[] = {
      {R"({"state":"ACTIVE","ports":[],"_links":{}})", "/serName"},
      {R"({"serName":"x","state":"GONE","ports":[],"_links":{}})", "/state"},
      {R"({"serName":"x","state":"ACTIVE","ports":[{"number":1},{"number":70000}],"_links":{}})",
       "/ports/1/number"},
      {R"({"serName":"x","state":"ACTIVE","ports":[{"number":1.5}],"_links":{}})", "/ports/0/number"},
      {R"({"serName":"x","state":"ACTIVE","ports":[],"_links":{},"a/b~c":1})", "/a~1b~0c"},
      {R"({"serName":7,"state":"ACTIVE","ports":[],"_links":{}})", "/serName"},
  };
  for (const Wrong &wrong : cases) {
    const auto service = umec::json::decode_text<Service>(wrong.text);
    ASSERT_FALSE(service) << wrong.text;
    EXPECT_EQ(service.error().pointer, wrong.pointer) << service.error().detail;
    EXPECT_EQ(service.error().code, umec::Errc::bad_request);
  }
}

TEST(Json, TextThatIsNotJsonIsRefused) {
  for (const char *text : {"", "{", "{}x", "[1,]", "nul", "\"\xff\"", "[{\"a\":1e999}]", "-1e999"})
    EXPECT_FALSE(umec::json::parse(text)) << text;
  EXPECT_FALSE(umec::json::parse(std::string(10000, '[')));
}

TEST(Json, MergePatchFollowsTheExamplesOfRfc7396) {
  auto target = *umec::json::parse(R"({"a":"b","c":{"d":"e","f":"g"}})");
  umec::json::merge_patch(target, *umec::json::parse(R"({"a":"z","c":{"f":null}})"));
  EXPECT_EQ(umec::json::write(target), R"({"a":"z","c":{"d":"e"}})");
}

TEST(JsonText, StringsAreAlwaysValid) {
  std::string out;
  umec::json::append_string(out, "a\"\\\n\x01µ\xff\xed\xa0\x80");
  EXPECT_EQ(out, "\"a\\\"\\\\\\n\\u0001µ\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
  EXPECT_TRUE(umec::json::parse(out));
}

TEST(Yaml, ReadsIntoTheSameValue) {
  const auto value = umec::yaml::parse(
      "serName: temperature\nstate: INACTIVE\nports:\n  - number: 80\n    host: a\n"
      "  - {number: 81}\n_links: {self: 1}\n");
  ASSERT_TRUE(value) << value.error().detail;
  EXPECT_EQ(umec::json::write(*value), kText);
}

TEST(Yaml, QuotedScalarsStayText) {
  EXPECT_EQ(umec::json::write(*umec::yaml::parse("a: '1'\nb: 1\nc: 1.5\nd: true\ne:\nf: 1.2.3")),
            R"({"a":"1","b":1,"c":1.5E0,"d":true,"e":null,"f":"1.2.3"})");
}

TEST(Yaml, SaysWhereItIsWrong) {
  for (const char *text :
       {"a: [1", "a: 1\na: 2", "a: &x 1\nb: *x", "? [a]\n: b", "a: b: c", "--- 1\n--- 2"}) {
    const auto value = umec::yaml::parse(text);
    ASSERT_FALSE(value) << text;
    EXPECT_THAT(value.error().detail, testing::StartsWith("line ")) << text;
  }
}

}  // namespace
