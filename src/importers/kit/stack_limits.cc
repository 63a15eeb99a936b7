#include "src/importers/kit/stack_limits.h"

#include <string>

#include "src/model/stack_builder.h"

namespace p2g {

Error too_deep_error(std::uint64_t line) {
  return {ErrorKind::input, "stack has more than " + std::to_string(deepest_stack) + " frames", "", line};
}

Error too_many_nodes_error(const Source& source, std::optional<std::uint64_t> line) {
  Error error{ErrorKind::input, "more than two thousand million different stack frames", source.name(), line};
  if (source.most_items() < StackBuilder::max_nodes) {
    error.message = "more different stack frames than a compressed file of this size may have";
    error.hint = "unpack it: prof2graph reads as many as a file has bytes";
  }
  return error;
}

}  // namespace p2g
