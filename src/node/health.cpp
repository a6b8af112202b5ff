#include "node/health.hpp"

#include <unistd.h>

#include <cstdio>

#include "base/json.hpp"
#include "base/metrics.hpp"

namespace umec::node {
namespace {

struct PlaceLocation {
  double latitude = 0;
  double longitude = 0;
};
BOOST_DESCRIBE_STRUCT(PlaceLocation, (), (latitude, longitude))

struct Place {
  std::string name;
  PlaceLocation location;
};
BOOST_DESCRIBE_STRUCT(Place, (), (name, location))

struct Status {
  std::string name;
  std::string version;
  std::int64_t uptime_seconds = 0;
  std::vector<std::string> roles;
  std::uint64_t resident_bytes = 0;
  std::string started_at;
  std::int64_t ready_milliseconds = 0;
  std::vector<Place> places;
};
BOOST_DESCRIBE_STRUCT(Status, (),
                      (name, version, uptime_seconds, roles, resident_bytes, started_at, ready_milliseconds,
                       places))

Status status_of(const Health &health) {
  Status status;
  status.name = health.configuration->name;
  status.version = UMEC_VERSION;
  status.uptime_seconds = (now() - health.started_at) / kSecond;
  status.roles = health.roles;
  status.resident_bytes = resident_bytes();
  status.started_at = format_rfc3339(health.started_at);
  status.ready_milliseconds = health.ready_milliseconds;
  for (const PlaceConfiguration &place : health.configuration->places)
    status.places.push_back({place.name, {place.latitude, place.longitude}});
  return status;
}

}  // namespace

std::uint64_t resident_bytes() {
  std::FILE *file = std::fopen("/proc/self/statm", "re");
  if (file == nullptr) return 0;
  unsigned long long total = 0;
  unsigned long long resident = 0;
  const int read = std::fscanf(file, "%llu %llu", &total, &resident);
  std::fclose(file);
  return read == 2 ? resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

void mount_health(net::Router &router, Health &health) {
  router.get("/healthz", [](net::Request &) -> Result<net::Response> { return net::Response::text("ok\n"); });
  router.get("/readyz", [&health](net::Request &) -> Result<net::Response> {
    if (health.draining) return fail(Errc::unavailable, "the node is stopping");
    if (!health.ready) return fail(Errc::unavailable, "the node is starting");
    return net::Response::text("ready\n");
  });
  router.get("/metrics", [&health](net::Request &) -> Result<net::Response> {
    metrics::gauge("umec_resident_bytes", "Resident memory of the node's own process.")
        .set(static_cast<std::int64_t>(resident_bytes()));
    metrics::gauge("umec_uptime_seconds", "Time since the node started.")
        .set((now() - health.started_at) / kSecond);
    return net::Response::text(metrics::exposition(), "text/plain; version=0.0.4; charset=utf-8");
  });
  router.get("/node/v1/status", [&health](net::Request &) -> Result<net::Response> {
    return net::Response::json(json::encode_text(status_of(health)));
  });
}

}  // namespace umec::node
