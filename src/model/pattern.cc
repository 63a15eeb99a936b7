#include "src/model/pattern.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "src/base/diagnostics.h"
#include "src/base/text.h"
#include "src/model/names.h"

namespace p2g {
namespace {

// One [...] of a glob as a class of RE2, or nothing when it is not closed: then "[" is a letter like others.
// Advances `at` past it.
bool append_class(std::string& out, std::string_view glob, std::size_t& at) {
  std::size_t first = at + 1;
  const bool negated = first < glob.size() && (glob[first] == '!' || glob[first] == '^');
  if (negated) ++first;
  const std::size_t close = glob.find(']', first + 1);
  if (close == std::string_view::npos) return false;
  out += negated ? "[^" : "[";
  for (const char c : glob.substr(first, close - first)) {
    if (c == '\\' || c == '[' || c == ']' || c == '^' || c == '&' || c == '~') out += '\\';
    out += c;
  }
  out += ']';
  at = close + 1;
  return true;
}

// A glob as an expression for a full match.
std::string translate_glob(std::string_view glob) {
  std::string out = "(?s)";
  for (std::size_t i = 0; i < glob.size();) {
    const char c = glob[i];
    if (c == '[' && append_class(out, glob, i)) continue;
    std::size_t end = i + 1;
    if (c == '*') {
      while (end < glob.size() && glob[end] == '*') ++end;
      out += ".*";
    } else if (c == '?') {
      out += '.';
    } else {
      decode_utf8(glob, end = i);
      out += RE2::QuoteMeta({glob.data() + i, end - i});
    }
    i = end;
  }
  return out;
}

struct Pattern {
  std::string text;
  std::unique_ptr<RE2> expression;  // null: `text` as a whole name
  bool anywhere = false;

  bool matches(std::string_view name) const {
    // A name as a list shows it is that function, also one that could be a glob: operator[].
    if (!expression || name == text) return name == text;
    const re2::StringPiece piece(name.data(), name.size());
    return anywhere ? RE2::PartialMatch(piece, *expression) : RE2::FullMatch(piece, *expression);
  }
};

// All that a function may be called by a user. Kept between frames, so that matching allocates nothing.
struct Spellings {
  std::vector<std::string> texts;
  std::size_t count = 0;

  void add(std::string_view text) {
    const auto end = texts.begin() + static_cast<std::ptrdiff_t>(count);
    if (text.empty() || std::find(texts.begin(), end, text) != end) return;
    if (count == texts.size()) texts.emplace_back();
    std::string& slot = texts[count++];
    slot.clear();
    if (is_valid_utf8(text)) {
      slot.append(text);
    } else {
      repair_utf8(text, slot);
    }
  }
  bool any(const Pattern& pattern) const {
    const auto end = texts.begin() + static_cast<std::ptrdiff_t>(count);
    return std::any_of(texts.begin(), end, [&](const std::string& text) { return pattern.matches(text); });
  }
};

// "json.decoder" for ".../json/decoder.py": how it is imported, as far as one folder tells.
std::string package_and_module(const FrameParts& parts, const std::string& module) {
  const std::size_t slash = parts.file.find_last_of("/\\");
  if (slash == std::string_view::npos || module.empty()) return {};
  std::string_view folder = parts.file.substr(0, slash);
  if (parts.file.substr(slash + 1).starts_with("__init__.")) folder = folder.substr(0, folder.size() - module.size());
  while (!folder.empty() && (folder.back() == '/' || folder.back() == '\\')) folder.remove_suffix(1);
  const std::size_t above = folder.find_last_of("/\\");
  const std::string_view package = above == std::string_view::npos ? folder : folder.substr(above + 1);
  return package.empty() ? std::string() : std::string(package) + '.' + module;
}

void spell(const Frames& frames, FrameId frame, Spellings& out) {
  const FrameParts parts = frames.parts(frame);
  out.count = 0;
  out.add(parts.name);
  out.add(frames.text(frame));
  out.add(display_name(parts).name);
  const std::string name(parts.name);
  const std::string line = std::to_string(parts.line);
  if (const std::string module = module_name(parts); !module.empty()) {
    const std::string package = package_and_module(parts, module);
    out.add(module + '.' + name);
    out.add(module + ':' + name);
    out.add(module + ':' + line + ':' + name);
    if (!package.empty()) {
      out.add(package + '.' + name);
      out.add(package + ':' + name);
    }
  }
  if (parts.has_file) {
    out.add(std::string(parts.file) + ':' + line + ':' + name);
    if (parts.file != "~") out.add(function_text(parts));  // "sleep (C function)" would match every "f"
    out.add(standard_name(frames, frame));
  }
  for (const std::string& text : frames.spellings(frame)) out.add(text);
  const std::string listed = listed_name(parts);
  out.add(listed);
  out.add(to_terminal(listed));
}

// What is left of a pattern as a name, to look for names near it.
std::string bare(std::string_view pattern) {
  std::string result;
  for (const char c : pattern) {
    if (std::string_view("*?[]/^$\\().+|").find(c) == std::string_view::npos) result += c;
  }
  return result;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool contains_ignoring_case(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

Error no_match(const Frames& frames, const std::string& option, const Pattern& pattern) {
  constexpr std::size_t most_bytes = 200;  // longer names are no help, and comparing them takes long
  const std::string wanted = bare(pattern.text);
  std::vector<std::string_view> known;
  for (FrameId id = 0; id < frames.size(); ++id) {
    const std::string_view name = frames.parts(id).name;
    if (!name.empty() && name.size() <= most_bytes) known.push_back(name);
  }
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());

  std::vector<std::string_view> near;
  if (!wanted.empty() && wanted.size() <= most_bytes) {
    if (const std::string_view nearest = nearest_name(wanted, known); !nearest.empty()) near.push_back(nearest);
    for (const std::string_view name : known) {
      if (near.size() == 3) break;
      const bool alike = wanted.size() >= 3 && contains_ignoring_case(name, wanted);
      if (alike && std::find(near.begin(), near.end(), name) == near.end()) near.push_back(name);
    }
  }
  Error error{ErrorKind::usage, option + ": no function matches \"" + pattern.text + '"', ""};
  for (const std::string_view name : near) {
    error.hint += error.hint.empty() ? "the nearest names are \"" : ", \"";
    error.hint.append(name) += '"';
  }
  if (near.empty()) {
    error.hint = pattern.anywhere
                     ? "--list-functions shows all names; a regular expression may match any part, (?i) in any case"
                     : "--list-functions shows all names; globs match whole names, \"*part*\" a part";
  }
  return error;
}

}  // namespace

struct Patterns::Impl {
  std::string option;
  std::vector<Pattern> patterns;

