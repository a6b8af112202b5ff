// umec-city: the miniature city as a program.
#include <fmt/core.h>
#include <signal.h>

#include <cstdio>
#include <fstream>

#include "base/log.hpp"
#include "city/gateway.hpp"
#include "city/node_config.hpp"
#include "city/options.hpp"
#include "city/radio.hpp"
#include "city/routes.hpp"
#include "net/server.hpp"

namespace umec::city {
namespace {

Result<int> live(const Options &o, const District &district) {
  // Threads inherit the mask, so that only this one takes the signals that end the city.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  signal(SIGPIPE, SIG_IGN);

  const Timestamp wall = now();
  const CityClock clock(o.start_time.value_or(wall), wall, o.speed);
  runtime::Runtime::Options threads;
  threads.loops = 1;
  threads.blocking_threads = 2;
  const auto runtime = UMEC_TRY(runtime::Runtime::start(threads));
  City city{district, clock, {}};
  for (const Camera &camera : district.cameras)
    city.feeds.push_back(std::make_unique<CameraFeed>(district, camera, clock));
  net::Router router;
  add_routes(router, city);
  const net::Address address = UMEC_TRY(net::Address::parse(o.listen));
  const auto radio = UMEC_TRY(Radio::start(*runtime, district, clock, o.hci));
  const auto server = UMEC_TRY(net::Server::start(*runtime, router, address));
  std::unique_ptr<Gateway> gateway;
  if (!o.gateway_target.empty())
    gateway = std::make_unique<Gateway>(*runtime, district, clock, o.gateway_target);
  log::info("city ready", {{"name", district.name},
                           {"address", fmt::format("http://{}:{}", address.host, server->port())},
                           {"hci", o.hci},
                           {"gateway", o.gateway_target.empty() ? std::string("none") : o.gateway_target},
                           {"seed", o.seed}});
  int signal_number = 0;
  sigwait(&ends, &signal_number);
  log::info("city stops", {{"signal", signal_number}});
  server->drain(runtime::Deadline::after(std::chrono::seconds(1)));
  return 0;
}

Result<int> snapshot(const Options &o, const District &district) {
  for (const Camera &camera : district.cameras) {
    if (camera.name != o.snapshot_camera) continue;
    Scene scene(district, camera);
    JpegEncoder encoder;
    const std::string jpeg = UMEC_TRY(encoder.encode(scene.render(o.start_time.value_or(now())), 92));
    std::ofstream file(o.snapshot_file, std::ios::binary);
    if (!(file << jpeg) || !file.flush()) return fail(Errc::io, "cannot write {}", o.snapshot_file);
    return 0;
  }
  return fail(Errc::not_found, "the city has no camera '{}'", o.snapshot_camera);
}

Result<int> run(const Options &o) {
  const District district = build_district(o.seed, o.utc_offset);
  switch (o.task) {
    case Options::Task::live: return live(o, district);
    case Options::Task::snapshot: return snapshot(o, district);
    case Options::Task::print_config:
      UMEC_TRY(socket_path(o.hci));
      fmt::print("{}", node_config(district, "http://" + o.listen, o.hci));
      return 0;
    case Options::Task::check: return UMEC_TRY(check(o.check)) ? 0 : 1;
  }
  return 0;
}

}  // namespace
}  // namespace umec::city

int main(int argc, char **argv) {
  const auto options = umec::city::read_options(argc, argv);
  if (!options) return options.error();
  const auto code = umec::city::run(*options);
  if (code) return *code;
  fmt::print(stderr, "umec-city: {}\n", code.error().detail);
  return umec::describe(code.error().code).exit_code;
}
