// Carries notifications to subscribers, each at its own pace.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "mec/subscription.hpp"
#include "runtime/runtime.hpp"

namespace umec::mec {

/// The port to the outside: hands one notification over.
class NotificationSender {
 public:
  virtual ~NotificationSender() = default;
  /// Returns when the subscriber has taken it. Errors: any; the notification is then sent again.
  virtual Result<void> send(const std::string &callback, const std::string &body) = 0;
};

/// Each subscription has a lane of its own: what waits there goes out in order, is tried again with
/// exponential back-off until the subscriber takes it, and slows no other lane. A lane that is full
/// loses its oldest. An idle lane holds no fiber.
class Notifier {
 public:
  struct Options {
    std::size_t backlog = 1000;  ///< notifications that may wait for one subscriber
    std::size_t batch = 50;      ///< changes that share one notification, where several wait
    Duration first_retry = std::chrono::seconds(1);
    Duration longest_retry = std::chrono::minutes(5);
  };

  Notifier(runtime::Runtime &runtime, NotificationSender &sender, Options options);
  ~Notifier();

  /// Never waits.
  void notify(const SubscriptionPtr &subscription, ServiceChangePtr change);
  void notify_termination(const SubscriptionPtr &subscription, OperationAction action, std::uint32_t grace);
  /// Drops what waits for a subscription that has ended.
  void forget(const std::string &subscription_id);
  /// Of each subscription with a backlog: the sequence just before its oldest change.
  std::map<std::string, std::uint64_t> behind() const;

 private:
  struct Item {
    ServiceChangePtr change;  ///< null for a termination
    OperationAction action = OperationAction::STOPPING;
    std::uint32_t grace = 0;
  };
  struct Lane {
    SubscriptionPtr subscription;
    std::deque<Item> waiting;
    std::vector<Item> sending;  ///< out of `waiting` while the subscriber has not taken them
    unsigned failures = 0;      ///< in a row
    bool running = false;
    bool forgotten = false;
  };

  void add(const SubscriptionPtr &subscription, Item item);
  void run(const std::shared_ptr<Lane> &lane);
  std::string take_next(Lane &lane) const;
  Duration pause_after(unsigned failures) const;

  NotificationSender &sender_;
  const Options options_;
  mutable std::mutex mutex_;
  // Shared by the map and the fiber that empties the lane, which may outlive the subscription.
  std::map<std::string, std::shared_ptr<Lane>> lanes_;
  metrics::Counter &delivered_;
  metrics::Counter &failed_;
  metrics::Counter &dropped_;
  runtime::TaskGroup group_;  // last: its fibers use all of the above
};

}  // namespace umec::mec
