// A small program for callgrind: recursion, two functions that call each other, a callback, an inlined function.
//   gcc -g -O1 -o rooms rooms.c
//   valgrind --tool=callgrind --callgrind-out-file=rooms.callgrind --cache-sim=yes --branch-sim=yes ./rooms
//   valgrind --tool=cachegrind --cachegrind-out-file=rooms.cachegrind ./rooms
#include <stdlib.h>

static int visits;

static inline int weight(int room) { return room * room % 7 + 1; }

__attribute__((noinline)) static int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

int odd(int n);
__attribute__((noinline)) int even(int n) { return n == 0 ? 1 : odd(n - 1); }
__attribute__((noinline)) int odd(int n) {
  ++visits;
  return n == 0 ? 0 : even(n - 1) + 0 * visits;
}

__attribute__((noinline)) static int by_weight(const void *a, const void *b) {
  return weight(*(const int *)a) - weight(*(const int *)b);
}

__attribute__((noinline)) static void fill(int *rooms, int count) {
  for (int i = 0; i < count; ++i) rooms[i] = (i * 7919) % 1013;
}

int main(void) {
  int rooms[200];
  fill(rooms, 200);
  qsort(rooms, 200, sizeof rooms[0], by_weight);
  return fib(12) + even(9) + rooms[3] > 100000;
}
