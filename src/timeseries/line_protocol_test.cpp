#include "timeseries/line_protocol.hpp"

#include <gtest/gtest.h>

namespace umec::timeseries {
namespace {

std::string failure(std::string_view line) { return parse_lines(line, 1, 0).failures; }

TEST(LineProtocol, ReadsTagsFieldsAndTime) {
  const ParsedLines parsed = parse_lines(
      "cpu,host=a,zone=b\\ c load=0.5,n=3i,up=t,note=\"x, \\\"y\\\" \\\\\" 7\n"
      "# a comment\n\n  cpu,zone=b\\ c,host=a load=-1e3\n",
      kSecond, 42);
  EXPECT_EQ(parsed.failures, "");
  ASSERT_EQ(parsed.batch.points(), 2U);
  EXPECT_EQ(format_lines(parsed.batch),
            "cpu,host=a,zone=b\\ c load=0.5,n=3i,up=true,note=\"x, \\\"y\\\" \\\\\" 7000000000\n"
            "cpu,host=a,zone=b\\ c load=-1000 42\n");
}

// Each sentence was given by InfluxDB 1.6.7 for the same line.
TEST(LineProtocol, FailsInInfluxWords) {
  const std::pair<const char *, const char *> cases[] = {
      {"m", "missing fields"},
      {"m v", "invalid field format"},
      {"m v= 3", "missing field value"},
      {"m v=abc 3", "invalid boolean"},
      {"m,t v=1 4", "missing tag value"},
      {"m,t= v=1 4", "missing tag value"},
      {",t=a v=1 4", "missing measurement"},
      {"m,a=1,a=2 v=1 5", "duplicate tags"},
      {"m v=1 5 6", "point is invalid"},
      {"m v=1,", "invalid field format"},
      {"m v=1e", "invalid float"},
      {"m v=\"abc", "unbalanced quotes"},
      {"m v=1.2.3", "invalid number"},
      {"m v=NaN", "invalid number"},
      {"m v=99999999999999999999i",
       "unable to parse integer 99999999999999999999: strconv.ParseInt: parsing \"99999999999999999999\": "
       "value out of range"},
      {"m =1", "missing field key"},
      {"m v=1 99999999999999999999",
       "strconv.ParseInt: parsing \"99999999999999999999\": value out of range"},
      {"m, v=1", "missing tag key"},
      {"m,=a v=1", "missing tag key"},
      {"m,a=b,  v=1", "missing tag key"},
      {"m v=tru", "invalid boolean"},
      {"m v=-", "invalid number"},
      {"m v=+5", "invalid boolean"},
      {"m v=0x10", "invalid number"},
      {"m v=1 12x", "bad timestamp"},
      {"m v=1 -", "strconv.ParseInt: parsing \"-\": invalid syntax"},
      {"m v=1,,v=2", "invalid field format"},
      {"m v=1e400", "invalid float"},
      {"m v=1i5", "invalid number"},
      {"m v=-i", "invalid number"},
      {"m v=i", "invalid boolean"},
      {"m v=1.5i", "invalid number"},
      {"m v=1-2", "invalid number"},
      {"m v =1", "invalid field format"},
      {"m,a=b,c v=1", "missing tag value"},
      {"m,a=b=c v=1", "invalid tag format"},
      {"m v=1 9\r", "bad timestamp"},
      {"m v==1", "invalid boolean"},
      {"m v=1u", "invalid number"},
      {"m v=1e+", "invalid float"},
      {"m v=--1", "invalid number"},
      {"m v=n", "invalid number"}};
  for (const auto &[line, reason] : cases)
    EXPECT_EQ(failure(line), fmt::format("unable to parse '{}': {}", line, reason));
  EXPECT_EQ(
      parse_lines("m v=1 9999999999999", kHour, 0).failures,
      "unable to parse 'm v=1 9999999999999': time outside range -9223372036854775806 - 9223372036854775806");
}

TEST(LineProtocol, TakesWhatInfluxTakes) {
  for (const char *line : {"m   v=1   8  ", "m v=.5", "m v=5.", "m v=-.5", "m v=1E5", "m \"v\"=1", "= v=1",
                           "m v=\"a\"b", "m,a\\=b=c\\ d v\\,\\ x=1 9"})
    EXPECT_EQ(parse_lines(line, 1, 0).batch.points(), 1U) << line;
}

TEST(LineProtocol, KeepsGoodLinesBesideBadOnes) {
  const ParsedLines parsed = parse_lines("ok v=1 1\nbad\nok v=2 2", 1, 0);
  EXPECT_EQ(parsed.batch.points(), 2U);
  EXPECT_EQ(parsed.failed, 1U);
  EXPECT_EQ(parsed.failures, "unable to parse 'bad': missing fields");
}

TEST(LineProtocol, DropsTheNameTime) {
  ParsedLines parsed = parse_lines("m time=1", 1, 0);
  EXPECT_EQ(parsed.dropped, 1U);
  EXPECT_EQ(parsed.dropped_reason,
            "invalid field name: input field \"time\" on measurement \"m\" is invalid");
  parsed = parse_lines("m,time=a v=1", 1, 0);
  EXPECT_EQ(parsed.dropped, 1U);
  EXPECT_TRUE(parsed.batch.empty());
  parsed = parse_lines("m time=1,u=3", 1, 0);
  EXPECT_EQ(parsed.batch.samples().size(), 1U);
}

TEST(LineProtocol, KeepsANewlineInsideQuotes) {
  const ParsedLines parsed = parse_lines("m v=\"a\nb\" 1\nm v=\"c\" 2", 1, 0);
  ASSERT_EQ(parsed.batch.points(), 2U);
  EXPECT_EQ(parsed.batch.texts().front(), "a\nb");
}

}  // namespace
}  // namespace umec::timeseries
