// Reads a text input line by line: what is the same for every format of lines.
#pragma once

#include <optional>
#include <utility>

#include "src/base/lines.h"
#include "src/base/result.h"
#include "src/base/source.h"
#include "src/importers/kit/line_problems.h"
#include "src/model/profile.h"

namespace p2g {

// Calls add(TextLine), which gives a Result<void>, for each of `lines` (a LineReader, or what has its functions). What
// is wrong with the input is said to be of the source.
template <class Lines, class Add>
Result<void> for_each_line(Lines& lines, const Source& source, Add add) {
  while (lines.next()) {
    Result<void> added = add(TextLine{lines.line(), lines.number(), lines.bytes()});
    if (added) continue;
    Error error = std::move(added).error();
    if (error.kind == ErrorKind::input) error.file = source.name();
    return fail(std::move(error));
  }
  if (std::optional<Error> error = lines.take_error()) return fail(*std::move(error));
  return {};
}

// UTF-16 that was no UTF-16 is text that nobody wrote.
inline void tell_repaired(const LineReader& lines, Profile& profile) {
  profile.warnings.add("invalid-utf8", "UTF-16 that is not valid was repaired with U+FFFD", lines.replaced());
}

// Gives a reader all lines, by its add_line(TextLine), and then the profile to fill in, by its finish(Profile&).
template <class Lines, class Reader>
Result<Profile> read_lines(Lines& lines, const Source& source, Reader& reader) {
  P2G_TRY(for_each_line(lines, source, [&](const TextLine& line) { return reader.add_line(line); }));
  Profile profile;
  P2G_TRY(reader.finish(profile));
  return profile;
}
template <class Reader>
Result<Profile> read_lines(Source& source, Reader& reader) {
  LineReader lines(source);
  P2G_TRY_ASSIGN(Profile profile, read_lines(lines, source, reader));
  tell_repaired(lines, profile);
  return profile;
}

}  // namespace p2g
