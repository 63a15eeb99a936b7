// Views and formats by name.
#include "renderers/renderer.h"
#include "src/base/diagnostics.h"

namespace p2g {
namespace {

template <class Record>
Result<const Record*> find_by_name(const std::vector<const Record*>& all, std::string_view what,
                                   std::string_view name) {
  std::vector<std::string_view> known;
  for (const Record* record : all) {
    if (record->name == name) return record;
    known.push_back(record->name);
  }
  return fail(unknown_name_error(what, name, known));
}

}  // namespace

Result<const View*> find_view(std::string_view name) { return find_by_name(views(), "view", name); }
Result<const Format*> find_format(std::string_view name) { return find_by_name(formats(), "output type", name); }

}  // namespace p2g
