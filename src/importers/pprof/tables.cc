#include "src/importers/pprof/tables.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "src/base/utf8.h"
#include "src/importers/kit/wire.h"

namespace p2g::pprof {

void Ids::finish() {
  const auto count = static_cast<std::uint32_t>(ids_.size());
  const std::uint64_t largest = ids_.empty() ? 0 : *std::max_element(ids_.begin(), ids_.end());
  if (largest / 4 <= ids_.size()) {
    dense_.assign(largest + 1, no_index);
    for (std::uint32_t i = 0; i < count; ++i) dense_[ids_[i]] = i;
    return;
  }
  for (std::uint32_t i = 0; i < count; ++i) sorted_.push_back({ids_[i], i});
  std::sort(sorted_.begin(), sorted_.end(),
            [](const Place& a, const Place& b) { return std::tie(a.id, b.index) < std::tie(b.id, a.index); });
}

std::uint32_t Ids::find(std::uint64_t id) const {
  if (id < dense_.size()) return dense_[id];
  const auto found = std::lower_bound(sorted_.begin(), sorted_.end(), id,
                                      [](const Place& place, std::uint64_t key) { return place.id < key; });
  return found != sorted_.end() && found->id == id ? found->index : no_index;
}

namespace {

std::int32_t line_of(std::uint64_t number) {
  constexpr std::uint64_t most = std::numeric_limits<std::int32_t>::max();
  return number <= most ? static_cast<std::int32_t>(number) : 0;
}

// `alloc_objects` are objects, `samples` samples: where the unit is only `count`, the type says what is counted.
SampleType sample_type(std::string_view type, std::string_view unit, std::size_t number) {
  SampleType out;
  const std::optional<CountedIn> counted = counted_in(unit);
  const bool is_count = unit == "count" || unit.empty() || !counted;
  if (is_count) {
    const std::string_view noun = type.substr(type.rfind('_') + 1);
    const std::optional<CountedIn> what = can_name_unit(noun) ? counted_in(noun) : std::nullopt;
    out.metric = what && what->metric.quantity == Quantity::count ? what->metric : Metric::count("count");
  } else {
    out.metric = counted->metric;
    out.factor = counted->factor;
  }
  out.metric.name = can_name_unit(type) ? std::string(type) : "metric " + std::to_string(number);
  return out;
}

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_kernel(std::string_view mapping) {
  return mapping.starts_with("[kernel") || mapping.starts_with("[guest.kernel") || mapping.ends_with(".ko");
}

}  // namespace

class TablesReader {
 public:
  TablesReader(std::string_view bytes, const Source& source) : bytes_(bytes), source_(source), tables_(bytes) {}

  Result<Tables> read() {
    WireReader fields(bytes_);
    while (fields.next()) P2G_TRY(take(fields));
    P2G_TRY(check(fields));
    function_ids_.finish();
    mapping_ids_.finish();
    tables_.location_ids_.finish();
    P2G_TRY(resolve_types());
    P2G_TRY(resolve_functions());
    P2G_TRY(resolve_locations());
    mark_called();
    return std::move(tables_);
  }

 private:
  struct Names {  // indexes into the strings
    std::uint64_t first = 0;
    std::uint64_t second = 0;
  };

  Result<void> take(const WireReader& top) {
    if (!top.is_bytes()) {
      if (top.field() == 14) default_name_ = top.number();
      return {};
    }
    switch (top.field()) {
      case 1:
        return take_type(top);
      case 3:
        return take_mapping(top);
      case 4:
        return take_location(top);
      case 5:
        return take_function(top);
      case 6:
        tables_.strings_.push_back(
            {static_cast<std::uint32_t>(top.place()), static_cast<std::uint32_t>(top.bytes().size())});
        return check_room(top);
      default:
        return {};
    }
  }

  Result<void> take_type(const WireReader& top) {
    Names names;
    WireReader fields(top.bytes(), top.place());
    while (fields.next()) {
      if (fields.field() == 1) names.first = fields.number();
      if (fields.field() == 2) names.second = fields.number();
    }
    type_names_.push_back(names);
    return check(fields);
  }

  Result<void> take_mapping(const WireReader& top) {
    std::uint64_t id = 0;
    std::uint64_t file = 0;
    WireReader fields(top.bytes(), top.place());
    while (fields.next()) {
      if (fields.field() == 1) id = fields.number();
      if (fields.field() == 5) file = fields.number();
    }
    mapping_ids_.add(id);
    tables_.mappings_.push_back(static_cast<std::uint32_t>(std::min<std::uint64_t>(file, no_index)));
    P2G_TRY(check(fields));
    return check_room(top);
  }

