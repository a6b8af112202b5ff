// Subscriptions of both kinds (MEC 011 clauses 7.2.3, 7.2.4, 8.2.8, 8.2.9).
#include "mec/exchange.hpp"
#include "mec/routes.hpp"
#include "mec/wire.hpp"

namespace umec::mec {

namespace {

using net::Request;
using net::Response;

constexpr net::RouteOptions kRead{.scope = "mec:subscriptions:read"};
constexpr net::RouteOptions kWrite{.max_body = 64 << 10, .scope = "mec:subscriptions:write"};

std::string list_uri(const std::string &root, const std::string &app_id) {
  return root + "/applications/" + app_id + "/subscriptions";
}

void mount_kind(net::Router &router, Registry &registry, Subscriptions &subscriptions,
                const std::string &root, SubscriptionKind kind) {
  const std::string list = root + "/applications/{appInstanceId}/subscriptions";

  router.get(
      list,
      [&registry, &subscriptions, kind](Request &request) -> Result<Response> {
        const std::string app_id(request.param("appInstanceId"));
        UMEC_TRY(registry.find_application(app_id));
        return Response::json(
            write_subscription_links(list_uri(root_of(request), app_id), subscriptions.list(app_id, kind)));
      },
      kRead);

  router.post(
      list,
      [&registry, kind](Request &request) -> Result<Response> {
        UMEC_TRY(expect_json(request));
        const std::string app_id(request.param("appInstanceId"));
        UMEC_TRY(registry.find_application(app_id));
        Subscription wish = UMEC_TRY(read_subscription(kind, request.body));
        if (!wish.app_id.empty() && wish.app_id != app_id)
          return fail_at("/appInstanceId", Errc::bad_request,
                         "this is not the application instance of the URI");
        wish.app_id = app_id;
        wish.root = root_of(request);
        const SubscriptionPtr made = UMEC_TRY(registry.subscribe(std::move(wish)));
        std::string self = list_uri(made->root, app_id) + "/" + made->id;
        std::string body = write_subscription(*made, self);
        return Response::created(std::move(self), std::move(body));
      },
      kWrite);

  router.get(
      list + "/{subscriptionId}",
      [&registry, &subscriptions, kind](Request &request) -> Result<Response> {
        const std::string app_id(request.param("appInstanceId"));
        UMEC_TRY(registry.find_application(app_id));
        const SubscriptionPtr found =
            UMEC_TRY(subscriptions.find(app_id, kind, std::string(request.param("subscriptionId"))));
        return Response::json(
            write_subscription(*found, list_uri(root_of(request), app_id) + "/" + found->id));
      },
      kRead);

  router.del(
      list + "/{subscriptionId}",
      [&registry, kind](Request &request) -> Result<Response> {
        UMEC_TRY(registry.unsubscribe(std::string(request.param("appInstanceId")), kind,
                                      std::string(request.param("subscriptionId"))));
        return Response::empty();
      },
      kWrite);
}

}  // namespace

void mount_subscriptions(net::Router &router, Registry &registry, Subscriptions &subscriptions) {
  for (const char *version : {"v1", "v2"}) {
    mount_kind(router, registry, subscriptions, std::string(kServiceManagement) + version,
               SubscriptionKind::SerAvailabilityNotificationSubscription);
    mount_kind(router, registry, subscriptions, std::string(kApplicationSupport) + version,
               SubscriptionKind::AppTerminationNotificationSubscription);
  }
}

}  // namespace umec::mec
