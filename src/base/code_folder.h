// Folders that are looked through for source files: below them no link is followed.
#pragma once

#include <functional>
#include <string>

#include "src/base/output_place.h"

namespace p2g {

enum class EntryKind { folder, file, other };  // links are other

// Shows what is in the folder `below` (names and "/") of the folder `root`, until `see` says that it is enough. What
// cannot be read has nothing in it.
void see_entries(const std::string& root, const std::string& below,
                 const std::function<bool(const std::string& name, EntryKind kind)>& see);

// Opens such a file for reading; -1 where there is none.
FileDescriptor open_file_below(const std::string& root, const std::string& path);

}  // namespace p2g
