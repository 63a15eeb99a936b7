// What a comparison found, as sentences: the verdict, what to look at, and how far the clock can be trusted.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "renderers/page/comparison_words.h"
#include "src/base/number_text.h"
#include "src/base/ratio_text.h"
#include "src/base/text.h"
#include "src/model/names.h"
#include "src/model/scatter.h"

namespace p2g::diffs {
namespace {

// A change without its sign: "6.2%", "×2.5".
std::string size_text(double log_change) {
  const std::string text = log_change_text(log_change);
  return text.starts_with('+') ? text.substr(1) : text;
}

constexpr std::size_t most_findings = 3;
constexpr std::size_t most_name_bytes = 200;
constexpr double large_drift = 0.05;
constexpr double clear_difference = 0.2;  // of totals as measured: one that a reader asks about
constexpr double noisy = 0.2;
constexpr double hopeless = std::numbers::ln2 * 2;  // a band of four times as much shows nothing
constexpr double least_work = 0.02;
constexpr double least_work_of_single_runs = 0.10;

bool has_single_runs(const Diff& diff) { return diff.before.runs == 1 || diff.after.runs == 1; }

// Stands around names while a sentence is put together, so that Markdown can tell them from words.
constexpr char name_mark = '\x1e';

std::string marked_name(std::string_view name) {
  std::string text = shorten_middle(name, most_name_bytes);
  std::replace(text.begin(), text.end(), name_mark, '?');
  return name_mark + text + name_mark;
}

std::string short_name(const Diff& diff, const FunctionDiff& function) { return marked_name(name(diff, function)); }

// Of all functions that stayed and whose numbers of calls changed exactly: what is gone may be done by what is new.
Weight exact_work(const Diff& diff) {
  Wide work = 0;
  for (const FunctionDiff& function : diff.functions) {
    if (function.was && function.is && function.calls_changed()) work += function.work;
  }
  return bounded(work);
}

bool total_moved(const Diff& diff) {
  const Weight delta = diff.total_delta();
  if (std::abs(delta) <= diff.noise) return false;
  if (!diff.total_evidence.is_timed()) return std::abs(delta) > diff.total_band();
  const double band = band_factor(diff.clock, BandUse::total, 1) * diff.total_evidence.error;
  const bool has_clock = diff.clock.kind == Clock::Kind::timed && diff.clock.references > 0;
  const bool beyond_spread = has_clock || std::abs(delta) > diff.before.spread + diff.after.spread;
  return beyond_spread && std::abs(diff.total_evidence.change) > band;
}

bool work_moved(const Diff& diff, Weight work) {
  const double least = has_single_runs(diff) ? least_work_of_single_runs : least_work;
  if (std::abs(work) <= diff.noise) return false;
  if (std::abs(static_cast<double>(work)) <= least * static_cast<double>(diff.before.total)) return false;
  const double towards = work > 0 ? diff.total_evidence.change : -diff.total_evidence.change;
  return towards + band_factor(diff.clock, BandUse::total, 1) * diff.total_evidence.error > 0;
}

// "since main (app.py:3) calls it 5 times": whose calls changed most, or cost most more.
std::string caller_text(const Diff& diff, std::uint32_t index, bool by_calls) {
  const CallDiff* most = nullptr;
  const auto weight = [by_calls](const CallDiff& call) {
    return by_calls ? std::abs(call.calls_after - call.calls_before) : std::abs(call.after - call.before);
  };
  std::size_t callers = 0;
  for (const CallDiff& call : diff.calls) {
    if (call.callee != index || call.caller == index) continue;
    ++callers;
    if (most == nullptr || weight(call) > weight(*most)) most = &call;
  }
  if (most == nullptr) return {};
  const std::string caller = short_name(diff, diff.functions[most->caller]);
  return std::string(callers > 1 ? ", most of it from " : ", called by ") + caller;
}

std::string sureness(const Diff& diff, const Evidence& evidence) {
  const double surely = std::abs(evidence.change) - band_factor(diff.clock, BandUse::named, 1) * evidence.error;
  // Of samples the odds are compared, which are no factor of the cost.
  if (!evidence.is_timed() || surely <= 0 || diff.clock.kind != Clock::Kind::timed) return {};
  return ", at least " + log_change_text(evidence.change > 0 ? surely : -surely);
}

std::string calls_finding(const Diff& diff, std::uint32_t index) {
  const FunctionDiff& function = diff.functions[index];
  std::string text = short_name(diff, function);
  text += function.calls_delta() > 0 ? " does more work: " : " does less work: ";
  text += thousands_text(function.before.calls) + " → " + thousands_text(function.after.calls) + " calls";
  if (const std::string ratio = ratio_text(function.before.calls, function.after.calls); !ratio.empty()) {
    text += " (" + ratio + ')';
  }
  if (!has_single_runs(diff)) text += " in every run";
  if (std::abs(function.work) > diff.noise) text += ", " + change(diff, function.work);
  return text + caller_text(diff, index, true);
}

std::string cost_finding(const Diff& diff, std::uint32_t index) {
  const FunctionDiff& function = diff.functions[index];
  std::string text = short_name(diff, function);
  const std::string_view why = cause(diff, function);
  const std::string_view self_mark = doubt_mark(diff, function, estimated_self);
  if (function.is_new() || function.is_gone()) {
    text.append(" is ").append(why).append(": self ").append(self_mark) += change(diff, function.self_delta());
    if (diff.counted == Counted::calls) {
      text += ", " + plural_text(std::max(function.before.calls, function.after.calls), "call");
    }
    return text + caller_text(diff, index, true);
  }
  if (why == "dearer") text += ": each call is dearer";
  if (why == "cheaper") text += ": each call is cheaper";
  if (why != "dearer" && why != "cheaper") text.append(": ").append(why);
  if (function.self_moved || !function.cumulative_moved) {
    text.append(", self ").append(self_mark) += change_line(diff, function.before.self, function.after.self);
  } else {
    text.append(", cumulative ").append(doubt_mark(diff, function, estimated_cumulative)) +=
        change_line(diff, function.before.cumulative, function.after.cumulative);
  }
  if (function.calls_changed()) {
    text += ", and " + thousands_text(function.before.calls) + " → " + thousands_text(function.after.calls) +
            " calls (" + ratio_text(function.before.calls, function.after.calls) + ')';
  }
  text += sureness(diff, function.self_evidence);
  return text + caller_text(diff, index, false);
}

// "f (a.py:3), g (a.py:9) (gone)", at most two and how many more.
std::string listed_names(const Diff& diff, const std::vector<std::uint32_t>& functions) {
  constexpr std::size_t most = 2;
  std::string text;
  for (std::size_t i = 0; i < std::min(functions.size(), most); ++i) {
    const FunctionDiff& function = diff.functions[functions[i]];
    text += (i > 0 ? ", " : "") + short_name(diff, function);
    if (function.is_new()) text += " (new)";
    if (function.is_gone()) text += " (gone)";
  }
  return functions.size() > most ? text + " and " + std::to_string(functions.size() - most) + " more" : text;
}

// "moved, not slower: from f (a.py:3) to f_by (a.py:90) (new); cumulative of f (a.py:3) 1.2 s → 1.21 s, …".
std::string shift_finding(const Diff& diff, std::uint32_t owner) {
  std::vector<std::uint32_t> from, to;
  const auto add = [&](std::uint32_t f) {
    const FunctionDiff& function = diff.functions[f];
    if (function.shift != CostShift::none) (function.self_delta() < 0 ? from : to).push_back(f);
  };
  add(owner);
  for (const CallDiff& call : diff.calls) {
    const FunctionDiff& callee = diff.functions[call.callee];
    if (call.caller == owner && (callee.is_new() || callee.is_gone())) add(call.callee);
  }
  const FunctionDiff& function = diff.functions[owner];
  return "moved, not slower: from " + listed_names(diff, from) + " to " + listed_names(diff, to) + "; cumulative of " +
         short_name(diff, function) + ' ' + change_line(diff, function.before.cumulative, function.after.cumulative);
}

// Functions with other names that are called from the same places: who took over is not told apart from who gave.
std::string renamed_finding(const Diff& diff) {
  std::vector<std::uint32_t> from, to;
  for (std::uint32_t f = 0; f < diff.functions.size(); ++f) {
    if (diff.functions[f].shift == CostShift::none) continue;
    if (diff.functions[f].is_gone()) from.push_back(f);
    if (diff.functions[f].is_new()) to.push_back(f);
  }
  if (from.empty() || to.empty()) return {};
  return "moved, not slower: from " + listed_names(diff, from) + " to " + listed_names(diff, to) +
         ", called as often from the same places";
}

std::string shift_sentence(const Diff& diff) {
  for (std::uint32_t f = 0; f < diff.functions.size(); ++f) {
    if (diff.functions[f].shift == CostShift::given && !diff.functions[f].is_gone()) return shift_finding(diff, f);
  }
  return renamed_finding(diff);
}

std::string alike_finding(const Diff& diff) {
  const double speed = diff.clock.median_after();
  return fmt::format(
      "all {} that can be compared ran {:.2f} times as {} alike: another machine, interpreter or build looks like this "
      "(on one machine: speed>+20%)",
      plural_text(static_cast<std::int64_t>(diff.clock.references), "function"), std::exp(std::abs(speed)),
      speed > 0 ? "slow" : "fast");
}

// Where a change is that no function has for itself; of what is slower alike as it was measured.
std::string module_finding(const Diff& diff) {
  const bool moved = total_moved(diff);
  std::map<std::string, Wide> modules;
  for (const FunctionDiff& function : diff.functions) {
    const FrameParts parts = diff.frames.parts(function.frame);
    std::string module = module_name(parts);
    if (module.empty()) module = parts.file == "~" ? "C functions" : std::string(parts.file);
    modules[std::move(module)] += moved ? function.self_delta() : function.measured_self - function.before.self;
  }
  std::vector<std::pair<std::string, Wide>> sorted(modules.begin(), modules.end());
  const auto size = [](Wide value) { return value < 0 ? -value : value; };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const auto& a, const auto& b) { return size(a.second) > size(b.second); });
  std::string text = moved ? "no function stands out, by module: " : "as measured, by module: ";
  for (std::size_t i = 0; i < std::min(sorted.size(), most_findings); ++i) {
    const std::string module = sorted[i].first.empty() ? std::string("(no file)") : marked_name(sorted[i].first);
    text += (i > 0 ? ", " : "") + module + ' ' + change(diff, bounded(sorted[i].second));
  }
  return text;
}

