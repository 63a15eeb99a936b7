#include "src/model/same_file.h"

#include <algorithm>
#include <map>
#include <utility>

#include "src/base/npos.h"

namespace p2g {
namespace {

// Position behind "<mark>ANYTHING/", the last such place, else 0.
std::size_t below(std::string_view file, std::string_view mark, bool skip_component) {
  const std::size_t at = file.rfind(mark);
  if (at == npos) return 0;
  std::size_t begin = at + mark.size();
  if (!skip_component) return begin;
  begin = file.find('/', begin);
  return begin == npos ? 0 : begin + 1;
}

// "/usr/lib/python3.11/json/decoder.py" begins to count behind "python3.11/".
std::size_t below_python(std::string_view file) {
  constexpr std::string_view mark = "/python";
  const std::size_t at = file.rfind(mark);
  if (at == npos) return 0;
  std::size_t end = at + mark.size();
  while (end < file.size() && ((file[end] >= '0' && file[end] <= '9') || file[end] == '.')) ++end;
  const bool version = end > at + mark.size() && end < file.size() && file[end] == '/';
  return version && file.substr(0, at).ends_with("lib") ? end + 1 : 0;
}

// Bytes of the longest common tail of whole components.
std::size_t common_tail(std::string_view a, std::string_view b) {
  std::size_t agreed = 0;
  for (std::size_t n = 1; n <= std::min(a.size(), b.size()); ++n) {
    if (a[a.size() - n] != b[b.size() - n]) break;
    const bool a_ends = n == a.size() || a[a.size() - n - 1] == '/';
    const bool b_ends = n == b.size() || b[b.size() - n - 1] == '/';
    if (a_ends && b_ends) agreed = n;
  }
  return agreed;
}

void sort_once_each(std::vector<std::string>& files) {
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
}

std::vector<std::string> only_in(const std::vector<std::string>& files, const std::vector<std::string>& others) {
  std::vector<std::string> only;
  std::set_difference(files.begin(), files.end(), others.begin(), others.end(), std::back_inserter(only));
  return only;
}

}  // namespace

std::string comparable_file(std::string_view file) {
  std::string path(file);
  std::replace(path.begin(), path.end(), '\\', '/');
  std::size_t begin = 0;
  for (const std::string_view mark : {"/site-packages/", "/dist-packages/"}) {
    begin = std::max(begin, below(path, mark, false));
  }
  if (begin == 0) begin = below(path, ".runfiles/", true);
  if (begin == 0 && path.starts_with("/rustc/")) begin = below(path, "/rustc/", true);
  if (begin == 0) begin = below_python(path);
  return begin > 0 && begin < path.size() ? path.substr(begin) : path;
}

bool is_file(std::string_view file) { return !file.empty() && file != "~" && file.front() != '<'; }

BuildPrefixes find_build_prefixes(std::vector<std::string> before, std::vector<std::string> after, Shared shared) {
  sort_once_each(before);
  sort_once_each(after);
  std::vector<std::string> both;
  std::set_intersection(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(both));
  if (!both.empty() && shared == Shared::one_place) return {};
  std::multimap<std::string, std::string> by_name;
  for (std::string& file : only_in(after, before)) by_name.emplace(base_name(file), file);
  // A file votes once, for the partner with which it agrees longest; files of very common names are too many to try.
  constexpr std::ptrdiff_t most_partners = 64;
  std::map<std::pair<std::string, std::string>, std::size_t> votes;
  for (const std::string& file : only_in(before, after)) {
    const auto [first, last] = by_name.equal_range(std::string(base_name(file)));
    if (std::distance(first, last) > most_partners) continue;
    std::size_t best = 0;
    const std::string* partner = nullptr;
    for (auto it = first; it != last; ++it) {
      if (const std::size_t tail = common_tail(file, it->second); tail > best) {
        best = tail;
        partner = &it->second;
      }
    }
    if (partner == nullptr) continue;
    ++votes[{file.substr(0, file.size() - best), partner->substr(0, partner->size() - best)}];
  }
  BuildPrefixes winner;
  std::size_t most = 0;
  for (const auto& [prefixes, count] : votes) {
    if (count <= most) continue;  // ties: the first by name
    most = count;
    winner = {prefixes.first, prefixes.second};
  }
  return winner;
}

std::string_view base_name(std::string_view file) {
  const std::size_t slash = file.find_last_of("/\\");
  return slash == npos ? file : file.substr(slash + 1);
}

}  // namespace p2g
