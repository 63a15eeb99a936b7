// In place of dot_layout.cc in programs that can load nothing: Graphviz has no static library.
#include "renderers/layout/layout.h"
#include "renderers/third_party.h"

namespace p2g {

const Result<void>& load_graphviz() {
  static const Result<void> missing = [] {
    Error error{ErrorKind::output, "this build of prof2graph has no Graphviz, so there is no --layout dot", ""};
    error.hint =
        "leave the option out (--layout layers), or use a build that loads libraries, such as the Debian package";
    return Result<void>(fail(std::move(error)));
  }();
  return missing;
}

Result<Layout> dot_layout(const LayoutInput&) { return fail(Error(load_graphviz().error())); }

ThirdParty graphviz_third_party() { return {"Graphviz", "", "", "EPL-1.0", "not in this build"}; }

}  // namespace p2g
