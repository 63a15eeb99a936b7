#include "src/importers/kit/agreement.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "src/base/unite.h"
#include "src/base/wide.h"
#include "src/model/names.h"

namespace p2g {
namespace {

// What is off by less than a thousandth of the whole, or by the rounding of a function's calls, is nobody's concern.
Weight tolerance(const Profile& profile) { return std::max<Weight>(profile.total, 0) / 1000 + 8; }

// From a hundredth on somebody may draw a wrong conclusion: only then a warning.
bool is_worth_telling(Weight weight, Weight total) { return weight > std::max<Weight>(total, 0) / 100 + 8; }

class Agreement {
 public:
  Agreement(Profile& profile, const std::vector<FrameId>& orphans);
  void run(bool cut_down);

 private:
  // Close together: calls come from everywhere in a large file.
  struct Balance {
    Weight cumulative;  // no_entry: nothing is known of the function
    Weight left;        // what neither the function itself nor its calls account for
  };
  static constexpr Weight no_entry = unknown_weight;
  struct Excess {
    FrameId function;
    Weight weight;
  };

  const std::vector<FunctionCost>& functions() const { return profile_.calls().functions; }
  void look_at_calls();
  void look_at(const CallCost& odd);
  void look_at_functions();
  bool is_mixed() const;
  void tell_mixed();
  void mark_mixed();
  void tell_negative();
  void tell_shared_labels();
  void tell_unlisted();
  bool is_nobodys(FrameId function) const;
  Weight measured(FrameId& holder) const;
  void list_unlisted(Weight amount, bool placed);
  static std::vector<FrameId> functions_of(const std::vector<Excess>& items);
  void sort_heaviest_first(std::vector<Excess>& items) const;

