// Stack profiles for tests: written and read as folded text.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "renderers/formats/folded.h"
#include "src/base/diagnostics.h"
#include "src/importers/importer.h"
#include "src/model/profile.h"
#include "src/model/tree.h"
#include "src/passes/tree/to_tree.h"

namespace p2g::test {

inline Result<Profile> try_read_folded(std::string_view text, bool keep_order = false) {
  Source source = Source::from_memory("test.folded", text);
  ReadOptions options;
  options.keep_order = keep_order;
  return find_importer("folded").value()->read(source, options);
}

inline Profile read_folded(std::string_view text, bool keep_order = false) {
  Result<Profile> profile = try_read_folded(text, keep_order);
  if (profile) return *std::move(profile);
  ADD_FAILURE() << format_error(profile.error());
  return Profile();
}

// The whole message, or "" when the text was read.
inline std::string folded_error(std::string_view text) {
  const Result<Profile> profile = try_read_folded(text);
  return profile ? "" : format_error(profile.error());
}

inline std::string write_folded(const Tree& tree) {
  std::string out;
  Sink sink = Sink::to_string(out);
  p2g::write_folded(tree, sink);
  EXPECT_TRUE(sink.commit());
  return out;
}

inline std::string write_folded(const Profile& profile, TreeOptions::Order order = TreeOptions::Order::name) {
  TreeOptions options;
  options.order = order;
  return write_folded(to_tree(profile, options));
}

// Reads and writes.
inline std::string folded_again(std::string_view text) { return write_folded(read_folded(text)); }

// "kind count; …"
inline std::string kinds(const Warnings& warnings) {
  std::string text;
  for (const Warning& warning : warnings.list()) {
    text += (text.empty() ? "" : "; ") + warning.kind + ' ' + std::to_string(warning.count);
  }
  return text;
}

}  // namespace p2g::test
