// One profile, whole: what `merge --shards` reads (write_profile.cc).
#include "renderers/document.h"
#include "renderers/formats/p2g/write_profile.h"

namespace p2g {
namespace {

Result<void> write_document(const Document& document, Sink& sink, Warnings&) {
  P2G_TRY_ASSIGN(const Analysis* analysis, document.analysis());
  return write_profile(analysis->profile(), {}, sink);
}

}  // namespace

extern const Format format_p2g;
const Format format_p2g = {.name = "p2g",
                           .summary = "the whole profile, to be summed and drawn later; smallest",
                           .suffixes = ".p2g.zst",
                           .prints = Content::graph,
                           .binary = true,
                           .keeps_names = true,
                           .write = write_document};

}  // namespace p2g
