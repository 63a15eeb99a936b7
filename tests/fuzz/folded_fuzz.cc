// The folded importer takes any bytes and keeps the invariants that later stages build on; what it read is written and
// read again as the same.
#include <cstdint>
#include <string>
#include <string_view>

#include "check.h"
#include "renderers/formats/folded.h"
#include "src/importers/importer.h"
#include "src/model/profile.h"
#include "src/model/tree.h"
#include "src/passes/tree/to_tree.h"

namespace p2g {
extern const Importer importer_folded;

namespace {

void check(const Profile& profile, std::size_t input_bytes, bool keep_order) {
  const Stacks& stacks = profile.stacks();
  require(stacks.parent.size() == stacks.size() && stacks.frame.size() == stacks.size(), "columns are as long");
  require(stacks.self.size() == stacks.size() && stacks.keep_order == keep_order, "the order is as asked for");
  require(stacks.size() <= 2 * input_bytes + 1, "no more nodes than bytes");
  require(profile.frames.size() <= stacks.size(), "no more frames than nodes");
  require(profile.metric.decimals >= 0 && profile.metric.decimals <= 18, "0 to 18 decimals");
  std::int64_t total = 0;
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    require(stacks.parent[node] < node, "parents come first");
    require(stacks.frame[node] < profile.frames.size() && stacks.self[node] >= 0, "nodes have frames and cost");
    require(!__builtin_add_overflow(total, stacks.self[node], &total), "sums have room");
  }
  require(total == profile.total && stacks.self[0] == 0, "stacks add up to the total");
}

std::string write(const Profile& profile) {
  TreeOptions options;
  options.order = TreeOptions::Order::name;
  const Tree tree = to_tree(profile, options);
  std::string out;
  Sink sink = Sink::to_string(out);
  write_folded(tree, sink);
  require(sink.commit().has_value(), "the text is kept");
  return out;
}

std::string again(const std::string& text) {
  Source source = Source::from_memory("again", text);
  const Result<Profile> profile = importer_folded.read(source, {});
  require(profile.has_value(), "what was written is read");
  return write(*profile);
}

// A sum of counts may be what no count may be: 10^18 and more. Sums near that cost decimals when they are read.
bool has_huge_count(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    if (c != '.') digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits > 16) return true;
  }
  return false;
}

// What the format has no words for: an empty frame alone, white space at a name's end, "#" at a stack's beginning, and
// a byte order mark at the file's, which is then not the name's.
bool is_faithful(const std::string& text) {
  const bool has_unit = text.starts_with("# unit: ");
  return !text.starts_with(' ') && !text.starts_with("\xef\xbb\xbf") && text.find("\n ") == std::string::npos &&
         text.find("  ") == std::string::npos && text.find('#', has_unit ? 1 : 0) == std::string::npos &&
         text != "# unit: s\n" && !text.empty() && !has_huge_count(text);
}

}  // namespace
}  // namespace p2g

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = p2g::text_of(data, size);
  for (const bool keep_order : {false, true}) {
    p2g::Source source = p2g::Source::from_memory("fuzz", bytes);
    if (source.size_hint() != size) return 0;  // compressed input is another target's business
    p2g::importer_folded.sniff(source.head());
    p2g::ReadOptions options;
    options.keep_order = keep_order;
    const p2g::Result<p2g::Profile> profile = p2g::importer_folded.read(source, options);
    if (!profile) continue;
    p2g::check(*profile, size, keep_order);
    if (keep_order) continue;
    const std::string once = p2g::write(*profile);
    if (!p2g::is_faithful(once)) continue;
    // The first pass makes control characters visible, which may change the order of names; then nothing changes.
    const std::string twice = p2g::again(once);
    p2g::require(twice.size() == once.size() && p2g::again(twice) == twice, "written and read again it is the same");
  }
  return 0;
}
