// A profile.proto as `go tool pprof`, Parca, Pyroscope, speedscope and this program read it: one sample type, a
// function and a location a frame, without addresses and mappings, so that nobody asks for the binary. Not compressed,
// which all of them take. Fields are those that src/importers/pprof/tables.h lists.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "renderers/document.h"
#include "renderers/formats/stacks_common.h"

namespace p2g {
namespace {

void append_varint(std::string& out, std::uint64_t number) {
  for (; number > 127; number >>= 7) out += static_cast<char>((number & 127) | 128);
  out += static_cast<char>(number);
}

// Zero is what a field has when it is not there.
void append_number(std::string& out, std::uint32_t field, std::uint64_t number) {
  if (number == 0) return;
  append_varint(out, field << 3U);
  append_varint(out, number);
}

void append_bytes(std::string& out, std::uint32_t field, std::string_view bytes) {
  append_varint(out, field << 3U | 2U);
  append_varint(out, bytes.size());
  out += bytes;
}

class PprofWriter {
 public:
  PprofWriter(const Tree& tree, Sink& sink) : tree_(tree), rows_(tree), units_(tree.metric), sink_(sink) {}

  void write() {
    string("");
    write_type();
    write_samples();
    write_frames();
    std::string& out = sink_.buffer();
    if (tree_.estimated) {
      append_number(out, 13, string("prof2graph: the profile keeps no call stacks; those here are estimates"));
    }
    for (const std::string& text : strings_) {
      append_bytes(out, 6, text);
      sink_.drain();
    }
  }
  std::uint64_t rounded() const { return units_.rounded(); }

 private:
  // The index of a string, which the table gets.
  std::uint64_t string(const std::string& text) {
    const auto [found, is_new] = indices_.try_emplace(text, strings_.size());
    if (is_new) strings_.push_back(text);
    return found->second;
  }

  // Where the name says what is counted, the unit is `count`, as with Go's profiles.
  void write_type() {
    const Metric& metric = tree_.metric;
    const std::string noun = metric.name.substr(metric.name.rfind('_') + 1);
    const std::string unit = metric.is_time() ? "nanoseconds" : noun == metric.unit ? "count" : metric.unit;
    std::string type;
    append_number(type, 1, string(metric.name));
    append_number(type, 2, string(unit));
    append_bytes(sink_.buffer(), 1, type);
  }

  void write_samples() {
    std::string locations;
    std::string sample;
    rows_.each([&](const std::vector<std::uint32_t>& frames, Weight weight) {
      locations.clear();
      sample.clear();
      for (std::size_t i = frames.size(); i-- > 0;) append_varint(locations, frames[i] + std::uint64_t{1});
      if (!locations.empty()) append_bytes(sample, 1, locations);
      std::string value;
      append_varint(value, static_cast<std::uint64_t>(units_.of(weight)));
      append_bytes(sample, 2, value);
      append_bytes(sink_.buffer(), 2, sample);
      sink_.drain();
    });
  }

  void write_frames() {
    std::uint64_t id = 0;
    for (const StackFrame& frame : rows_.frames()) {
      ++id;
      const auto start = static_cast<std::uint64_t>(frame.line);
      std::string line;
      append_number(line, 1, id);
      append_number(line, 2, start);
      std::string location;
      append_number(location, 1, id);
      append_bytes(location, 4, line);
      append_bytes(sink_.buffer(), 4, location);
      std::string function;
      append_number(function, 1, id);
      append_number(function, 2, string(frame.name));
      append_number(function, 3, string(frame.name));
      append_number(function, 4, string(frame.file));
      append_number(function, 5, start);
      append_bytes(sink_.buffer(), 5, function);
      sink_.drain();
    }
  }

  const Tree& tree_;
  StackRows rows_;
  WholeUnits units_;
  Sink& sink_;
  std::vector<std::string> strings_;
  std::map<std::string, std::uint64_t> indices_;
};

Result<void> write_document(const Document& document, Sink& sink, Warnings& warnings) {
  P2G_TRY_ASSIGN(const Analysis* analysis, document.analysis());
  PprofWriter writer(analysis->tree(tree_options(document.options().flame, true)), sink);
  writer.write();
  warnings.add("rounded", "pprof holds whole numbers: a count with decimals was rounded", writer.rounded());
  return {};
}

}  // namespace

extern const Format format_pprof;
const Format format_pprof = {.name = "pprof",
                             .summary = "profile.proto, for go tool pprof",
                             .suffixes = ".pb,.pprof",
                             .prints = Content::tree,
                             .binary = true,
                             .keeps_names = true,
                             .write = write_document};

}  // namespace p2g
