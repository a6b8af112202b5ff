// Application support: registrations, confirmations, timing and the place of rules (clause 7.2), and
// liveness (clause 8.2.10).
#include "mec/exchange.hpp"
#include "mec/routes.hpp"
#include "mec/wire.hpp"

namespace umec::mec {

namespace {

using net::Request;
using net::Response;

constexpr net::RouteOptions kRead{.scope = "mec:applications:read"};
constexpr net::RouteOptions kWrite{.max_body = 256 << 10, .scope = "mec:applications:write"};
constexpr net::RouteOptions kHeartbeat{.max_body = 4 << 10, .scope = "mec:services:write"};
constexpr net::RouteOptions kTiming{.scope = "mec:timing:read"};
constexpr net::RouteOptions kReadRules{.scope = "mec:rules:read"};
constexpr net::RouteOptions kWriteRules{.max_body = 256 << 10, .scope = "mec:rules:write"};

std::string app_id_of(const Request &request) { return std::string(request.param("appInstanceId")); }

}  // namespace

void mount_applications(net::Router &router, Registry &registry) {
  for (const char *version : {"v1", "v2"}) {
    const std::string root = std::string(kApplicationSupport) + version;

    router.post(
        root + "/registrations",
        [&registry](Request &request) -> Result<Response> {
          UMEC_TRY(expect_json(request));
          const auto application =
              UMEC_TRY(registry.register_application(UMEC_TRY(read_app_info(request.body))));
          return Response::created(root_of(request) + "/registrations/" + application->id(),
                                   write_app_info(application->info));
        },
        kWrite);

    router.get(
        root + "/registrations/{appInstanceId}",
        [&registry](Request &request) -> Result<Response> {
          return Response::json(
              write_app_info(UMEC_TRY(registry.find_application(app_id_of(request)))->info));
        },
        kRead);

    router.put(
        root + "/registrations/{appInstanceId}",
        [&registry](Request &request) -> Result<Response> {
          UMEC_TRY(expect_json(request));
          UMEC_TRY(registry.find_application(app_id_of(request)));
          UMEC_TRY(registry.update_application(app_id_of(request), UMEC_TRY(read_app_info(request.body))));
          return Response::empty();
        },
        kWrite);

    router.del(
        root + "/registrations/{appInstanceId}",
        [&registry](Request &request) -> Result<Response> {
          UMEC_TRY(registry.remove_application(app_id_of(request)));
          return Response::empty();
        },
        kWrite);

    router.post(
        root + "/applications/{appInstanceId}/confirm_ready",
        [&registry](Request &request) -> Result<Response> {
          UMEC_TRY(expect_json(request));
          UMEC_TRY(registry.find_application(app_id_of(request)));
          UMEC_TRY(read_ready_confirmation(request.body));
          UMEC_TRY(registry.confirm_ready(app_id_of(request)));
          return Response::empty();
        },
        kWrite);

    router.post(
        root + "/applications/{appInstanceId}/confirm_termination",
        [&registry](Request &request) -> Result<Response> {
          UMEC_TRY(expect_json(request));
          UMEC_TRY(registry.find_application(app_id_of(request)));
          const OperationAction action = UMEC_TRY(read_termination_confirmation(request.body));
          UMEC_TRY(registry.confirm_termination(app_id_of(request), action));
          return Response::empty();
        },
        kWrite);
  }
}

void mount_timing(net::Router &router, std::vector<NtpServer> ntp_servers) {
  for (const char *version : {"v1", "v2"}) {
    const std::string root = std::string(kApplicationSupport) + version;

    router.get(
        root + "/timing/current_time",
        [](Request &) -> Result<Response> { return Response::json(write_current_time(current_time())); },
        kTiming);

    router.get(
        root + "/timing/timing_caps",
        [ntp_servers](Request &) -> Result<Response> {
          TimingCaps caps{TimeStamp::of(now()), {}};
          if (!ntp_servers.empty()) caps.ntp_servers = ntp_servers;
          return Response::json(write_timing_caps(caps));
        },
        kTiming);
  }
}

void mount_rules(net::Router &router, Registry &registry) {
  struct Kind {
    const char *path;
    const char *parameter;
    const char *name;
  };
  for (const char *version : {"v1", "v2"})
    for (const Kind kind :
         {Kind{"dns_rules", "{dnsRuleId}", "DNS"}, Kind{"traffic_rules", "{trafficRuleId}", "traffic"}}) {
      const std::string list =
          std::string(kApplicationSupport) + version + "/applications/{appInstanceId}/" + kind.path;
      const auto missing = [&registry, kind](Request &request) -> Result<Response> {
        UMEC_TRY(registry.find_application(app_id_of(request)));
        return fail(Errc::not_found, "the application instance has no such {} rule", kind.name);
      };
      router.get(
          list,
          [&registry](Request &request) -> Result<Response> {
            UMEC_TRY(registry.find_application(app_id_of(request)));
            return Response::json("[]");
          },
          kReadRules);
      router.get(list + "/" + kind.parameter, missing, kReadRules);
      router.put(list + "/" + kind.parameter, missing, kWriteRules);
    }
}

void mount_liveness(net::Router &router, Liveness &liveness) {
  for (const char *version : {"v1", "v2"}) {
    const std::string path = std::string(kServiceManagement) + version +
                             "/applications/{appInstanceId}/services/{serviceId}/liveness";
    const auto tag_of = [](const ServiceLivenessInfo &info) {
      return fmt::format("\"{}.{:09}\"", info.time_stamp.seconds, info.time_stamp.nano_seconds);
    };

    router.get(
        path,
        [&liveness, tag_of](Request &request) -> Result<Response> {
          const auto info =
              UMEC_TRY(liveness.find(app_id_of(request), std::string(request.param("serviceId")), now()));
          return Response::json(write_liveness(info)).with("ETag", tag_of(info));
        },
        kRead);

    router.patch(
        path,
        [&liveness, tag_of](Request &request) -> Result<Response> {
          UMEC_TRY(expect_json(request));
          const std::string id(request.param("serviceId"));
          const auto info = UMEC_TRY(liveness.find(app_id_of(request), id, now()));
          const std::string_view expected = request.header("If-Match");
          if (!expected.empty() && expected != "*" && expected != tag_of(info))
            return fail(Errc::precondition_failed, "another heartbeat has arrived since you read this");
          UMEC_TRY(read_liveness_update(request.body));
          UMEC_TRY(liveness.heartbeat(app_id_of(request), id, now()));
          return Response::empty();
        },
        kHeartbeat);
  }
}

}  // namespace umec::mec