  bool matches(const Spellings& spellings) const {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const Pattern& pattern) { return spellings.any(pattern); });
  }
};

Patterns::Patterns(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Patterns::Patterns(Patterns&&) noexcept = default;
Patterns& Patterns::operator=(Patterns&&) noexcept = default;
Patterns::~Patterns() = default;

Result<Patterns> Patterns::parse(const std::vector<std::string>& texts, std::string_view option, bool plain_is_regex) {
  auto impl = std::make_unique<Impl>();
  impl->option = option;
  RE2::Options settings;
  settings.set_log_errors(false);
  for (const std::string& text : texts) {
    Pattern pattern{text, nullptr, false};
    const bool slashes = text.size() >= 2 && text.front() == '/' && text.back() == '/';
    if (slashes || plain_is_regex) {
      pattern.anywhere = true;
      pattern.expression = std::make_unique<RE2>(slashes ? text.substr(1, text.size() - 2) : text, settings);
    } else if (text.find_first_of("*?[") != std::string::npos) {
      pattern.expression = std::make_unique<RE2>(translate_glob(text), settings);
    }
    if (pattern.expression && !pattern.expression->ok()) {
      Error error{ErrorKind::usage, impl->option + ": \"" + text + "\" is no pattern: " + pattern.expression->error(),
                  ""};
      error.hint = slashes || plain_is_regex
                       ? "regular expressions have RE2's syntax: https://github.com/google/re2/wiki/Syntax"
                       : "globs know * ? and [a-z]";
      return fail(std::move(error));
    }
    impl->patterns.push_back(std::move(pattern));
  }
  return Patterns(std::move(impl));
}

bool Patterns::empty() const { return impl_->patterns.empty(); }

bool Patterns::matches(const Frames& frames, FrameId frame) const {
  Spellings spellings;
  spell(frames, frame, spellings);
  return impl_->matches(spellings);
}

std::vector<std::uint64_t> Patterns::match_each(const std::vector<Patterns>& sets, const Frames& frames) {
  std::vector<std::uint64_t> matching(frames.size(), 0);
  Spellings spellings;
  for (FrameId id = 0; id < frames.size(); ++id) {
    spell(frames, id, spellings);
    for (std::size_t i = 0; i < sets.size(); ++i) {
      if (sets[i].impl_->matches(spellings)) matching[id] |= std::uint64_t{1} << i;
    }
  }
  return matching;
}

std::size_t Patterns::program_size() const {
  std::size_t size = 0;
  for (const Pattern& pattern : impl_->patterns) {
    if (pattern.expression) size += static_cast<std::size_t>(pattern.expression->ProgramSize());
  }
  return size;
}

Result<std::vector<std::uint8_t>> Patterns::match_all(const Frames& frames) const {
  std::vector<std::uint8_t> matching(frames.size(), 0);
  std::vector<std::uint8_t> used(impl_->patterns.size(), 0);
  Spellings spellings;
  for (FrameId id = 0; id < frames.size(); ++id) {
    spell(frames, id, spellings);
    for (std::size_t p = 0; p < used.size(); ++p) {
      // Once a frame is in, a pattern is only tried if nothing is known of it yet.
      if (matching[id] != 0 && used[p] != 0) continue;
      if (!spellings.any(impl_->patterns[p])) continue;
      matching[id] = 1;
      used[p] = 1;
    }
  }
  for (std::size_t p = 0; p < used.size(); ++p) {
    if (used[p] == 0) return fail(no_match(frames, impl_->option, impl_->patterns[p]));
  }
  return matching;
}

std::string listed_name(const FrameParts& parts) {
  std::string text(parts.name);
  if (!parts.has_file) return text;
  text.append(" (").append(parts.file);
  if (parts.has_line) text += ':' + std::to_string(parts.line);
  return text + ')';
}

std::string pattern_of(const Frames& frames, FrameId frame) {
  const FrameParts parts = frames.parts(frame);
  std::string name(parts.name);
  if (const Result<Patterns> patterns = Patterns::parse({name}, "", false); patterns && !name.empty()) {
    const Result<std::vector<std::uint8_t>> matches = patterns->match_all(frames);
    if (matches && std::count(matches->begin(), matches->end(), 1) == 1) return name;
  }
  return listed_name(parts);
}

ThirdParty re2_third_party() { return {"RE2", "", "", "BSD-3-Clause", linked_from("re2")}; }

}  // namespace p2g
