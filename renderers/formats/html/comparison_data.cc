// {"metric":…,"steps":…,"base":…,"counted":"calls","chosen":0,"words":["dearer",…],
//  "functions":[["find",0,305,3735928559,self before,after,cumulative before,after,word,marks,[callee,before,after,
//                calls before,after,…],calls before,after,"1 → 2 ×2","renamed from f"],…],"places":[…]}
// Marks: bits of EstimatedFigure, and those below. Calls and what follows them are left out where nobody counts.
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

std::string call_text(const CallDiff& call, bool counted) {
  std::string out;
  append_int(out, call.callee);
  append_int(out += ',', call.before);
  append_int(out += ',', call.after);
  if (!counted) return out;
  append_int(out += ',', call.calls_before);
  append_int(out += ',', call.calls_after);
  return out;
}

class Writer {
 public:
  explicit Writer(const Diff& diff) : diff_(diff) {
    for (const FunctionDiff& function : diff.functions) {
      const std::size_t before = places_.bytes();
      heads_.push_back(head_of(function));
      tails_.push_back(tail_of(function));
      bytes_.push_back(heads_.back().size() + tails_.back().size() + 6 + places_.bytes() - before);
      self_.push_back(std::max(function.before.self, function.after.self));
    }
    for (const CallDiff& call : diff.calls)
      bytes_[std::max(call.caller, call.callee)] += call_text(call, diff.has_counts()).size() + 1;
  }

  ComparisonData write(std::string json, std::size_t room) const {
    ComparisonData data;
    data.functions = count_that_fits(bytes_, self_, room);
    append_functions(json, data.functions);
    append_field(json, "words");
    for (const std::string_view& word : words_) append_text(json += &word == &words_.front() ? '[' : ',', word);
    json += words_.empty() ? "[]" : "]";
    append_places(json, data.functions);
    data.json = json + '}';
    return data;
  }

 private:
  std::string head_of(const FunctionDiff& function) {
    std::string out = "[";
    places_.append_function(out, diff_.frames, function.frame);
    append_int(out += ',', function.before.self);
    append_int(out += ',', function.after.self);
    append_int(out += ',', function.before.cumulative);
    append_int(out += ',', function.after.cumulative);
    append_int(out += ',', static_cast<std::int64_t>(word_of(function)));
    append_int(out += ',', marks_of(diff_, function));
    return out;
  }
  std::string tail_of(const FunctionDiff& function) const {
    std::string out;
    if (diff_.has_counts()) {
      append_int(out += ',', function.before.calls);
      append_int(out += ',', function.after.calls);
      append_text(out += ',', diffs::calls_text(diff_, function));
    }
    const std::string origin = diffs::origin(function);
    if (!origin.empty()) append_text(out += diff_.has_counts() ? "," : ",0,0,\"\",", shorten_middle(origin, name_limit_bytes));
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
      out.append(i > 0 ? ",\n" : "").append(heads_[i]).append(",[");
      bool first = true;
      for (; call < diff_.calls.size() && diff_.calls[call].caller == i; ++call) {
        if (diff_.calls[call].callee >= count) continue;
        out.append(first ? "" : ",").append(call_text(diff_.calls[call], diff_.has_counts()));
        first = false;
      }
      out.append("]").append(tails_[i]).append("]");
    }
    out += ']';
  }
  void append_places(std::string& out, std::size_t count) const {
    Places places;
    std::string unused;
    for (std::size_t i = 0; i < count; ++i) places.append_function(unused, diff_.frames, diff_.functions[i].frame);
    append_field(out, "places");
    out += places.json();
  }

  const Diff& diff_;
  Places places_;
  std::vector<std::string_view> words_;
  std::vector<std::string> heads_, tails_;
  std::vector<std::size_t> bytes_;
  std::vector<Weight> self_;
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
  return Writer(diff).write(std::move(json), room);
}

}  // namespace p2g::report