// How much a function has to say: its work or its change, whichever is more.
Weight importance(const FunctionDiff& function) {
  const Weight moved = function.self_moved ? std::abs(function.self_delta()) : 0;
  return std::max(moved, function.calls_changed() ? std::abs(function.work) : 0);
}

bool is_worth_saying(const FunctionDiff& function) {
  if (function.shift != CostShift::none) return false;
  // What is new or gone in a few calls is no finding.
  return function.self_moved || (function.was && function.is && function.calls_changed());
}

std::vector<std::uint32_t> worth_saying(const Diff& diff) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < diff.functions.size(); ++i) {
    if (is_worth_saying(diff.functions[i])) found.push_back(i);
  }
  const auto more = [&](std::uint32_t a, std::uint32_t b) {
    return importance(diff.functions[a]) > importance(diff.functions[b]);
  };
  const std::size_t kept = std::min(found.size(), most_findings);
  std::stable_sort(found.begin(), found.end(), more);
  found.resize(kept);
  return found;
}

std::string range_text(const std::vector<double>& speeds) {
  const auto [least, most] = std::minmax_element(speeds.begin(), speeds.end());
  const auto factor = [](double speed) { return fmt::format("{:.2f}", std::exp(-speed)); };
  const std::string low = factor(*most);
  const std::string high = factor(*least);
  return low == high ? low : low + " to " + high;
}

