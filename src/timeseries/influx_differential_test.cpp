// The embedded engine against Debian's InfluxDB: the same lines to both, the same queries, equal answers.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "net/client.hpp"
#include "timeseries/embedded_engine.hpp"
#include "timeseries/influx_engine.hpp"
#include "timeseries/influxd.hpp"
#include "timeseries/line_protocol.hpp"
#include "timeseries/result_writer.hpp"

extern char **environ;

namespace umec::timeseries {
namespace testing {
namespace {

int free_port() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(descriptor, reinterpret_cast<sockaddr *>(&address), size) != 0) address.sin_port = 0;
  ::getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &size);
  ::close(descriptor);
  return ntohs(address.sin_port);
}

}  // namespace

std::unique_ptr<Influxd> Influxd::start() {
  const char *program = "/usr/bin/influxd";
  if (::access(program, X_OK) != 0) return nullptr;
  auto server = std::make_unique<Influxd>();
  std::string name = (std::filesystem::temp_directory_path() / "umec_influxd_XXXXXX").string();
  server->folder_ = ::mkdtemp(name.data());
  server->port_ = free_port();
  const std::string file = server->folder_ + "/influxdb.conf";
  std::ofstream(file) << "reporting-disabled = true\nbind-address = \"127.0.0.1:" << free_port()
                      << "\"\n[meta]\ndir = \"" << server->folder_ << "/meta\"\n[data]\ndir = \""
                      << server->folder_ << "/data\"\nwal-dir = \"" << server->folder_
                      << "/wal\"\nquery-log-enabled = false\n[monitor]\nstore-enabled = "
                         "false\n[http]\nbind-address = \"127.0.0.1:"
                      << server->port_
                      << "\"\nlog-enabled = false\n[logging]\nlevel = \"error\"\nsuppress-logo = true\n";
  std::string arguments[] = {program, "-config", file};
  char *argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(), nullptr};
  if (::posix_spawn(&server->pid_, program, nullptr, nullptr, argv, environ) != 0) return nullptr;
  for (int i = 0; i < 300; ++i) {
    const auto response = net::fetch({.url = server->url() + "/ping"});
    if (response && response->status == 204) return server;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return nullptr;
}

Influxd::~Influxd() {
  if (pid_ > 0) {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }
  if (!folder_.empty()) std::filesystem::remove_all(folder_);
}

}  // namespace testing

namespace {

class Differential : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    influxd_ = testing::Influxd::start();
    if (influxd_ == nullptr) return;
    std::string name = (std::filesystem::temp_directory_path() / "umec_differential_XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    Storage::Options options;
    options.directory = folder_;
    ours_ = std::move(*EmbeddedEngine::open(options));
    theirs_ = std::move(*InfluxEngine::create(influxd_->url()));
    for (Engine *engine : {static_cast<Engine *>(ours_.get()), static_cast<Engine *>(theirs_.get())})
      ASSERT_TRUE(engine->create_database("d", 0));
    write(first_lines());
    ASSERT_TRUE(ours_->storage().flush());  // part in blocks, part in the head
    write(later_lines());
  }
  static void TearDownTestSuite() {
    ours_.reset();
    theirs_.reset();
    influxd_.reset();
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }
  void SetUp() override {
    if (influxd_ == nullptr) GTEST_SKIP() << "influxd is not installed";
  }

  static void write(const std::string &lines) {
    for (Engine *engine : {static_cast<Engine *>(ours_.get()), static_cast<Engine *>(theirs_.get())}) {
      const auto outcome = engine->write("d", parse_lines(lines, kSecond, 0).batch, Durability::committed);
      ASSERT_TRUE(outcome) << outcome.error().detail;
      EXPECT_EQ(outcome->dropped, 0U) << outcome->reason;
    }
  }

