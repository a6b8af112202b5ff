// All subscriptions, kept durably, and the way of a change to those who want it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "mec/change_log.hpp"
#include "mec/notifier.hpp"
#include "mec/subscription.hpp"
#include "store/document_store.hpp"

namespace umec::mec {

/// A change that somebody wants to hear of is stored in the same commit as the change itself, and
/// removed when all have heard of it: each gets it at least once, also across kill -9.
class Subscriptions {
 public:
  static constexpr std::size_t kMaxSubscriptions = 20000;

  /// Reads what is stored, and takes up deliveries where the last run left them. Errors: corrupt, io.
  static Result<std::unique_ptr<Subscriptions>> open(store::DocumentStore &store, Notifier &notifier);

  /// Gives it an id and keeps it. Errors: bad_request, unavailable, io.
  Result<SubscriptionPtr> add(Subscription subscription);
  /// Errors: not_found.
  Result<SubscriptionPtr> find(const std::string &app_id, SubscriptionKind kind, const std::string &id) const;
  std::vector<SubscriptionPtr> list(const std::string &app_id, SubscriptionKind kind) const;
  /// Errors: not_found, io.
  Result<void> remove(const std::string &app_id, SubscriptionKind kind, const std::string &id);

  /// A change on its way. Unless `done` is called before it is destroyed, it did not happen.
  class Announcement {
   public:
    Announcement(Subscriptions &subscriptions, ServiceChange change);
    Announcement(Announcement &&other) noexcept;
    Announcement &operator=(Announcement &&) = delete;
    ~Announcement();
    /// Adds to the commit of the change what delivery needs.
    void add_to(std::vector<store::Change> &changes) const;
    /// The commit is durable: subscribers may be told.
    void done();

   private:
    Subscriptions *subscriptions_;
    ServiceChangePtr change_;
    bool wanted_ = false;
  };
  Announcement announce(ServiceChange change) { return {*this, std::move(change)}; }

  /// Tells the termination subscribers of an application that it must end within `grace` seconds.
  void announce_termination(const std::string &app_id, OperationAction action, std::uint32_t grace);

  /// For the end of an application: what to add to its commit, and what to do after it.
  std::vector<store::Change> removals_of(const std::string &app_id) const;
  void forget_of(const std::string &app_id);

  /// Stores how far deliveries are, and drops changes that nobody waits for. Cheap where nothing moved.
  /// One caller at a time.
  void save_progress();

 private:
  Subscriptions(store::DocumentStore &store, Notifier &notifier) : store_(store), notifier_(notifier) {}
  Result<void> load();
  bool wanted(const ServiceChange &change) const;
  void release(const ServiceChangePtr &change);

  store::DocumentStore &store_;
  Notifier &notifier_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::map<std::string, SubscriptionPtr>> by_application_;
  std::size_t count_ = 0;
  std::unique_ptr<ChangeLog> log_;

  std::mutex stored_mutex_;
  // Changes in the store; one that no lane holds any more may be dropped.
  std::map<std::uint64_t, std::weak_ptr<const ServiceChange>> stored_;
  std::string saved_progress_;  // only save_progress uses it
};

}  // namespace umec::mec
