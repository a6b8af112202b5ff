#include "runtime/loop.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/log.hpp"
#include "runtime/descriptor.hpp"
#include "runtime/waiter.hpp"

namespace umec::runtime {
namespace {

thread_local Loop *this_loop = nullptr;
thread_local Fiber *this_fiber = nullptr;

}  // namespace

Loop *Loop::current() { return this_loop; }
Fiber *Loop::current_fiber() { return this_fiber; }

Result<std::unique_ptr<Loop>> Loop::create(Runtime &runtime, unsigned index) {
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) return fail_errno(errno, "cannot make an epoll set");
  const int wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_fd < 0) {
    const int error = errno;
    close(epoll);
    return fail_errno(error, "cannot make an eventfd");
  }
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = nullptr;
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, wake_fd, &event) != 0) {
    const int error = errno;
    close(epoll);
    close(wake_fd);
    return fail_errno(error, "cannot watch an eventfd");
  }
  return std::unique_ptr<Loop>(new Loop(runtime, index, epoll, wake_fd));
}

Loop::Loop(Runtime &runtime, unsigned index, int epoll, int wake_fd)
    : runtime_(runtime), index_(index), epoll_(epoll), wake_fd_(wake_fd) {}

Loop::~Loop() {
  stop();
  join();
  close(epoll_);
  close(wake_fd_);
}

void Loop::start_thread() {
  thread_ = std::thread([this] { run(); });
}

void Loop::stop() {
  if (!thread_.joinable()) return;
  post([this] {
    stopping_ = true;
    stop_at_ = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    add_timer(stop_at_, [] {});
    for (const auto &fiber : fibers_)
      if (fiber->active) cancel(*fiber, fiber->life);
  });
}

void Loop::join() {
  if (thread_.joinable()) thread_.join();
}

void Loop::post(std::function<void()> work) {
  bool first = false;
  {
    const std::lock_guard lock(remote_mutex_);
    remote_work_.push_back(std::move(work));
    first = !remote_pending_.exchange(true);
  }
  // The loop's own thread looks before it sleeps.
  if (first && this_loop != this) {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(wake_fd_, &one, sizeof one);
  }
}

void Loop::wake(Fiber &fiber, std::uint64_t epoch) {
  if (this_loop == this) {
    ready_.push_back({&fiber, epoch});
    return;
  }
  bool first = false;
  {
    const std::lock_guard lock(remote_mutex_);
    remote_wakes_.push_back({&fiber, epoch});
    first = !remote_pending_.exchange(true);
  }
  if (first) {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(wake_fd_, &one, sizeof one);
  }
}

void Loop::spawn(std::function<void()> work) {
  if (this_loop != this) {
    post([this, work = std::move(work)]() mutable { spawn(std::move(work)); });
    return;
  }
  Fiber *fiber = nullptr;
  if (free_.empty()) {
    fibers_.push_back(std::make_unique<Fiber>(*this));
    fiber = fibers_.back().get();
  } else {
    fiber = free_.back();
    free_.pop_back();
  }
  fiber->work = std::move(work);
  fiber->cancelled = stopping_;
  fiber->active = true;
  ++fiber->life;
  ++active_fibers_;
  ready_.push_back({fiber, ++fiber->epoch});
}

void Loop::every(Duration period, std::function<void()> work) {
  post([this, period, work = std::move(work)]() mutable {
    auto again = std::make_shared<std::function<void()>>();
    // The timer holds the only owner of `again`; it dies with the loop's timers.
    *again = [this, period, work = std::move(work), weak = std::weak_ptr(again)] {
      work();
      if (auto self = weak.lock())
        add_timer(std::chrono::steady_clock::now() + period, [self] { (*self)(); });
    };
    add_timer(std::chrono::steady_clock::now() + period, [again] { (*again)(); });
  });
}

Loop::TimerId Loop::add_timer(SteadyTime at, std::function<void()> work) {
  return timers_.emplace(at, std::move(work));
}

void Loop::remove_timer(TimerId timer) { timers_.erase(timer); }

Result<void> Loop::watch(Descriptor &descriptor) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &descriptor;
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor.fd(), &event) != 0)
    return fail_errno(errno, "cannot watch descriptor {}", descriptor.fd());
  return {};
}

void Loop::unwatch(Descriptor &descriptor) {
  epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor.fd(), nullptr);
  // Events of this turn that are already fetched must not reach it any more.
  closed_in_turn_.push_back(&descriptor);
}

void Loop::cancel(Fiber &fiber, std::uint64_t life) {
  if (!fiber.active || fiber.life != life) return;
  fiber.cancelled = true;
  if (fiber.waiting != nullptr && fiber.cancellable) ready_.push_back({&fiber, fiber.epoch});
}

void Loop::run_fiber(Fiber &fiber) {
  this_fiber = &fiber;
  fiber.resume();
  this_fiber = nullptr;
  if (!fiber.finished) return;
  ++fiber.epoch;
  fiber.active = false;
  --active_fibers_;
  // A fiber's memory is never freed, as a late wake-up may still name it; beyond the usual number
  // only its address space stays.
  if (free_.size() >= 64) fiber.release_pages();
  free_.push_back(&fiber);
}

void Loop::drain_remote() {
  if (!remote_pending_.load(std::memory_order_acquire)) return;
  std::vector<std::function<void()>> work;
  {
    const std::lock_guard lock(remote_mutex_);
    work.swap(remote_work_);
    ready_.insert(ready_.end(), remote_wakes_.begin(), remote_wakes_.end());
    remote_wakes_.clear();
    remote_pending_ = false;
  }
  for (auto &item : work) item();
}

int Loop::timeout_ms() {
  if (!ready_.empty() || remote_pending_.load(std::memory_order_acquire)) return 0;
  if (timers_.empty()) return -1;
  const auto left = timers_.begin()->first - std::chrono::steady_clock::now();
  if (left <= Duration::zero()) return 0;
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(left).count();
  return static_cast<int>(std::min<std::int64_t>(ms, 60'000));
}

void Loop::run_timers() {
  if (timers_.empty()) return;
  const auto now = std::chrono::steady_clock::now();
  while (!timers_.empty() && timers_.begin()->first <= now) {
    auto work = std::move(timers_.begin()->second);
    timers_.erase(timers_.begin());
    work();
  }
}

void Loop::run() {
  this_loop = this;
  std::array<epoll_event, 128> events{};
  while (!stopping_ || (active_fibers_ > 0 && std::chrono::steady_clock::now() < stop_at_)) {
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout_ms());
    closed_in_turn_.clear();
    for (int i = 0; i < count; ++i) {
      auto *descriptor = static_cast<Descriptor *>(events[i].data.ptr);
      if (descriptor == nullptr) {
        std::uint64_t value = 0;
        [[maybe_unused]] const auto got = read(wake_fd_, &value, sizeof value);
      } else if (std::ranges::find(closed_in_turn_, descriptor) == closed_in_turn_.end()) {
        descriptor->on_events(events[i].events);
      }
    }
    run_timers();
    drain_remote();
    running_.swap(ready_);
    for (const Resume &resume : running_)
      if (resume.fiber->epoch == resume.epoch) run_fiber(*resume.fiber);
    running_.clear();
  }
  this_loop = nullptr;
}

}  // namespace umec::runtime