// Whether everything took longer, or everything less: more than large_drift, more than the scatter of the functions
// that say so explains, and the run as a whole as well.
bool is_alike(const Diff& diff) {
  const Clock& clock = diff.clock;
  const double speed = clock.kind == Clock::Kind::timed ? clock.median_after() : 0;
  if (std::abs(speed) <= large_drift || diff.after.measured == diff.after.total) return false;
  const double error = clock.sigma / std::sqrt(static_cast<double>(std::max<std::size_t>(clock.references, 1)));
  constexpr double sure = 3;  // standard errors
  return std::abs(speed) > sure * error && (speed > 0) == (diff.after.measured > diff.before.measured);
}

// Nobody shall read "no change" beside a total that doubled.
std::string measured_text(const Diff& diff) {
  if (diff.clock.kind != Clock::Kind::timed) return {};
  const std::string line =
      amount(diff, diff.before.measured) + " → " + amount(diff, diff.after.measured) + " as measured; ";
  if (is_alike(diff))
    return (diff.clock.median_after() > 0 ? "slower alike: " : "faster alike: ") + line + "at one speed ";
  const Weight least = std::max<Weight>(std::min(diff.before.measured, diff.after.measured), 1);
  const Weight most = std::max<Weight>(diff.before.measured, diff.after.measured);
  return static_cast<double>(most) > std::exp(clear_difference) * static_cast<double>(least) ? "undecided: " + line
                                                                                             : "";
}

}  // namespace

