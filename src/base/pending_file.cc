#include "src/base/pending_file.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "src/base/signals.h"

namespace p2g {
namespace {

using Name = std::array<char, NAME_MAX + 1>;

enum class State : std::uint8_t {
  unused,
  taken,      // there is nothing to undo
  temporary,  // what has the temporary name has to go
  replaced,   // the file has the target's name, and what was there before has the temporary name
  made,       // the file has the target's name, which nothing had before
};

constexpr std::size_t chance_letters = 6;
constexpr std::string_view short_start = ".prof2graph";  // where there is no room for the target's own name

// A name beside that of `start` that nobody can foresee, and stand in the way of.
void make_name(Name& name, std::string_view start) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  std::uint64_t chance = 0;
  if (::getrandom(&chance, sizeof chance, GRND_NONBLOCK) != sizeof chance) {
    chance = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
  }
  char* out = std::copy(start.begin(), start.end(), name.data());
  *out++ = '.';
  for (std::size_t i = 0; i < chance_letters; ++i, chance /= letters.size()) *out++ = letters[chance % letters.size()];
  *out = '\0';
}

}  // namespace

// A signal handler may only touch lock-free atomics and what lies still: slots are used again, never freed.
struct PendingFile::Slot {
  Slot* next = nullptr;
  std::atomic<State> state{State::taken};
  int folder = AT_FDCWD;
  Name target{};
  Name temporary{};

  bool undo() {
    switch (state.exchange(State::taken)) {
      case State::temporary:
        return ::unlinkat(folder, temporary.data(), 0) == 0;
      case State::replaced:
        return ::renameat(folder, temporary.data(), folder, target.data()) == 0;
      case State::made:
        return ::unlinkat(folder, target.data(), 0) == 0;
      default:
        return true;
    }
  }

  // All give an errno, 0 when all is well.
  int rename(const Name& from, const Name& to, unsigned how = 0) const {
    const int done = how == 0 ? ::renameat(folder, from.data(), folder, to.data())
                              : ::renameat2(folder, from.data(), folder, to.data(), how);
    return done == 0 ? 0 : errno;
  }
  int mistake_to_replace(const Name& name) const {
    struct stat status {};
    if (::fstatat(folder, name.data(), &status, AT_SYMLINK_NOFOLLOW) != 0) return errno;
    return S_ISDIR(status.st_mode) ? EISDIR : 0;
  }
  int exchange();
  int move_aside();
};

std::atomic<PendingFile::Slot*> PendingFile::slots_{nullptr};

PendingFile::Slot& PendingFile::take_slot() {
  for (Slot* slot = slots_; slot != nullptr; slot = slot->next) {
    State expected = State::unused;
    if (slot->state.compare_exchange_strong(expected, State::taken)) return *slot;
  }
  auto* const slot = new Slot;
  slot->next = slots_;
  while (!slots_.compare_exchange_weak(slot->next, slot)) {
  }
  return *slot;
}

void PendingFile::undo_all() {
  for (Slot* slot = slots_; slot != nullptr; slot = slot->next) slot->undo();
}

PendingFile::~PendingFile() {
  if (slot_ == nullptr) return;
  const SignalsHeld held;
  slot_->undo();
  slot_->state = State::unused;
}

std::string PendingFile::undo() {
  if (slot_ == nullptr) return {};
  const SignalsHeld held;
  const State before = slot_->state;
  if (slot_->undo()) return {};
  const std::string target = slot_->target.data();
  if (before == State::made) return target + " could not be removed again";
  if (before == State::replaced) return "what " + target + " was before is now " + slot_->temporary.data();
  return {};
}

int PendingFile::create(int folder, const std::string& target, mode_t mode) {
  if (target.size() > NAME_MAX) {
    errno = ENAMETOOLONG;
    return -1;
  }
  slot_ = &take_slot();
  Slot& slot = *slot_;
  slot.folder = folder;
  std::memcpy(slot.target.data(), target.c_str(), target.size() + 1);
  constexpr int most_tries = 100;  // of names that are there already
  std::string_view start = target.size() + 1 + chance_letters <= NAME_MAX ? std::string_view(target) : short_start;
  for (int i = 0; i < most_tries; ++i) {
    make_name(slot.temporary, start);
    const SignalsHeld held;
    const int fd = ::openat(folder, slot.temporary.data(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd >= 0) {
      slot.state = State::temporary;
      return fd;
    }
    if (errno == ENAMETOOLONG && start != short_start) {  // some file systems have shorter names
      start = short_start;
    } else if (errno != EEXIST && errno != EINTR) {
      return -1;
    }
  }
  return -1;
}

std::string PendingFile::temporary_name() const {
  return slot_ != nullptr ? std::string(slot_->temporary.data()) : std::string();
}

// The new file and what it replaces change names in one step; where there was nothing, one is given.
int PendingFile::Slot::exchange() {
  int code = rename(temporary, target, RENAME_EXCHANGE);
  if (code == 0) {
    state = State::replaced;
    code = mistake_to_replace(temporary);
    if (code != 0 && rename(temporary, target, RENAME_EXCHANGE) == 0) state = State::temporary;
    return code;
  }
  if (code != ENOENT) return code;
  code = rename(temporary, target, RENAME_NOREPLACE);
  if (code == 0) state = State::made;
  return code;
}

// The same in two steps, between which there is no file: for file systems that cannot exchange.
int PendingFile::Slot::move_aside() {
  Name aside{};
  make_name(aside, short_start);
  int code = mistake_to_replace(target);
  const bool nothing_there = code == ENOENT;
  if (code != 0 && !nothing_there) return code;
  if (!nothing_there) code = rename(target, aside);
  if (code != 0 && !nothing_there) return code;
  code = rename(temporary, target);
  if (code == 0) {
    if (!nothing_there) temporary = aside;
    state = nothing_there ? State::made : State::replaced;
  } else if (!nothing_there) {
    rename(aside, target);
  }
  return code;
}

int PendingFile::put_in_place(bool alone) {
  Slot& slot = *slot_;
  const SignalsHeld held;
  if (alone) {
    const int code = slot.rename(slot.temporary, slot.target);
    if (code == 0) slot.state = State::taken;
    return code;
  }
  const int code = slot.exchange();
  return code == EINVAL || code == ENOSYS || code == EOPNOTSUPP ? slot.move_aside() : code;
}

void PendingFile::keep() {
  if (slot_ == nullptr) return;
  if (slot_->state == State::replaced) ::unlinkat(slot_->folder, slot_->temporary.data(), 0);
  slot_->state = State::unused;
  slot_ = nullptr;
}

}  // namespace p2g
