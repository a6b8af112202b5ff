#include "vision/events.hpp"

#include <algorithm>

namespace umec::vision {

Events::Subscription::Subscription(Events &events, std::unique_ptr<Listener> listener)
    : events_(events), listener_(std::move(listener)) {
  const std::lock_guard lock(events_.mutex_);
  events_.listeners_.push_back(listener_.get());
}

Events::Subscription::~Subscription() {
  const std::lock_guard lock(events_.mutex_);
  std::erase(events_.listeners_, listener_.get());
}

std::shared_ptr<const Event> Events::Subscription::next(runtime::Deadline deadline) {
  return listener_->queue.pop(deadline).value_or(nullptr);
}

std::unique_ptr<Events::Subscription> Events::subscribe(std::string camera) {
  auto listener = std::make_unique<Listener>();
  listener->camera = std::move(camera);
  return std::make_unique<Subscription>(*this, std::move(listener));
}

void Events::publish(Event event) {
  auto shared = std::make_shared<const Event>(std::move(event));
  const std::lock_guard lock(mutex_);
  for (auto *listener : listeners_)
    if (listener->camera.empty() || listener->camera == shared->camera)
      listener->queue.push_dropping_oldest(shared);
}

}  // namespace umec::vision
