#include "bus/bus.hpp"

#include <algorithm>
#include <mutex>

#include "bus/topic.hpp"

namespace umec::bus {

struct Subscription::Queue {
  Queue(std::string_view pattern, std::size_t bound) : pattern(pattern), channel(bound) {}
  const std::string pattern;
  runtime::Channel<Message> channel;
  std::atomic<std::uint64_t> lost{0};
};

Subscription::~Subscription() { queue_->channel.close(); }

std::optional<Message> Subscription::next(runtime::Deadline deadline) {
  return queue_->channel.pop(deadline);
}

bool Subscription::closed() const { return queue_->channel.closed(); }

std::uint64_t Subscription::lost() const { return queue_->lost.load(std::memory_order_relaxed); }

std::size_t Subscription::waiting() const { return queue_->channel.size(); }

Bus::~Bus() {
  for (const auto &queue : queues_) queue->channel.close();
}

void Bus::publish(std::string topic, Timestamp time, std::shared_ptr<const Payload> payload) {
  if (!check_topic(topic)) return;
  const Message message{std::move(topic), time, std::move(payload)};
  const std::shared_lock lock(mutex_);
  for (const auto &queue : queues_)
    if (matches(queue->pattern, message.topic)) {
      const std::size_t lost = queue->channel.push_dropping_oldest(message);
      if (lost != 0) queue->lost.fetch_add(lost, std::memory_order_relaxed);
    }
}

Result<std::unique_ptr<Subscription>> Bus::subscribe(std::string_view pattern, std::size_t bound) {
  if (auto valid = check_pattern(pattern); !valid) return std::unexpected(valid.error());
  if (bound == 0) return fail(Errc::bad_request, "a subscription needs a queue of at least one message");
  auto queue = std::make_shared<Subscription::Queue>(pattern, bound);
  const std::unique_lock lock(mutex_);
  forget_ended();
  queues_.push_back(queue);
  return std::unique_ptr<Subscription>(new Subscription(std::move(queue)));
}

std::size_t Bus::subscriptions() const {
  const std::shared_lock lock(mutex_);
  return static_cast<std::size_t>(
      std::ranges::count_if(queues_, [](const auto &queue) { return !queue->channel.closed(); }));
}

/// Ended subscriptions cost a publisher one look each until the next subscribe takes them out: ending
/// one needs no lock that a publisher holds.
void Bus::forget_ended() {
  std::erase_if(queues_, [](const auto &queue) { return queue->channel.closed(); });
}

}  // namespace umec::bus
