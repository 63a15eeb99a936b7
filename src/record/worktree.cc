#include "src/record/worktree.h"

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "src/base/diagnostics.h"
#include "src/base/text_file.h"

namespace p2g {
namespace {

ChildCommand git(const std::vector<std::string>& arguments) {
  ChildCommand command{.words = {"git"}, .stdout_to_stderr = true, .silent = true, .own_signals = false};
  command.words.insert(command.words.end(), arguments.begin(), arguments.end());
  return command;
}

// The line that git prints; empty when it fails.
Result<std::string> ask_git(ChildProcesses& processes, const std::vector<std::string>& arguments,
                            const std::string& answer_file) {
  ChildCommand command = git(arguments);
  command.stdout_to_stderr = false;
  command.stdout_file = answer_file;
  P2G_TRY_ASSIGN(const int code, processes.run(command));
  if (code != 0) return std::string();
  P2G_TRY_ASSIGN(std::string text, read_text_file(answer_file, "answer of git"));
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace

Result<Worktree> Worktree::make(ChildProcesses& processes, const std::string& revision, const std::string& path) {
  if (!find_program("git"))
    return fail(usage_error("--before needs git, which is not installed", "sudo apt install git"));
  const std::string answer = path + ".answer";
  P2G_TRY_ASSIGN(std::string top, ask_git(processes, {"rev-parse", "--show-toplevel"}, answer));
  if (top.empty()) return fail(usage_error("--before " + revision + ": this folder is in no git repository"));
  P2G_TRY_ASSIGN(
      const std::string commit,
      ask_git(processes, {"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"}, answer));
  if (commit.empty()) {
    return fail(usage_error("--before: git knows no revision \"" + revision + '"',
                            "a branch, a tag or a commit: main, v1.2, HEAD~3"));
  }
  P2G_TRY_ASSIGN(const std::string prefix, ask_git(processes, {"rev-parse", "--show-prefix"}, answer));
  Worktree worktree(processes);
  worktree.path_ = path;
  worktree.top_ = std::move(top);
  worktree.folder_ = path + '/' + prefix;
  ChildCommand add = git({"worktree", "add", "--quiet", "--detach", path, commit});
  add.silent = false;  // what goes wrong git says best itself
  P2G_TRY_ASSIGN(const int code, processes.run(add));
  std::error_code ignored;
  if (code != 0) return fail(Error{ErrorKind::output, "git cannot make a worktree of " + revision, path});
  if (!std::filesystem::is_directory(worktree.folder_, ignored)) {
    return fail(usage_error("--before " + revision + ": it has no folder " + prefix));
  }
  return worktree;
}

Worktree::Worktree(Worktree&& other) noexcept
    : processes_(other.processes_),
      path_(std::exchange(other.path_, {})),
      top_(std::move(other.top_)),
      folder_(std::move(other.folder_)) {}

Worktree::~Worktree() {
  if (path_.empty()) return;
  const Result<int> removed = processes_->run(git({"worktree", "remove", "--force", path_}));
  if (removed && *removed == 0) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
  if (!processes_->run(git({"worktree", "prune"}))) return;  // it prunes by itself one day
}

}  // namespace p2g
