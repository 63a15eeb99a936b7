// A small program for gprof: a cycle, recursion, two static functions of one name.
//   g++ -O1 -pg -fno-inline -o towers towers.cc && ./towers && gprof -b towers gmon.out > towers.gprof
//   gprof -b -p towers gmon.out > flat.gprof
#include <cstdio>

static volatile unsigned sink;

static void spin(unsigned count) {
  for (unsigned i = 0; i < count; ++i) sink = sink * 1664525u + 1013904223u;
}

namespace one {
static void work(int depth) { spin(200000u * static_cast<unsigned>(depth)); }
}  // namespace one

void ping(int n);
void pong(int n) {
  spin(300000);
  if (n > 0) ping(n - 1);
}
void ping(int n) {
  spin(500000);
  if (n > 0) pong(n - 1);
}

int towers(int n, int from, int to) {
  if (n == 0) return 0;
  spin(2000);
  return towers(n - 1, from, 6 - from - to) + 1 + towers(n - 1, 6 - from - to, to);
}

int main() {
  for (int i = 1; i < 40; ++i) one::work(i);
  for (int i = 0; i < 20; ++i) ping(9);
  std::printf("%d\n", towers(14, 1, 3));
}