  Profile& profile_;
  std::vector<Balance> balances_;
  std::vector<Excess> excesses_;  // by how much functions cost less than one of their calls, or than all together
  std::vector<Excess> unlisted_;  // what functions spend in calls that are not in the file
  bool any_unknown_ = false;
  std::uint64_t negative_ = 0;
  Weight negative_cost_ = 0;  // of functions
  std::uint64_t unfinished_ = 0;
  std::uint64_t impossible_ = 0;
};

Agreement::Agreement(Profile& profile, const std::vector<FrameId>& orphans) : profile_(profile) {
  balances_.reserve(functions().size());
  for (const FunctionCost& function : functions()) {
    balances_.push_back({function.cumulative, function.cumulative - function.self});
  }
  for (const FrameId orphan : orphans) balances_[orphan].cumulative = no_entry;
}

void Agreement::run(bool cut_down) {
  look_at_calls();
  look_at_functions();
  if (!cut_down && is_mixed()) return tell_mixed();
  tell_negative();
  if (cut_down) return;
  tell_shared_labels();
  tell_unlisted();
}

// Of a large file there are millions: one look at both ends, and everything odd is looked at elsewhere.
void Agreement::look_at_calls() {
  for (const CallCost& edge : profile_.calls().edges) {
    if (edge.cumulative == unknown_weight) {
      any_unknown_ = true;
      continue;
    }
    Balance& caller = balances_[edge.caller];
    if (edge.caller != edge.callee) caller.left -= edge.cumulative;
    const Weight most = std::min(caller.cumulative, balances_[edge.callee].cumulative);
    if (edge.cumulative < 0 || edge.cumulative > most + 1 || edge.self > edge.cumulative + 1 || edge.calls == 0) {
      look_at(edge);
    }
  }
}

void Agreement::look_at(const CallCost& odd) {
  const Weight caller = balances_[odd.caller].cumulative;
  const Weight callee = balances_[odd.callee].cumulative;
  if (odd.cumulative < 0 || odd.self < 0) ++negative_;
  if (odd.calls == 0) {
    ++unfinished_;
  } else if ((callee != no_entry && odd.cumulative > callee + 1) || odd.self > odd.cumulative + 1) {
    ++impossible_;
  }
  if (caller != no_entry && odd.cumulative > caller + 1) excesses_.push_back({odd.caller, odd.cumulative - caller});
}

void Agreement::look_at_functions() {
  for (FrameId f = 0; f < balances_.size(); ++f) {
    if (balances_[f].cumulative == no_entry) continue;
    if (functions()[f].self < 0 || functions()[f].cumulative < 0) {
      ++negative_;
      negative_cost_ += std::abs(std::min<Weight>(std::min(functions()[f].self, functions()[f].cumulative), 0));
    }
    if (functions()[f].self > functions()[f].cumulative + 1) ++impossible_;
  }
  // Where a child's time is negative its caller has less than its other calls: that a call is too long says nothing.
  if (negative_ > 0) excesses_.clear();
  if (any_unknown_) return;
  for (FrameId f = 0; f < balances_.size(); ++f) {
    const Weight left = balances_[f].left;
    if (balances_[f].cumulative == no_entry || std::abs(left) <= 1) continue;
    // Below itself a function's calls overlap, and may well cost more than it does.
    const bool recursive = functions()[f].calls != functions()[f].primitive_calls;
    if (left > 0) unlisted_.push_back({f, left});
    if (left < 0 && !recursive) excesses_.push_back({f, -left});
  }
}

// Nobody but the interpreter calls threading's _bootstrap: it is where a thread begins. This finds threads that ran one
// after the other, whose figures agree.
bool Agreement::is_mixed() const {
  if (unfinished_ > 0 || (negative_ == 0 && impossible_ > 0)) return true;
  const Frames& frames = profile_.frames;
  for (FrameId f = 0; f < frames.size(); ++f) {
    if (frames.text(f) != "_bootstrap" || !frames.parts(f).file.ends_with("threading.py")) continue;
    for (std::size_t e = 0; e < profile_.calls().edges.size(); ++e) {
      if (profile_.calls().edges.callee(e) == f) return true;
    }
  }
  return false;
}

void Agreement::tell_mixed() {
  mark_mixed();
  profile_.warnings.add("mixed-threads",
                        "several threads (or greenlets) in one profile share one call stack, as Python 3.12 and later "
                        "records them: self times hold, who called whom and cumulative times do not and are marked as "
                        "estimates, and pictures list self times only; to know the rest, profile inside one thread, or "
                        "record with yappi or py-spy",
                        std::max<std::uint64_t>(unfinished_ + impossible_, 1));
  profile_.estimates.because(mixed_threads_reason);
}

// What calls nothing costs what it spends itself, whoever was on the stack. All else that is not self cost depends on
// what other threads pushed there.
void Agreement::mark_mixed() {
  Estimates& estimates = profile_.estimates;
  const CallList& edges = profile_.calls().edges;
  std::vector<std::uint8_t> calls(functions().size(), 0);
  for (std::size_t e = 0; e < edges.size(); ++e) calls[edges.caller(e)] = 1;
  for (FrameId f = 0; f < functions().size(); ++f) {
    const bool is_leaf = calls[f] == 0 && std::abs(functions()[f].cumulative - functions()[f].self) <= 1;
    if (!is_leaf) estimates.mark(f, estimated_cumulative);
  }
  std::vector<Estimates::Call> marks;
  marks.reserve(edges.size());
  for (std::size_t e = 0; e < edges.size(); ++e) {
    marks.push_back({Estimates::pair_key(edges.caller(e), edges.callee(e)), estimated_self | estimated_cumulative});
  }
  estimates.mark_calls(std::move(marks));
}

void Agreement::tell_negative() {
  bool any = false;
  for (FrameId f = 0; f < balances_.size() && negative_ > 0; ++f) {
    if (-std::min(functions()[f].self, functions()[f].cumulative) <= tolerance(profile_)) continue;
    profile_.estimates.mark(f, estimated_self | estimated_cumulative);
    any = true;
  }
  if (any) profile_.estimates.because("some times are negative, the clock ran backwards");
  if (!is_worth_telling(negative_cost_, profile_.total)) return;
  profile_.warnings.add("negative-time",
                        "a time is negative: the clock ran backwards, or the profiler took off too much for itself; "
                        "figures are the file's, pictures show it as 0; record again with time.perf_counter as the "
                        "clock",
                        negative_);
}

void Agreement::tell_shared_labels() {
  sort_and_unite(
      excesses_, [](const Excess& a, const Excess& b) { return a.function < b.function; },
      [](Excess& most, const Excess& other) { most.weight = std::max(most.weight, other.weight); });
  std::erase_if(excesses_, [&](const Excess& excess) { return excess.weight <= tolerance(profile_); });
  for (const Excess& excess : excesses_) {
    profile_.estimates.mark(excess.function, estimated_self | estimated_cumulative);
  }
  if (!excesses_.empty()) profile_.estimates.because("of functions that share their label the profiler kept only one");
  std::vector<Excess> told = excesses_;
  std::erase_if(told, [&](const Excess& excess) {
    return is_nobodys(excess.function) || !is_worth_telling(excess.weight, profile_.total);
  });
  sort_heaviest_first(told);
  if (told.empty()) return;
  const bool one = told.size() == 1;
  profile_.warnings.add(
      "label-collision",
      functions_text(profile_.frames, functions_of(told)) + (one ? " takes" : " take") +
          " less time than the calls below: several functions share that label (file, line, name), "
          "and the profiler kept the figures of only one; they are too small and marked as estimates, "
          "those of the calls hold; functions on lines of their own are told apart",
      told.size());
}

// `python -c`, `exec` and the profiler's own beginning: whoever reads the picture did not write it.
bool Agreement::is_nobodys(FrameId function) const {
  const FrameParts parts = profile_.frames.parts(function);
  return parts.name == "<module>" && parts.file.starts_with('<');
}

// All that was measured: the whole of what nobody calls, or of the function that holds most. But modules, lambdas and
// generators are called by something: by a built-in function that is not listed, if there is room for them below one.
Weight Agreement::measured(FrameId& holder) const {
  std::vector<std::uint8_t> called(functions().size(), 0);
  for (const CallCost& edge : profile_.calls().edges) {
    if (edge.caller != edge.callee) called[edge.callee] = 1;
  }
  Weight room = 0;
  for (const Excess& each : unlisted_) room = std::max(room, each.weight);
  Weight roots = 0;
  Weight most = 0;
  for (FrameId f = 0; f < functions().size(); ++f) {
    const bool is_inner = functions()[f].cumulative <= room && profile_.frames.text(f).starts_with('<');
    if (called[f] == 0 && !is_inner) roots += functions()[f].cumulative;
    const Weight cost = functions()[f].cumulative;
    if (cost < most || cost == 0) continue;
    if (cost > most || profile_.frames.compare(f, holder) < 0) holder = f;
    most = cost;
  }
  if (roots > most) holder = no_frame;
  return std::max(roots, most);
}

// Where each function says how much is missing below it, that is where it is shown. Where labels are shared, what is
// missing below one function may be in another one's figures: then only the sum is known, and who holds it.
void Agreement::tell_unlisted() {
  // A profiler that was told to leave out who called whom leaves out all of it.
  if (negative_ > 0 || any_unknown_ || profile_.calls().edges.empty()) return;
  Wide sum = 0;
  for (const Excess& each : unlisted_) sum += each.weight;
  Weight most = 0;
  for (const FunctionCost& function : functions()) most = std::max(most, function.cumulative);
  const Weight little = std::max<Weight>(profile_.total, 0) / 50;
  if (sum <= little && most - profile_.total <= little) return;  // nearly always, and without a look at the calls
  FrameId holder = no_frame;
  const Weight whole = measured(holder);
  const Weight missing = whole - profile_.total;
  if (missing <= whole / 50 + tolerance(profile_)) return;
  const bool placed = excesses_.empty() && sum <= missing + tolerance(profile_) && sum >= missing - tolerance(profile_);
  if (!placed) {
    unlisted_.clear();
    if (holder != no_frame) unlisted_.push_back({holder, missing});
  }
  const Weight amount = placed ? static_cast<Weight>(sum) : missing;
  list_unlisted(amount, placed);

  sort_heaviest_first(unlisted_);
  const std::string part = profile_.metric.amount(amount) + " of " + profile_.metric.amount(profile_.total);
  std::string text = part + " is in calls that the file does not list";
  if (!unlisted_.empty()) text += ", below " + functions_text(profile_.frames, functions_of(unlisted_));
  text +=
      ": shown as (not listed), and shares are of all that was measured; to see them, record built-in functions, too, "
      "and "
      "put functions on lines of their own, for of those that share one the profiler keeps one";
  profile_.warnings.add("unlisted-calls", text, 1, part + " is in calls that the file does not list.");
}

void Agreement::list_unlisted(Weight amount, bool placed) {
  Strings& strings = profile_.frames.strings();
  const StringId file = strings.intern("~");
  const FrameId rest = profile_.frames.add(file, 0, strings.intern("(not listed)"), {.kind = FrameKind::hidden});
  Calls& calls = profile_.calls();
  if (rest >= calls.functions.size()) calls.functions.resize(rest + std::size_t{1});
  calls.functions[rest] += {amount, amount, 0, 0};
  for (const Excess& each : unlisted_) calls.edges.push_back({each.function, rest, each.weight, each.weight, 0, 0});
  profile_.total += amount;
  if (placed) return;
  // Perhaps what the function calls called it.
  profile_.estimates.mark(rest, estimated_cumulative);
  profile_.estimates.because("the file does not say where the calls are made that it does not list");
  for (const Excess& each : unlisted_) {
    profile_.estimates.mark_calls({{Estimates::pair_key(each.function, rest), estimated_cumulative}});
  }
}

std::vector<FrameId> Agreement::functions_of(const std::vector<Excess>& items) {
  std::vector<FrameId> functions;
  functions.reserve(items.size());
  for (const Excess& each : items) functions.push_back(each.function);
  return functions;
}

void Agreement::sort_heaviest_first(std::vector<Excess>& items) const {
  std::sort(items.begin(), items.end(), [&](const Excess& a, const Excess& b) {
    return a.weight != b.weight ? a.weight > b.weight : profile_.frames.compare(a.function, b.function) < 0;
  });
}

}  // namespace

void check_agreement(Profile& profile, const std::vector<FrameId>& no_entry, bool cut_down) {
  Agreement(profile, no_entry).run(cut_down);
}

}  // namespace p2g
