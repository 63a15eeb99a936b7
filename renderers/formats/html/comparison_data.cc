// {"metric":…,"steps":…,"base":…,"counted":"calls","chosen":0,"words":["dearer",…],
//  "functions":["find","…","1 → 2 ×2","split","…","3 =",…],"origins":[index,"renamed from f",…],"places":…,"hashes":…}
// A function is its name, numbers, packed, and where somebody counts what became of its calls. The numbers: place,
// line + 1, self before and after, cumulative before and after, calls before and after (all signed; calls where
// counted), word, marks, and then for each call: callee less the one before (signed; less the caller for the first),
// cumulative before and after, calls before and after. Marks: bits of EstimatedFigure, and those below.
#include "renderers/formats/html/comparison_data.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "renderers/formats/html/data.h"
#include "renderers/page/comparison_words.h"
#include "src/base/text.h"

namespace p2g::report {
namespace {

enum ChangeMark : unsigned { self_moved = 8, cumulative_moved = 16, is_new = 32, is_gone = 64 };

unsigned marks_of(const Diff& diff, const FunctionDiff& function) {
  unsigned marks = diff.doubts.of(function.frame);
  if (function.self_moved) marks |= self_moved;
  if (function.cumulative_moved) marks |= cumulative_moved;
  if (function.is_new()) marks |= is_new;
  if (function.is_gone()) marks |= is_gone;
  return marks;
}

void append_call(std::string& out, const CallDiff& call, std::uint32_t before, bool counted) {
  append_packed_signed(out, std::int64_t{call.callee} - std::int64_t{before});
  append_packed_signed(out, call.before);
  append_packed_signed(out, call.after);
  if (!counted) return;
  append_packed_signed(out, call.calls_before);
  append_packed_signed(out, call.calls_after);
}

class ComparisonWriter {
 public:
  explicit ComparisonWriter(const Diff& diff) : diff_(diff) {
    Names names(diff.frames);
    for (const FunctionDiff& function : diff.functions) {
      const std::size_t before = names.bytes();
      std::string head;
      names.append(head, function.frame);
      append_figures(head, function);
      bytes_.push_back(head.size() + tail_of(function).size() + 3 + names.bytes() - before);
      heads_.push_back(std::move(head));
    }
    std::string text;
    for (const CallDiff& call : diff.calls) {
      text.clear();
      append_call(text, call, 0, diff.has_counts());
      bytes_[std::max(call.caller, call.callee)] += text.size();
    }
  }

  ComparisonData write(const std::string& head, std::size_t room) const {
    return write_what_fits(bytes_, room, [&](std::size_t count) { return write_first(head, count); });
  }

 private:
  ComparisonData write_first(std::string json, std::size_t count) const {
    ComparisonData data;
    data.functions = count;
    append_functions(json, data.functions);
    append_field(json, "words");
    for (const std::string_view& word : words_) append_text(json += &word == &words_.front() ? '[' : ',', word);
    json += words_.empty() ? "[]" : "]";
    append_origins(json, data.functions);
    append_names(json, data.functions);
    data.json = json + '}';
    return data;
  }

  void append_figures(std::string& out, const FunctionDiff& function) {
    append_packed_signed(out, function.before.self);
    append_packed_signed(out, function.after.self);
    append_packed_signed(out, function.before.cumulative);
    append_packed_signed(out, function.after.cumulative);
    if (diff_.has_counts()) {
      append_packed_signed(out, function.before.calls);
      append_packed_signed(out, function.after.calls);
    }
    append_packed(out, word_of(function));
    append_packed(out, marks_of(diff_, function));
  }
  std::string tail_of(const FunctionDiff& function) const {
    std::string out = "\"";
    if (diff_.has_counts()) append_text(out += ',', diffs::calls_text(diff_, function));
    return out;
  }
  std::size_t word_of(const FunctionDiff& function) {
    const std::string_view word = function.is_equal() ? "as before" : diffs::cause(diff_, function);
    const auto found = std::find(words_.begin(), words_.end(), word);
    if (found != words_.end()) return static_cast<std::size_t>(found - words_.begin());
    words_.push_back(word);
    return words_.size() - 1;
  }

  void append_functions(std::string& out, std::size_t count) const {
    append_field(out, "functions");
    out += '[';
    std::size_t call = 0;
    for (std::size_t i = 0; i < count; ++i) {
      out.append(i > 0 ? "," : "").append(heads_[i]);
      auto before = static_cast<std::uint32_t>(i);
      for (; call < diff_.calls.size() && diff_.calls[call].caller == i; ++call) {
        if (diff_.calls[call].callee >= count) continue;
        append_call(out, diff_.calls[call], before, diff_.has_counts());
        before = diff_.calls[call].callee;
      }
      out += tail_of(diff_.functions[i]);
    }
    out += ']';
  }
  void append_origins(std::string& out, std::size_t count) const {
    append_field(out, "origins");
    out += '[';
    for (std::size_t i = 0; i < count; ++i) {
      const std::string origin = diffs::origin(diff_.functions[i]);
      if (origin.empty()) continue;
      if (out.back() != '[') out += ',';
      append_int(out, static_cast<std::int64_t>(i));
      append_text(out += ',', shorten_middle(origin, name_limit_bytes));
    }
    out += ']';
  }
  void append_names(std::string& out, std::size_t count) const {
    Names names(diff_.frames);
    std::string unused;
    for (std::size_t i = 0; i < count; ++i) names.append(unused, diff_.functions[i].frame);
    out += ',' + names.json();
  }

  const Diff& diff_;
  std::vector<std::string_view> words_;
  std::vector<std::string> heads_;
  std::vector<std::size_t> bytes_;
};

}  // namespace

ComparisonData comparison_data(const Diff& diff, const Theme& theme, std::size_t chosen, std::size_t room) {
  std::string json = "{";
  append_metric(json, diff.metric);
  append_steps(json, theme);
  append_field(json, "base");
  append_int(json, diff.base);
  append_field(json, "counted");
  append_text(json, diff.has_counts() ? counted_word(diff.counted) : "");
  append_field(json, "chosen");
  append_int(json, static_cast<std::int64_t>(chosen));
  return ComparisonWriter(diff).write(json, room);
}

}  // namespace p2g::report
