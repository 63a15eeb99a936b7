// The low blocks by themselves, in memory that is warm: what is left of a stage's time when the machine helps.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "src/base/sink.h"
#include "src/base/strings.h"
#include "src/base/text.h"
#include "src/importers/importer.h"
#include "src/model/profile.h"
#include "src/model/totals.h"
#include "src/passes/graph/choose_functions.h"
#include "src/passes/graph/to_graph.h"
#include "src/passes/tree/to_tree.h"

namespace p2g {
namespace {

std::vector<std::string> make_names(int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i)
    names.push_back("package.module_" + std::to_string(i % 97) + ".function_" + std::to_string(i));
  return names;
}

// `lines` stacks of a program that walks its tree: neighbours share most of their frames, as real outputs do.
std::string make_folded(int lines) {
  std::string text;
  for (int i = 0; i < lines; ++i) {
    text += "main";
    for (int level = 0, path = i; level < 16; ++level, path /= 3)
      text += ";level_" + std::to_string(level) + "_" + std::to_string(path % 40);
    text += ' ' + std::to_string(1 + i % 7) + '\n';
  }
  return text;
}

void intern_known_names(benchmark::State& state) {
  const std::vector<std::string> names = make_names(static_cast<int>(state.range(0)));
  Strings strings;
  for (const std::string& name : names) strings.intern(name);
  for (auto _ : state) {
    for (const std::string& name : names) benchmark::DoNotOptimize(strings.intern(name));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(intern_known_names)->Arg(1000)->Arg(200000);

void escape_xml(benchmark::State& state) {
  std::string out;
  for (auto _ : state) {
    out.clear();
    for (int i = 0; i < 100; ++i) append_xml(out, "std::map<int, Foo&>::operator[] (map.h:305)");
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(state.iterations() * 100 * 43);
}
BENCHMARK(escape_xml);

void print_decimals(benchmark::State& state) {
  std::string out;
  for (auto _ : state) {
    out.clear();
    for (std::int64_t i = 0; i < 1000; ++i) append_decimal(out, i * 1234567, 9);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations() * 1000);
}
BENCHMARK(print_decimals);

void read_folded(benchmark::State& state) {
  const std::string text = make_folded(static_cast<int>(state.range(0)));
  const Importer* const importer = find_importer("folded").value();
  for (auto _ : state) {
    Source source = Source::from_memory("bench", text);
    benchmark::DoNotOptimize(importer->read(source, {}));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(read_folded)->Arg(1000)->Arg(50000)->Unit(benchmark::kMillisecond);

void stacks_to_graph_and_tree(benchmark::State& state) {
  const std::string text = make_folded(static_cast<int>(state.range(0)));
  Source source = Source::from_memory("bench", text);
  const Profile profile = std::move(find_importer("folded").value()->read(source, {}).value());
  for (auto _ : state) {
    const std::vector<FunctionCost> totals = function_totals(profile);
    benchmark::DoNotOptimize(to_graph(profile, totals, choose_functions(profile, totals, {0.005, 0.001, 0}), 0.001));
    TreeOptions options;
    options.min_share = 0.002;
    benchmark::DoNotOptimize(to_tree(profile, options));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(profile.stacks().size()));
}
BENCHMARK(stacks_to_graph_and_tree)->Arg(50000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace p2g

BENCHMARK_MAIN();
