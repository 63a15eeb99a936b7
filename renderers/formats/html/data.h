// What the data of both reports have in common: texts that are harmless in a page, places that many functions share, and
// the choice of as many functions as there is room for.
#pragma once

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

// Where functions are, each text once: what is shown, and the whole path where that says more.
class Places {
 public:
  // Appends `"name",place,line,hash` of a function: the hash is that of its key, by which pictures know it.
  void append_function(std::string& out, const Frames& frames, FrameId frame);
  // `[["difflib.py:","/usr/lib/difflib.py"],...]`: a line follows what ends in a colon.
  std::string json() const;
  std::size_t bytes() const { return bytes_; }

 private:
  std::size_t add(std::string_view shown, std::string_view path);

  std::map<std::pair<std::string, std::string>, std::size_t> ids_;
  std::vector<std::pair<std::string, std::string>> texts_;
  std::size_t bytes_ = 0;
};

// How many of the functions, in their order, fit into `room` bytes. `bytes[i]`: what function i adds, with the calls
// between it and those before it. At least as many as hold 99 % of `self`.
std::size_t count_that_fits(const std::vector<std::size_t>& bytes, const std::vector<Weight>& self, std::size_t room);

}  // namespace p2g::report
