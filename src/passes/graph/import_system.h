// Python's import system in a profile: which function is part of it, and what it does there.
#pragma once

#include <cstdint>
#include <vector>

#include "src/model/graph.h"
#include "src/model/group.h"

namespace p2g {

enum class ImportRole : std::uint8_t { other, machinery, body };

struct ImportPlace {
  ImportRole role = ImportRole::other;
  // Of machinery: what is done below it. `count`: it only leads to others. Its own time is then ImportStep::rest.
  ImportStep step = ImportStep::count;
  bool loads = false;     // get_code: reads, unmarshals, compiles, and checks whether it has to
  bool enters = false;    // begins an import
  bool creates = false;   // only part of ImportStep::create
  bool executes = false;  // runs bodies, and other code for others
};
ImportPlace import_place(const FrameParts& parts);

// Whether any function is `_find_and_load`: cheap, for the many profiles that know nothing of importing.
bool has_import_system(const Frames& frames);

// By function of the graph.
struct ImportRoles {
  std::vector<ImportPlace> place;
  std::uint32_t script = no_index;  // the body that holds nearly all of the run: the program itself
  std::vector<float> side;          // part of its time that is spent importing, apportioned by its callers
  bool is_inside(std::uint32_t function) const {
    return function != script && (place[function].role != ImportRole::other || side[function] >= 0.5F);
  }
};
ImportRoles find_import_roles(const CallGraph& graph);

}  // namespace p2g
