#include "src/base/diagnostics.h"
#include "src/record/recorder.h"

namespace p2g {

Result<const Recorder*> find_recorder(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Recorder* recorder : recorders()) {
    names.push_back(recorder->name);
    if (recorder->name == name) return recorder;
  }
  return fail(unknown_name_error("recorder", name, names));
}

Error missing_recorder(const Recorder& recorder) {
  return usage_error(std::string(recorder.name) + " is not installed", std::string(recorder.install));
}

}  // namespace p2g
