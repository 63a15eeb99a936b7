// The last steps of every pipeline: outputs are opened, written as their formats want it, and put in place together.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "renderers/document.h"
#include "src/base/result.h"
#include "src/base/sink.h"
#include "src/code_options.h"
#include "src/job.h"
#include "src/pipeline.h"

namespace p2g {

// The gate as JUnit XML: an output like all others, but named by an option of its own and in no list of types.
const Format& junit_format();

// A document for each output of a job. Pictures of one view share theirs, and so are drawn once. Everything that is
// handed in outlives them.
class Documents {
 public:
  template <class AnalysisOrComparison>
  Documents(const Job& job, const AnalysisOrComparison& subject, const Verdict& verdict) : code_(code_options(job)) {
    for (const Output& output : job.outputs) {
      index_.push_back(drawn_before(job, output));
      if (index_.back() < all_.size()) continue;
      all_.emplace_back(subject, *output.view, output.options, job.theme, verdict, &code_);
    }
  }
  const Document& of(std::size_t output) const { return all_[index_[output]]; }

 private:
  // The document of an earlier picture of the same view, else a new one's place.
  std::size_t drawn_before(const Job& job, const Output& output) const;

  CodeOptions code_;
  std::deque<Document> all_;
  std::vector<std::size_t> index_;  // of each output
};

// One sink an output. Nothing is visible at the targets until commit_outputs().
Result<std::vector<Sink>> open_outputs(const std::vector<Output>& outputs);

// Draws and writes all outputs, with the stages "draw" and "write" for each.
Result<void> write_outputs(const Job& job, const Documents& documents, std::vector<Sink>& sinks, const Hooks& hooks,
                           Outcome& outcome);

// What is said of a table for programs that was cut without having been asked to.
std::string rows_note(const std::string& output, std::size_t count);

// All of them or none. Counts the bytes in the last stage.
Result<void> commit_outputs(std::vector<Sink>& sinks, Outcome& outcome);

}  // namespace p2g
