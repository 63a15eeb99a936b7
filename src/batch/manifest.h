// The manifest of a batch: JSON for other programs, and what the next run of the same batch goes on from.
//
//   {"prof2graph_batch": 1, "program": …, "settings": …, "stale": [{"file": …}], "items": [
//   {"name": …, "state": "drawn", "exit": 0, "inputs": [{"file": …, "sha256": …}], …},
//   …]}
//
// One item a line. `settings` is a hash of the options and the program: another one, and nothing is what it would be.
// `stale` are outputs of earlier batches that no input makes any more, where there are any.
// The journal of a batch that has not ended holds the settings and the items that are done so far, each a line.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/sink.h"
#include "src/batch/record.h"

namespace p2g {

void write_manifest(Sink& sink, const std::string& settings, const std::vector<BatchRecord>& records,
                    const std::vector<std::string>& stale);

// Lines of the journal, each with its newline.
std::string journal_head(const std::string& settings);
std::string journal_line(const BatchRecord& record);

struct KnownRecords {
  bool same_settings = false;
  std::map<std::string, BatchRecord> by_name;  // none with other settings
  std::vector<std::string> files;              // that were written, or stale, whatever the settings
};
// Of a manifest's text, or of a journal's, whose lines may have been cut off. What is not understood is passed over: it
// is done again.
KnownRecords read_records(std::string_view text, const std::string& settings);

}  // namespace p2g
