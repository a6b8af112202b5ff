#include "mec/subscriptions.hpp"

#include <thread>

#include "base/json.hpp"
#include "mec/platform_test.hpp"

namespace umec::mec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SubscriptionsTest : public PlatformTest {
 protected:
  /// The change types told to `callback` so far, in order, once there are `count`.
  std::vector<std::string> told(const std::string &callback, std::size_t count) {
    std::vector<std::string> types;
    for (std::size_t sent = 1; types.size() < count; ++sent) {
      const auto all = platform_->sender.wait_for(sent);
      types = types_in(all, callback);
      if (all.size() < sent) break;
    }
    return types;
  }
  static std::vector<std::string> types_in(const std::vector<std::pair<std::string, std::string>> &sent,
                                           const std::string &callback) {
    std::vector<std::string> types;
    for (const auto &[to, body] : sent) {
      if (to != callback) continue;
      const auto value = json::parse(body).value();
      for (const auto &reference : value.at("serviceReferences").as_array())
        types.emplace_back(reference.at("changeType").as_string());
    }
    return types;
  }
};

TEST_F(SubscriptionsTest, EachChangeIsToldInOrder) {
  const std::string app_id = app();
  subscribe(app_id, "http://a/1");
  const auto id = registry().register_service(app_id, service_named("a")).value()->id;
  ServiceInfo next = service_named("a");
  next.state = ServiceState::INACTIVE;
  ASSERT_TRUE(registry().update_service(app_id, id, next, {}));
  next.version = "2";
  ASSERT_TRUE(registry().update_service(app_id, id, next, {}));
  next.version = "3";
  next.state = ServiceState::ACTIVE;
  ASSERT_TRUE(registry().update_service(app_id, id, next, {}));
  ASSERT_TRUE(registry().remove_service(app_id, id));
  EXPECT_THAT(told("http://a/1", 5),
              ElementsAre("ADDED", "STATE_CHANGED", "ATTRIBUTES_CHANGED", "ATTRIBUTES_CHANGED", "REMOVED"));
}

TEST_F(SubscriptionsTest, ANotificationSaysWhatTheStandardAsks) {
  const std::string app_id = app();
  const auto subscription = subscribe(app_id, "http://a/1");
  const auto id = registry().register_service(app_id, service_named("te\"mp")).value()->id;
  EXPECT_EQ(platform_->sender.wait_for(1).at(0).second,
            R"({"notificationType":"SerAvailabilityNotification","serviceReferences":[{"link":{"href":)"
            R"("http://node/mec_service_mgmt/v1/services/)" +
                id + R"("},"serName":"te\"mp","serInstanceId":")" + id +
                R"(","state":"ACTIVE","changeType":"ADDED"}],"_links":{"subscription":{"href":)"
                R"("http://node/mec_service_mgmt/v1/applications/)" +
                app_id + "/subscriptions/" + subscription->id + R"("}}})");
}

TEST_F(SubscriptionsTest, FiltersChooseByAndOfTheirLists) {
  const auto change = ServiceChange{1, ChangeType::ADDED, "id", "name", "cat", ServiceState::ACTIVE, true};
  const auto wants = [&](FilteringCriteria filter) {
    Subscription subscription;
    subscription.filtering_criteria = std::move(filter);
    return subscription.wants(change);
  };
  const auto category = [](std::string id) { return std::vector{CategoryRef{"h", std::move(id), "n", "1"}}; };
  EXPECT_TRUE(wants({}));
  EXPECT_TRUE(wants({.ser_instance_ids = std::vector<std::string>{"x", "id"}}));
  EXPECT_FALSE(wants({.ser_instance_ids = std::vector<std::string>{"x"}}));
  EXPECT_TRUE(wants({.ser_names = std::vector<std::string>{"name"}}));
  EXPECT_FALSE(wants({.ser_names = std::vector<std::string>{"other"}}));
  EXPECT_TRUE(wants({.ser_categories = category("cat")}));
  EXPECT_FALSE(wants({.ser_categories = category("dog")}));
  EXPECT_FALSE(wants({.ser_names = std::vector<std::string>{"name"}, .states = {{ServiceState::SUSPENDED}}}));
  EXPECT_TRUE(wants({.states = {{ServiceState::SUSPENDED, ServiceState::ACTIVE}}}));
  EXPECT_FALSE(wants({.is_local = false}));
}

TEST_F(SubscriptionsTest, CallbacksThatBreakTheRulesAreRefused) {
  const std::string app_id = app();
  for (const char *callback : {"", "callback", "/callback", "ftp://a/b", "http://", "http://a/b?c=d",
                               "http://a/b#c", "http://user:word@a/b", "http://a:99999/"}) {
    Subscription wish;
    wish.app_id = app_id;
    wish.callback_reference = callback;
    const auto made = registry().subscribe(wish);
    ASSERT_FALSE(made) << callback;
    EXPECT_EQ(made.error().pointer, "/callbackReference");
  }
}

TEST_F(SubscriptionsTest, ARefusalIsTriedAgainUntilItIsTaken) {
  platform_->sender.refuse = 3;
  const std::string app_id = app();
  subscribe(app_id, "http://a/1");
  ASSERT_TRUE(registry().register_service(app_id, service_named("a")));
  EXPECT_THAT(told("http://a/1", 1), ElementsAre("ADDED"));
  EXPECT_EQ(platform_->sender.wait_for_attempts(4), 4);
}

