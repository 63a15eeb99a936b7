// One file in this folder is one input format. A file foo.cc defines `extern const Importer importer_foo`; the build
// collects the files into the registry, so that adding a format touches no common line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/result.h"
#include "src/base/source.h"
#include "src/model/offer.h"
#include "src/model/profile.h"

namespace p2g {

// What a look at the first bytes says. After `certain` nobody else guesses: an error is then "malformed",
// while an input that nobody claims is "unrecognised".
enum class Sniff : std::uint8_t { no, likely, certain };

struct ReadOptions {
  // Which of the metrics and threads that the file offers; what it does not have is a usage error with the list.
  Wanted wanted{};
  // Stacks are kept in input order and merge only with their neighbour (flame chart): the same (parent, frame) may
  // then occur several times.
  bool keep_order = false;
  int workers = 0;  // threads that read; 0: as many as the machine has, within reason
  // What the counts of a text are (counted_in() of model/metric.h knows the spelling); empty: as the text says.
  std::string unit{};
  // Where lines are those being executed, each is a function of its own. Else a function is one, whatever its lines.
  bool by_line = false;
  // What each line cost is kept beside its function (Profile::lines), where the format knows it. Not with by_line.
  bool with_lines = false;
};

struct Importer {
  std::string_view name;      // for --format
  std::string_view aliases;   // comma-separated further names
  std::string_view summary;   // one line for --list-formats
  std::string_view suffixes;  // comma-separated, used when content does not decide: ".prof,.pstats"
  Sniff (*sniff)(std::string_view head);
  // Reads the whole input into a Profile (files, format, metric, total, warnings, and what else the file offers).
  Result<Profile> (*read)(Source& source, const ReadOptions& options);
  std::string_view dialect_of{};  // whose name on --format stands for this one too
  bool has_unit = false;          // counts mean what ReadOptions::unit says
};

// All importers by name (generated).
const std::vector<const Importer*>& importers();
// By name or alias; an unknown name is a usage error with a did-you-mean. `among` may be more than the program has, for
// programs that bring their own.
Result<const Importer*> find_importer(std::string_view name, const std::vector<const Importer*>& among = importers());
// By content, then by the file's suffix.
Result<const Importer*> detect_importer(const Source& source, const std::vector<const Importer*>& among = importers());

// The one that reads an input for `--format FORMAT`; "auto" detects. A name stands for its dialects too. An input that
// certainly is something else is an error that says what.
Result<const Importer*> importer_for(const Source& source, std::string_view format,
                                     const std::vector<const Importer*>& among = importers());

}  // namespace p2g
