// Patterns: the first line is one (after "re:" as --focus takes it), the others are names. Any text is a pattern or a
// usage error; globs match what a simple matcher says.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "src/base/text.h"
#include "src/model/pattern.h"

namespace p2g {
namespace {

// Globs of * and ? over the whole name, with the usual way back to the last *. One ? is one code point.
bool glob_matches(std::string_view glob, std::string_view name) {
  std::size_t g = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;
  while (n < name.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      retry = n;
    } else if (g < glob.size() && glob[g] == '?') {
      ++g;
      decode_utf8(name, n);
    } else if (g < glob.size() && glob[g] == name[n]) {
      ++g;
      ++n;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      decode_utf8(name, retry);
      n = retry;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

// A name that can be spelled in one way only.
bool is_plain(std::string_view name) {
  return !name.empty() &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

}  // namespace
}  // namespace p2g

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using p2g::require;
  std::string_view rest = p2g::text_of(data, size);
  std::string pattern(p2g::take_until(rest, "\n"));
  const bool plain_is_regex = pattern.starts_with("re:");
  if (plain_is_regex) pattern.erase(0, 3);
  p2g::Frames frames;
  while (!rest.empty() && frames.size() < 20) frames.add(p2g::take_until(rest, "\n"));

  const p2g::Result<p2g::Patterns> patterns = p2g::Patterns::parse({pattern}, "--root", plain_is_regex);
  if (!patterns) {
    require(patterns.error().kind == p2g::ErrorKind::usage && !patterns.error().hint.empty(),
            "a usage error, with a hint");
    return 0;
  }
  const p2g::Result<std::vector<std::uint8_t>> matching = patterns->match_all(frames);
  const bool slashes = pattern.size() >= 2 && pattern.front() == '/' && pattern.back() == '/';
  const bool is_glob = !plain_is_regex && !slashes && pattern.find('[') == std::string::npos;
  bool any = false;
  for (p2g::FrameId id = 0; id < frames.size(); ++id) {
    const bool matches = patterns->matches(frames, id);
    any = any || matches;
    if (matching) require(((*matching)[id] != 0) == matches, "one and all agree");
    const std::string_view name = frames.text(id);
    if (!is_glob || !p2g::is_valid_utf8(name) || name.empty()) continue;
    const bool expected = p2g::glob_matches(pattern, name);
    if (expected) require(matches, "a glob that fits matches");
    if (!expected && p2g::is_plain(name)) require(!matches, "a glob that does not fit matches nothing");
  }
  require(matching.has_value() == any, "no match is an error");
  if (!matching) require(!matching.error().hint.empty(), "the error shows a way");
  return 0;
}
