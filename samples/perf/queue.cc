// What the recordings beside this file ran: two threads with names, functions that are inlined, and a wait.
#include <pthread.h>

#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace queue {

static inline double weigh(double x) {
  double sum = 0;
  for (int i = 0; i < 400; ++i) sum += std::sqrt(x + i);
  return sum;
}

template <class T>
struct Ring {
  std::vector<T> items;
  __attribute__((noinline)) double drain(const std::function<double(T)>& use) {
    double sum = 0;
    for (const T& item : items) sum += use(item);
    return sum;
  }
};

__attribute__((noinline)) double count_words(int rounds) {
  std::map<std::string, int> seen;
  for (int i = 0; i < rounds; ++i) ++seen["word " + std::to_string(i % 5000)];
  return static_cast<double>(seen.size());
}

__attribute__((noinline)) double halve(int depth) {
  if (depth == 0) return weigh(depth);
  return weigh(depth) + halve(depth - 1);
}

}  // namespace queue

int main() {
  double sum = 0;
  std::thread worker([&] {
    pthread_setname_np(pthread_self(), "drain (1)");
    queue::Ring<int> ring{std::vector<int>(2000, 3)};
    for (int i = 0; i < 12; ++i) sum += ring.drain([](int x) { return queue::weigh(x); });
  });
  double own = queue::count_words(150000);
  for (int i = 0; i < 400; ++i) own += queue::halve(6);
  worker.join();
  std::printf("%.0f\n", sum + own);
}
