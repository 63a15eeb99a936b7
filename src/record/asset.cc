#include "src/record/asset.h"

#include "src/base/embedded.h"
#include "src/base/sink.h"

namespace p2g {

Result<std::string> write_asset(std::string_view name, const std::string& folder) {
  std::string path = folder + '/' + std::string(name);
  P2G_TRY_ASSIGN(Sink sink, Sink::to_file(path));
  sink.put(embedded_file(name));
  P2G_TRY(sink.commit());
  return path;
}

}  // namespace p2g
