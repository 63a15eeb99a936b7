#include "src/cli/version.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "renderers/third_party.h"
#include "src/model/pattern.h"

namespace p2g {
namespace {

std::string compiler() {
#ifdef __clang__
  return __VERSION__;  // "Clang 14.0.6"
#else
  return "g++ " __VERSION__;
#endif
}

// Columns with two blanks between them; "-" is what nobody can tell. No cell but the last has two blanks in it.
std::string table(const std::vector<ThirdParty>& libraries) {
  using Row = std::array<std::string, 5>;
  std::vector<Row> rows = {{"library", "headers", "running", "licence", "comes"}};
  for (const ThirdParty& c : libraries) rows.push_back({c.name, c.headers, c.running, c.license, c.linked});
  constexpr std::size_t last = std::tuple_size_v<Row> - 1;
  std::array<std::size_t, std::tuple_size_v<Row>> widths{};
  for (Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i].empty()) row[i] = "-";
      widths[i] = std::max(widths[i], row[i].size() + 2);
    }
  }
  std::string out;
  for (Row& row : rows) {
    for (std::size_t i = 0; i < last; ++i) {
      row[i].resize(widths[i], ' ');
      out += row[i];
    }
    out += row[last] + '\n';
  }
  return out;
}

}  // namespace

std::string version_text() { return "prof2graph " P2G_VERSION "\n"; }

std::string verbose_version_text(ThirdParty parser) {
  std::vector<ThirdParty> all = {std::move(parser)};
  for (ThirdParty& library : common_third_parties()) all.push_back(std::move(library));
  for (ThirdParty& library : compression_third_parties()) all.push_back(std::move(library));
  for (ThirdParty library : {re2_third_party(), toml_third_party()}) all.push_back(std::move(library));
  for (ThirdParty& library : cairo_third_parties()) all.push_back(std::move(library));
  all.push_back(graphviz_third_party());
  return version_text() + "licence: MIT\ncompiler: " + compiler() + "\n\n" + table(all);
}

}  // namespace p2g
