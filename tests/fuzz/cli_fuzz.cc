// The command line: one word a line. Any words are options within their bounds, or a usage error with a hint.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "src/base/diagnostics.h"
#include "src/base/text.h"
#include "src/cli/command_line.h"
#include "src/job.h"

namespace p2g {
namespace {

void check_error(const Error& error) {
  require(error.kind == ErrorKind::usage && !error.message.empty() && !error.hint.empty(), "a usage error with a hint");
  const std::string text = format_error(error);
  require(is_valid_utf8(text) && text.find('\x1b') == std::string::npos, "nothing raw reaches the terminal");
}

bool is_percent(const std::optional<double>& value) { return !value || (*value >= 0 && *value <= 100); }

void check_options(const Options& options) {
  require(is_percent(options.node_percent) && is_percent(options.edge_percent), "percentages are within bounds");
  require(options.picture.width >= 480 && options.picture.width <= 2400, "the width is within bounds");
  require(options.dot.skew > 0 && options.compare.noise_share >= 0, "numbers are within bounds");
  require(options.table.limit >= 0 && options.max_nodes.value_or(0) >= 0, "counts are not negative");
  require(options.threads >= 0 && options.filter.depth >= -1, "threads and depth are within bounds");
  require(!options.files.empty(), "there is an input");
  require(options.diff == (!options.before.empty() && !options.after.empty()), "a comparison has two sides");
}

// What is read from files is other targets' business, and devices are nobody's.
bool opens_files(const Options& options) {
  return !options.budget.empty() || options.theme.find('/') != std::string::npos || options.theme.ends_with(".toml");
}

}  // namespace
}  // namespace p2g

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = p2g::text_of(data, size);
  std::vector<std::string> words = {"prof2graph"};
  while (!rest.empty() && words.size() < 60) words.emplace_back(p2g::take_until(rest, "\n"));
  std::vector<const char*> argv;
  for (const std::string& word : words) argv.push_back(word.c_str());  // a NUL ends a word, as it does for main()
  argv.push_back(nullptr);

  const p2g::Result<p2g::CommandLine> command = p2g::parse_command_line(static_cast<int>(words.size()), argv.data());
  if (!command) {
    p2g::check_error(command.error());
    return 0;
  }
  if (command->text) {
    p2g::require(p2g::is_valid_utf8(*command->text) && !command->text->empty(), "what is asked for is text");
    return 0;
  }
  p2g::check_options(command->options);
  if (p2g::opens_files(command->options)) return 0;
  if (const p2g::Result<p2g::Job> job = p2g::make_job(command->options)) {
    p2g::require(!job->outputs.empty(), "a job has outputs");
    for (const p2g::Output& output : job->outputs) {
      p2g::require(output.format != nullptr && output.view != nullptr, "an output has a view and a format");
    }
  } else {
    p2g::require(job.error().kind == p2g::ErrorKind::usage && !job.error().message.empty(), "a job fails by usage");
  }
  return 0;
}
