// Folded stacks, `main;parse;read 12`: one line a stack that ends somewhere, frames sorted as vectors, the count exact
// with as many decimals as it needs. Reading it again gives the same stacks.
//
// - Frames of stacks are printed as the input has them. Of call profiles they are spelled as py-spy does it, `name
//   (file.py:12)`, and ";" in a name becomes ":" as it does with FlameGraph's collapsers.
// - Control and bidirectional characters become visible escapes, so that no line is torn and no terminal is driven.
// - Counts are whole numbers, because speedscope and FlameGraph drop or mangle others: times are nanoseconds, and a
// first
//   line `# unit: ns` says so (a comment to those who know comments); counts of samples have no such line. What is
//   finer than that, or half a sample, keeps its decimals; times too long for a count of nanoseconds are in a larger
//   unit.
// - `# lines: defined` says that lines belong to functions, where they come from keys: of texts like those they are
// else
//   taken for lines that were executed.
// - What an estimate of call profiles leaves open is no function's: it becomes a frame "(back into NAME)", "(not
//   followed)" or "(not shown)" of its own, so that functions never get more than they had and the sum stays.
#include "renderers/formats/folded.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "renderers/document.h"
#include "src/base/text.h"

namespace p2g {
namespace {

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

void append_text(std::string& out, std::string_view text) {
  if (is_plain(text)) {
    out += text;
  } else {
    append_terminal(out, text);
  }
}

// A text with the name that is shown: with -s less than the input has.
std::string shown_text(const Frames& frames, FrameId frame) {
  std::string text(frames.text(frame));
  const std::string_view own = parse_frame_text(text).name;
  const std::string_view shown = frames.parts(frame).name;
  if (own == shown) return text;
  return text.replace(static_cast<std::size_t>(own.data() - text.data()), own.size(), shown);
}

// FlameGraph's mark of a kind, which is read again as it.
std::string_view mark_of(FrameKind kind) {
  if (kind == FrameKind::kernel) return "_[k]";
  if (kind == FrameKind::jit) return "_[j]";
  return kind == FrameKind::inlined ? "_[i]" : "";
}

// A frame that is no text: of a call profile, or a symbol.
void append_key(std::string& out, const FrameParts& parts) {
  std::string text(parts.name);
  if (parts.has_file && parts.file != "~") {
    text += " (";
    text += parts.file;
    if (parts.has_line) {
      text += ':';
      append_int(text, parts.line);
    }
    text += ')';
  }
  text += mark_of(parts.kind);
  std::replace(text.begin(), text.end(), ';', ':');
  append_text(out, text);
}

// A unit of counts, and how many of a weight's digits are decimals of it; fewer than none: so many zeros follow.
struct Scale {
  std::string_view unit;
  int decimals = 0;
};

// Of times the finest in which no count reaches 10^18, which is where readers stop.
Scale scale_of(const Tree& tree) {
  constexpr Weight limit = 1'000'000'000'000'000'000;
  const int decimals = tree.metric.decimals;
  if (!tree.metric.is_time()) return {tree.metric.unit, decimals};
  constexpr std::array<Scale, 4> units = {{{"ns", 9}, {"us", 6}, {"ms", 3}, {"s", 0}}};
  const Weight total = tree.cumulative.empty() ? 0 : tree.cumulative[0];
  for (const Scale& unit : units) {
    Weight most = limit;
    for (int i = decimals; i < unit.decimals; ++i) most /= 10;
    if (total < most) return {unit.unit, decimals - unit.decimals};
  }
  return {"s", decimals};
}

class FoldedWriter {
 public:
  FoldedWriter(const Tree& tree, Sink& sink) : tree_(tree), sink_(sink), texts_(tree.frames->size()) {}

