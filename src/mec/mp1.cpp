#include "mec/mp1.hpp"

#include "base/metrics.hpp"
#include "mec/routes.hpp"

namespace umec::mec {

Mp1::Mp1(runtime::Runtime &runtime, Options options)
    : options_(std::move(options)), notifier_(runtime, sender_, options_.notifier), group_(runtime) {}

Result<std::unique_ptr<Mp1>> Mp1::open(runtime::Runtime &runtime, store::DocumentStore &store,
                                       Options options) {
  auto mp1 = std::unique_ptr<Mp1>(new Mp1(runtime, std::move(options)));
  mp1->subscriptions_ = UMEC_TRY(Subscriptions::open(store, mp1->notifier_));
  mp1->registry_ = UMEC_TRY(Registry::open(store, *mp1->subscriptions_, mp1->options_.registry));
  mp1->liveness_ = std::make_unique<Liveness>(*mp1->registry_);
  mp1->group_.spawn([it = mp1.get()] { it->keep(); });
  return mp1;
}

Mp1::~Mp1() {
  group_.cancel();
  group_.wait(runtime::Deadline::after(std::chrono::seconds(5)));
}

void Mp1::keep() {
  metrics::Gauge &services = metrics::gauge("umec_mec_services", "Services in the registry.");
  while (runtime::sleep_for(std::chrono::seconds(1)) != runtime::Wake::cancelled) {
    liveness_->check(now());
    subscriptions_->save_progress();
    services.set(static_cast<std::int64_t>(registry_->services()));
  }
  subscriptions_->save_progress();
}

void Mp1::mount(net::Router &router) {
  mount_services(router, *registry_);
  mount_liveness(router, *liveness_);
  mount_applications(router, *registry_);
  mount_subscriptions(router, *registry_, *subscriptions_);
  mount_timing(router, options_.ntp_servers);
  mount_rules(router, *registry_);
}

}  // namespace umec::mec
