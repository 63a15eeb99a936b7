// Which importer reads an input.
#include <string>

#include "src/base/diagnostics.h"
#include "src/importers/foreign/foreign_format.h"
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

Error foreign_error(const ForeignFormat& format, const std::string& file) {
  Error error{ErrorKind::unrecognised, std::string(format.what) + ", expected a profile", file};
  error.hint = format.hint;
  return error;
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
  const ForeignFormat* const foreign = find_foreign_format(source.head());
  if (foreign != nullptr && foreign->certainty == Certainty::certain) {
    return fail(foreign_error(*foreign, source.name()));
  }
  if (likely != nullptr) return likely;
  if (foreign != nullptr) return fail(foreign_error(*foreign, source.name()));
  // The name says what it should be: its importer tells best what is wrong with it.
  if (named != nullptr) return named;
  Error error{ErrorKind::unrecognised, "is of no format that prof2graph recognises", source.name()};
  error.hint = "formats are " + known_formats(among) + "; --format NAME reads it as one of them and says what is wrong";
  return fail(std::move(error));
}

Result<const Importer*> importer_for(const Source& source, std::string_view format,
                                     const std::vector<const Importer*>& among) {
  if (format == "auto") return detect_importer(source, among);
  P2G_TRY_ASSIGN(const Importer* const asked, find_importer(format, among));
  for (const Importer* importer : among) {
    if (importer->dialect_of == asked->name && importer->sniff(source.head()) == Sniff::certain) return importer;
  }
  if (asked->sniff(source.head()) == Sniff::certain) return asked;
  // What was asked for would only fail at some place in it, or draw what is none of it.
  const ForeignFormat* const foreign = find_foreign_format(source.head());
  if (foreign != nullptr && foreign->certainty == Certainty::certain) {
    return fail(foreign_error(*foreign, source.name()));
  }
  return asked;
}

}  // namespace p2g
