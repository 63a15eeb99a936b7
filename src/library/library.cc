// What the library adds to its parts: the two ends of the pipeline in one call each.
#include "src/base/source.h"
#include "src/choose_outputs.h"
#include "src/library/importer.h"
#include "src/library/output.h"
#include "src/passes/names/rename.h"
#include "src/reading.h"

namespace p2g {
namespace {

template <class Subject>
Result<std::string> draw_subject(const Subject& subject, bool compares, std::string_view type, const Drawing& drawing) {
  P2G_TRY_ASSIGN(const Format* const format, find_format(type));
  const View* view = natural_view(*format);
  if (!drawing.view.empty()) {
    P2G_TRY_ASSIGN(view, find_view(drawing.view));
  }
  P2G_TRY(check_fit(*view, *format, compares));
  P2G_TRY_ASSIGN(const Theme theme, load_theme(drawing.theme));
  const Verdict no_limits;
  const Document document(subject, *view, drawing.options, theme, no_limits);
  std::string bytes;
  Sink sink = Sink::to_string(bytes);
  Warnings lost;
  P2G_TRY(format->write(document, sink, lost));
  P2G_TRY(sink.commit());
  return bytes;
}

}  // namespace

Result<Profile> read_profile(const std::string& file, std::string_view format, const ReadOptions& options) {
  P2G_TRY_ASSIGN(Source source, Source::open(file));
  P2G_TRY_ASSIGN(Profile profile, read_source(source, format, options));
  rename_frames(profile, NameRules());
  return profile;
}

Result<std::string> draw(const Analysis& analysis, std::string_view type, const Drawing& drawing) {
  return draw_subject(analysis, false, type, drawing);
}

Result<std::string> draw(const Comparison& comparison, std::string_view type, const Drawing& drawing) {
  return draw_subject(comparison, true, type, drawing);
}

}  // namespace p2g