  void write() {
    if (!tree_.metric.counts_samples()) {
      const std::string_view unit = tree_.metric.is_time() ? scale_.unit : tree_.metric.unit;
      sink_.put("# unit: " + to_terminal(unit) + "\n");
    }
    if (has_defined_lines()) sink_.put("# lines: defined\n");
    const std::vector<Weight> open = open_weights();
    for (std::uint32_t node = 1; node < tree_.size(); ++node) {
      enter(node);
      const bool leaf = tree_.end[node] == node + 1;
      const bool passing = (tree_.flags[node] & (tree_back_into | tree_unfollowed)) != 0;
      if (passing) {
        // What goes back may be counted in the frame above and then has no cost here.
        if (tree_.cumulative[node] != 0) write_line({}, tree_.cumulative[node]);
        continue;
      }
      if (tree_.self[node] != 0 || (leaf && open[node] == 0)) write_line({}, tree_.self[node]);
      if (open[node] != 0) write_line(";(not shown)", open[node]);
    }
    if (open[0] != 0) {
      path_.clear();
      write_line("(not shown)", open[0]);
    }
  }

 private:
  // Cumulative cost that is neither self cost nor a child's.
  std::vector<Weight> open_weights() const {
    std::vector<Weight> open(tree_.size());
    for (std::size_t node = 0; node < open.size(); ++node) open[node] = tree_.cumulative[node] - tree_.self[node];
    for (std::size_t node = 1; node < open.size(); ++node) open[tree_.parent[node]] -= tree_.cumulative[node];
    return open;
  }

  // Makes path_ the frames down to this node. Preorder: its caller's path is a prefix of what is there.
  void enter(std::uint32_t node) {
    const std::uint32_t depth = tree_.depth[node];
    ends_.resize(depth);
    path_.resize(depth == 1 ? 0 : ends_[depth - 1]);
    if (depth > 1) path_ += ';';
    if ((tree_.flags[node] & tree_unfollowed) != 0 || tree_.frame[node] == no_frame) {
      path_ += "(not followed)";
    } else if ((tree_.flags[node] & tree_back_into) != 0) {
      path_ += "(back into ";
      path_ += text(tree_.frame[node]);
      path_ += ')';
    } else {
      path_ += text(tree_.frame[node]);
    }
    ends_.push_back(path_.size());
  }

  // Escaped once a frame, because the same ones come again and again.
  std::string_view text(FrameId frame) {
    std::string& known = texts_[frame];
    if (!known.empty()) return known;
    if (tree_.frames->is_text(frame)) {
      append_text(known, shown_text(*tree_.frames, frame));
    } else {
      append_key(known, tree_.frames->parts(frame));
    }
    return known;
  }

  void write_line(std::string_view last, Weight weight) {
    std::string& out = sink_.buffer();
    out += path_;
    out += last;
    out += ' ';
    if (weight != 0 && scale_.decimals < 0) {
      append_decimal(out, weight, 0);
      out.append(static_cast<std::size_t>(-scale_.decimals), '0');
    } else {
      append_decimal(out, weight, std::max(scale_.decimals, 0));
    }
    out += '\n';
    sink_.drain();
  }

  bool has_defined_lines() const {
    for (const FrameId frame : tree_.frame) {
      if (frame != no_frame && !tree_.frames->is_text(frame) && tree_.frames->parts(frame).has_line) return true;
    }
    return false;
  }

  const Tree& tree_;
  Sink& sink_;
  Scale scale_ = scale_of(tree_);
  std::vector<std::string> texts_;
  std::string path_;
  std::vector<std::size_t> ends_;  // by depth: where that frame ends in path_; index 0 is the root
};

Result<void> write_document(const Document& document, Sink& sink, Warnings&) {
  P2G_TRY_ASSIGN(const Analysis* analysis, document.analysis());
  // By name, so that two runs compare.
  write_folded(analysis->tree(tree_options(document.options().flame, true)), sink);
  return {};
}

}  // namespace

void write_folded(const Tree& tree, Sink& sink) { FoldedWriter(tree, sink).write(); }

extern const Format format_folded;
const Format format_folded = {.name = "folded",
                              .summary = "folded stacks, one a line",
                              .suffixes = ".folded,.collapsed",
                              .prints = Content::tree,
                              .keeps_names = true,
                              .write = write_document};

}  // namespace p2g
