// What the data of both reports have in common: texts that are harmless in a page, places that many functions share,
// and the choice of as many functions as there is room for.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "renderers/theme.h"
#include "src/model/frame.h"
#include "src/model/metric.h"

namespace p2g::report {

// Longer names lose their middle.
inline constexpr std::size_t name_limit_bytes = 400;

// A JSON string that cannot end the element that it stands in.
void append_text(std::string& out, std::string_view text);
// `, "key": ` before the value.
void append_field(std::string& out, std::string_view key);
// How weights are spoken: "metric": {...}.
void append_metric(std::string& out, const Metric& metric);
// "steps": the lower bounds of the scale's shares.
void append_steps(std::string& out, const Theme& theme);

// Whole numbers as text, about half as long as their digits: VLQ in base64, as source maps have it. Five bits a letter,
// the lowest first; the sixth says that more follow.
void append_packed(std::string& out, std::uint64_t value);
// The lowest bit is the sign.
void append_packed_signed(std::string& out, std::int64_t value);

// Names of functions and where they are, each place once: what is shown, and the whole path where that says more.
class Names {
 public:
  explicit Names(const Frames& frames) : frames_(frames) {}
  // Appends `"name","` and, packed, the place and the line + 1 (0: none). Further numbers and a quote follow.
  void append(std::string& out, FrameId frame);
  // `"places":[["difflib.py:","/usr/lib/difflib.py"],...],"hashes":[index,hash,...]`. A line follows what ends in a
  // colon. Pictures know a function by the hash of its key: here are those that do not follow from name, path and line.
  std::string json() const;
  // Of places and hashes so far.
  std::size_t bytes() const { return bytes_; }

 private:
  std::size_t add_place(std::string_view shown, std::string_view path);
  void add_hash(const std::string& name, const std::string& path, const FrameParts& parts);

  const Frames& frames_;
  std::map<std::pair<std::string, std::string>, std::size_t> ids_;
  std::vector<std::pair<std::string, std::string>> places_;
  std::vector<std::pair<std::size_t, std::uint32_t>> hashes_;
  std::size_t functions_ = 0;
  std::size_t bytes_ = 0;
};

// How many of the functions, in their order, fit into `room` bytes. `bytes[i]`: about what function i adds, with the
// calls between it and those before it.
std::size_t count_that_fits(const std::vector<std::size_t>& bytes, std::size_t room);

// The largest data that fit into `room` bytes. `write(count)` makes those of the first so many functions, something
// with a `json`; what function i adds is known about, and so may need a second look.
template <class Write>
auto write_what_fits(const std::vector<std::size_t>& bytes, std::size_t room, Write write) {
  constexpr int most_looks = 4;
  std::size_t allowed = room;
  auto data = write(count_that_fits(bytes, allowed));
  for (int look = 1; look < most_looks && data.json.size() > room; ++look) {
    allowed -= std::min(allowed, data.json.size() - room + room / 100);
    data = write(count_that_fits(bytes, allowed));
  }
  return data;
}

}  // namespace p2g::report
