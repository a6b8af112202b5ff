// A bounded pool of threads for work that blocks.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace umec::runtime {

class BlockingPool {
 public:
  BlockingPool(unsigned threads, std::size_t queue) : max_threads_(threads), bound_(queue) {}
  /// Ends after the queued work is done.
  ~BlockingPool();

  /// False where the queue is full.
  bool try_submit(std::function<void()> work);

 private:
  void run();

  const unsigned max_threads_;
  const std::size_t bound_;
  std::mutex mutex_;
  std::condition_variable condition_;
  std::deque<std::function<void()>> queue_;
  std::vector<std::thread> threads_;
  unsigned idle_ = 0;
  bool stopping_ = false;
};

}  // namespace umec::runtime
