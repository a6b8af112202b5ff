#include "bus/bus.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "bus/topic.hpp"

namespace umec::bus {
namespace {

struct Number : Payload {
  explicit Number(int value) : value(value) {}
  std::string json() const override { return std::to_string(value); }
  int value;
};
struct Word : Payload {
  std::string json() const override { return "\"word\""; }
};

runtime::Deadline soon() { return runtime::Deadline::after(std::chrono::milliseconds(20)); }

TEST(Topic, MatchesAsMqttSays) {
  EXPECT_TRUE(matches("sport/tennis/player1", "sport/tennis/player1"));
  EXPECT_TRUE(matches("sport/tennis/player1/#", "sport/tennis/player1"));
  EXPECT_TRUE(matches("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"));
  EXPECT_TRUE(matches("#", "sport"));
  EXPECT_TRUE(matches("#", "a/b/c"));
  EXPECT_TRUE(matches("sport/tennis/+", "sport/tennis/player1"));
  EXPECT_FALSE(matches("sport/tennis/+", "sport/tennis/player1/ranking"));
  EXPECT_FALSE(matches("sport/+", "sport"));
  EXPECT_TRUE(matches("sport/+", "sport/"));
  EXPECT_TRUE(matches("+/+", "/finance"));
  EXPECT_TRUE(matches("/+", "/finance"));
  EXPECT_FALSE(matches("+", "/finance"));
  EXPECT_FALSE(matches("#", "$SYS/uptime"));
  EXPECT_FALSE(matches("+/uptime", "$SYS/uptime"));
  EXPECT_TRUE(matches("$SYS/#", "$SYS/uptime"));
  EXPECT_FALSE(matches("a/b", "a/b/c"));
  EXPECT_FALSE(matches("a/b/c", "a/b"));
  EXPECT_TRUE(matches("+/b/#", "a/b"));
}

TEST(Topic, RefusesWhatMqttRefuses) {
  EXPECT_TRUE(check_pattern("a/+/b/#"));
  EXPECT_FALSE(check_pattern("a/#/b"));
  EXPECT_FALSE(check_pattern("a+/b"));
  EXPECT_FALSE(check_pattern("a/b#"));
  EXPECT_FALSE(check_pattern(""));
  EXPECT_TRUE(check_topic("a/b"));
  EXPECT_FALSE(check_topic("a/+"));
  EXPECT_FALSE(check_topic(""));
  EXPECT_FALSE(check_topic(std::string(1025, 'a')));
}

TEST(Bus, HandsMessagesToMatchingSubscribersOnly) {
  Bus bus;
  auto all = bus.subscribe("sensors/#").value();
  auto one = bus.subscribe("sensors/ruuvi/b").value();
  bus.publish("sensors/ruuvi/a", 7, std::make_shared<Number>(1));
  bus.publish("vision/plates/x", 8, std::make_shared<Number>(2));
  bus.publish("sensors/ruuvi/b", 9, std::make_shared<Word>());

  const auto first = all->next(soon());
  ASSERT_TRUE(first);
  EXPECT_EQ(first->topic, "sensors/ruuvi/a");
  EXPECT_EQ(first->time, 7);
  ASSERT_NE(first->as<Number>(), nullptr);
  EXPECT_EQ(first->as<Number>()->value, 1);
  EXPECT_EQ(first->as<Word>(), nullptr);
  EXPECT_EQ(all->next(soon())->topic, "sensors/ruuvi/b");
  EXPECT_FALSE(all->next(soon()));
  EXPECT_EQ(one->next(soon())->payload->json(), "\"word\"");
  EXPECT_FALSE(one->next(soon()));
}

TEST(Bus, ASlowSubscriberLosesItsOldestAndHarmsNobody) {
  Bus bus;
  auto slow = bus.subscribe("n", 3).value();
  auto quick = bus.subscribe("n", 100).value();
  for (int i = 0; i < 10; ++i) bus.publish("n", i, std::make_shared<Number>(i));
  EXPECT_EQ(slow->lost(), 7U);
  EXPECT_EQ(slow->waiting(), 3U);
  EXPECT_EQ(slow->next(soon())->as<Number>()->value, 7);
  EXPECT_EQ(quick->lost(), 0U);
  EXPECT_EQ(quick->waiting(), 10U);
}

TEST(Bus, ForgetsASubscriptionThatEnded) {
  Bus bus;
  auto first = bus.subscribe("n").value();
  EXPECT_EQ(bus.subscriptions(), 1U);
  first.reset();
  EXPECT_EQ(bus.subscriptions(), 0U);
  bus.publish("n", 0, std::make_shared<Number>(1));
  EXPECT_FALSE(bus.subscribe("n", 0));
  EXPECT_FALSE(bus.subscribe("a/#/b"));
}

TEST(Bus, ClosesItsSubscriptionsWhenItEnds) {
  auto bus = std::make_unique<Bus>();
  auto subscription = bus->subscribe("n").value();
  bus->publish("n", 0, std::make_shared<Number>(4));
  bus.reset();
  EXPECT_EQ(subscription->next()->as<Number>()->value, 4);
  EXPECT_FALSE(subscription->next());
  EXPECT_TRUE(subscription->closed());
}

TEST(Bus, ServesPublishersAndSubscribersOfManyThreads) {
  Bus bus;
  std::atomic<int> received{0};
  std::vector<std::unique_ptr<Subscription>> subscriptions;
  for (int i = 0; i < 3; ++i) subscriptions.push_back(bus.subscribe("t/+", 10000).value());
  std::vector<std::jthread> threads;
  for (auto &subscription : subscriptions)
    threads.emplace_back([&received, &subscription] {
      for (int i = 0; i < 2000; ++i)
        if (subscription->next(runtime::Deadline::after(std::chrono::seconds(20)))) ++received;
    });
  for (int p = 0; p < 2; ++p)
    threads.emplace_back([&bus, p] {
      for (int i = 0; i < 1000; ++i) bus.publish("t/" + std::to_string(p), i, std::make_shared<Number>(i));
    });
  threads.clear();
  EXPECT_EQ(received.load(), 6000);
}

}  // namespace
}  // namespace umec::bus
