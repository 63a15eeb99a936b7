// Valid profiles of any size out of a few bytes. Call trees are cut, pictures are thinned and stacks are hundreds deep
// only where there are thousands of functions and pairs, which no input of a fuzzer has.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace p2g {

struct RecipeSides {
  std::vector<std::string> before, after;  // the bytes of files, one a run
  bool same = false;                       // the side after is the side before
};

// Every text is a recipe, also the empty one.
RecipeSides make_sides(std::string_view recipe);

}  // namespace p2g
