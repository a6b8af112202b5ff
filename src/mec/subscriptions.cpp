#include "mec/subscriptions.hpp"

#include <algorithm>

#include "base/id.hpp"
#include "base/log.hpp"
#include "mec/rules.hpp"
#include "mec/wire.hpp"

namespace umec::mec {

namespace {

constexpr const char *kSubscriptions = "mec/subscriptions";
constexpr const char *kChanges = "mec/changes";
constexpr const char *kDelivery = "mec/delivery";
constexpr const char *kProgress = "progress";

std::string store_key(const Subscription &subscription) {
  return subscription.app_id + "/" + subscription.id;
}
std::string change_key(std::uint64_t sequence) { return fmt::format("{:020}", sequence); }

std::unexpected<Error> damaged(std::string_view what, const std::string &key, const Error &error) {
  return fail(Errc::corrupt, "the stored {} '{}' cannot be read: {}", what, key, error.detail);
}

}  // namespace

Result<std::unique_ptr<Subscriptions>> Subscriptions::open(store::DocumentStore &store, Notifier &notifier) {
  auto subscriptions = std::unique_ptr<Subscriptions>(new Subscriptions(store, notifier));
  UMEC_TRY(subscriptions->load());
  return subscriptions;
}

Result<void> Subscriptions::load() {
  std::uint64_t last = 0;
  for (const store::Document &document : store_.list(kSubscriptions)) {
    auto subscription = read_stored_subscription(*document.body);
    if (!subscription) return damaged("subscription", document.key, subscription.error());
    last = std::max(last, subscription->since);
    by_application_[subscription->app_id].emplace(subscription->id,
                                                  std::make_shared<const Subscription>(*subscription));
    ++count_;
  }
  DeliveryProgress progress;
  if (const auto document = store_.get(kDelivery, kProgress)) {
    auto read = read_stored_progress(*document->body);
    if (!read) return damaged("progress of deliveries", kProgress, read.error());
    progress = std::move(*read);
  }
  last = std::max(last, progress.released);
  for (const store::Document &document : store_.list(kChanges)) {
    auto read = read_stored_change(*document.body);
    if (!read) return damaged("change", document.key, read.error());
    const auto change = std::make_shared<const ServiceChange>(std::move(*read));
    last = std::max(last, change->sequence);
    stored_.emplace(change->sequence, change);
    for (const auto &[app_id, subscriptions] : by_application_)
      for (const auto &[id, subscription] : subscriptions) {
        const auto behind = progress.behind.find(id);
        const std::uint64_t heard = behind == progress.behind.end() ? progress.released : behind->second;
        if (change->sequence > std::max(heard, subscription->since) && subscription->wants(*change))
          notifier_.notify(subscription, change);
      }
  }
  log_ = std::make_unique<ChangeLog>(last, [this](const ServiceChangePtr &change) { release(change); });
  return {};
}

Result<SubscriptionPtr> Subscriptions::add(Subscription subscription) {
  UMEC_TRY(check_subscription(subscription));
  subscription.id = random_uuid();
  subscription.since = log_->released();
  const auto added = std::make_shared<const Subscription>(std::move(subscription));
  {
    const std::shared_lock lock(mutex_);
    if (count_ >= kMaxSubscriptions)
      return fail(Errc::unavailable, "there are {} subscriptions already, the most that this node keeps",
                  count_);
  }
  UMEC_TRY(store_.put(kSubscriptions, store_key(*added), stored_subscription(*added), 0));
  const std::unique_lock lock(mutex_);
  by_application_[added->app_id].emplace(added->id, added);
  ++count_;
  return added;
}

Result<SubscriptionPtr> Subscriptions::find(const std::string &app_id, SubscriptionKind kind,
                                            const std::string &id) const {
  const std::shared_lock lock(mutex_);
  if (const auto application = by_application_.find(app_id); application != by_application_.end())
    if (const auto found = application->second.find(id); found != application->second.end())
      if (found->second->kind == kind) return found->second;
  return fail(Errc::not_found, "application '{}' has no such subscription '{}'", app_id, id);
}

std::vector<SubscriptionPtr> Subscriptions::list(const std::string &app_id, SubscriptionKind kind) const {
  const std::shared_lock lock(mutex_);
  std::vector<SubscriptionPtr> result;
  if (const auto application = by_application_.find(app_id); application != by_application_.end())
    for (const auto &[id, subscription] : application->second)
      if (subscription->kind == kind) result.push_back(subscription);
  return result;
}

Result<void> Subscriptions::remove(const std::string &app_id, SubscriptionKind kind, const std::string &id) {
  const SubscriptionPtr subscription = UMEC_TRY(find(app_id, kind, id));
  UMEC_TRY(store_.remove(kSubscriptions, store_key(*subscription)));
  {
    const std::unique_lock lock(mutex_);
    const auto application = by_application_.find(app_id);
    if (application != by_application_.end() && application->second.erase(id) != 0) --count_;
    if (application != by_application_.end() && application->second.empty())
      by_application_.erase(application);
  }
  notifier_.forget(id);
  return {};
}

bool Subscriptions::wanted(const ServiceChange &change) const {
  const std::shared_lock lock(mutex_);
  return std::ranges::any_of(by_application_, [&](const auto &application) {
    return std::ranges::any_of(application.second,
                               [&](const auto &each) { return each.second->wants(change); });
  });
}

void Subscriptions::release(const ServiceChangePtr &change) {
  const std::shared_lock lock(mutex_);
  for (const auto &[app_id, subscriptions] : by_application_)
    for (const auto &[id, subscription] : subscriptions)
      if (subscription->wants(*change)) notifier_.notify(subscription, change);
}

Subscriptions::Announcement::Announcement(Subscriptions &subscriptions, ServiceChange change)
    : subscriptions_(&subscriptions) {
  change.sequence = subscriptions.log_->reserve();
  wanted_ = subscriptions.wanted(change);
  change_ = std::make_shared<const ServiceChange>(std::move(change));
}

Subscriptions::Announcement::Announcement(Announcement &&other) noexcept
    : subscriptions_(std::exchange(other.subscriptions_, nullptr)),
      change_(std::move(other.change_)),
      wanted_(other.wanted_) {}

Subscriptions::Announcement::~Announcement() {
  if (subscriptions_ != nullptr) subscriptions_->log_->settle(change_->sequence, nullptr);
}

void Subscriptions::Announcement::add_to(std::vector<store::Change> &changes) const {
  if (wanted_)
    changes.push_back(store::Change::put(kChanges, change_key(change_->sequence), stored_change(*change_)));
}

void Subscriptions::Announcement::done() {
  Subscriptions &subscriptions = *std::exchange(subscriptions_, nullptr);
  if (wanted_) {
    const std::lock_guard lock(subscriptions.stored_mutex_);
    subscriptions.stored_.emplace(change_->sequence, change_);
  }
  subscriptions.log_->settle(change_->sequence, change_);
}

void Subscriptions::announce_termination(const std::string &app_id, OperationAction action,
                                         std::uint32_t grace) {
  for (const SubscriptionPtr &subscription :
       list(app_id, SubscriptionKind::AppTerminationNotificationSubscription))
    notifier_.notify_termination(subscription, action, grace);
}

std::vector<store::Change> Subscriptions::removals_of(const std::string &app_id) const {
  const std::shared_lock lock(mutex_);
  std::vector<store::Change> changes;
  if (const auto application = by_application_.find(app_id); application != by_application_.end())
    for (const auto &[id, subscription] : application->second)
      changes.push_back(store::Change::remove(kSubscriptions, store_key(*subscription)));
  return changes;
}

void Subscriptions::forget_of(const std::string &app_id) {
  std::map<std::string, SubscriptionPtr> gone;
  {
    const std::unique_lock lock(mutex_);
    if (const auto application = by_application_.find(app_id); application != by_application_.end()) {
      gone = std::move(application->second);
      count_ -= gone.size();
      by_application_.erase(application);
    }
  }
  for (const auto &[id, subscription] : gone) notifier_.forget(id);
}

void Subscriptions::save_progress() {
  // In this order: a change enters the backlogs before it counts as released.
  DeliveryProgress progress{.released = log_->released()};
  progress.behind = notifier_.behind();
  std::erase_if(progress.behind, [&](const auto &each) { return each.second >= progress.released; });
  std::vector<std::uint64_t> heard;
  bool nothing_stored = true;
  {
    const std::lock_guard lock(stored_mutex_);
    nothing_stored = stored_.empty();
    for (const auto &[sequence, change] : stored_)
      if (sequence <= progress.released && change.expired()) heard.push_back(sequence);
  }
  std::string text = stored_progress(progress);
  if (heard.empty() && (nothing_stored || text == saved_progress_)) return;
  std::vector<store::Change> changes;
  for (const std::uint64_t sequence : heard)
    changes.push_back(store::Change::remove(kChanges, change_key(sequence)));
  changes.push_back(store::Change::put(kDelivery, kProgress, text));
  if (auto saved = store_.commit(std::move(changes)); !saved) {
    // The next round tries again; until then a restart would tell some subscribers twice.
    log::warning("delivery_progress_not_saved", {{"detail", saved.error().detail}});
    return;
  }
  const std::lock_guard lock(stored_mutex_);
  for (const std::uint64_t sequence : heard) stored_.erase(sequence);
  saved_progress_ = std::move(text);
}

}  // namespace umec::mec