Outcome outcome(const Diff& diff) {
  if (total_moved(diff)) return diff.total_delta() > 0 ? Outcome::slower : Outcome::faster;
  const Weight work = exact_work(diff);
  if (!work_moved(diff, work)) return Outcome::unchanged;
  return work > 0 ? Outcome::more_work : Outcome::less_work;
}

std::string verdict_sentence(const Diff& diff) {
  const bool time = diff.metric.is_time();
  const Outcome found = outcome(diff);
  const std::string line = change_line(diff, diff.before.total, diff.after.total);
  if (found == Outcome::slower) {
    return (time ? "slower: " : "more: ") + line + sureness(diff, diff.total_evidence);
  }
  if (found == Outcome::faster) return (time ? "faster: " : "less: ") + line + sureness(diff, diff.total_evidence);
  if (found != Outcome::unchanged) {
    return std::string(found == Outcome::more_work ? "more work" : "less work") + ": calls that cost " +
           change(diff, exact_work(diff)) + ", whatever the clock says; measured " + line;
  }
  const Counts counts = count(diff);
  std::string text = measured_text(diff);
  if (const auto shown = resolution(diff); shown && shown->total < std::exp(hopeless) - 1) {
    text += "no change of the total above " + size_text(std::log1p(shown->total));
  } else if (shown) {
    text += "no change of the total that these runs could show";
  } else {
    text += "no change of the total above " + amount(diff, diff.total_band());
  }
  text += "; " + plural_text(counts.changed, "function") + " changed";
  if (counts.added > 0) text += ", " + thousands_text(counts.added) + " new";
  if (counts.gone > 0) text += ", " + thousands_text(counts.gone) + " gone";
  if (diff.counted != Counted::calls) return text;
  return text + (counts.calls > 0
                     ? ", calls changed in " + thousands_text(counts.calls)
                     : std::string(counts.added + counts.gone > 0 ? "" : ", calls equal in all functions"));
}

