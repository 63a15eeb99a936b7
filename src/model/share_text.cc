#include "src/model/share_text.h"

#include <algorithm>

#include "src/base/text.h"

namespace p2g {

std::string share_text(Weight weight, Weight total, bool estimated) {
  if (total < 0) return "–";
  const double share = share_of(weight, total);
  const bool beyond = percent_text(share) != percent_text(1) && share > 1;
  return (estimated || beyond ? "≈" : "") + percent_text(std::min(share, 1.0));
}

}  // namespace p2g
