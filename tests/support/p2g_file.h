// Profiles in our own format, for tests: written, read, and taken out of their packing.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "renderers/formats/p2g/write_profile.h"
#include "src/base/source.h"
#include "src/importers/importer.h"

namespace p2g::test {

inline Result<std::string> try_write_p2g(const Profile& profile, const std::vector<ShardInput>& inputs = {}) {
  std::string bytes;
  Sink sink = Sink::to_string(bytes);
  P2G_TRY(write_profile(profile, inputs, sink));
  P2G_TRY_ASSIGN([[maybe_unused]] const std::uint64_t size, sink.commit());
  return bytes;
}
inline std::string write_p2g(const Profile& profile, const std::vector<ShardInput>& inputs = {}) {
  Result<std::string> bytes = try_write_p2g(profile, inputs);
  EXPECT_TRUE(bytes) << format_error(bytes.error());
  return bytes.value_or("");
}

inline Result<Profile> try_read_p2g(std::string_view bytes) {
  Source source = Source::from_memory("test.p2g", bytes);
  return find_importer("p2g").value()->read(source, {});
}
inline Profile read_p2g(std::string_view bytes) {
  Result<Profile> profile = try_read_p2g(bytes);
  if (profile) return *std::move(profile);
  ADD_FAILURE() << format_error(profile.error());
  return Profile();
}

// What is in the file once it is unpacked.
inline std::string unpacked(std::string_view bytes) {
  Source source = Source::from_memory("packed", bytes);
  std::string plain(std::size_t{1} << 26, '\0');
  const Result<std::size_t> size = source.read(plain.data(), plain.size());
  EXPECT_TRUE(size);
  plain.resize(size.value_or(0));
  return plain;
}

}  // namespace p2g::test
