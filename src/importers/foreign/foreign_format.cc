#include "src/importers/foreign/foreign_format.h"

namespace p2g {

const ForeignFormat* find_foreign_format(std::string_view head) {
  const ForeignFormat* const binary = find_binary_kind(head);
  return binary != nullptr ? binary : find_text_kind(head);
}

}  // namespace p2g
