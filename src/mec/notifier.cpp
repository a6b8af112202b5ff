#include "mec/notifier.hpp"

#include <algorithm>
#include <random>

#include "base/log.hpp"
#include "mec/wire.hpp"

namespace umec::mec {

Notifier::Notifier(runtime::Runtime &runtime, NotificationSender &sender, Options options)
    : sender_(sender),
      options_(options),
      delivered_(metrics::counter("umec_mec_notifications_delivered_total",
                                  "Notifications that a subscriber took.")),
      failed_(metrics::counter("umec_mec_notifications_failed_total",
                               "Attempts that a subscriber did not take.")),
      dropped_(metrics::counter("umec_mec_notifications_dropped_total", "Changes lost to a full backlog.")),
      group_(runtime) {}

Notifier::~Notifier() = default;

void Notifier::notify(const SubscriptionPtr &subscription, ServiceChangePtr change) {
  add(subscription, Item{std::move(change)});
}

void Notifier::notify_termination(const SubscriptionPtr &subscription, OperationAction action,
                                  std::uint32_t grace) {
  add(subscription, Item{nullptr, action, grace});
}

void Notifier::add(const SubscriptionPtr &subscription, Item item) {
  std::shared_ptr<Lane> start;
  {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Lane> &lane = lanes_[subscription->id];
    if (!lane) {
      lane = std::make_shared<Lane>();
      lane->subscription = subscription;
    }
    if (lane->waiting.size() >= options_.backlog) {
      lane->waiting.pop_front();
      dropped_.add();
    }
    lane->waiting.push_back(std::move(item));
    if (!lane->running) {
      lane->running = true;
      start = lane;
    }
  }
  if (start) group_.spawn([this, start] { run(start); });
}

std::string Notifier::take_next(Lane &lane) const {
  if (lane.sending.empty()) do {
      lane.sending.push_back(std::move(lane.waiting.front()));
      lane.waiting.pop_front();
    } while (lane.sending.back().change && lane.sending.size() < options_.batch && !lane.waiting.empty() &&
             lane.waiting.front().change);
  const Item &first = lane.sending.front();
  if (!first.change) return write_termination_notification(*lane.subscription, first.action, first.grace);
  std::vector<ServiceChangePtr> changes;
  changes.reserve(lane.sending.size());
  for (const Item &item : lane.sending) changes.push_back(item.change);
  return write_availability_notification(*lane.subscription, changes);
}

void Notifier::run(const std::shared_ptr<Lane> &lane) {
  for (;;) {
    std::string body;
    {
      const std::lock_guard lock(mutex_);
      if (lane->forgotten) return;
      if (lane->waiting.empty() && lane->sending.empty()) {
        lanes_.erase(lane->subscription->id);
        return;
      }
      body = take_next(*lane);
    }
    const auto sent = sender_.send(lane->subscription->callback_reference, body);
    unsigned failures = 0;
    {
      const std::lock_guard lock(mutex_);
      if (sent) {
        lane->sending.clear();
        lane->failures = 0;
        delivered_.add();
        continue;
      }
      failures = ++lane->failures;
      failed_.add();
    }
    // A subscriber that stays away is told of at ever longer distances.
    if (std::has_single_bit(failures))
      log::warning("notification_failed", {{"subscription", lane->subscription->id},
                                           {"callback", lane->subscription->callback_reference},
                                           {"attempts", failures},
                                           {"detail", sent.error().detail}});
    if (runtime::sleep_for(pause_after(failures)) == runtime::Wake::cancelled) return;
  }
}

Duration Notifier::pause_after(unsigned failures) const {
  thread_local std::minstd_rand random{std::random_device{}()};
  const auto doubled = options_.first_retry * (1LL << std::min(failures - 1, 20U));
  const Duration pause = std::min<Duration>(doubled, options_.longest_retry);
  // Up to a fifth more or less, so that subscribers of one dead host do not come back in step.
  return pause * std::uniform_int_distribution<int>(80, 120)(random) / 100;
}

void Notifier::forget(const std::string &subscription_id) {
  const std::lock_guard lock(mutex_);
  const auto lane = lanes_.find(subscription_id);
  if (lane == lanes_.end()) return;
  lane->second->forgotten = true;
  lanes_.erase(lane);
}

std::map<std::string, std::uint64_t> Notifier::behind() const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, std::uint64_t> result;
  for (const auto &[id, lane] : lanes_) {
    const auto oldest = [](const auto &items) -> std::uint64_t {
      const auto item = std::ranges::find_if(items, [](const Item &each) { return each.change != nullptr; });
      return item == items.end() ? 0 : item->change->sequence;
    };
    std::uint64_t first = oldest(lane->sending);
    if (first == 0) first = oldest(lane->waiting);
    if (first != 0) result.emplace(id, first - 1);
  }
  return result;
}

}  // namespace umec::mec
