#include "src/batch/draw_item.h"

#include <sys/stat.h>

#include <exception>
#include <fstream>
#include <new>
#include <utility>

#include "src/base/diagnostics.h"
#include "src/base/sha256.h"
#include "src/base/source.h"
#include "src/pipeline.h"

namespace p2g {
namespace {

// Before it is read, so that what changes in between is drawn again the next time. Empty where it cannot be read, or
// has no end: the importer says why.
std::string hash_of(const std::string& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  std::ifstream in(file, std::ios::binary);
  Sha256 hash;
  std::string block(Source::block_bytes, '\0');
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {
    hash.add({block.data(), static_cast<std::size_t>(in.gcount())});
  }
  return in.bad() || !in.is_open() ? std::string() : hash.finish();
}

std::vector<HashedFile> hash_all(const std::vector<std::string>& files) {
  std::vector<HashedFile> hashed;
  for (const std::string& file : files) hashed.push_back({file, hash_of(file)});
  return hashed;
}

bool is_written(const std::string& folder, const WrittenFile& file) {
  struct stat status {};
  const std::string path = folder + '/' + file.file;
  return ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && status.st_size == file.bytes;
}

// What an earlier run made of the same bytes, when it is still there.
const BatchRecord* find_unchanged(const BatchFrame& frame, const BatchItem& item, const BatchRecord& record) {
  const auto known = frame.known.find(item.name);
  if (known == frame.known.end() || known->second.state == BatchState::failed) return nullptr;
  const BatchRecord& earlier = known->second;
  // A pipe has no hash, and other bytes each time.
  for (const HashedFile& file : record.inputs) {
    if (file.sha256.empty()) return nullptr;
  }
  if (earlier.inputs != record.inputs || earlier.baseline != record.baseline) return nullptr;
  if (earlier.is_drawn() && earlier.outputs.size() != frame.plan.types.size()) return nullptr;
  for (std::size_t i = 0; i < earlier.outputs.size(); ++i) {
    const WrittenFile& output = earlier.outputs[i];
    if (output.file != item.name + frame.plan.suffixes[i] || !is_written(frame.folder, output)) return nullptr;
  }
  return &earlier;
}

Job job_for(const BatchFrame& frame, const BatchItem& item) {
  Job job = item.baseline.empty() ? frame.alone : *frame.beside;
  job.inputs.files = item.files;
  if (!item.baseline.empty()) {
    job.inputs.before = item.baseline;
    job.inputs.after = item.files;
    job.inputs.merge_sides = true;
  }
  if (item.files.size() > 1) job.inputs.names.exact = frame.exact_groups;
  for (std::size_t i = 0; i < job.outputs.size(); ++i) {
    Output& output = job.outputs[i];
    output.target = item.name + frame.plan.suffixes[i];
    output.below = frame.folder;
    if (output.options.picture.title.empty()) output.options.picture.title = item.title;
  }
  return job;
}

Result<Outcome> run_safely(const Job& job) {
  try {
    return run_job(job, Hooks());
  } catch (const std::bad_alloc&) {
    return fail(Error{ErrorKind::input, "not enough memory", job.inputs.files.front()});
  } catch (const std::exception& problem) {  // a mistake of ours, which must not end the others
    return fail(Error{ErrorKind::output, std::string("this should not have happened: ") + problem.what(),
                      job.inputs.files.front()});
  }
}

void keep(Outcome outcome, const BatchFrame& frame, BatchRecord& record) {
  record.state = tripped(outcome.verdict) ? BatchState::tripped : BatchState::drawn;
  for (std::size_t i = 0; i < outcome.bytes.size(); ++i) {
    record.outputs.push_back({record.name + frame.plan.suffixes[i], frame.plan.types[i], outcome.bytes[i]});
  }
  if (outcome.summary) record.summary = std::move(*outcome.summary);
  record.warnings = outcome.warnings.list();
}

}  // namespace

DrawnItem draw_item(const BatchFrame& frame, const BatchItem& item) {
  DrawnItem drawn;
  BatchRecord& record = drawn.record;
  record.name = item.name;
  record.inputs = hash_all(item.files);
  record.baseline = hash_all(item.baseline);
  if (const BatchRecord* earlier = find_unchanged(frame, item, record)) {
    record = *earlier;
    drawn.unchanged = true;
    return drawn;
  }
  Result<Outcome> outcome = run_safely(job_for(frame, item));
  if (outcome) {
    keep(std::move(*outcome), frame, record);
  } else if (item.from_folder && outcome.error().kind == ErrorKind::unrecognised) {
    record.state = BatchState::no_profile;
  } else {
    Error& error = outcome.error();
    if (error.file.empty()) error.file = item.files.front();
    record.error = error.file + ": " + error.message;
    drawn.error = std::move(outcome).error();
  }
  return drawn;
}

}  // namespace p2g