  static std::string first_lines() {
    std::string lines;
    for (int i = 0; i < 4000; ++i) {
      const int time = 1'600'000'000 + i * 10;
      if (i % 7 != 3)
        lines += fmt::format("climate,place=roof,sensor=a temperature={},count={}i {}\n",
                             (2000 + i * 37 % 500) / 100.0, i % 11, time);
      if (i % 5 != 1 && (i < 1000 || i > 1500))
        lines += fmt::format("climate,place=cellar,sensor=b temperature={},humidity={} {}\n",
                             (900 + i * 53 % 300) / 100.0, i % 100 / 2.0, time + 3);
    }
    lines +=
        "door,place=roof open=t,who=\"anna\" 1600000000\ndoor,place=roof open=f,who=\"bert\" "
        "1600000060\ndoor,place=cellar open=t 1600000090\n";
    return lines;
  }
  static std::string later_lines() {
    std::string lines;
    for (int i = 0; i < 300; ++i)
      lines +=
          fmt::format("climate,place=roof,sensor=a temperature={} {}\n", i / 4.0, 1'600'040'000 + i * 10);
    lines +=
        "climate,place=roof,sensor=a temperature=-40.5,count=3i 1600000000\nodd\\ name,k\\ ey=v\\,al\\=ue "
        "f\\ x=1 1600000000\n";
    return lines;
  }

  static std::string shown(Engine &engine, const std::string &text) {
    auto results = engine.query({text, "d", false});
    if (!results) return "error: " + results.error().detail;
    std::string out;
    (void)write_results(*results, {.epoch = 1}, [&](std::string_view bytes) {
      out += bytes;
      return Result<void>();
    });
    return out;
  }
  /// Equal but for the last digits of numbers: sums depend on the order of addition.
  static bool same(const char *a, const char *b) {
    while (*a != 0 && *b != 0) {
      if (*a >= '0' && *a <= '9' && *b >= '0' && *b <= '9') {
        char *a_end = nullptr;
        char *b_end = nullptr;
        const double x = std::strtod(a, &a_end);
        const double y = std::strtod(b, &b_end);
        const bool whole = std::string_view(a, a_end - a).find('.') == std::string_view::npos &&
                           std::string_view(b, b_end - b).find('.') == std::string_view::npos;
        if (whole ? std::string_view(a, a_end - a) != std::string_view(b, b_end - b)
                  : std::abs(x - y) > 1e-9 * std::abs(x))
          return false;
        a = a_end;
        b = b_end;
      } else if (*a++ != *b++) {
        return false;
      }
    }
    return *a == *b;
  }
  static void expect_same(const std::string &text) {
    const std::string ours = shown(*ours_, text);
    const std::string theirs = shown(*theirs_, text);
    std::size_t at = 0;
    while (at < ours.size() && at < theirs.size() && ours[at] == theirs[at]) ++at;
    const std::size_t from = at < 150 ? 0 : at - 150;
    EXPECT_TRUE(same(ours.c_str(), theirs.c_str()))
        << text << "\n ours:   ..." << ours.substr(from, 400) << "\n theirs: ..." << theirs.substr(from, 400);
  }

  static inline std::unique_ptr<testing::Influxd> influxd_;
  static inline std::unique_ptr<EmbeddedEngine> ours_;
  static inline std::unique_ptr<InfluxEngine> theirs_;
  static inline std::filesystem::path folder_;
};

TEST_F(Differential, Aggregates) {
  for (const char *function :
       {"count", "mean", "sum", "min", "max", "first", "last", "median", "spread", "stddev"})
    for (const char *rest : {"", " group by place", " where time >= 1600001000s and time < 1600003000s",
                             " where time >= 1600001005s and time <= 1600003000s group by time(5m)",
                             " where time >= 1600001005s and time <= 1600030000s group by time(1h), sensor",
                             " where place = 'roof' group by *"}) {
      // Sums of many decimals differ in the last digits with the order of addition.
      const std::string field = function == std::string("sum") || function == std::string("mean") ||
                                        function == std::string("stddev")
                                    ? "humidity"
                                    : "temperature";
      expect_same(fmt::format("select {}({}) from climate{}", function, field, rest));
      expect_same(fmt::format("select {}(count) from climate{}", function, rest));
    }
  expect_same("select count(*) from climate");
  expect_same("select last(*) from climate group by *");
  expect_same("select max(*), min(humidity) from climate");
  expect_same("select count(distinct(count)) from climate");
  expect_same("select distinct(count) from climate");
  expect_same("select percentile(temperature, 90) from climate where time < 1600000500s group by place");
  expect_same(
      "select percentile(count, 50) from climate where time >= 1600001000s and time < 1600003000s group by "
      "time(10m)");
  expect_same("select first(who), last(who), count(who) from door");
  expect_same("select last(who) from door group by place");
  expect_same("select max(temperature), humidity, sensor from climate");
  expect_same("select last(temperature), place from climate where time < 1600020000s");
  expect_same("select top(temperature, 3) from climate where place = 'cellar' and time < 1600000300s");
  expect_same("select bottom(count, 2), place from climate where time < 1600000300s");
}

TEST_F(Differential, Fill) {
  for (const char *fill :
       {"", "fill(none)", "fill(previous)", "fill(linear)", "fill(0)", "fill(-7.5)", "fill(null)"})
    for (const char *function :
         {"mean(humidity)", "count(humidity)", "max(humidity)", "sum(count)", "first(count)"})
      expect_same(
          fmt::format("select {} from climate where time >= 1600009900s and time < 1600015600s group by "
                      "time(3m), place {}",
                      function, fill));
  expect_same(
      "select mean(humidity) from climate where time >= 1600009000s and time < 1600015600s group by "
      "time(7m,2m) order by time desc");
  expect_same("select count(temperature) from climate where time < 1600002000s group by time(10m)");
}

TEST_F(Differential, Transformations) {
  const char *range = "where time >= 1600000000s and time < 1600000200s";
  for (const char *call :
       {"derivative(temperature)", "derivative(count, 10s)", "non_negative_derivative(temperature, 1m)",
        "difference(count)", "non_negative_difference(temperature)", "moving_average(count, 3)",
        "cumulative_sum(count)", "elapsed(temperature, 1s)"})
    expect_same(fmt::format("select {} from climate {} and place = 'roof'", call, range));
  for (const char *call : {"derivative(mean(humidity))", "derivative(max(count), 1s)",
                           "non_negative_derivative(last(humidity), 10s)", "difference(max(humidity))",
                           "moving_average(min(humidity), 3)", "cumulative_sum(count(humidity))"})
    expect_same(fmt::format(
        "select {} from climate where time >= 1600009000s and time < 1600016000s group by time(5m), place",
        call));
}

TEST_F(Differential, RawRows) {
  for (const char *text :
       {"select * from climate limit 20",
        "select * from climate where place = 'roof' order by time desc limit 5",
        "select temperature from climate where time < 1600000060s",
        "select temperature, sensor from climate where place = 'cellar' limit 3 offset 2",
        "select sensor, humidity from climate limit 4",
        "select /emp|hum/ from climate where sensor = 'b' limit 3",
        "select temperature from climate group by place limit 2",
        "select temperature from climate group by place order by time desc limit 2",
        "select * from climate group by * limit 2",
        "select *::field from climate limit 3",
        "select temperature * 2 + count as x, count / 3, -count from climate where place = 'roof' limit 8",
        "select count % 4, count / 0 from climate where sensor = 'a' limit 4",
        "select temperature from climate where temperature > 24.9 and place = 'roof' limit 10",
        "select temperature from climate where humidity < 1 or count = 5 limit 10",
        "select temperature, temperature from climate limit 2",
        "select who, open from door where open = true",
        "select * from door where who = 'bert' or who =~ /^an/",
        "select * from door where who != 'bert'",
        "select * from door",
        "select * from /oo|im/ limit 3",
        "select \"f x\" from \"odd name\"",
        "select place from climate",
        "select nothing from climate",
        "select temperature from climate where nothing = 'x'",
        "select temperature from climate where nothing != 'x' limit 2",
        "select temperature from climate group by place slimit 1 soffset 1 limit 1",
        "select count from climate where time = 1600000000s",
        "select count from climate where time >= '2020-09-13T12:26:40Z' and time < '2020-09-13 12:27:20.5' "
        "and sensor='a'",
        "select temperature from climate where time > now() - 1h",
        "select temperature from d.autogen.climate limit 1",
        "select temperature from d..climate limit 1",
        "select temperature from climate where place =~ /oo/ and place !~ /x/ limit 1"})
    expect_same(text);
}

TEST_F(Differential, CalculationsAndSubqueries) {
  for (const char *text :
       {"select mean(humidity) * 2 from climate",
        "select max(count) - min(count) as width from climate group by place",
        "select max(temperature) + max(humidity) from climate group by place",
        "select sum(count) / count(count) from climate where time >= 1600000000s and time < 1600003000s "
        "group by time(10m)",
        "select max(m) from (select mean(humidity) as m from climate group by place)",
        "select mean(m) from (select max(humidity) as m from climate where time >= 1600000000s and time < "
        "1600003000s group by time(5m), place) group by place",
        "select count(temperature) from (select temperature from climate where temperature > 20)",
        "select m from (select max(humidity) as m from climate where time < 1600003000s and time >= "
        "1600000000s group by time(10m) fill(none)) where m > 10",
        "select mean(humidity), max(humidity) from climate where time >= 1600000000s and time < 1600003000s "
        "group by time(10m)",
        "select first(count) as f, last(count) as l from climate"})
    expect_same(text);
}

TEST_F(Differential, Show) {
  for (const char *text : {"show databases",
                           "show measurements",
                           "show measurements with measurement =~ /oo/",
                           "show measurements with measurement = door",
                           "show measurements where place = 'roof'",
                           "show measurements limit 1 offset 1",
                           "show series",
                           "show series from climate",
                           "show series where place = 'roof' limit 1",
                           "show tag keys",
                           "show tag keys from climate",
                           "show tag values with key = place",
                           "show tag values from climate with key in (place, sensor)",
                           "show tag values with key =~ /s.*/",
                           "show tag values with key != place",
                           "show tag values from climate with key = place where sensor = 'a'",
                           "show tag values with key = place limit 1",
                           "show field keys",
                           "show field keys from climate",
                           "show field keys from /oo/",
                           "show retention policies",
                           "show retention policies on d",
                           "show tag keys on d from door",
                           "show users",
                           "show field keys from nothing",
                           "show series from nothing"})
    expect_same(text);
}

TEST_F(Differential, Failures) {
  for (const char *text : {"foo",
                           "select",
                           "select v",
                           "select v from",
                           "select v from m where",
                           "select v from m group by",
                           "select v from m limit x",
                           "show foo",
                           "show tag",
                           "show tag values",
                           "create foo",
                           "create database",
                           "drop",
                           "drop database",
                           "select mean(v from m",
                           "select mean(v) from m group by time(x)",
                           "select foo(v) from m",
                           "select mean(v,v) from m",
                           "select mean(v), v from m",
                           "select v from m group by time(1m)",
                           "select v from m; bad",
                           "show measurements with",
                           "delete",
                           "drop series",
                           "select v from m order by v",
                           "select v from m v",
                           "select top(v) from m",
                           "select percentile(v) from m",
                           "select derivative(v) from m group by time(1m)",
                           "select derivative(mean(v)) from m",
                           "select * from nosuch",
                           "select v from m slimit -1",
                           "select time from m",
                           "select 1 from m",
                           "select distinct(v), v from m",
                           "select v from m where time > 'abc'",
                           "select v from m fill(foo)",
                           "select v from nope..m",
                           "select v from d.other.m",
                           "show measurements on nope",
                           "show series on nope"})
    expect_same(text);
}

TEST_F(Differential, DeletesAlike) {
  write("gone,a=1 v=1 100\ngone,a=2 v=2 200\ngone,a=3 v=3 300\nlost v=1 1");
  for (const char *text :
       {"delete from gone where time < 150s", "select * from gone", "drop series from gone where a = '2'",
        "select * from gone", "show series from gone", "drop measurement lost", "select * from lost",
        "show measurements", "create database e", "show databases", "drop database e", "show databases"})
    expect_same(text);
}

TEST_F(Differential, PartialWritesAlike) {
  for (Engine *engine : {static_cast<Engine *>(ours_.get()), static_cast<Engine *>(theirs_.get())}) {
    const auto outcome = engine->write(
        "d",
        parse_lines(
            "climate,place=roof temperature=1i 1600000005\nclimate,place=roof temperature=2 1600000006",
            kSecond, 0)
            .batch,
        Durability::committed);
    ASSERT_TRUE(outcome) << outcome.error().detail;
    EXPECT_EQ(outcome->dropped, 1U);
    EXPECT_EQ(outcome->reason,
              "field type conflict: input field \"temperature\" on measurement \"climate\" is type integer, "
              "already exists as type float");
    const auto unknown = engine->write("nodb", parse_lines("m v=1", 1, 0).batch, Durability::committed);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, Errc::not_found);
    EXPECT_EQ(unknown.error().detail, "database not found: \"nodb\"");
  }
}

}  // namespace
}  // namespace umec::timeseries
