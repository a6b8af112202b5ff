// A platform in memory for the tests of this folder.
#pragma once

#include <gmock/gmock.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "mec/liveness.hpp"
#include "mec/notifier.hpp"
#include "mec/registry.hpp"
#include "mec/subscriptions.hpp"
#include "store/memory_document_store.hpp"

namespace umec::mec {

/// Remembers what was sent; can refuse the next so many, or all for one callback.
class RecordingSender : public NotificationSender {
 public:
  Result<void> send(const std::string &callback, const std::string &body) override {
    const std::lock_guard lock(mutex_);
    ++attempts_;
    changed_.notify_all();
    if (callback == dead) return fail(Errc::timeout, "nobody answers");
    if (refuse > 0) {
      --refuse;
      return fail(Errc::unavailable, "the subscriber answered 503");
    }
    sent_.emplace_back(callback, body);
    return {};
  }

  /// Waits until `count` notifications have been taken; gives them all.
  std::vector<std::pair<std::string, std::string>> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(10), [&] { return sent_.size() >= count; });
    return sent_;
  }
  int wait_for_attempts(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(10), [&] { return attempts_ >= count; });
    return attempts_;
  }

  std::string dead;  ///< set before use
  int refuse = 0;    ///< set before use

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::pair<std::string, std::string>> sent_;
  int attempts_ = 0;
};

/// The parts of Mp1 over a store that outlives them, so that a test can restart them.
struct Platform {
  Platform(runtime::Runtime &runtime, store::DocumentStore &store, Notifier::Options options,
           Registry::Options bounds = {})
      : notifier(runtime, sender, options),
        subscriptions(std::move(Subscriptions::open(store, notifier).value())),
        registry(std::move(Registry::open(store, *subscriptions, bounds).value())),
        liveness(*registry) {}

  RecordingSender sender;
  Notifier notifier;
  std::unique_ptr<Subscriptions> subscriptions;
  std::unique_ptr<Registry> registry;
  Liveness liveness;
};

inline Notifier::Options quick_retries() {
  Notifier::Options options;
  options.first_retry = std::chrono::milliseconds(2);
  options.longest_retry = std::chrono::milliseconds(20);
  return options;
}

inline AppInfo app_named(std::string name, std::string uri = "http://app.example/") {
  AppInfo info;
  info.app_name = std::move(name);
  info.endpoint = EndPointInfo{.uris = {{std::move(uri)}}};
  return info;
}

inline ServiceInfo service_named(std::string name, const std::string &category = "") {
  ServiceInfo info;
  info.ser_name = std::move(name);
  info.version = "1.0";
  if (!category.empty()) info.ser_category = CategoryRef{"urn:c", category, category, "1"};
  info.transport_info = TransportInfo{.id = "t", .name = "REST", .protocol = "HTTP", .version = "1.1"};
  info.transport_info->endpoint.uris = {"http://app.example/api"};
  return info;
}

class PlatformTest : public testing::Test {
 protected:
  void restart() {
    platform_.reset();
    platform_ = std::make_unique<Platform>(*runtime_, store_, quick_retries());
  }
  Registry &registry() { return *platform_->registry; }
  std::string app() { return registry().register_application(app_named("app")).value()->id(); }
  SubscriptionPtr subscribe(const std::string &app_id, std::string callback,
                            std::optional<FilteringCriteria> filter = {}) {
    Subscription wish;
    wish.app_id = app_id;
    wish.callback_reference = std::move(callback);
    wish.filtering_criteria = std::move(filter);
    wish.root = "http://node/mec_service_mgmt/v1";
    return registry().subscribe(std::move(wish)).value();
  }

  std::unique_ptr<runtime::Runtime> runtime_ = std::move(runtime::Runtime::start({.loops = 2}).value());
  store::MemoryDocumentStore store_;
  std::unique_ptr<Platform> platform_ = std::make_unique<Platform>(*runtime_, store_, quick_retries());
};

}  // namespace umec::mec
