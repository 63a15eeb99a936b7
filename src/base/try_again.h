// What to do when read(), write() or open() fail for no lasting reason.
#pragma once

#include <poll.h>

#include <cerrno>

namespace p2g {

// After a call on `fd` failed: whether to repeat it. Waits where the call would have, had it not been for whoever
// shares the pipe or terminal with us and made it non-blocking. `events` is POLLIN or POLLOUT.
inline bool should_try_again(int fd, short events) {
  if (errno == EINTR) return true;
  if (errno != EAGAIN) return false;
  pollfd one{fd, events, 0};
  return ::poll(&one, 1, -1) >= 0 || errno == EINTR;
}

}  // namespace p2g
