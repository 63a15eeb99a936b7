// The program as another revision has it: a worktree of git in a temporary folder.
#pragma once

#include <string>

#include "src/base/child_process.h"
#include "src/base/result.h"

namespace p2g {

class Worktree {
 public:
  // Checks out `revision` of the repository that the current folder is in, into the folder `path`, which is made. Fails
  // with ErrorKind::usage where there is no repository or no such revision.
  static Result<Worktree> make(ChildProcesses& processes, const std::string& revision, const std::string& path);
  Worktree(Worktree&& other) noexcept;
  Worktree& operator=(Worktree&&) = delete;
  ~Worktree();  // git forgets it, and it is gone

  // What the current folder is there.
  const std::string& folder() const { return folder_; }
  // Where the same files lie in the repository: the folder that git calls its top, and the worktree.
  const std::string& path() const { return path_; }
  const std::string& top() const { return top_; }

 private:
  explicit Worktree(ChildProcesses& processes) : processes_(&processes) {}

  ChildProcesses* processes_;
  std::string path_, top_, folder_;
};

}  // namespace p2g
