#include "src/importers/gecko/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "src/base/words.h"

namespace p2g::gecko {
namespace {

Row row_of(const std::optional<std::int64_t>& value) {
  const bool fits = value && *value >= 0 && *value < std::numeric_limits<Row>::max();
  return fits ? static_cast<Row>(*value) : -1;
}

// A row of a column that may be shorter than its table.
Row at(const Rows& column, std::size_t row) { return row < column.size() ? column[row] : -1; }

bool has_row(Row row, std::size_t size) { return row >= 0 && static_cast<std::size_t>(row) < size; }

Error missing(std::string_view what, Row row, std::size_t size) {
  return {ErrorKind::input, fmt::format("{} {} does not exist: there are {}", what, row, size)};
}

void keep(JsonReader& json, std::size_t rows) {
  if (rows / 8 > json.most_items()) json.fail_here("more rows than a compressed file of this size may have");
}

// Takes ":12" off the end; below 0 there is none.
std::int64_t take_number(std::string_view& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return -1;
  const std::string_view digits = text.substr(colon + 1);
  if (!is_number(digits) || digits.size() > 9) return -1;
  std::int64_t number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  text = text.substr(0, colon);
  return number;
}

// A table in rows. Rows that come before the schema wait as the text that they are.
class RawRows {
 public:
  explicit RawRows(std::size_t columns) : order_(columns, std::numeric_limits<std::size_t>::max()) {}

  void read_schema(JsonReader& json, const std::vector<std::string_view>& columns);
  void read_data(JsonReader& json, std::vector<Rows>& out);
  void finish(JsonReader& json, std::vector<Rows>& out);

 private:
  void read_row(JsonReader& json, std::vector<Rows>& out) const;

