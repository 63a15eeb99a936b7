// Which importer reads an input.
#include <string>

#include "src/base/diagnostics.h"
#include "src/importers/importer.h"

namespace p2g {
namespace {

// Calls `use` with each item of "a,b,c" until it returns true.
template <class Use>
bool any_item(std::string_view list, Use use) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (use(list.substr(0, comma))) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

// The name without what Source opens transparently: "run.folded.gz" is a ".folded".
std::string_view without_compression_suffix(std::string_view name) {
  for (const std::string_view suffix : {".gz", ".zst"}) {
    if (name.ends_with(suffix)) name.remove_suffix(suffix.size());
  }
  return name;
}

const Importer* by_suffix(std::string_view file, const std::vector<const Importer*>& among) {
  file = without_compression_suffix(file);
  for (const Importer* importer : among) {
    if (any_item(importer->suffixes, [&](std::string_view suffix) { return file.ends_with(suffix); })) return importer;
  }
  return nullptr;
}

// Files that are handed over in place of a profile.
struct Stranger {
  std::size_t offset;
  std::string_view magic;
  std::string_view what;
  std::string_view hint;
};
constexpr Stranger strangers[] = {
    {0, "PERFILE2", "is a recording of perf", "perf script -i FILE | stackcollapse-perf.pl | prof2graph -"},
    {0, "PK\x03\x04", "is a zip archive", "unpack it: unzip FILE"},
    {0, "7z\xbc\xaf\x27\x1c", "is a 7z archive", "unpack it: 7z x FILE"},
    {257, "ustar", "is a tar archive", "unpack it: tar xf FILE"},
};

const Stranger* find_stranger(std::string_view head) {
  for (const Stranger& stranger : strangers) {
    if (head.size() > stranger.offset && head.substr(stranger.offset).starts_with(stranger.magic)) return &stranger;
  }
  return nullptr;
}

std::string known_formats(const std::vector<const Importer*>& among) {
  std::string text;
  for (const Importer* importer : among) text += (text.empty() ? "" : ", ") + std::string(importer->name);
  return text;
}

}  // namespace

Result<const Importer*> find_importer(std::string_view name, const std::vector<const Importer*>& among) {
  std::vector<std::string_view> known;
  for (const Importer* importer : among) {
    if (importer->name == name) return importer;
    if (any_item(importer->aliases, [&](std::string_view alias) { return alias == name; })) return importer;
    known.push_back(importer->name);
    any_item(importer->aliases, [&](std::string_view alias) {
      known.push_back(alias);
      return false;
    });
  }
  return fail(unknown_name_error("input format", name, known));
}

Result<const Importer*> detect_importer(const Source& source, const std::vector<const Importer*>& among) {
  if (source.head().empty()) {
    Error error{ErrorKind::input, "is empty, expected a profile", source.name()};
    error.hint = "did the profiled program end normally?";
    return fail(std::move(error));
  }
  // Content first. Among importers that are not certain the file's name decides, then the order of the registry.
  const Importer* const named = by_suffix(source.name(), among);
  const Importer* likely = nullptr;
  for (const Importer* importer : among) {
    const Sniff sniff = importer->sniff(source.head());
    if (sniff == Sniff::certain) return importer;
    if (sniff == Sniff::likely && (likely == nullptr || importer == named)) likely = importer;
  }
  if (likely != nullptr) return likely;
  if (const Stranger* const stranger = find_stranger(source.head())) {
    Error error{ErrorKind::unrecognised, std::string(stranger->what) + ", expected a profile", source.name()};
    error.hint = stranger->hint;
    return fail(std::move(error));
  }
  // The name says what it should be: its importer tells best what is wrong with it.
  if (named != nullptr) return named;
  Error error{ErrorKind::unrecognised, "is of no format that prof2graph recognises", source.name()};
  error.hint = "formats are " + known_formats(among) + "; --format NAME reads it as one of them and says what is wrong";
  return fail(std::move(error));
}

}  // namespace p2g
