#include "src/batch/crew.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "src/base/signals.h"

namespace p2g {
namespace {

using namespace std::chrono_literals;

// From the threads to the one that waits for them. Bounded, so that what is drawn does not pile up.
class Finished {
 public:
  void put(std::size_t index, DrawnItem item) {
    std::unique_lock lock(mutex_);
    taken_.wait(lock, [&] { return closed_ || items_.size() < most_waiting; });
    items_.emplace_back(index, std::move(item));
    put_.notify_one();
  }
  // What there is, or nothing after a while.
  std::deque<std::pair<std::size_t, DrawnItem>> take() {
    std::unique_lock lock(mutex_);
    put_.wait_for(lock, 50ms, [&] { return !items_.empty(); });
    std::deque<std::pair<std::size_t, DrawnItem>> all = std::move(items_);
    items_.clear();
    taken_.notify_all();
    return all;
  }
  // Nobody takes any more.
  void close() {
    const std::unique_lock lock(mutex_);
    closed_ = true;
    taken_.notify_all();
  }

 private:
  static constexpr std::size_t most_waiting = 256;
  std::mutex mutex_;
  bool closed_ = false;
  std::condition_variable put_, taken_;
  std::deque<std::pair<std::size_t, DrawnItem>> items_;
};

// Lets the threads end where the one that waits for them leaves early.
struct Ending {
  Finished& finished;
  std::atomic<std::size_t>& next;
  std::size_t last;
  ~Ending() {
    next = last;
    finished.close();
  }
};

// Threads that are waited for when it goes, as std::jthread does, which not all C++ libraries have.
struct Crew {
  std::vector<std::thread> threads;

  Crew() = default;
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  ~Crew() {
    for (std::thread& thread : threads) thread.join();
  }
};

}  // namespace

void draw_all(const BatchFrame& frame, unsigned threads, const std::function<void(std::size_t, DrawnItem)>& take) {
  const std::vector<BatchItem>& items = frame.plan.items;
  const SignalsDeferred signals;
  Finished finished;
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < items.size(); i = next++) finished.put(i, draw_item(frame, items[i]));
  };
  Crew crew;
  const Ending ending{finished, next, items.size()};
  const std::size_t wanted = std::min<std::size_t>(threads, items.size());
  try {
    while (crew.threads.size() < wanted) crew.threads.emplace_back(work);
  } catch (const std::system_error&) {
    // Fewer threads take longer, and make the same.
  }
  if (crew.threads.empty()) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      take(i, draw_item(frame, items[i]));
      signals.deliver();
    }
    return;
  }
  for (std::size_t done = 0; done < items.size();) {
    for (auto& [index, item] : finished.take()) {
      take(index, std::move(item));
      ++done;
    }
    signals.deliver();
  }
}

}  // namespace p2g