  std::vector<std::size_t> order_;  // cell of each column; beyond all rows when there is none
  bool has_schema_ = false;
  std::string waiting_;
};

void RawRows::read_schema(JsonReader& json, const std::vector<std::string_view>& columns) {
  if (!json.begin_object()) return;
  has_schema_ = true;
  while (json.next_key()) {
    const auto found = std::find(columns.begin(), columns.end(), json.key());
    const Row cell = row_of(json.integer());
    if (found != columns.end() && cell >= 0)
      order_[static_cast<std::size_t>(found - columns.begin())] = static_cast<std::size_t>(cell);
  }
}

void RawRows::read_data(JsonReader& json, std::vector<Rows>& out) {
  if (!has_schema_) {
    json.hold();
    json.skip();
    waiting_ = json.take_held();
    return;
  }
  if (!json.begin_array()) return;
  while (json.next_item()) {
    read_row(json, out);
    if (!out.empty()) keep(json, out.front().size());
  }
}

void RawRows::read_row(JsonReader& json, std::vector<Rows>& out) const {
  for (Rows& column : out) column.push_back(-1);
  if (!json.begin_array()) return;
  for (std::size_t cell = 0; json.next_item(); ++cell) {
    const auto found = std::find(order_.begin(), order_.end(), cell);
    if (found == order_.end() || json.peek() != JsonReader::Kind::number) continue;
    out[static_cast<std::size_t>(found - order_.begin())].back() = row_of(json.integer());
  }
}

void RawRows::finish(JsonReader& json, std::vector<Rows>& out) {
  if (waiting_.empty() || !has_schema_ || !json.ok()) return;
  JsonReader rows(waiting_, json);
  read_data(rows, out);
  if (!rows.ok()) json.fail_here("expected rows in the \"data\" of the table before");
}

}  // namespace

Rows read_rows(JsonReader& json) {
  Rows rows;
  if (!json.begin_array()) return rows;
  while (json.next_item()) {
    const bool is_number = json.peek() == JsonReader::Kind::number;
    rows.push_back(is_number ? row_of(json.integer()) : -1);
    keep(json, rows.size());
  }
  return rows;
}

std::vector<Rows> read_table(JsonReader& json, const std::vector<std::string_view>& columns,
                             const std::function<bool()>& first) {
  std::vector<Rows> out(columns.size());
  RawRows rows(columns.size());
  if (!json.begin_object()) return out;
  while (json.next_key()) {
    if (first && first()) continue;
    const auto found = std::find(columns.begin(), columns.end(), json.key());
    if (json.key() == "schema") {
      rows.read_schema(json, columns);
    } else if (json.key() == "data") {
      rows.read_data(json, out);
    } else if (found != columns.end()) {
      out[static_cast<std::size_t>(found - columns.begin())] = read_rows(json);
    }
  }
  rows.finish(json, out);
  return out;
}

// ---- Reading -------------------------------------------------------------------------------------------------------

bool Tables::read_member(JsonReader& json, FrameNames& names) {
  const std::string& key = json.key();
  if (key == "stackTable") {
    std::vector<Rows> columns = read_table(json, {"prefix", "prefixOffset", "frame"});
    stack_prefix_ = std::move(columns[0]);
    stack_offset_ = std::move(columns[1]);
    stack_frame_ = std::move(columns[2]);
    const auto is_told = [](Row row) { return row >= 0; };
    if (std::none_of(stack_offset_.begin(), stack_offset_.end(), is_told)) stack_offset_.clear();
  } else if (key == "frameTable") {
    std::vector<Rows> columns = read_table(json, {"func", "location", "lib"});
    frame_function_ = std::move(columns[0]);
    frame_location_ = std::move(columns[1]);
    frame_library_ = std::move(columns[2]);
  } else if (key == "funcTable") {
    read_functions(json);
  } else if (key == "resourceTable") {
    resource_name_ = std::move(read_table(json, {"name"})[0]);
  } else if (key == "sources") {
    read_sources(json, names);
  } else if (key == "stringArray" || key == "stringTable") {
    read_strings(json, names);
  } else {
    return false;
  }
  return true;
}

void Tables::read_functions(JsonReader& json) {
  std::vector<Rows> columns = read_table(json, {"name", "fileName", "source", "lineNumber", "resource"});
  function_name_ = std::move(columns[0]);
  function_file_ = std::move(columns[1]);
  function_source_ = std::move(columns[2]);
  function_line_ = std::move(columns[3]);
  function_resource_ = std::move(columns[4]);
}

// Names of sources are rows of the strings, or texts.
void Tables::read_sources(JsonReader& json, FrameNames& names) {
  if (!json.begin_object()) return;
  while (json.next_key()) {
    if (json.key() != "filename" || !json.begin_array()) continue;
    while (json.next_item()) {
      const bool is_text = json.peek() == JsonReader::Kind::text;
      source_file_.push_back(is_text ? names.intern(json.text()) : Strings::none);
      source_row_.push_back(is_text ? -1 : row_of(json.integer()));
      keep(json, source_file_.size());
    }
  }
}

void Tables::read_strings(JsonReader& json, FrameNames& names) {
  if (!json.begin_array()) return;
  while (json.next_item()) {
    strings_.push_back(names.intern(json.text()));
    keep(json, strings_.size());
  }
}

// ---- Use -----------------------------------------------------------------------------------------------------------

// Newer files say how many rows above the caller stands; 0 is the root.
Result<void> Tables::make_prefixes() {
  if (stack_offset_.empty()) {
    stack_prefix_.resize(stack_frame_.size(), -1);
    return {};
  }
  stack_prefix_.assign(stack_frame_.size(), -1);
  for (std::size_t row = 0; row < stack_frame_.size(); ++row) {
    const Row offset = at(stack_offset_, row);
    if (offset <= 0) continue;
    if (static_cast<std::size_t>(offset) > row) {
      return fail({ErrorKind::input,
                   fmt::format("stack {} is called by one {} rows above it, which does not exist", row, offset)});
    }
    stack_prefix_[row] = static_cast<Row>(row) - offset;
  }
  return {};
}

Result<void> Tables::prepare(FrameNames& names, const std::vector<StringId>& libraries) {
  P2G_TRY(make_prefixes());
  const std::size_t frames = std::max(frame_function_.size(), frame_location_.size());
  frames_.clear();
  frames_.reserve(frames);
  for (std::size_t row = 0; row < frames; ++row) {
    P2G_TRY_ASSIGN(const FrameId frame, frame_of(row, names, libraries));
    frames_.push_back(frame);
  }
  for (std::size_t row = 0; row < stack_frame_.size(); ++row) {
    if (!has_row(stack_frame_[row], frames)) return fail(missing("frame", stack_frame_[row], frames));
    const Row prefix = stack_prefix_[row];
    if (prefix >= 0 && !has_row(prefix, stack_frame_.size())) {
      return fail(missing("stack", prefix, stack_frame_.size()));
    }
  }
  nodes_.assign(stack_frame_.size(), 0);
  slices_.assign(stack_frame_.size(), no_index);
  return {};
}

Result<StringId> Tables::string(Row row) const {
  const std::vector<StringId>& strings = pick(&Tables::strings_);
  if (!has_row(row, strings.size())) return fail(missing("string", row, strings.size()));
  return strings[static_cast<std::size_t>(row)];
}

Result<FrameId> Tables::frame_of(std::size_t row, FrameNames& names, const std::vector<StringId>& libraries) const {
  if (row >= frame_location_.size() || frame_location_[row] < 0) {
    return function_frame(at(pick(&Tables::frame_function_), row), row, names, libraries);
  }
  P2G_TRY_ASSIGN(const StringId location, string(frame_location_[row]));
  // A copy: the table of strings grows while it is taken apart.
  return location_frame(std::string(names.frames().strings()[location]), names);
}

StringId Tables::file_of(std::size_t function, FrameNames& names) const {
  const std::vector<StringId>& sources = pick(&Tables::source_file_);
  Row row = at(pick(&Tables::function_file_), function);
  if (const Row source = at(pick(&Tables::function_source_), function); has_row(source, sources.size())) {
    const auto each = static_cast<std::size_t>(source);
    if (sources[each] != Strings::none) return sources[each];
    row = at(pick(&Tables::source_row_), each);
  }
  return string(row).value_or(names.intern({}));
}

// The library of a function that has no file.
StringId Tables::module_of(std::size_t function, std::size_t row, StringId file, FrameNames& names,
                           const std::vector<StringId>& libraries) const {
  if (!names.frames().strings()[file].empty()) return Strings::none;
  const Rows& resources = pick(&Tables::resource_name_);
  StringId module = Strings::none;
  if (const Row library = at(pick(&Tables::frame_library_), row); has_row(library, libraries.size())) {
    module = libraries[static_cast<std::size_t>(library)];
  } else if (const Row resource = at(pick(&Tables::function_resource_), function); resource >= 0) {
    module = string(at(resources, static_cast<std::size_t>(resource))).value_or(Strings::none);
  }
  const bool is_empty = module != Strings::none && names.frames().strings()[module].empty();
  return is_empty ? Strings::none : module;
}

Result<FrameId> Tables::function_frame(Row function, std::size_t row, FrameNames& names,
                                       const std::vector<StringId>& libraries) const {
  const Rows& functions = pick(&Tables::function_name_);
  if (!has_row(function, functions.size())) return fail(missing("function", function, functions.size()));
  const auto each = static_cast<std::size_t>(function);
  P2G_TRY_ASSIGN(const StringId name, string(functions[each]));
  const StringId file = file_of(each, names);
  Frames::More more;
  more.module = module_of(each, row, file, names, libraries);
  return names.add(name, file, at(pick(&Tables::function_line_), each), more);
}

// `name (url:line:column)`, newer with the number of the source behind it: `[12]`. Anything else is a label, or an
// address.
FrameId Tables::location_frame(std::string_view location, FrameNames& names) const {
  if (const std::size_t open = location.rfind('['); location.ends_with(']') && open != std::string_view::npos) {
    if (is_number(location.substr(open + 1, location.size() - open - 2))) location = location.substr(0, open);
  }
  const std::size_t open = location.rfind(" (");
  if (!location.ends_with(')') || open == std::string_view::npos || open + 3 >= location.size()) {
    return names.add(location);
  }
  std::string_view file = location.substr(open + 2, location.size() - open - 3);
  const std::int64_t last = take_number(file);
  const std::int64_t line = last < 0 ? -1 : take_number(file);
  return names.add(location.substr(0, open), file, line >= 0 ? line : last);
}

std::uint32_t Tables::place(Row stack, std::uint32_t slice, SampleGrid& grid) {
  if (!has_row(stack, stack_frame_.size())) return no_index;
  waiting_.clear();
  Row above = stack;
  for (; above >= 0 && slices_[static_cast<std::size_t>(above)] != slice;
       above = stack_prefix_[static_cast<std::size_t>(above)]) {
    if (waiting_.size() > stack_frame_.size()) return no_index;
    waiting_.push_back(static_cast<std::uint32_t>(above));
  }
  std::uint32_t node = above < 0 ? grid.root(slice) : nodes_[static_cast<std::size_t>(above)];
  for (std::size_t i = waiting_.size(); i-- > 0;) {
    const std::uint32_t row = waiting_[i];
    node = grid.child(node, frames_[static_cast<std::size_t>(stack_frame_[row])]);
    nodes_[row] = node;
    slices_[row] = slice;
  }
  return node;
}

}  // namespace p2g::gecko