TEST_F(SubscriptionsTest, ADeadSubscriberSlowsNobody) {
  platform_->sender.dead = "http://dead/";
  const std::string app_id = app();
  subscribe(app_id, "http://dead/");
  subscribe(app_id, "http://alive/");
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(registry().register_service(app_id, service_named("a")));
  EXPECT_EQ(told("http://alive/", 20).size(), 20U);
}

TEST_F(SubscriptionsTest, AFullBacklogLosesItsOldest) {
  platform_.reset();
  auto options = quick_retries();
  options.backlog = 3;
  options.batch = 1;
  options.first_retry = std::chrono::milliseconds(200);
  options.longest_retry = std::chrono::milliseconds(200);
  platform_ = std::make_unique<Platform>(*runtime_, store_, options);
  platform_->sender.refuse = 1;
  const std::string app_id = app();
  subscribe(app_id, "http://a/1");
  ASSERT_TRUE(registry().register_service(app_id, service_named("0")));
  platform_->sender.wait_for_attempts(1);
  for (int i = 1; i < 8; ++i)
    ASSERT_TRUE(registry().register_service(app_id, service_named(std::to_string(i))));
  const auto sent = platform_->sender.wait_for(4);
  ASSERT_EQ(sent.size(), 4U);
  EXPECT_THAT(sent[0].second, HasSubstr(R"("serName":"0")"));
  EXPECT_THAT(sent[1].second, HasSubstr(R"("serName":"5")"));
  EXPECT_THAT(sent[3].second, HasSubstr(R"("serName":"7")"));
}

TEST_F(SubscriptionsTest, WhatWasNotTakenIsToldAfterARestart) {
  platform_->sender.dead = "http://late/";
  const std::string app_id = app();
  subscribe(app_id, "http://late/");
  subscribe(app_id, "http://prompt/");
  const auto id = registry().register_service(app_id, service_named("a")).value()->id;
  ASSERT_TRUE(registry().remove_service(app_id, id));
  EXPECT_EQ(told("http://prompt/", 2).size(), 2U);
  // The lane of the prompt one empties just after the send; then progress says so.
  for (int i = 0; i < 500 && platform_->notifier.behind().size() > 1; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  platform_->subscriptions->save_progress();
  restart();
  EXPECT_THAT(told("http://late/", 2), ElementsAre("ADDED", "REMOVED"));
  EXPECT_THAT(types_in(platform_->sender.wait_for(1), "http://prompt/"), IsEmpty());
  for (int i = 0; i < 500 && !platform_->notifier.behind().empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  platform_->subscriptions->save_progress();
  EXPECT_THAT(store_.list("mec/changes"), IsEmpty());
  restart();
  ASSERT_TRUE(registry().register_service(app_id, service_named("b")));
  EXPECT_THAT(told("http://late/", 1), ElementsAre("ADDED"));
}

TEST_F(SubscriptionsTest, AKilledNodeTellsAgainRatherThanNever) {
  const std::string app_id = app();
  subscribe(app_id, "http://a/1");
  ASSERT_TRUE(registry().register_service(app_id, service_named("a")));
  EXPECT_THAT(told("http://a/1", 1), ElementsAre("ADDED"));
  restart();  // without save_progress: as after kill -9
  EXPECT_THAT(told("http://a/1", 1), ElementsAre("ADDED"));
}

TEST_F(SubscriptionsTest, ASubscriptionThatEndedIsToldNothing) {
  platform_->sender.dead = "http://a/1";
  const std::string app_id = app();
  const auto subscription = subscribe(app_id, "http://a/1");
  ASSERT_TRUE(registry().register_service(app_id, service_named("a")));
  platform_->sender.wait_for_attempts(1);
  ASSERT_TRUE(registry().unsubscribe(app_id, subscription->kind, subscription->id));
  EXPECT_TRUE(platform_->notifier.behind().empty());
  EXPECT_EQ(registry().unsubscribe(app_id, subscription->kind, subscription->id).error().code,
            Errc::not_found);
}

TEST(ChangeLog, ReleasesInOrderAndCountsWithoutHoles) {
  std::vector<std::uint64_t> released;
  ChangeLog log(10, [&](const ServiceChangePtr &change) { released.push_back(change->sequence); });
  std::vector<std::uint64_t> reserved;
  for (int i = 0; i < 4; ++i) reserved.push_back(log.reserve());
  EXPECT_THAT(reserved, ElementsAre(11, 12, 13, 14));
  const auto change = [](std::uint64_t sequence) {
    return std::make_shared<const ServiceChange>(ServiceChange{.sequence = sequence});
  };
  log.settle(12, change(12));
  log.settle(14, change(14));
  EXPECT_EQ(log.released(), 10U);
  log.settle(11, nullptr);
  EXPECT_EQ(log.released(), 12U);
  log.settle(13, change(13));
  EXPECT_EQ(log.released(), 14U);
  EXPECT_THAT(released, ElementsAre(12, 13, 14));
}

}  // namespace
}  // namespace umec::mec
