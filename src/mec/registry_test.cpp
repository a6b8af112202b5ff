#include "mec/registry.hpp"

#include <thread>

#include "mec/built_in.hpp"
#include "mec/platform_test.hpp"
#include "mec/wire.hpp"

namespace umec::mec {
namespace {

using testing::ElementsAre;

class RegistryTest : public PlatformTest {
 protected:
  std::vector<std::string> names(ServiceQuery query) {
    std::vector<std::string> result;
    const auto services = registry().query(query).value();
    for (const auto &service : services) result.push_back(service->name);
    return result;
  }
};

TEST_F(RegistryTest, ApplicationsAreAcceptedByTheRuleOfTheStandard) {
  struct Case {
    AppInfo info;
    bool good;
  };
  AppInfo nothing{.app_name = "a"};
  AppInfo only_id{.app_name = "a", .app_instance_id = "id-1"};
  AppInfo by_management{.app_name = "a", .app_d_id = "d", .app_instance_id = "id-2"};
  AppInfo no_name = app_named("");
  AppInfo wants = nothing;
  wants.app_service_required = {ServiceDependency{.ser_name = "s", .version = "1"}};
  AppInfo bad_id{.app_name = "a", .app_d_id = "d", .app_instance_id = "a/b"};
  AppInfo two_endpoints = app_named("a");
  two_endpoints.endpoint->fqdn = {{"a.example"}};
  for (const auto &[info, good] :
       {Case{nothing, false}, Case{only_id, false}, Case{by_management, true}, Case{app_named("a"), true},
        Case{no_name, false}, Case{wants, false}, Case{bad_id, false}, Case{two_endpoints, false}}) {
    const auto result = registry().register_application(info);
    EXPECT_EQ(result.has_value(), good) << write_app_info(info);
    if (!result) {
      EXPECT_EQ(result.error().code, Errc::bad_request);
    }
  }
  EXPECT_EQ(registry().register_application(by_management).error().code, Errc::forbidden);
}

TEST_F(RegistryTest, AServiceGetsWhatThePlatformDecides) {
  ServiceInfo wish = service_named("temperature");
  wish.ser_instance_id = "mine";
  wish.is_local = false;
  wish.liveness_interval = 0;
  const std::string app_id = app();
  const ServicePtr made = registry().register_service(app_id, wish).value();
  EXPECT_NE(made->id, "mine");
  const ServiceInfo info = read_service_info(*made->text).value();
  EXPECT_EQ(info.ser_instance_id, made->id);
  EXPECT_EQ(info.is_local, true);
  EXPECT_EQ(info.scope_of_locality, LocalityType::MEC_HOST);
  EXPECT_EQ(info.consumed_local_only, true);
  EXPECT_EQ(info.liveness_interval, 30U);
}

TEST_F(RegistryTest, APlatformTransportIsFilledIn) {
  registry().set_transports({rest_transport("http://node:8080/")});
  ServiceInfo wish = service_named("a");
  wish.transport_info.reset();
  wish.transport_id = "rest-http";
  const std::string app_id = app();
  const ServicePtr made = registry().register_service(app_id, wish).value();
  const ServiceInfo info = read_service_info(*made->text).value();
  EXPECT_FALSE(info.transport_id);
  EXPECT_EQ(info.transport_info->endpoint.uris->front(), "http://node:8080/");
  wish.transport_id = "carrier-pigeon";
  EXPECT_EQ(registry().register_service(app_id, wish).error().pointer, "/transportId");
  wish.transport_info = info.transport_info;
  EXPECT_EQ(registry().register_service(app_id, wish).error().code, Errc::bad_request);
  wish.transport_id.reset();
  wish.transport_info.reset();
  EXPECT_EQ(registry().register_service(app_id, wish).error().code, Errc::bad_request);
}

TEST_F(RegistryTest, QueriesByEveryCriterion) {
  const std::string one = app();
  const std::string two = app();
  const auto a = registry().register_service(one, service_named("a", "x")).value();
  ServiceInfo wide = service_named("b", "x");
  wide.scope_of_locality = LocalityType::ZONE;
  wide.consumed_local_only = false;
  ASSERT_TRUE(registry().register_service(two, wide));
  const auto c = registry().register_service(two, service_named("c")).value();

  EXPECT_THAT(names({}), ElementsAre("a", "b", "c"));
  EXPECT_THAT(names({.ser_names = {"c", "a", "c"}}), ElementsAre("a", "c"));
  EXPECT_THAT(names({.ser_names = {"none"}}), ElementsAre());
  EXPECT_THAT(names({.ser_instance_ids = {c->id, a->id, "none"}}), ElementsAre("a", "c"));
  EXPECT_THAT(names({.ser_category_id = "x"}), ElementsAre("a", "b"));
  EXPECT_THAT(names({.scope_of_locality = LocalityType::ZONE}), ElementsAre("b"));
  EXPECT_THAT(names({.consumed_local_only = true}), ElementsAre("a", "c"));
  EXPECT_THAT(names({.consumed_local_only = false}), ElementsAre("a", "b", "c"));
  EXPECT_THAT(names({.is_local = true}), ElementsAre("a", "b", "c"));
  EXPECT_THAT(names({.app_id = two}), ElementsAre("b", "c"));
  EXPECT_THAT(names({.ser_names = {"a"}, .app_id = two}), ElementsAre());
  EXPECT_EQ(registry().query({.ser_instance_ids = {"a"}, .ser_names = {"b"}}).error().code,
            Errc::bad_request);
  EXPECT_EQ(registry().query({.app_id = "none"}).error().code, Errc::not_found);
}

TEST_F(RegistryTest, AnUpdateMovesAServiceBetweenItsIndexes) {
  const std::string app_id = app();
  const auto made = registry().register_service(app_id, service_named("old", "x")).value();
  const auto updated = registry().update_service(app_id, made->id, service_named("new", "y"), {}).value();
  EXPECT_GT(updated->revision, made->revision);
  EXPECT_THAT(names({.ser_names = {"old"}}), ElementsAre());
  EXPECT_THAT(names({.ser_category_id = "x"}), ElementsAre());
  EXPECT_THAT(names({.ser_category_id = "y"}), ElementsAre("new"));
  EXPECT_THAT(names({.app_id = app_id}), ElementsAre("new"));
  EXPECT_EQ(registry().find_service(made->id)->name, "new");
}

TEST_F(RegistryTest, AConditionalUpdateNeedsThePresentVersion) {
  const std::string app_id = app();
  const auto made = registry().register_service(app_id, service_named("a")).value();
  ServiceInfo next = service_named("a");
  next.version = "2.0";
  const auto second = registry().update_service(app_id, made->id, next, {{made->revision}});
  ASSERT_TRUE(second);
  next.version = "3.0";
  EXPECT_EQ(registry().update_service(app_id, made->id, next, {{made->revision}}).error().code,
            Errc::precondition_failed);
  EXPECT_TRUE(registry().update_service(app_id, made->id, next, {{0, (*second)->revision}}));
}

TEST_F(RegistryTest, AnUpdateThatChangesNothingKeepsTheVersion) {
  const std::string app_id = app();
  const auto made = registry().register_service(app_id, service_named("a")).value();
  EXPECT_EQ(registry().update_service(app_id, made->id, service_named("a"), {}).value()->revision,
            made->revision);
}

TEST_F(RegistryTest, OnlyItsOwnApplicationReachesAService) {
  const std::string one = app();
  const std::string two = app();
  const auto made = registry().register_service(one, service_named("a")).value();
  EXPECT_EQ(registry().find_service(two, made->id).error().code, Errc::not_found);
  EXPECT_EQ(registry().update_service(two, made->id, service_named("b"), {}).error().code, Errc::not_found);
  EXPECT_EQ(registry().remove_service(two, made->id).error().code, Errc::not_found);
  EXPECT_EQ(registry().register_service("none", service_named("a")).error().code, Errc::not_found);
}

TEST_F(RegistryTest, EverythingSurvivesARestart) {
  const std::string app_id = app();
  const auto made = registry().register_service(app_id, service_named("a", "x")).value();
  ASSERT_TRUE(registry().confirm_ready(app_id));
  subscribe(app_id, "http://app.example/callback");
  restart();
  EXPECT_TRUE(registry().find_application(app_id).value()->ready);
  EXPECT_THAT(names({.ser_category_id = "x"}), ElementsAre("a"));
  EXPECT_EQ(registry().find_service(made->id)->revision, made->revision);
  EXPECT_EQ(platform_->subscriptions->list(app_id, SubscriptionKind::SerAvailabilityNotificationSubscription)
                .size(),
            1U);
}

TEST_F(RegistryTest, TheEndOfAnApplicationTakesAllThatIsItsOwn) {
  const std::string app_id = app();
  const std::string other = app();
  const auto made = registry().register_service(app_id, service_named("a")).value();
  ASSERT_TRUE(registry().register_service(other, service_named("b")));
  subscribe(app_id, "http://app.example/callback");
  ASSERT_TRUE(registry().remove_application(app_id));
  EXPECT_EQ(registry().find_application(app_id).error().code, Errc::not_found);
  EXPECT_FALSE(registry().find_service(made->id));
  EXPECT_THAT(names({}), ElementsAre("b"));
  EXPECT_EQ(registry().remove_application(app_id).error().code, Errc::not_found);
  restart();
  EXPECT_THAT(names({}), ElementsAre("b"));
  EXPECT_TRUE(store_.list("mec/subscriptions").empty());
}

TEST_F(RegistryTest, WhatTheDiskRefusesDidNotHappen) {
  const std::string app_id = app();
  const auto made = registry().register_service(app_id, service_named("a")).value();
  subscribe(app_id, "http://app.example/callback");
  store_.fail_with(Error{Errc::io, "there is no space left", {}});
  EXPECT_EQ(registry().register_service(app_id, service_named("b")).error().code, Errc::io);
  EXPECT_EQ(registry().remove_service(app_id, made->id).error().code, Errc::io);
  EXPECT_EQ(registry().remove_application(app_id).error().code, Errc::io);
  EXPECT_THAT(names({}), ElementsAre("a"));
  store_.fail_with(std::nullopt);
  // Later changes are still told: the refused ones left no hole in the order.
  ASSERT_TRUE(registry().remove_service(app_id, made->id));
  EXPECT_THAT(platform_->sender.wait_for(1).at(0).second, testing::HasSubstr("REMOVED"));
}

TEST_F(RegistryTest, BuiltInsKeepTheirIdsAndAreNobodyElses) {
  const auto offer = [&](std::vector<ServiceInfo> services) {
    return registry().offer(built_in_application("umec-sensors", "sensors", "http://node/sensors/v1"),
                            std::move(services));
  };
  const auto one =
      built_in_service("umec-temperature", "temperature", "1.0", "sensors", "http://node/sensors/v1", "t");
  const auto two =
      built_in_service("umec-humidity", "humidity", "1.0", "sensors", "http://node/sensors/v1", "h");
  ASSERT_TRUE(offer({one, two}));
  const auto revision = registry().find_service("umec-temperature")->revision;
  EXPECT_EQ(registry().remove_application("umec-sensors").error().code, Errc::forbidden);
  EXPECT_EQ(registry().remove_service("umec-sensors", "umec-humidity").error().code, Errc::forbidden);
  EXPECT_EQ(registry().register_service("umec-sensors", service_named("x")).error().code, Errc::forbidden);
  restart();
  ASSERT_TRUE(offer({one}));
  EXPECT_EQ(registry().find_service("umec-temperature")->revision, revision);
  EXPECT_FALSE(registry().find_service("umec-humidity"));
  ASSERT_TRUE(registry().retire_built_ins());
  EXPECT_TRUE(registry().find_service("umec-temperature"));
  restart();
  ASSERT_TRUE(registry().retire_built_ins());
  EXPECT_FALSE(registry().find_service("umec-temperature"));
  EXPECT_FALSE(registry().find_application("umec-sensors"));
}

TEST_F(RegistryTest, AFullRegistrySaysSo) {
  platform_.reset();
  platform_ = std::make_unique<Platform>(*runtime_, store_, quick_retries(),
                                         Registry::Options{.max_applications = 1, .max_services = 1});
  const std::string app_id = app();
  EXPECT_EQ(registry().register_application(app_named("b")).error().code, Errc::unavailable);
  ASSERT_TRUE(registry().register_service(app_id, service_named("a")));
  EXPECT_EQ(registry().register_service(app_id, service_named("b")).error().code, Errc::unavailable);
}

TEST_F(RegistryTest, MissedHeartbeatsSuspendAndOneBringsBack) {
  const std::string app_id = app();
  ServiceInfo wish = service_named("a");
  wish.liveness_interval = 10;
  const auto id = registry().register_service(app_id, wish).value()->id;
  const auto quiet = registry().register_service(app_id, service_named("b")).value()->id;
  Liveness &liveness = platform_->liveness;
  const Timestamp start = 1000 * kSecond;
  liveness.check(start);
  liveness.check(start + 30 * kSecond);
  EXPECT_EQ(registry().find_service(id)->state, ServiceState::ACTIVE);
  ASSERT_TRUE(liveness.heartbeat(app_id, id, start + 30 * kSecond));
  liveness.check(start + 60 * kSecond);
  EXPECT_EQ(registry().find_service(id)->state, ServiceState::ACTIVE);
  liveness.check(start + 61 * kSecond);
  EXPECT_EQ(registry().find_service(id)->state, ServiceState::SUSPENDED);
  const auto info = liveness.find(app_id, id, start + 61 * kSecond).value();
  EXPECT_EQ(info.state, ServiceState::SUSPENDED);
  EXPECT_EQ(info.time_stamp.seconds, 1030U);
  EXPECT_EQ(info.interval, 10U);
  ASSERT_TRUE(liveness.heartbeat(app_id, id, start + 70 * kSecond));
  EXPECT_EQ(registry().find_service(id)->state, ServiceState::ACTIVE);
  EXPECT_EQ(liveness.heartbeat(app_id, quiet, start).error().code, Errc::not_found);
  EXPECT_EQ(registry().find_service(quiet)->state, ServiceState::ACTIVE);
}

TEST_F(RegistryTest, TerminationIsNotifiedAndConfirmed) {
  const std::string app_id = app();
  Subscription wish;
  wish.app_id = app_id;
  wish.kind = SubscriptionKind::AppTerminationNotificationSubscription;
  wish.callback_reference = "http://app.example/end";
  wish.root = "http://node/mec_app_support/v1";
  const auto subscription = registry().subscribe(wish).value();
  Result<bool> confirmed = false;
  std::jthread ender([&] { confirmed = registry().terminate(app_id, OperationAction::STOPPING, 10); });
  const auto sent = platform_->sender.wait_for(1);
  EXPECT_EQ(
      sent.at(0).second,
      R"({"notificationType":"AppTerminationNotification","operationAction":"STOPPING","maxGracefulTimeout":10,)"
      R"("_links":{"subscription":{"href":"http://node/mec_app_support/v1/applications/)" +
          app_id + "/subscriptions/" + subscription->id +
          R"("},"confirmTermination":{"href":"http://node/mec_app_support/v1/applications/)" + app_id +
          R"(/confirm_termination"}}})");
  EXPECT_EQ(registry().confirm_termination(app_id, OperationAction::TERMINATING).error().code,
            Errc::conflict);
  EXPECT_TRUE(registry().confirm_termination(app_id, OperationAction::STOPPING));
  ender.join();
  EXPECT_TRUE(confirmed && *confirmed);
  EXPECT_TRUE(registry().confirm_termination(app_id, OperationAction::STOPPING)) << "none outstanding";
  EXPECT_EQ(registry().terminate(app_id, OperationAction::STOPPING, 1).value(), false);
}

TEST_F(RegistryTest, ManyWritersAndTheEndOfTheirApplicationLeaveNoOrphans) {
  for (int round = 0; round < 20; ++round) {
    const std::string app_id = app();
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
          for (int k = 0; k < 10; ++k) {
            const auto made = registry().register_service(app_id, service_named("a"));
            if (made && k % 3 == 0) static_cast<void>(registry().remove_service(app_id, (*made)->id));
          }
        });
      threads.emplace_back([&] { EXPECT_TRUE(registry().remove_application(app_id)); });
    }
    EXPECT_EQ(registry().services(), 0U);
    EXPECT_TRUE(store_.list("mec/services").empty());
  }
}

}  // namespace
}  // namespace umec::mec
