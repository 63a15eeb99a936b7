// The file format of speedscope.app, one profile of kind "sampled": a row of "samples" is a stack, callers first, and
// "weights" has what it cost. Weights are exact: JSON's numbers are decimal.
//
// Source: speedscope's file-format-spec.ts and its JSON schema.
#include <string>
#include <string_view>
#include <utility>

#include "renderers/document.h"
#include "renderers/formats/stacks_common.h"
#include "renderers/page/profile_header.h"
#include "src/base/text.h"

namespace p2g {
namespace {

void append_string(std::string& out, std::string_view text) {
  out += '"';
  append_json(out, text);
  out += '"';
}

// Units that speedscope knows; of times the weights are nanoseconds.
std::string_view unit_of(const Metric& metric) {
  if (metric.is_time()) return "nanoseconds";
  return metric.quantity == Quantity::bytes ? "bytes" : "none";
}

class SpeedscopeWriter {
 public:
  SpeedscopeWriter(const Tree& tree, std::string title, Sink& sink)
      : tree_(tree), title_(std::move(title)), rows_(tree), sink_(sink) {}

  void write() {
    std::string& out = sink_.buffer();
    out +=
        "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"exporter\":\"prof2graph\",\n\"name\":";
    append_string(out, name());
    out += ",\"activeProfileIndex\":0,\n\"shared\":{\"frames\":[";
    write_frames();
    out += "]},\n\"profiles\":[{\"type\":\"sampled\",\"name\":";
    append_string(out, tree_.metric.name);
    out.append(",\"unit\":\"").append(unit_of(tree_.metric)).append("\",\"startValue\":0,\"endValue\":");
    append_value(out, tree_.cumulative.empty() ? 0 : tree_.cumulative[0]);
    out += ",\n\"samples\":[";
    write_samples();
    out += "],\n\"weights\":[";
    write_weights();
    out += "]}]}\n";
  }

 private:
  std::string name() const { return tree_.estimated ? title_ + " (estimated stacks)" : title_; }

  // Nanoseconds have 9 decimals less than seconds.
  void append_value(std::string& out, Weight weight) const {
    int decimals = tree_.metric.decimals - (tree_.metric.is_time() ? 9 : 0);
    append_decimal(out, weight, decimals > 0 ? decimals : 0);
    for (; decimals < 0 && weight != 0; ++decimals) out += '0';
  }

  void write_frames() {
    std::string_view before = "\n";
    for (const StackFrame& frame : rows_.frames()) {
      std::string& out = sink_.buffer();
      out.append(before).append("{\"name\":");
      append_string(out, frame.name);
      if (!frame.file.empty()) append_string(out += ",\"file\":", frame.file);
      if (frame.line > 0) append_int(out += ",\"line\":", frame.line);
      out += '}';
      before = ",\n";
      sink_.drain();
    }
  }

  void write_samples() {
    std::string_view before = "\n[";
    rows_.each([&](const std::vector<std::uint32_t>& frames, Weight) {
      std::string& out = sink_.buffer();
      out += before;
      for (std::size_t i = 0; i < frames.size(); ++i) {
        if (i > 0) out += ',';
        append_int(out, frames[i]);
      }
      out += ']';
      before = ",\n[";
      sink_.drain();
    });
  }

  void write_weights() {
    std::string_view before;
    rows_.each([&](const std::vector<std::uint32_t>&, Weight weight) {
      std::string& out = sink_.buffer();
      out += before;
      append_value(out, weight);
      before = ",";
      sink_.drain();
    });
  }

  const Tree& tree_;
  std::string title_;
  StackRows rows_;
  Sink& sink_;
};

Result<void> write_document(const Document& document, Sink& sink, Warnings&) {
  P2G_TRY_ASSIGN(const Analysis* analysis, document.analysis());
  const Tree& tree = analysis->tree(tree_options(document.options().flame, true));
  SpeedscopeWriter(tree, profile_title(analysis->profile().files, document.options().picture.title), sink).write();
  return {};
}

}  // namespace

extern const Format format_speedscope;
const Format format_speedscope = {.name = "speedscope",
                                  .summary = "stacks for speedscope.app",
                                  .suffixes = ".speedscope.json",
                                  .prints = Content::tree,
                                  .has_title = true,
                                  .keeps_names = true,
                                  .write = write_document};

}  // namespace p2g
