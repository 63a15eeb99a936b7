// A file that is not to stay unless all goes well: the one place that knows what has to be undone, whether an error, an
// exception or a signal is why.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <string>

namespace p2g {

class PendingFile {
 public:
  PendingFile() = default;
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;
  ~PendingFile();  // undoes

  bool exists() const { return slot_ != nullptr; }

  // Makes a file beside `target` in `folder`, which has to stay open meanwhile, with the rights that open() gives for
  // `mode`. A descriptor to write to, or -1 with errno. Called once.
  int create(int folder, const std::string& target, mode_t mode);

  // What it is called until then.
  std::string temporary_name() const;

  // Gives the file its name, in one step where the file system can. `alone`, it stays; else what had the name before is
  // kept until keep(), and undo() brings it back. Gives an errno, 0 when all is well.
  int put_in_place(bool alone);

  // The file stays, and what it replaced goes. Of several files, all stay or none as far as signals are concerned while
  // the caller holds them.
  void keep();

  // Everything as it was before create(). Says what the user has to know when that fails; else nothing.
  std::string undo();

  // Undoes all files that are pending. Does only what a signal handler may do.
  static void undo_all();

 private:
  struct Slot;
  static std::atomic<Slot*> slots_;
  static Slot& take_slot();
  Slot* slot_ = nullptr;
};

}  // namespace p2g
