#include "program_options.h"

#include <array>
#include <cstdint>
#include <string>

#include "src/passes/select/filter.h"

namespace p2g {
namespace {

// Hands out the bytes one after the other, zeros at the end: 0 is always the default.
class Choices {
 public:
  explicit Choices(std::string_view bytes) : bytes_(bytes) {}
  unsigned byte() {
    if (bytes_.empty()) return 0;
    const auto value = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    return value;
  }
  template <class List>
  auto pick(const List& list) {
    return list[byte() % list.size()];
  }

 private:
  std::string_view bytes_;
};

using Texts = std::vector<std::string>;

void choose_filter(Choices& choices, FilterOptions& filter) {
  static constexpr std::array<const char*, 12> patterns = {"*",      "main",     "m*",  "/a/", "*e*",           "f?",
                                                           "/^.*$/", "*[a-m]?*", "<*>", "/",   "json.decoder*", ""};
  const unsigned which = choices.byte();
  for (unsigned i = 0; i < 7; ++i) {
    if ((which >> i & 1) == 0) continue;
    Texts FilterOptions::*const lists[] = {&FilterOptions::root,   &FilterOptions::leaf, &FilterOptions::focus,
                                           &FilterOptions::ignore, &FilterOptions::hide, &FilterOptions::show,
                                           &FilterOptions::path};
    (filter.*lists[i]).emplace_back(choices.pick(patterns));
  }
  const unsigned more = choices.byte();
  if ((more & 1) != 0) filter.depth = static_cast<int>(more >> 4);
  filter.fold_recursion = (more & 2) != 0;
  filter.reverse = (more & 12) == 12;
  filter.mine = (more & 12) == 8;
  filter.relative = (more & 12) == 4;
}

void choose_thresholds(Choices& choices, Options& options) {
  static constexpr std::array<double, 5> percents = {0, 0.5, 5, 40, 100};
  static constexpr std::array<std::int64_t, 5> nodes = {0, 1, 3, 20, 200};
  const unsigned which = choices.byte();
  if ((which & 1) != 0) options.node_percent = choices.pick(percents);
  if ((which & 2) != 0) options.edge_percent = choices.pick(percents);
  if ((which & 4) != 0) options.max_nodes = choices.pick(nodes);
}

void choose_look(Choices& choices, Options& options) {
  static constexpr std::array<double, 3> widths = {900, 480, 2400};
  static constexpr std::array<const char*, 8> themes = {"heat", "bw", "color", "pink", "gray", "print", "heat", "heat"};
  PictureOptions& picture = options.picture;
  const unsigned look = choices.byte();
  options.names.strip = (look & 1) != 0;
  options.dot.wrap = (look & 2) != 0;
  picture.script = (look & 4) == 0;
  options.flame.flip = (look & 8) != 0;
  options.flame.chart = (look & 16) != 0;
  options.flame.name_order = (look & 32) != 0;
  picture.color_by_self = (look & 64) != 0;
  options.dot.show_samples = (look & 128) != 0;
  options.theme = choices.pick(themes);
  picture.width = choices.pick(widths);
  picture.scheme = static_cast<Scheme>(choices.byte() % 3);
  const unsigned rare = choices.byte();
  picture.background = (rare & 1) == 0;
  if ((rare & 2) != 0) picture.title = "<&\"\x1b\xff'> \xe6\x97\xa5";
  if ((rare & 4) != 0) options.dot.skew = 0.3;
  if ((rare & 8) != 0) options.dot.node_labels = {"self-time", "total-time", "total-time-percentage"};
  if ((rare & 0xf0) == 0xf0) picture.layout = "dot";  // Graphviz is not what is tested here
}

void choose_rest(Choices& choices, ProgramCase& chosen) {
  static constexpr std::array<const char*, 9> sorts = {"cumulative", "self", "calls",  "name",   "file",
                                                       "line",       "nfl",  "pcalls", "stdname"};
  static constexpr std::array<const char*, 8> limits = {
      "total>1ms",          "self(*)>10%", "calls(m*)>2",      "total>+5%",
      "cumulative(*)>+1us", "new>0",       "self(*)>3samples", "total<5"};
  Options& options = chosen.options;
  const unsigned what = choices.byte();
  chosen.compare = (what & 1) != 0;
  options.strict = (what & 2) != 0;
  options.flame.exact_only = (what & 4) != 0;
  if ((what & 8) != 0) options.threads = 1;
  if ((what & 16) != 0) options.fail_on.emplace_back(choices.pick(limits));
  if ((what & 32) != 0) options.sort = choices.pick(sorts);
  if ((what & 64) != 0) options.table.limit = choices.byte() % 4;
  if ((what & 128) != 0) options.table.kind = static_cast<Table::Kind>(choices.byte() % 3);
  options.sandwich.function = "*";  // without effect in other views
  const unsigned comparing = choices.byte();
  options.compare.normalize = (comparing & 1) != 0;
  options.compare.drift = (comparing & 16) == 0;
  if ((comparing & 2) != 0) options.compare.noise_share = 0;
  if ((comparing & 12) == 12) options.match.renames = {"f=g"};
  if (comparing == 255) options.list_functions = "";
}

}  // namespace

std::vector<ViewAndFormat> all_pictures() {
  std::vector<ViewAndFormat> all;
  for (const View* view : views()) {
    for (const Format* format : formats()) all.emplace_back(view, format);
  }
  return all;
}

ProgramCase choose_case(std::string_view bytes) {
  Choices choices(bytes);
  ProgramCase chosen;
  const std::vector<ViewAndFormat> all = all_pictures();
  if (const unsigned which = choices.byte(); which != 0) {
    chosen.pictures = {all[(which - 1) % all.size()]};
  } else {
    for (const ViewAndFormat& picture : all) {
      if (!picture.second->binary) chosen.pictures.push_back(picture);
    }
  }
  choose_rest(choices, chosen);
  choose_filter(choices, chosen.options.filter);
  choose_thresholds(choices, chosen.options);
  choose_look(choices, chosen.options);
  return chosen;
}

}  // namespace p2g