  Result<void> take_location(const WireReader& top) {
    Location location;
    location.first_line = static_cast<std::uint32_t>(line_functions_.size());
    std::uint64_t id = 0;
    std::uint64_t mapping = 0;
    WireReader fields(top.bytes(), top.place());
    while (fields.next()) {
      if (fields.field() == 1) id = fields.number();
      if (fields.field() == 2) mapping = fields.number();
      if (fields.field() == 3) location.address = fields.number();
      if (fields.field() == 4 && fields.is_bytes()) P2G_TRY(take_line(fields));
    }
    location.line_count = static_cast<std::uint32_t>(line_functions_.size()) - location.first_line;
    tables_.location_ids_.add(id);
    tables_.locations_.push_back(location);
    location_mappings_.push_back(mapping);
    P2G_TRY(check(fields));
    return check_room(top);
  }

  // The line number is the one being executed, which tells no functions apart.
  Result<void> take_line(const WireReader& location) {
    std::uint64_t function = 0;
    std::uint64_t line = 0;
    WireReader fields(location.bytes(), location.place());
    while (fields.next()) {
      if (fields.field() == 1) function = fields.number();
      if (fields.field() == 2) line = fields.number();
    }
    line_functions_.push_back({function, location.place()});
    tables_.executed_lines_.push_back(line_of(line));
    return check(fields);
  }

  Result<void> take_function(const WireReader& top) {
    std::uint64_t id = 0;
    std::uint64_t line = 0;
    Raw raw{{}, {}, 0, top.place()};
    WireReader fields(top.bytes(), top.place());
    while (fields.next()) {
      if (fields.field() == 1) id = fields.number();
      if (fields.field() == 2) raw.names.first = fields.number();
      if (fields.field() == 3) raw.names.second = fields.number();
      if (fields.field() == 4) raw.file = fields.number();
      if (fields.field() == 5) line = fields.number();
    }
    raw.line = line_of(line);
    function_ids_.add(id);
    functions_.push_back(raw);
    P2G_TRY(check(fields));
    return check_room(top);
  }

  // ---- Once all are there ----

  Result<void> resolve_types() {
    for (const Names& names : type_names_) {
      if (!tables_.has_string(names.first) || !tables_.has_string(names.second)) {
        return fail(error_at(0, "expected a sample type, found the index of a name beyond the table"));
      }
      const std::size_t number = tables_.types_.size() + 1;
      tables_.types_.push_back(sample_type(tables_.string(names.first), tables_.string(names.second), number));
    }
    // pprof itself shows the last first, unless the file says otherwise.
    const std::size_t count = type_names_.size();
    tables_.default_type_ = count == 0 ? 0 : count - 1;
    const std::string_view wanted = tables_.string(default_name_);
    for (std::size_t i = count; i-- > 0 && !wanted.empty();) {
      if (tables_.string(type_names_[i].first) == wanted) tables_.default_type_ = i;
    }
    return {};
  }

  Result<void> resolve_functions() {
    for (const Raw& raw : functions_) {
      for (const std::uint64_t index : {raw.names.first, raw.names.second, raw.file}) {
        if (!tables_.has_string(index)) {
          return fail(error_at(raw.place, "expected a function, found the index of a name beyond the table"));
        }
      }
      const bool has_name = !tables_.string(raw.names.first).empty();
      tables_.functions_.push_back({static_cast<std::uint32_t>(has_name ? raw.names.first : raw.names.second),
                                    static_cast<std::uint32_t>(raw.file), raw.line});
    }
    return {};
  }

  Result<void> resolve_locations() {
    for (const Line& line : line_functions_) {
      const std::uint32_t function = function_ids_.find(line.function);
      if (function == no_index && line.function != 0) {
        return fail(error_at(line.place, "expected a function, found an id that none has"));
      }
      tables_.lines_.push_back(function);
    }
    for (std::size_t i = 0; i < location_mappings_.size(); ++i) {
      tables_.locations_[i].mapping = mapping_ids_.find(location_mappings_[i]);
    }
    return {};
  }

