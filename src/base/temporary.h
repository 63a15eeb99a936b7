// A folder and files for what only this run needs.
#pragma once

#include <memory>
#include <string>

#include "src/base/output_place.h"
#include "src/base/pending_file.h"
#include "src/base/result.h"

namespace p2g {

// Not removed by a signal: for as long as signals wait (ChildProcesses).
class TemporaryFolder {
 public:
  static Result<TemporaryFolder> make();
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();  // removes it with all that is in it

  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

// An empty file that only we may read. It is gone at the end, whatever ends us, but for SIGKILL.
class TemporaryFile {
 public:
  static Result<TemporaryFile> make();

  const std::string& path() const { return path_; }
  int number() const { return file_.number(); }  // open for writing

 private:
  TemporaryFile() : pending_(std::make_unique<PendingFile>()) {}
  FileDescriptor folder_{-1};
  std::unique_ptr<PendingFile> pending_;
  FileDescriptor file_{-1};
  std::string path_;
};

}  // namespace p2g
