// Hands batches of work to a second thread, in order. Each batch is used once, after the one sent before it, so what
// becomes of them does not depend on whether there is a second thread, or when it runs.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <system_error>
#include <thread>
#include <utility>

namespace p2g {

// What a number of threads that a user gives comes to: 0 is as many as can be used.
inline unsigned threads_to_use(int asked) {
  return asked > 0 ? static_cast<unsigned>(asked) : std::thread::hardware_concurrency();
}

template <class Batch>
class Pipe {
 public:
  // So many batches are used where they are sent before the second thread starts: small inputs never wait for one.
  static constexpr std::uint64_t patience = 4;

  // `use` empties the batch, and leaves it its memory for the next.
  Pipe(int threads, std::function<void(Batch&)> use) : use_(std::move(use)), threaded_(threads_to_use(threads) > 1) {}
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    if (!thread_.joinable()) return;
    stop_ = true;
    ++sent_;  // the thread looks only at what was sent
    sent_.notify_one();
    thread_.join();
  }

  // The batch that send() will hand over.
  Batch& filling() { return batches_[sent_ % batches_.size()]; }

  void send() {
    if (!thread_.joinable()) {
      use_(filling());
      used_ = ++sent_;
      if (threaded_ && sent_ == patience) start();
      return;
    }
    ++sent_;
    sent_.notify_one();
    wait_until_used(sent_ < batches_.size() ? 0 : sent_ - batches_.size() + 1);
  }

  // Sends what there is and waits until all has been used. Then this thread may touch what `use` touches, until the
  // next send().
  void drain() {
    send();
    if (thread_.joinable()) wait_until_used(sent_);
  }

 private:
  // Neighbours are rarely apart for long. Who goes to sleep is often woken on the processor of the other thread, and
  // then the two take turns.
  static constexpr int spins = 4000;

  void start() {
    try {
      thread_ = std::thread([this] { work(); });
    } catch (const std::system_error&) {  // too many threads, or no room for a stack: one is enough
      threaded_ = false;
    }
  }

  static void wait_until(const std::atomic<std::uint64_t>& counter, std::uint64_t least) {
    for (int i = 0; i < spins; ++i) {
      if (counter >= least) return;
      if (i % 64 == 63) std::this_thread::yield();
    }
    for (std::uint64_t seen = counter; seen < least; seen = counter) counter.wait(seen);
  }

  void wait_until_used(std::uint64_t least) {
    wait_until(used_, least);
    if (failed_) std::rethrow_exception(failure_);
  }

  void work() {
    while (true) {
      wait_until(sent_, used_ + 1);
      if (stop_) return;
      try {
        if (!failed_) use_(batches_[used_ % batches_.size()]);
      } catch (...) {  // out of memory: the sender hears of it
        failure_ = std::current_exception();
        failed_ = true;
      }
      ++used_;
      used_.notify_one();
    }
  }

  std::function<void(Batch&)> use_;
  bool threaded_;
  std::array<Batch, 8> batches_;
  std::thread thread_;
  std::atomic<std::uint64_t> sent_ = 0;
  std::atomic<std::uint64_t> used_ = 0;
  std::atomic<bool> stop_ = false;
  std::atomic<bool> failed_ = false;
  std::exception_ptr failure_;  // set before failed_
};

}  // namespace p2g
