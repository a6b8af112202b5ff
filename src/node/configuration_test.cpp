#include "node/configuration.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

namespace umec::node {
namespace {

using testing::HasSubstr;

TEST(Configuration, AnEmptyFileIsTheDefault) {
  const auto configuration = Configuration::parse("");
  ASSERT_TRUE(configuration) << configuration.error().detail;
  EXPECT_EQ(configuration->listen, "127.0.0.1:8080");
  EXPECT_TRUE(configuration->has_role("sensors"));
}

TEST(Configuration, ReadsEverythingAndWritesItBack) {
  const auto configuration = Configuration::parse(R"(
name: pole-17
listen: "[::1]:9000"
roles: [registry, cameras]
places:
  - {name: pole-1, latitude: 65.01, longitude: 25.47}
sensors:
  hci: ["unix:/run/hci.sock", hci0]
  names:
    "CB:B8:33:4C:88:4F": {name: "Pole 1: north", place: pole-1}
cameras:
  - {name: street, url: "http://127.0.0.1:8090/a.mjpeg", place: pole-1, watch: [plates, objects]}
vision: {threads: 2}
timeseries: {influxdb: "http://127.0.0.1:8087"}
)");
  ASSERT_TRUE(configuration) << configuration.error().detail;
  EXPECT_FALSE(configuration->has_role("sensors"));
  EXPECT_EQ(configuration->sensors.names.at("CB:B8:33:4C:88:4F").name, "Pole 1: north");
  const auto again = Configuration::parse(configuration->to_yaml());
  ASSERT_TRUE(again) << again.error().detail << configuration->to_yaml();
  EXPECT_EQ(again->to_yaml(), configuration->to_yaml());
  EXPECT_EQ(again->cameras.at(0).watch.size(), 2U);
}

struct Wrong {
  const char *text;
  const char *sentence;
};

TEST(Configuration, SaysPlainlyWhatIsWrongAndWhere) {
  const Wrong cases[] = {
      {"listen: 8080", "listen: expected a string but found a number"},
      {"listen: 0.0.0.0:8080", "can be reached from outside and nobody would have to sign in"},
      {"lisen: x", "lisen: unknown attribute 'lisen'"},
      {"cameras: [{name: a}, {url: 7}]", "cameras[1].url: expected a string"},
      {"cameras: [{name: a, url: x, place: nowhere}]", "there is no place 'nowhere'"},
      {"cameras: [{name: a, url: x}, {name: a, url: y}]", "a stands twice"},
      {"cameras: [{name: a, url: x, watch: [cats]}]", "'cats' is not one of plates, objects"},
      {"places: [{name: p, latitude: 91, longitude: 0}]", "outside of the world"},
      {"roles: [cooking]", "'cooking' is not one of registry"},
      {"log: loud", "'loud' is not one of"},
      {"name: 'a b'", "is not a name of letters"},
      {"a: [", "line "},
      {"vision: {threads: 0}", "vision.threads"},
      {"timeseries: {influxdb: nonsense}", "is not an absolute URL"},
  };
  for (const Wrong &wrong : cases) {
    const auto configuration = Configuration::parse(wrong.text);
    ASSERT_FALSE(configuration) << wrong.text;
    EXPECT_THAT(configuration.error().detail, HasSubstr(wrong.sentence)) << wrong.text;
    EXPECT_EQ(configuration.error().code, Errc::bad_request);
  }
}

TEST(Configuration, OutsideIsAllowedWhenSaid) {
  EXPECT_TRUE(Configuration::parse("listen: 0.0.0.0:8080\nallow_outside_without_authentication: true"));
}

TEST(Configuration, TheCommentedDefaultIsTheDefault) {
  const auto documented = Configuration::read(std::string(UMEC_SOURCE_DIR) + "/config/umec.yaml");
  ASSERT_TRUE(documented) << documented.error().detail;
  EXPECT_EQ(documented->to_yaml(), Configuration{}.to_yaml());
  // Each key is explained.
  std::ifstream in(std::string(UMEC_SOURCE_DIR) + "/config/umec.yaml");
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  for (const char *key :
       {"name:", "listen:", "influx_listen:", "data:", "log:", "roles:", "places:", "sensors:", "cameras:",
        "vision:", "timeseries:", "allow_outside_without_authentication:"})
    EXPECT_THAT(text, HasSubstr(std::string("\n") + key));
}

}  // namespace
}  // namespace umec::node
