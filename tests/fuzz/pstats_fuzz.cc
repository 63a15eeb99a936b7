// The pstats importer takes any bytes and keeps the invariants that later stages build on. What the grammar writes is
// read as it is meant.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "check.h"
#include "marshal_grammar.h"
#include "marshal_mutator.h"
#include "mutator.h"
#include "src/importers/importer.h"

namespace p2g {
extern const Importer importer_pstats;

namespace {

void check(const Profile& profile, std::size_t input_bytes) {
  const Calls& calls = profile.calls();
  require(calls.functions.size() == profile.frames.size(), "each frame has figures");
  require(calls.functions.size() <= input_bytes, "no more functions than bytes");
  require(calls.edges.size() <= input_bytes, "no more edges than bytes");
  require(profile.metric.decimals >= 0 && profile.metric.decimals <= 9, "0 to 9 decimals");
  // No sum over the profile may overflow.
  std::int64_t self = 0;
  std::int64_t cumulative = 0;
  std::int64_t called = 0;
  const auto add = [](std::int64_t& sum, std::int64_t value) {
    require(!__builtin_add_overflow(sum, value, &sum), "sums have room");
  };
  for (const FunctionCost& cost : calls.functions) {
    add(self, cost.self);
    add(cumulative, cost.cumulative);
    add(called, cost.calls);
    require(cost.calls >= 0 && cost.primitive_calls >= 0, "no negative counts");
  }
  require(self == profile.total, "self times add up to the total");
  for (const CallCost& edge : calls.edges) {
    require(edge.caller < calls.functions.size() && edge.callee < calls.functions.size(), "edges have ends");
    if (edge.cumulative != unknown_weight) add(cumulative, edge.cumulative);
    add(called, edge.calls);
    require(edge.calls >= 0 && edge.primitive_calls >= -1, "no negative counts of edges");
  }
}

Result<Profile> read(std::string_view bytes) {
  Source source = Source::from_memory("fuzz", bytes);
  return importer_pstats.read(source, {});
}

void check_grammar(Dice& dice) {
  const MarshalDump dump = MarshalGrammar(dice).dump();
  // An empty dict before other bytes ("{0what…") may as well be text.
  const bool is_known = importer_pstats.sniff(dump.bytes) != Sniff::no;
  require(is_known || dump.functions == 0, "a dump of the grammar is recognised");
  const Result<Profile> profile = read(dump.bytes);
  require(profile.has_value(), "a dump of the grammar is read");
  // Figures that disagree may get a function more, for what is measured and not listed.
  const std::size_t functions = profile->frames.size();
  const bool has_rest = functions > dump.functions;
  require(functions - (has_rest ? 1 : 0) == dump.functions, "all its functions are found");
  const CallList& calls = profile->calls().edges;
  const auto to_rest = [&](const CallCost& call) { return has_rest && call.callee == dump.functions; };
  const auto listed = calls.size() - static_cast<std::size_t>(std::count_if(calls.begin(), calls.end(), to_rest));
  require(listed == dump.edges, "all its edges are found");
  // Damages would rarely reach the depths if objects were not found.
  require(!find_objects(dump.bytes).empty(), "its objects are found");
}

}  // namespace
}  // namespace p2g

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  p2g::Source source = p2g::Source::from_memory("fuzz", p2g::text_of(data, size));
  p2g::importer_pstats.sniff(source.head());
  // Compressed input may be a thousand times as large as it looks: another target's business.
  const bool is_plain = source.size_hint() == size;
  if (const p2g::Result<p2g::Profile> profile = p2g::importer_pstats.read(source, {}); profile && is_plain) {
    p2g::check(*profile, size);
  }
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most_bytes,
                                               unsigned int seed) {
  p2g::Dice dice(seed);
  std::string bytes(p2g::text_of(data, size));
  if (dice.one_in(4)) return p2g::hand_over(p2g::mutate_bytes(std::move(bytes), most_bytes), data, most_bytes);
  if (dice.one_in(50)) p2g::check_grammar(dice);
  return p2g::hand_over(p2g::mutate_marshal(std::move(bytes), dice), data, most_bytes);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_size, const std::uint8_t* two,
                                                 std::size_t two_size, std::uint8_t* out, std::size_t most_bytes,
                                                 unsigned int seed) {
  p2g::Dice dice(seed);
  std::string bytes(p2g::text_of(one, one_size));
  return p2g::hand_over(p2g::splice_marshal(std::move(bytes), p2g::text_of(two, two_size), dice), out, most_bytes);
}
