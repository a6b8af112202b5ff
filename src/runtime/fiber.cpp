#include "runtime/fiber.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>

#include "base/log.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define UMEC_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UMEC_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define UMEC_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define UMEC_TSAN 1
#endif
#endif
#ifdef UMEC_ASAN
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef UMEC_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace umec::runtime {
namespace {

#if defined(UMEC_ASAN) || defined(UMEC_TSAN)
constexpr std::size_t kStack = Fiber::kStackSize * 4;
#else
constexpr std::size_t kStack = Fiber::kStackSize;
#endif

}  // namespace

Fiber::Fiber(Loop &loop) : loop_(loop) {
  const std::size_t page = sysconf(_SC_PAGESIZE);
  mapped_ = kStack + page;
  stack_ = mmap(nullptr, mapped_, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  // No address space left: nothing that could still be answered.
  if (stack_ == MAP_FAILED) std::abort();
  mprotect(stack_, page, PROT_NONE);  // an overflow faults instead of corrupting
#ifdef UMEC_TSAN
  tsan_fiber_ = __tsan_create_fiber(0);
#endif
}

Fiber::~Fiber() {
#ifdef UMEC_TSAN
  __tsan_destroy_fiber(tsan_fiber_);
#endif
  munmap(stack_, mapped_);
}

void Fiber::release_pages() {
  madvise(static_cast<char *>(stack_) + (mapped_ - kStack), kStack, MADV_DONTNEED);
}

void Fiber::resume() {
  if (context_ == nullptr) {
    finished = false;
    context_ =
        boost::context::detail::make_fcontext(static_cast<char *>(stack_) + mapped_, kStack, &Fiber::entry);
  }
#ifdef UMEC_TSAN
  tsan_loop_ = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(tsan_fiber_, 0);
#endif
#ifdef UMEC_ASAN
  __sanitizer_start_switch_fiber(&asan_loop_fake_stack_, static_cast<char *>(stack_) + (mapped_ - kStack),
                                 kStack);
#endif
  const auto back = boost::context::detail::jump_fcontext(context_, this);
#ifdef UMEC_ASAN
  __sanitizer_finish_switch_fiber(asan_loop_fake_stack_, nullptr, nullptr);
#endif
  context_ = finished ? nullptr : back.fctx;
}

void Fiber::suspend() {
#ifdef UMEC_TSAN
  __tsan_switch_to_fiber(tsan_loop_, 0);
#endif
#ifdef UMEC_ASAN
  // A finished fiber's fake stack is given back.
  __sanitizer_start_switch_fiber(finished ? nullptr : &asan_fake_stack_, asan_loop_bottom_, asan_loop_size_);
#endif
  const auto again = boost::context::detail::jump_fcontext(loop_context_, nullptr);
#ifdef UMEC_ASAN
  __sanitizer_finish_switch_fiber(asan_fake_stack_, &asan_loop_bottom_, &asan_loop_size_);
#endif
  loop_context_ = again.fctx;
}

void Fiber::entry(boost::context::detail::transfer_t transfer) {
  auto *self = static_cast<Fiber *>(transfer.data);
  self->loop_context_ = transfer.fctx;
#ifdef UMEC_ASAN
  __sanitizer_finish_switch_fiber(nullptr, &self->asan_loop_bottom_, &self->asan_loop_size_);
#endif
  self->run();
  self->finished = true;
  self->suspend();
  std::abort();  // a finished fiber is never resumed
}

void Fiber::run() {
  try {
    work();
  } catch (const std::exception &error) {
    // Exceptions stop at adapters; one that gets here is our bug, and costs its own request only.
    log::error("fiber.exception", {{"what", error.what()}});
  }
  work = nullptr;
}

}  // namespace umec::runtime