  // A function is inlined where no location has it as the one that was called. Entries of one function are one.
  void mark_called() {
    std::vector<Function>& functions = tables_.functions_;
    for (const Location& location : tables_.locations_) {
      if (location.line_count == 0) continue;
      const std::uint32_t outermost = tables_.lines_[location.first_line + location.line_count - 1];
      if (outermost != no_index) functions[outermost].is_called = true;
    }
    const auto key = [&](std::uint32_t i) { return std::tie(functions[i].name, functions[i].file, functions[i].line); };
    std::vector<std::uint32_t> order(functions.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return key(a) != key(b) ? key(a) < key(b) : functions[a].is_called > functions[b].is_called;
    });
    for (std::size_t i = 1; i < order.size(); ++i) {
      if (key(order[i]) == key(order[i - 1])) functions[order[i]].is_called = functions[order[i - 1]].is_called;
    }
  }

  Error error_at(std::uint64_t byte, std::string message) const {
    Error error{ErrorKind::input, std::move(message), source_.name()};
    error.byte = byte;
    error.hint = "the file is damaged, or no profile of pprof";
    return error;
  }

  Result<void> check(const WireReader& fields) const {
    if (fields.problem() == nullptr) return {};
    return fail(error_at(fields.place(), fields.problem()));
  }

  // A compressed file of a few kilobytes can name millions of things.
  Result<void> check_room(const WireReader& top) const {
    const std::uint64_t items = tables_.strings_.size() + tables_.locations_.size() + functions_.size();
    if (items <= source_.most_items()) return {};
    return fail(error_at(top.place(), "expected no more names than the compressed file pays for"));
  }

  struct Raw {
    Names names;
    std::uint64_t file = 0;
    std::int32_t line = 0;
    std::uint64_t place = 0;
  };
  struct Line {
    std::uint64_t function;
    std::uint64_t place;
  };

  std::string_view bytes_;
  const Source& source_;
  Tables tables_;
  std::uint64_t default_name_ = 0;
  std::vector<Names> type_names_;
  std::vector<Raw> functions_;
  std::vector<Line> line_functions_;
  std::vector<std::uint64_t> location_mappings_;
  Ids function_ids_, mapping_ids_;
};

Result<Tables> Tables::read(std::string_view bytes, const Source& source) { return TablesReader(bytes, source).read(); }

std::string_view Tables::module_of(const Location& location) const {
  return location.mapping == no_index ? std::string_view() : string(mappings_[location.mapping]);
}

bool Tables::has_names(std::uint32_t location) const {
  const Location& at = locations_[location];
  const auto begin = lines_.begin() + at.first_line;
  return at.line_count > 0 && std::all_of(begin, begin + at.line_count, [&](std::uint32_t function) {
           return function != no_index && !string(functions_[function].name).empty();
         });
}

void Tables::append_frames(std::uint32_t location, Frames& frames, std::vector<FrameId>& out) const {
  const Location& at = locations_[location];
  const std::string_view mapping = module_of(at);
  Strings& strings = frames.strings();
  const auto intern = [&](std::string_view text) {
    if (is_valid_utf8(text)) return strings.intern(text);
    std::string repaired;
    repair_utf8(text, repaired);
    return strings.intern(repaired);
  };
  const StringId module = mapping.empty() ? Strings::none : intern(base_name(mapping));
  const FrameKind plain = is_kernel(mapping) ? FrameKind::kernel : FrameKind::plain;
  for (std::uint32_t i = std::max(at.line_count, 1U); i-- > 0;) {
    const std::uint32_t function = at.line_count == 0 ? no_index : lines_[at.first_line + i];
    const Function* const known = function == no_index ? nullptr : &functions_[function];
    if (known == nullptr || string(known->name).empty()) {
      constexpr std::string_view digits = "0123456789abcdef";
      std::string name;
      for (std::uint64_t rest = at.address; rest != 0 || name.empty(); rest >>= 4) name.insert(0, 1, digits[rest & 15]);
      out.push_back(frames.add(strings.intern(""), 0, strings.intern("0x" + name), {plain, module}));
      continue;
    }
    const std::string_view file = string(known->file);
    const FrameKind kind = known->is_called ? plain : FrameKind::inlined;
    // A file tells functions of one name apart, and more surely than what it was linked into.
    out.push_back(frames.add(intern(file), known->line, intern(string(known->name)),
                             {kind, file.empty() ? module : Strings::none}));
  }
}

}  // namespace p2g::pprof
