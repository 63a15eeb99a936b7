// How an output is opened: a new file beside the one that it will replace, with that one's rights (sink.h says which),
// or the stream that is there.
#pragma once

#include <string>

#include "src/base/output_place.h"
#include "src/base/pending_file.h"
#include "src/base/result.h"

namespace p2g {

// A descriptor to write to. That of a file is one that `file` knows from then on; that of a stream is our own when
// place.descriptor is, else a new one.
Result<int> open_output(const OutputPlace& place, PendingFile& file, const std::string& shown_path);

// Of the step that gives the file its name, by errno.
Error rename_error(const OutputPlace& place, int code, const std::string& shown_path);

}  // namespace p2g
