#include "src/batch/batch.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>
#include <utility>

#include "src/base/diagnostics.h"
#include "src/base/output_place.h"
#include "src/base/sha256.h"
#include "src/base/sink.h"
#include "src/base/text_file.h"
#include "src/base/try_again.h"
#include "src/batch/crew.h"
#include "src/batch/draw_item.h"
#include "src/batch/index_page.h"
#include "src/batch/manifest.h"
#include "src/batch/plan.h"
#include "src/job.h"

namespace p2g {
namespace {

namespace fs = std::filesystem;

// Options that decide what the outputs are, the files that they name, and the program.
Result<std::string> settings_of(const Options& options) {
  std::string text = "prof2graph " P2G_VERSION "\n" + options.batch.fingerprint;
  if (options.theme.find_first_of("/.") != std::string::npos) {
    P2G_TRY_ASSIGN(const std::string theme, read_text_file(options.theme, "theme"));
    text += "\ntheme " + sha256_of(theme);
  }
  if (!options.budget.empty()) {
    P2G_TRY_ASSIGN(const std::string budget, read_text_file(options.budget, "budget"));
    text += "\nbudget " + sha256_of(budget);
  }
  // What --path means depends on where the program runs.
  text += '\n' + options.filter.surroundings.folder + '\n' + options.filter.surroundings.home;
  return sha256_of(text);
}

// The job of one item with stand-ins for its files.
Result<Job> make_frame_job(Options options, const BatchPlan& plan, bool compares) {
  const std::string file = plan.items.empty() ? "" : plan.items.front().files.front();
  options.files = {file};
  options.types = plan.types;
  options.outputs.clear();
  for (const std::string& suffix : plan.suffixes) options.outputs.push_back(options.batch.folder + "/batch" + suffix);
  options.diff = compares;
  if (compares) {
    options.before = options.after = {file};
  } else {
    constexpr std::array<std::string_view, 2> of_comparisons = {"--noise", "--drift"};
    std::erase_if(options.given, [&](const std::string& name) {
      return std::find(of_comparisons.begin(), of_comparisons.end(), name) != of_comparisons.end();
    });
  }
  P2G_TRY_ASSIGN(Job job, make_job(options));
  job.summarize = true;
  return job;
}

// The folder and those above it, where they are missing.
Result<void> make_folder(const std::string& folder) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (fs::is_directory(folder, problem)) return {};
  return fail(Error{ErrorKind::output, "is no folder, and cannot be made one", folder});
}

// What is there of a manifest or a journal. A link is none of ours.
std::string read_own_file(const std::string& folder, const char* name) {
  const std::string path = folder + '/' + name;
  std::error_code ignored;
  if (fs::symlink_status(path, ignored).type() != fs::file_type::regular) return {};
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Of a batch with other settings that did not end, nobody knows which of the outputs it has replaced: then nothing is
// known.
KnownRecords read_known(const std::string& folder, const std::string& settings) {
  const std::string text = read_own_file(folder, journal_file);
  KnownRecords journal = read_records(text, settings);
  KnownRecords manifest = read_records(read_own_file(folder, manifest_file), settings);
  journal.files.insert(journal.files.end(), manifest.files.begin(), manifest.files.end());
  if (!journal.same_settings && !text.empty()) return journal;
  for (auto& [name, record] : manifest.by_name) journal.by_name.emplace(name, std::move(record));
  return journal;
}

// A manifest that somebody wrote for us to read names files of others.
bool stays_below(const std::string& file) {
  const fs::path path(file);
  return path.is_relative() && std::find(path.begin(), path.end(), "..") == path.end();
}

// Outputs of earlier batches that are none of this one, and still there: sorted, each once. They are listed and never
// removed, because somebody may have put something else in their place.
std::vector<std::string> find_stale(std::vector<std::string> files, const std::vector<BatchRecord>& records,
                                    const std::string& folder) {
  std::vector<std::string> fresh = {index_file, manifest_file, journal_file};
  for (const BatchRecord& record : records) {
    for (const WrittenFile& output : record.outputs) fresh.push_back(output.file);
  }
  std::sort(fresh.begin(), fresh.end());
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  std::erase_if(files, [&](const std::string& file) {
    std::error_code ignored;
    return !stays_below(file) || std::binary_search(fresh.begin(), fresh.end(), file) ||
           fs::symlink_status(folder + '/' + file, ignored).type() != fs::file_type::regular;
  });
  return files;
}

std::string stale_note(const std::vector<std::string>& stale, const std::string& folder) {
  const bool one = stale.size() == 1;
  return folder + '/' + stale.front() + (one ? "" : " and " + std::to_string(stale.size() - 1) + " more files") +
         (one ? " is" : " are") + " of an earlier batch and none of this one's: the index lists " +
         (one ? "it" : "them");
}

// What is done so far, on disk: an interrupted batch goes on behind it.
class Journal {
 public:
  // One of the same settings is gone on with.
  static Result<Journal> open(const std::string& folder, const std::string& settings, bool goes_on) {
    P2G_TRY_ASSIGN(const OutputPlace place, find_place_below(folder, journal_file));
    FileDescriptor file(::openat(place.folder.number(), place.name.c_str(),
                                 O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0666));
    Journal journal(std::move(file), folder + '/' + journal_file);
    const int number = journal.file_.number();
    if (number < 0) return fail(write_error(journal.path_, errno));
    if (::flock(number, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      return fail(Error{ErrorKind::output, "another batch writes into this folder", folder});
    }
    // A line that was cut off ends here, and is passed over.
    if (!goes_on && ::ftruncate(number, 0) != 0) return fail(write_error(journal.path_, errno));
    P2G_TRY(journal.add(goes_on ? "\n" : journal_head(settings)));
    return journal;
  }
  Result<void> add(std::string_view line) const {
    while (!line.empty()) {
      const ssize_t done = ::write(file_.number(), line.data(), line.size());
      if (done > 0) line.remove_prefix(static_cast<std::size_t>(done));
      if (done <= 0 && !should_try_again(file_.number(), POLLOUT)) return fail(write_error(path_, errno));
    }
    return {};
  }
  void remove() const { ::unlink(path_.c_str()); }

 private:
  Journal(FileDescriptor file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}
  FileDescriptor file_;
  std::string path_;
};

// Takes results as they come, writes the journal, and tells them in order.
class Collector {
 public:
  Collector(const BatchFrame& frame, const BatchHooks& hooks, const Journal& journal, BatchOutcome& outcome)
      : frame_(frame), hooks_(hooks), journal_(journal), outcome_(outcome), items_(frame.plan.items.size()) {}

  void take(std::size_t index, DrawnItem item) {
    if (written_) written_ = journal_.add(journal_line(item.record));
    items_[index] = std::move(item);
    if (hooks_.progress) hooks_.progress(++done_, items_.size());
    for (; next_ < items_.size() && items_[next_]; ++next_) tell(*items_[next_]);
  }
  // All of them, once there are all.
  Result<std::vector<BatchRecord>> records() {
    P2G_TRY(written_);
    std::vector<BatchRecord> records;
    for (std::optional<DrawnItem>& item : items_) records.push_back(std::move(item->record));
    return records;
  }

 private:
  void tell(DrawnItem& item) {
    const BatchRecord& record = item.record;
    if (record.state == BatchState::failed) ++outcome_.failed;
    if (record.state == BatchState::no_profile) ++outcome_.left_out;
    if (record.state == BatchState::tripped) ++outcome_.tripped;
    if (record.is_drawn()) ++(item.unchanged ? outcome_.unchanged : outcome_.drawn);
    if (!record.warnings.empty()) ++outcome_.with_warnings;
    BatchStep step{.place = next_ + 1, .all = items_.size(), .record = &record, .unchanged = item.unchanged};
    step.error = std::move(item.error);
    if (hooks_.step) hooks_.step(step);
  }

  const BatchFrame& frame_;
  const BatchHooks& hooks_;
  const Journal& journal_;
  BatchOutcome& outcome_;
  std::vector<std::optional<DrawnItem>> items_;
  std::size_t done_ = 0, next_ = 0;
  Result<void> written_;
};

// The index and the manifest take their places together, and the journal goes.
Result<void> write_report(const BatchFrame& frame, const std::string& settings, const std::vector<BatchRecord>& records,
                          const std::vector<std::string>& stale) {
  P2G_TRY_ASSIGN(Sink manifest, Sink::to_file_below(frame.folder, manifest_file));
  P2G_TRY_ASSIGN(Sink index, Sink::to_file_below(frame.folder, index_file));
  write_manifest(manifest, settings, records, stale);
  write_index(index, records, stale, frame.alone.theme);
  const std::array<Sink*, 2> both = {&manifest, &index};
  return commit_all(both);
}

unsigned threads_for(int jobs) {
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  return jobs > 0 ? static_cast<unsigned>(jobs) : cores;
}

Result<BatchFrame> make_frame(const Options& options) {
  BatchFrame frame;
  P2G_TRY_ASSIGN(frame.plan, plan_batch(options));
  frame.folder = options.batch.folder;
  frame.exact_groups = options.names.exact;
  Options each = options;
  // Threads that draw are enough threads.
  if (each.threads == 0 && threads_for(options.batch.jobs) > 1) each.threads = 1;
  P2G_TRY_ASSIGN(frame.alone, make_frame_job(each, frame.plan, false));
  if (!options.batch.baseline.empty()) {
    P2G_TRY_ASSIGN(frame.beside, make_frame_job(each, frame.plan, true));
  }
  return frame;
}

}  // namespace

Result<BatchOutcome> run_batch(const Options& options, const BatchHooks& hooks) {
  // What is asked for is settled first, as for one profile.
  P2G_TRY_ASSIGN(BatchFrame frame, make_frame(options));
  P2G_TRY_ASSIGN(const std::string settings, settings_of(options));
  BatchOutcome outcome;
  outcome.notes = frame.beside ? frame.beside->notes : frame.alone.notes;
  outcome.problems = std::move(frame.plan.problems);
  if (frame.plan.items.empty()) {
    if (!outcome.problems.empty()) return fail(outcome.problems.front());
    return fail(usage_error("there is no profile among what is named", "prof2graph batch 'runs/**/*.prof' -o out/"));
  }
  P2G_TRY(make_folder(frame.folder));
  KnownRecords known = read_known(frame.folder, settings);
  std::vector<std::string> earlier = std::move(known.files);
  if (options.batch.force) known = {};
  P2G_TRY_ASSIGN(const Journal journal, Journal::open(frame.folder, settings, known.same_settings));
  frame.known = std::move(known.by_name);
  Collector collector(frame, hooks, journal, outcome);
  draw_all(frame, threads_for(options.batch.jobs),
           [&](std::size_t index, DrawnItem item) { collector.take(index, std::move(item)); });

  P2G_TRY_ASSIGN(const std::vector<BatchRecord> records, collector.records());
  const std::vector<std::string> stale = find_stale(std::move(earlier), records, frame.folder);
  if (!stale.empty()) outcome.notes.push_back(stale_note(stale, frame.folder));
  P2G_TRY(write_report(frame, settings, records, stale));
  journal.remove();
  outcome.all = records.size();
  outcome.index = frame.folder + '/' + index_file;
  return outcome;
}

}  // namespace p2g
