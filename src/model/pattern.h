// What users give to find functions: a glob, or /regular expression/ (RE2: linear time, so a pattern from a CI file
// cannot hang).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/result.h"
#include "src/base/third_party.h"
#include "src/model/frame.h"

namespace p2g {

// "visit_*", "json.decoder:decode", "*parse*" are globs over the whole name (case-sensitive); a glob without * ? [
// matches the whole name exactly. "/…/" is an RE2 expression that matches anywhere. Tried against the bare name, the
// frame's text, the display name, "module.name", "file:line:name" and what is printed: what lists show, the same with
// the file in short, pstats' "file:12(name)", and what the input wrote. A pattern that is a name as it stands
// ("operator[]", "legacy (v1.py:8)") is that name.
class Patterns {
 public:
  // Fails with ErrorKind::usage on a malformed expression. `option` names the flag in messages ("--focus"); with
  // `plain_is_regex` a pattern without slashes is an expression too (--focus, --ignore, --hide, --show take RE).
  static Result<Patterns> parse(const std::vector<std::string>& texts, std::string_view option, bool plain_is_regex);
  bool empty() const;
  bool matches(const Frames& frames, FrameId frame) const;
  // For each frame one bit for each of at most 64 `sets`, the lowest for the first. Nothing has to match.
  static std::vector<std::uint64_t> match_each(const std::vector<Patterns>& sets, const Frames& frames);
  // Instructions of the expressions, which says how much memory they take; 0 when all are plain names.
  std::size_t program_size() const;
  // 1 for every matching frame; a usage error naming the nearest names when one of the patterns matches nothing.
  Result<std::vector<std::uint8_t>> match_all(const Frames& frames) const;

  Patterns(Patterns&&) noexcept;
  Patterns& operator=(Patterns&&) noexcept;
  ~Patterns();

 private:
  struct Impl;
  explicit Patterns(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// As --list-functions prints it, raw: "find_longest_match (/usr/lib/python3.11/difflib.py:305)". Patterns match it.
std::string listed_name(const FrameParts& parts);

// A pattern that selects this function and, where names allow it, no other: its bare name if that is enough.
std::string pattern_of(const Frames& frames, FrameId frame);

// RE2, which cannot tell its version: the file has it.
ThirdParty re2_third_party();

}  // namespace p2g
