#include "src/base/diagnostics.h"

#include <algorithm>
#include <utility>

#include "src/base/text.h"

namespace p2g {
namespace {

// A terminal line's worth of a long input line, with the caret's column kept in sight.
constexpr std::size_t excerpt_bytes = 100;

// Appends the offending line and a caret under `column` (1-based, bytes). What is cut is marked by "…".
void append_excerpt(std::string& out, std::string_view line, std::uint64_t column) {
  const std::size_t at = column == 0 ? 0 : std::min<std::size_t>(column - 1, line.size());
  const std::size_t begin = at > excerpt_bytes * 3 / 4 ? at - excerpt_bytes * 3 / 4 : 0;
  const std::size_t end = std::min(line.size(), begin + excerpt_bytes);
  std::string before = begin > 0 ? "…" : "";
  append_terminal(before, line.substr(begin, at - begin));
  std::string after;
  append_terminal(after, line.substr(at, end - at));
  if (end < line.size()) after += "…";
  out += "  " + before + after + "\n  " + std::string(count_code_points(before), ' ') + "^\n";
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
    }
  }
  return row[b.size()];
}

}  // namespace

void Warnings::add(std::string_view kind, std::string_view text, std::uint64_t count, std::string_view picture) {
  if (count == 0) return;
  const auto at = place_of(kind);
  if (at != list_.end() && at->kind == kind) {
    at->count += count;
  } else {
    list_.insert(at, Warning{std::string(kind), count, std::string(text), std::string(picture)});
  }
}

void Warnings::merge(const Warnings& other) {
  for (const Warning& warning : other.list_) {
    const auto at = place_of(warning.kind);
    if (at == list_.end() || at->kind != warning.kind) {
      list_.insert(at, warning);
      continue;
    }
    at->count += warning.count;
    at->more_files += warning.more_files + (warning.file != at->file ? 1 : 0);
  }
}

void Warnings::set_file(std::string_view file) {
  for (Warning& warning : list_) {
    if (warning.file.empty()) warning.file = file;
  }
}

std::vector<Warning>::iterator Warnings::place_of(std::string_view kind) {
  return std::lower_bound(list_.begin(), list_.end(), kind,
                          [](const Warning& warning, std::string_view k) { return warning.kind < k; });
}

std::string format_error(const Error& error) {
  std::string out = "prof2graph: error: ";
  if (!error.file.empty()) {
    append_terminal(out, error.file);
    if (error.line) out += ":" + std::to_string(*error.line);
    if (error.column) out += ":" + std::to_string(*error.column);
    out += ": ";
  }
  if (error.byte) {
    out += "byte 0x";
    char digits[17];
    std::size_t n = 0;
    for (std::uint64_t value = *error.byte; n == 0 || value != 0; value >>= 4)
      digits[n++] = "0123456789abcdef"[value & 15];
    while (n > 0) out += digits[--n];
    out += ": ";
  }
  append_terminal(out, error.message);
  out += '\n';
  if (!error.excerpt.empty()) append_excerpt(out, error.excerpt, error.column.value_or(0));
  if (!error.hint.empty()) {
    out += "  hint: ";
    append_terminal(out, error.hint);
    out += '\n';
  }
  return out;
}

namespace {

std::string times(const Warning& warning) {
  return warning.count > 1 ? " (" + thousands_text(static_cast<std::int64_t>(warning.count)) + " times)" : "";
}

}  // namespace

std::string format_warning(const Warning& warning) {
  std::string out = "prof2graph: warning: ";
  if (!warning.file.empty()) {
    append_terminal(out, warning.file);
    if (warning.more_files > 0) {
      out += " and " + thousands_text(static_cast<std::int64_t>(warning.more_files));
      out += warning.more_files == 1 ? " more file" : " more files";
    }
    out += ": ";
  }
  append_terminal(out, warning.text);
  return out + times(warning) + '\n';
}

Error usage_error(std::string message, std::string hint) {
  Error error;
  error.kind = ErrorKind::usage;
  error.message = std::move(message);
  error.hint = std::move(hint);
  return error;
}

Error strict_error(const Warning& warning, ErrorKind kind, const std::string& file) {
  Error error{kind, "--strict: " + warning.text + times(warning), warning.file.empty() ? file : warning.file};
  error.hint = "without --strict this is a warning";
  return error;
}

std::string picture_text(const Warnings& warnings) {
  std::string text;
  for (const Warning& warning : warnings.list()) {
    if (!warning.picture.empty()) text += ' ' + warning.picture;
  }
  return text;
}

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return 2;
    case ErrorKind::broken_pipe:
      return 141;
    case ErrorKind::input:
    case ErrorKind::unrecognised:
    case ErrorKind::output:
      break;
  }
  return 3;
}

std::string_view nearest_name(std::string_view given, const std::vector<std::string_view>& known) {
  if (given.size() > 256) return {};  // nobody mistypes that; keeps the distance cheap
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(2, given.size() / 3) + 1;
  for (const std::string_view name : known) {
    if (name.size() > 1024) continue;
    const std::size_t distance = edit_distance(given, name);
    if (distance < best_distance) {
      best_distance = distance;
      best = name;
    }
  }
  return best;
}

Error unknown_name_error(std::string_view what, std::string_view given, const std::vector<std::string_view>& known) {
  Error error{ErrorKind::usage, "unknown " + std::string(what) + " \"" + std::string(given) + "\"", ""};
  if (const std::string_view near = nearest_name(given, known); !near.empty()) {
    error.hint = "did you mean \"" + std::string(near) + "\"?";
  } else {
    error.hint = "known are:";
    for (const std::string_view name : known) error.hint += " " + std::string(name);
  }
  return error;
}

}  // namespace p2g
