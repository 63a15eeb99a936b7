#include "src/cli/synonyms.h"

#include <algorithm>
#include <array>
#include <span>

namespace p2g {
namespace {

struct Synonym {
  std::string_view said;
  std::string_view instead;
};

constexpr auto options = std::to_array<Synonym>({{"--base", "diff BEFORE AFTER"},
                                                 {"--callgraph", "--view callgraph"},
                                                 {"--cmap", "--colormap NAME"},
                                                 {"--color", "--colormap NAME, --theme NAME"},
                                                 {"--colors", "--colormap NAME, --theme NAME"},
                                                 {"--compare", "diff BEFORE AFTER"},
                                                 {"--cumulative", "--sort cumulative"},
                                                 {"--dark", "--scheme dark"},
                                                 {"--debug", "--verbose"},
                                                 {"--diff", "diff BEFORE AFTER"},
                                                 {"--diff_base", "diff BEFORE AFTER"},
                                                 {"--dot", "-T dot"},
                                                 {"--edgefraction", "--edge-thres PCT"},
                                                 {"--exclude", "--hide RE, --ignore RE"},
                                                 {"--filter", "--focus RE, --show RE"},
                                                 {"--flame", "--view flame"},
                                                 {"--flamegraph", "--view flame"},
                                                 {"--function", "--root PATTERN, --focus RE"},
                                                 {"--icicle", "--view flame"},
                                                 {"--include", "--focus RE, --show RE"},
                                                 {"--input", "FILE without an option"},
                                                 {"--invert", "--flip"},
                                                 {"--inverted", "--flip"},
                                                 {"--json", "-T json"},
                                                 {"--light", "--scheme light"},
                                                 {"--list", "list FILE"},
                                                 {"--max-depth", "--depth N"},
                                                 {"--merge", "merge FILE... -o OUT"},
                                                 {"--min-percent", "--node-thres PCT"},
                                                 {"--minwidth", "--node-thres PCT"},
                                                 {"--module", "--path NAME"},
                                                 {"--no-stdlib", "--mine"},
                                                 {"--nodecount", "--max-nodes N"},
                                                 {"--nodefraction", "--node-thres PCT"},
                                                 {"--only", "--show RE, --path NAME"},
                                                 {"--output-format", "--type NAME"},
                                                 {"--output-type", "--type NAME"},
                                                 {"--own", "--mine"},
                                                 {"--package", "--path NAME"},
                                                 {"--pdf", "-T pdf"},
                                                 {"--percent", "--node-thres PCT"},
                                                 {"--png", "-T png"},
                                                 {"--prune", "--node-thres PCT"},
                                                 {"--relative_percentages", "--relative"},
                                                 {"--rows", "--limit N"},
                                                 {"--silent", "--quiet"},
                                                 {"--sort-by", "--sort KEY"},
                                                 {"--svg", "-T svg"},
                                                 {"--table", "--view table"},
                                                 {"--text", "--view table"},
                                                 {"--threshold", "--node-thres PCT, --edge-thres PCT"},
                                                 {"--top", "--view table --limit N"},
                                                 {"--total", "--sort cumulative"},
                                                 {"--tree", "--view flame"},
                                                 {"--user-code", "--mine"},
                                                 {"--zoom", "--root PATTERN"}});

constexpr auto commands = std::to_array<Synonym>({{"callgraph", "prof2graph FILE --view callgraph"},
                                                  {"compare", "prof2graph diff BEFORE AFTER"},
                                                  {"export", "prof2graph convert FILE -o OUT"},
                                                  {"flame", "prof2graph FILE --view flame"},
                                                  {"flamegraph", "prof2graph FILE --view flame"},
                                                  {"graph", "prof2graph FILE"},
                                                  {"icicle", "prof2graph FILE --view flame"},
                                                  {"info", "prof2graph list FILE"},
                                                  {"plot", "prof2graph FILE -o callgraph.svg"},
                                                  {"render", "prof2graph FILE -o callgraph.svg"},
                                                  {"show", "prof2graph FILE"},
                                                  {"stats", "prof2graph FILE --view table"},
                                                  {"sum", "prof2graph merge FILE... -o OUT"},
                                                  {"table", "prof2graph FILE --view table"},
                                                  {"top", "prof2graph FILE --view table"},
                                                  {"view", "prof2graph FILE"}});

std::string_view instead_of(std::string_view said, std::span<const Synonym> synonyms) {
  const auto found = std::find_if(synonyms.begin(), synonyms.end(), [&](const Synonym& s) { return s.said == said; });
  return found != synonyms.end() ? found->instead : std::string_view();
}

}  // namespace

std::string_view instead_of_option(std::string_view name) { return instead_of(name, options); }
std::string_view instead_of_command(std::string_view word) { return instead_of(word, commands); }

}  // namespace p2g
