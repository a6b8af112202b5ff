#include "sensors/station.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "sensors/hexadecimal.hpp"
#include "sensors/reading_log_memory.hpp"

namespace umec::sensors {
namespace {

using namespace std::chrono_literals;
using runtime::Deadline;

constexpr std::uint64_t kAddress = 0xCBB8334C884F;
constexpr Timestamp kTime = 1'700'000'000 * kSecond;

Advertisement format5(std::string_view sequence = "00CD") {
  return {kAddress, false, -60,
          from_hexadecimal("0201061BFF99040512FC5394C37C0004FFFC040CAC3642" + std::string(sequence) +
                           "CBB8334C884F")
              .value()};
}

struct StationTest : testing::Test {
  std::unique_ptr<runtime::Runtime> runtime = std::move(*runtime::Runtime::start({.loops = 1}));
  bus::Bus bus;
  MemoryReadingLog log;
  std::unique_ptr<Station> station = Station::start(*runtime, bus, log, config()).value();

  static StationConfig config() {
    return {.known = {{"CB:B8:33:4C:88:4F", "North pole", "pole-7", Location{60.17, 24.94}}}};
  }
  std::uint64_t rejected(Rejection rejection) const {
    return station->statistics().rejected[static_cast<std::size_t>(rejection)];
  }
};

TEST_F(StationTest, KnowsConfiguredSensorsBeforeTheySpeak) {
  const auto sensor = station->catalogue().find("ruuvi-cbb8334c884f");
  ASSERT_TRUE(sensor);
  EXPECT_EQ(sensor->name, "North pole");
  EXPECT_EQ(sensor->place, "pole-7");
  EXPECT_EQ(sensor->latest, nullptr);
  EXPECT_FALSE(Station::start(*runtime, bus, log, {.known = {{"what", "x"}}}));
  EXPECT_FALSE(Station::start(*runtime, bus, log, {.sources = {{"x", "tcp:nowhere"}}}));
}

TEST_F(StationTest, TakesAReadingAllTheWay) {
  auto subscription = bus.subscribe("sensors/ruuvi/+").value();
  station->hear("roof", format5(), kTime);

  const auto sensor = station->catalogue().find("ruuvi-cbb8334c884f").value();
  ASSERT_NE(sensor.latest, nullptr);
  EXPECT_EQ(sensor.source, "roof");
  EXPECT_EQ(sensor.latest->values.get(Quantity::temperature), 24.3);
  EXPECT_NEAR(*sensor.latest->values.get(Quantity::dew_point), 14.2, 0.1);
  EXPECT_EQ(sensor.latest->rssi, -60);

  const auto message = subscription->next(Deadline::after(5s));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->topic, "sensors/ruuvi/ruuvi-cbb8334c884f");
  EXPECT_EQ(message->as<ReadingEvent>()->reading(), sensor.latest);
  EXPECT_NE(message->payload->json().find("\"temperature\":24.3"), std::string::npos)
      << message->payload->json();

