// What a sum of several profiles, threads or processes comes to, in words.
#pragma once

#include <string>
#include <vector>

#include "src/model/metric.h"
#include "src/model/part.h"
#include "src/model/profile.h"

namespace p2g {

// "3 profiles", "12 threads".
std::string parts_text(const Parts& parts);
// "all 3 profiles", "both threads".
std::string all_parts_text(const Parts& parts);

// "w3.prof is the longest, 323 ms: 2.3 times w1.prof (141 ms). sum differs most: 38.7% to 58.2% of a profile." One
// line, or two where that would be too long; nothing where there are no parts. Raw: escape before printing.
std::vector<std::string> part_lines(const Parts& parts, const Profile& profile);

}  // namespace p2g
