// The JSON reader takes any bytes: it ends, tells an error at a place that exists, and passes over what it would read.
#include <cstdint>
#include <string_view>
#include <vector>

#include "check.h"
#include "src/base/json_reader.h"

namespace p2g {
namespace {

// Takes the value that comes next if it is a plain one.
void take(JsonReader& json) {
  switch (json.peek()) {
    case JsonReader::Kind::text:
      json.text();
      break;
    case JsonReader::Kind::number:
      json.decimal();
      break;
    case JsonReader::Kind::object:
    case JsonReader::Kind::array:
      break;
    default:
      json.skip();
  }
}

// Reads every value; without recursion, as the reader itself.
void read_all(JsonReader& json) {
  std::vector<bool> in_object;
  bool is_due = true;
  while (json.ok()) {
    if (is_due) {
      take(json);
      const JsonReader::Kind kind = json.peek();
      if (kind == JsonReader::Kind::object && json.begin_object()) in_object.push_back(true);
      if (kind == JsonReader::Kind::array && json.begin_array()) in_object.push_back(false);
    }
    if (in_object.empty()) return;
    is_due = in_object.back() ? json.next_key() : json.next_item();
    if (!is_due) in_object.pop_back();
  }
}

}  // namespace
}  // namespace p2g

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = p2g::text_of(data, size);
  p2g::Source all = p2g::Source::from_memory("fuzz", bytes);
  if (all.size_hint() != size) return 0;  // compressed input is another target's business
  p2g::JsonReader read(all);
  p2g::read_all(read);
  p2g::Source again = p2g::Source::from_memory("fuzz", bytes);
  p2g::JsonReader passed(again);
  passed.hold();
  passed.skip();
  // Who reads looks closer than who passes over.
  if (read.ok()) p2g::require(passed.ok() && passed.bytes() == read.bytes(), "both end at the same place");
  p2g::require(passed.ok() || passed.take_held().empty(), "nothing is held of what is wrong");
  if (const std::optional<p2g::Error> error = read.take_error()) {
    p2g::require(error->line.value_or(0) >= 1 && error->column.value_or(0) >= 1, "an error has a place");
    p2g::require(!error->message.empty(), "an error says what is wrong");
  }
  return 0;
}