  GatewayReport nothing{.gateway = "000000000000"};
  ASSERT_TRUE(station->take(nothing, Deadline::after(5s)));  // waits for the log
  const auto points = log.history({.sensor = sensor.id, .from = 0, .to = kTime}).value();
  ASSERT_EQ(points.size(), 1U);
  EXPECT_EQ(points[0].mean, 24.3);
}

TEST_F(StationTest, CountsWhatItDoesNotTake) {
  station->hear("roof", format5(), kTime);
  station->hear("roof", format5(), kTime + kSecond);
  EXPECT_EQ(rejected(Rejection::duplicate), 1U);

  Advertisement liar = format5("00CE");
  liar.address = 0x112233445566;
  station->hear("roof", liar, kTime);
  EXPECT_EQ(rejected(Rejection::address_mismatch), 1U);

  station->hear("roof", {kAddress, false, {}, from_hexadecimal("1BFF990405").value()}, kTime);
  EXPECT_EQ(rejected(Rejection::malformed), 1U);
  station->hear("roof", {kAddress, false, {}, from_hexadecimal("04FF990408").value()}, kTime);
  EXPECT_EQ(rejected(Rejection::unsupported_format), 1U);
  station->hear("roof", {kAddress, false, {}, from_hexadecimal("04FF4C0008").value()}, kTime);
  EXPECT_EQ(station->statistics().foreign, 1U);
  EXPECT_EQ(station->statistics().heard, 6U);
  EXPECT_EQ(station->statistics().accepted, 1U);
}

TEST_F(StationTest, HoldsABoundedNumberOfSensors) {
  auto small = Station::start(*runtime, bus, log, {.known = config().known, .max_sensors = 3}).value();
  const auto stranger = [](int i) {
    return Advertisement{
        static_cast<std::uint64_t>(i), false, {}, from_hexadecimal("0FFF990403291A1ECE1EFC18F942").value()};
  };
  // Format 3 carries no address; these are cut short and must not count as sensors either.
  small->hear("roof", stranger(9), kTime);
  EXPECT_EQ(small->catalogue().size(), 1U);
  const auto heard = [&](int i, Timestamp time) {
    small->hear("roof",
                {static_cast<std::uint64_t>(i),
                 false,
                 {},
                 from_hexadecimal("11FF990403291A1ECE1E03E803E803E80BB8").value()},
                time);
  };
  for (int i = 1; i <= 5; ++i) heard(i, kTime);
  EXPECT_EQ(small->catalogue().size(), 3U);
  EXPECT_EQ(small->statistics().rejected[static_cast<std::size_t>(Rejection::too_many_sensors)], 3U);
  heard(6, kTime + 2 * kHour);  // the strangers have been silent for long; the configured one stays
  EXPECT_TRUE(small->catalogue().find("ruuvi-000000000006"));
  EXPECT_TRUE(small->catalogue().find("ruuvi-cbb8334c884f"));
}

TEST_F(StationTest, CorrectsTheClockOfAGateway) {
  GatewayReport report{.gateway = "c8252d8e9c2c", .heard = {{format5(), 12 * kSecond}}};
  EXPECT_EQ(station->take(report, Deadline::after(5s)).value(), 1U);
  EXPECT_NEAR(double(station->catalogue().find("ruuvi-cbb8334c884f")->latest->time), double(now()), 5e9);
  GatewayReport earlier{
      .gateway = "c8252d8e9c2c", .heard = {{format5("00CF"), now() - kHour}}, .malformed = 2};
  EXPECT_EQ(station->take(earlier, Deadline::after(5s)).value(), 1U);
  EXPECT_EQ(station->catalogue()
                .find("ruuvi-cbb8334c884f")
                ->latest->values.get(Quantity::measurement_sequence_number),
            205);
  EXPECT_EQ(rejected(Rejection::malformed), 2U);
}

/// A listening unix socket that plays an adapter.
class Adapter {
 public:
  explicit Adapter(std::string path) : path_(std::move(path)) { listen(); }
  ~Adapter() { close(); }
  void listen() {
    std::filesystem::remove(path_);
    fd_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(fd_, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(fd_, 4), 0);
  }
  int accept() const { return ::accept(fd_, nullptr, nullptr); }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
    std::filesystem::remove(path_);
  }

 private:
  std::string path_;
  int fd_ = -1;
};

std::vector<std::uint8_t> event_of(const Advertisement &advertisement) {
  std::vector<std::uint8_t> event = {0x04, 0x3E, 0, 0x02, 0x01, 0x03, 0x01};
  for (int i = 0; i < 6; ++i) event.push_back(static_cast<std::uint8_t>(advertisement.address >> (8 * i)));
  event.push_back(static_cast<std::uint8_t>(advertisement.data.size()));
  event.insert(event.end(), advertisement.data.begin(), advertisement.data.end());
  event.push_back(0xC4);
  event[2] = static_cast<std::uint8_t>(event.size() - 3);
  return event;
}

TEST_F(StationTest, ListensToASocketAndReconnects) {
  const std::string path =
      std::filesystem::temp_directory_path() / fmt::format("umec-hci-{}.sock", ::getpid());
  Adapter adapter(path);
  auto subscription = bus.subscribe("sensors/#").value();
  auto listening = Station::start(*runtime, bus, log, {.sources = {{"roof", "unix:" + path}}}).value();
  for (const std::string_view sequence : {"0001", "0002"}) {
    const int peer = adapter.accept();
    ASSERT_GE(peer, 0);
    const auto event = event_of(format5(sequence));
    ASSERT_EQ(::write(peer, event.data(), event.size()), static_cast<ssize_t>(event.size()));
    EXPECT_TRUE(subscription->next(Deadline::after(5s)));
    ::close(peer);
  }
  auto status = listening->statistics().sources.at(0);
  for (int i = 0; i < 500 && status.counts.reports < 2; ++i) {
    std::this_thread::sleep_for(10ms);
    status = listening->statistics().sources.at(0);
  }
  EXPECT_EQ(status.name, "roof");
  EXPECT_GE(status.connections, 2U);
  EXPECT_EQ(status.counts.reports, 2U);
}

TEST_F(StationTest, SaysWhatASourceLacks) {
  auto lacking =
      Station::start(*runtime, bus, log, {.sources = {{"", "unix:/nonexistent/hci"}, {"", "hci63"}}}).value();
  for (int i = 0; i < 200 && lacking->statistics().sources[1].state != "failed"; ++i)
    std::this_thread::sleep_for(10ms);
  const auto sources = lacking->statistics().sources;
  EXPECT_EQ(sources[0].state, "failed");
  EXPECT_NE(sources[0].detail.find("/nonexistent/hci"), std::string::npos);
  EXPECT_EQ(sources[1].state, "failed");
  EXPECT_FALSE(sources[1].detail.empty());
}

}  // namespace
}  // namespace umec::sensors
