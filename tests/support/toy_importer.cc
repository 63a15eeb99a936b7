#include "tests/support/toy_importer.h"

#include <charconv>
#include <string>
#include <vector>

#include "src/base/lines.h"
#include "src/importers/kit/choose.h"
#include "src/importers/kit/line_problems.h"
#include "src/importers/kit/stacks_builder.h"

namespace p2g::test {
namespace {

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == at) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

struct Stack {
  std::size_t slice;
  std::vector<std::string> frames;
  std::vector<std::string> costs;
  TextLine line;
};

struct ToyFile {
  Offer offer;
  std::vector<Stack> stacks;
};

Weight cost_of(const std::string& text) {
  Weight cost = 0;
  std::from_chars(text.data(), text.data() + text.size(), cost);
  return cost;
}

// What the file holds, before anybody chooses.
Result<ToyFile> parse(Source& source) {
  ToyFile file;
  Offer& offer = file.offer;
  LineReader lines(source);
  while (lines.next()) {
    const std::vector<std::string> words = split(lines.line(), ' ');
    if (words[0] == "toy") {
      for (std::size_t i = 1; i < words.size(); ++i) {
        const bool is_time = words[i].ends_with("/ms");
        Metric metric = is_time ? Metric::time(3) : Metric::bytes();
        metric.name = words[i].substr(0, words[i].find('/'));
        offer.metrics.push_back(std::move(metric));
      }
    } else if (words[0].starts_with('@')) {
      offer.slices.push_back({"", words[1], "", words[0].substr(1)});
      offer.cells.resize(offer.slices.size() * offer.metrics.size());
    } else {
      file.stacks.push_back({offer.slices.size() - 1,
                             split(words[0], ';'),
                             {words.begin() + 1, words.end()},
                             {{}, lines.number(), lines.bytes()}});
      for (std::size_t i = 0; i < offer.metrics.size(); ++i) {
        if (words[i + 1] == "-") continue;
        std::optional<Cell>& cell = offer.cells[(offer.slices.size() - 1) * offer.metrics.size() + i];
        if (!cell) cell = Cell{0, 0, 0};
        cell->total += cost_of(words[i + 1]);
        if (words[0].find("(idle)") == std::string::npos) cell->busy += cost_of(words[i + 1]);
        ++*cell->samples;
      }
    }
  }
  if (std::optional<Error> error = lines.take_error()) return fail(*std::move(error));
  offer.default_slice = busiest_slice(offer, offer.default_metric);
  return file;
}

Result<Profile> read_toy(Source& source, const ReadOptions& options) {
  P2G_TRY_ASSIGN(const ToyFile file, parse(source));
  Profile profile;
  profile.format = "toy";
  profile.files = {source.name()};
  profile.offered = file.offer;
  P2G_TRY_ASSIGN(profile.chosen, choose(file.offer, options.wanted));
  StacksBuilder stacks(source, options);
  stacks.set_metric(file.offer.metrics[profile.chosen.metric]);
  for (const Stack& stack : file.stacks) {
    const std::string& cost = stack.costs[profile.chosen.metric];
    if (!profile.chosen.has(stack.slice) || cost == "-") continue;
    if (profile.chosen.slices.size() > 1) stacks.push(slice_frame(profile.frames, file.offer.slices[stack.slice]));
    for (const std::string& frame : stack.frames) {
      stacks.push(profile.frames.add(frame.starts_with('+') ? frame.substr(1) + "_[i]" : frame));
    }
    P2G_TRY(stacks.add(cost_of(cost), stack.line.number, stack.line.end));
  }
  P2G_TRY(stacks.finish(profile));
  return profile;
}

Sniff sniff_toy(std::string_view head) { return head.starts_with("toy ") ? Sniff::certain : Sniff::no; }

}  // namespace

const Importer importer_toy{
    .name = "toy",
    .aliases = "",
    .summary = "of the tests",
    .suffixes = ".toy",
    .sniff = sniff_toy,
    .read = read_toy,
};

}  // namespace p2g::test
