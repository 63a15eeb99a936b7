// What is handed over in place of a profile that prof2graph reads: other tools' recordings, reports, programs,
// pictures. Such a file is never drawn. It is named, with the command that makes something readable of it.
//
// A row a kind: binary_kinds.cc knows them by their first bytes, text_kinds.cc by what their first lines hold. Who gets
// an importer loses its row.
#pragma once

#include <cstdint>
#include <string_view>

namespace p2g {

// Whether nothing else can look like this. What is only likely is asked for when nobody claims the input.
enum class Certainty : std::uint8_t { likely, certain };

struct ForeignFormat {
  std::string_view what;  // "is a recording of perf"
  std::string_view hint;  // the way in
  Certainty certainty = Certainty::certain;
};

// By the bytes that importers sniff at too (Source::head()); null when it is none of them.
const ForeignFormat* find_foreign_format(std::string_view head);

// The two halves of it.
const ForeignFormat* find_binary_kind(std::string_view head);
const ForeignFormat* find_text_kind(std::string_view head);

}  // namespace p2g
