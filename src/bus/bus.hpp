// Events of the node, from those who know to those who want to know.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "runtime/condition.hpp"

namespace umec::bus {

/// What a message carries. The owner of a kind of event derives from it; those who know the kind take
/// it as it is, all others as JSON text.
class Payload {
 public:
  virtual ~Payload() = default;
  virtual std::string json() const = 0;
};

struct Message {
  std::string topic;
  Timestamp time = 0;
  std::shared_ptr<const Payload> payload;  // shared by all subscribers; never changes

  /// The payload as a T, or null where it is of another kind.
  template <class T>
  std::shared_ptr<const T> as() const {
    return std::dynamic_pointer_cast<const T>(payload);
  }
};

class Bus;

/// One subscriber's end. Its destruction ends the subscription; it may outlive the bus.
class Subscription {
 public:
  Subscription(const Subscription &) = delete;
  Subscription &operator=(const Subscription &) = delete;
  ~Subscription();

  /// The next message; nothing where the deadline passed, the fiber was cancelled, or the bus closed
  /// (see closed()).
  std::optional<Message> next(runtime::Deadline deadline = runtime::Deadline::never());
  bool closed() const;
  /// Messages that were lost because this subscriber was slower than the publishers.
  std::uint64_t lost() const;
  /// Messages that wait.
  std::size_t waiting() const;

 private:
  friend class Bus;
  struct Queue;
  explicit Subscription(std::shared_ptr<Queue> queue) : queue_(std::move(queue)) {}
  std::shared_ptr<Queue> queue_;  // shared with the bus, so that either may go first
};

/// Thread-safe. Publishers never wait for subscribers.
class Bus {
 public:
  Bus() = default;
  /// Closes all subscriptions.
  ~Bus();
  Bus(const Bus &) = delete;
  Bus &operator=(const Bus &) = delete;

  /// Hands the message to every subscription whose pattern matches. A topic that is not valid is a
  /// bug of ours and reaches nobody.
  void publish(std::string topic, Timestamp time, std::shared_ptr<const Payload> payload);

  /// Subscribes with a queue of `bound` messages that loses its oldest. Errors: bad_request (the
  /// pattern, see topic.hpp; a bound of 0).
  Result<std::unique_ptr<Subscription>> subscribe(std::string_view pattern, std::size_t bound = 256);

  std::size_t subscriptions() const;

 private:
  void forget_ended();

  mutable std::shared_mutex mutex_;
  std::vector<std::shared_ptr<Subscription::Queue>> queues_;  // shared with Subscription
};

}  // namespace umec::bus