namespace {

std::vector<std::string> marked_findings(const Comparison& comparison) {
  const Diff& diff = comparison.diff();
  std::vector<std::string> sentences;
  for (const std::uint32_t index : worth_saying(diff)) {
    const FunctionDiff& function = diff.functions[index];
    const bool by_calls = function.calls_changed() && !function.is_new() && !function.is_gone() &&
                          (!function.self_moved || std::abs(function.work) * 2 >= std::abs(function.self_delta()));
    sentences.push_back(by_calls ? calls_finding(diff, index) : cost_finding(diff, index));
  }
  if (sentences.size() < most_findings) {
    if (std::string shift = shift_sentence(diff); !shift.empty()) sentences.push_back(std::move(shift));
  }
  const bool moved = outcome(diff) == Outcome::slower || outcome(diff) == Outcome::faster;
  const bool alike = is_alike(diff);
  if (outcome(diff) == Outcome::unchanged && alike && sentences.size() < most_findings) {
    sentences.push_back(alike_finding(diff));
  }
  if (moved ? sentences.empty() : alike && sentences.size() < most_findings) {
    sentences.push_back(module_finding(diff));
  }
  return sentences;
}

}  // namespace

std::vector<std::string> findings(const Comparison& comparison) {
  std::vector<std::string> sentences = marked_findings(comparison);
  for (std::string& sentence : sentences) std::erase(sentence, name_mark);
  return sentences;
}

