// What to do when read(), write() or open() fail for no lasting reason.
#pragma once

#ifndef _WIN32
#include <poll.h>
#endif

#include <cerrno>

namespace p2g {

#ifdef _WIN32
constexpr short POLLIN = 1;
constexpr short POLLOUT = 4;
#endif

// After a call on `fd` failed: whether to repeat it. Waits where the call would have, had it not been for whoever
// shares the pipe or terminal with us and made it non-blocking. `events` is POLLIN or POLLOUT.
inline bool should_try_again(int fd, short events) {
  if (errno == EINTR) return true;
#ifdef _WIN32  // where nothing is non-blocking but what asked for it
  (void)fd, (void)events;
  return false;
#else
  if (errno != EAGAIN) return false;
  pollfd one{fd, events, 0};
  return ::poll(&one, 1, -1) >= 0 || errno == EINTR;
#endif
}

}  // namespace p2g
