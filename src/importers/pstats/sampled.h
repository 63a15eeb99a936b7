// The sampling profiler of Python 3.15 writes pstats files whose keys carry the line that was executing, so that one
// function is many entries. They become one again here.
#pragma once

#include "src/model/profile.h"

namespace p2g {

// Joins the functions of a call profile that have the same file and name; the line is the first of those seen. Samples
// and times are added; cumulative ones, where a recursive function is on a stack with several lines, at most up to
// the total. Pairs that have only a number of samples get it as a time, at most that of caller and callee: every sample
// stands for the same time, which the functions tell. Two functions of one name in one file cannot be told apart. With
// `by_line` each line stays a function; `with_lines` what each cost stays known beside its function.
void join_sampled_lines(Profile& profile, bool by_line = false, bool with_lines = false);

}  // namespace p2g