std::vector<std::vector<std::string>> findings_in_parts(const Comparison& comparison) {
  std::vector<std::vector<std::string>> sentences;
  for (const std::string& sentence : marked_findings(comparison)) {
    std::vector<std::string>& parts = sentences.emplace_back();
    for (std::size_t begin = 0; begin <= sentence.size();) {
      const std::size_t end = std::min(sentence.find(name_mark, begin), sentence.size());
      parts.push_back(sentence.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  return sentences;
}

std::string speed_sentence(const Diff& diff) {
  const Clock& clock = diff.clock;
  if (clock.kind == Clock::Kind::sampled) {
    return "Samples scatter by themselves: functions are compared by their shares of the samples";
  }
  if (clock.kind != Clock::Kind::timed) return {};
  if (clock.references == 0) return "No functions to tell the machine from the code by: times are as measured";
  std::string text = fmt::format("The machine ran at {} of its speed before, {} after", range_text(clock.before),
                                 range_text(clock.after));
  const bool corrected = clock.median_after() != 0 ||
                         std::any_of(clock.before.begin(), clock.before.end(), [](double s) { return s != 0; });
  text += corrected ? ": taken out" : ": nothing taken out";
  text += " with " + plural_text(static_cast<std::int64_t>(clock.references), "function");
  text += clock.per_call ? ", by their cost per call" : " that did the same work";
  if (corrected && diff.after.measured != diff.after.total) {
    text += " (after " + amount(diff, diff.after.measured) + " as measured)";
  }
  text += ". Left: " + size_text(clock.sigma) + " a run";
  if (is_alike(diff)) {
    const bool slower = clock.median_after() > 0;
    text.append(". All of it is ").append(slower ? "slower" : "faster").append(" alike (") +=
        log_change_text(clock.median_after());
    text += " of time): the machine, the interpreter, or all of the code (a limit for it: speed>+20%)";
  }
  if (clock.sigma > noisy) {
    text +=
        ". The clock of these runs is too noisy for limits on time: record with the CPU clock "
        "(cProfile.Profile(time.process_time)), or limit calls";
  }
  return text;
}

namespace {

// Of the figures as they were measured, when a machine ran at another speed.
std::string measured_sentence(const Diff& diff) {
  const Clock& clock = diff.clock;
  constexpr double least_drift = 0.02;
  const double speed = clock.median_after();
  if (clock.references == 0) return "No functions to tell the machine from the code by: times are as measured. ";
  if (std::abs(speed) <= least_drift || diff.after.measured == diff.after.total) return {};
  return fmt::format("As measured {} → {}: the machine ran {:.2f} times as {} after; taken out with {}. ",
                     amount(diff, diff.before.measured), amount(diff, diff.after.measured), std::exp(std::abs(speed)),
                     speed > 0 ? "slow" : "fast",
                     plural_text(static_cast<std::int64_t>(clock.references), "function") + " that did the same work");
}

std::string runs_text(const Diff& diff) {
  if (diff.before.runs != diff.after.runs) {
    return plural_text(diff.before.runs, "run") + " before, " + std::to_string(diff.after.runs) + " after";
  }
  return diff.before.runs == 1 ? "One run a side" : thousands_text(diff.before.runs) + " runs a side";
}

}  // namespace

std::string short_trust_text(const Diff& diff) {
  std::string text;
  if (diff.clock.kind == Clock::Kind::timed) text = measured_sentence(diff);
  if (diff.clock.kind == Clock::Kind::sampled) text = "Functions are compared by their shares of the samples. ";
  text += runs_text(diff);
  if (const auto shown = resolution(diff)) {
    const auto size = [](double change) { return "±" + size_text(std::log1p(change)); };
    const bool hopeless_total = std::log1p(shown->total) > hopeless;
    text += hopeless_total ? ": times show nothing; record with the CPU clock, or limit calls"
                           : ": the total can show " + size(shown->total) + ", a function of 10% " + size(shown->tenth);
  } else {
    text += ": changes up to ±" + amount(diff, diff.noise) + " never count";
  }
  if (has_single_runs(diff) && diff.counted == Counted::calls) {
    text += "; whether calls vary by themselves is not known";
  }
  text += '.';
  if (diff.normalized) text += " All runs are scaled to the total before.";
  if (const std::string relative = relative_sentence(diff); !relative.empty()) text += ' ' + relative + '.';
  return text;
}

std::optional<Resolution> resolution(const Diff& diff) {
  const Clock& clock = diff.clock;
  if (!diff.total_evidence.is_timed()) return std::nullopt;
  Resolution shown;
  shown.total = std::expm1(std::min(band_factor(clock, BandUse::total, 1) * diff.total_evidence.error, 30.0));
  constexpr double tenth = 0.1;
  double error = 0;
  if (clock.kind == Clock::Kind::sampled) {
    double before = 0;
    double after = 0;
    for (std::size_t r = 0; r < clock.samples.size(); ++r) {
      (r < clock.before.size() ? before : after) += clock.samples[r];
    }
    const double parts = 1 / tenth + 1 / (1 - tenth);
    error = std::sqrt(parts / std::max(before, 1.0) + parts / std::max(after, 1.0));
  } else {
    const double inverse = 1 / static_cast<double>(diff.before.runs) + 1 / static_cast<double>(diff.after.runs);
    const double references = static_cast<double>(std::max<std::size_t>(clock.references, 1));
    constexpr double of_speeds = 1.5;
    error = clock.sigma * std::sqrt(inverse * (scatter_of_share(tenth) + of_speeds / references));
  }
  shown.tenth = std::expm1(std::min(band_factor(clock, BandUse::named, 1) * error, 30.0));
  return shown;
}

std::string resolution_sentence(const Diff& diff) {
  const auto shown = resolution(diff);
  if (!shown) return {};
  const auto is_hopeless = [](double change) { return std::log1p(change) > hopeless; };
  if (is_hopeless(shown->total) && is_hopeless(shown->tenth)) return "These runs can show no change of times";
  const auto from = [&](double change) {
    return is_hopeless(change) ? std::string("nothing") : "from " + log_change_text(std::log1p(change)) + " on";
  };
  return "These runs can show: total " + from(shown->total) + ", a function of 10% " + from(shown->tenth);
}

}  // namespace p2g::diffs
