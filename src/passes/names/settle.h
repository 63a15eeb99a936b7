// Several runs that mean the same functions, though what differs from run to run or from folder to folder stands in
// their names.
#pragma once

#include <vector>

#include "src/model/profile.h"

namespace p2g {

// Takes numbers away that only one run knows (stable_name.h, between_runs): of those names only that the runs do not
// spell alike. What two runs with the same spellings have stays as it is, thread by thread.
void settle_names(std::vector<Profile>& runs);

// Files of one program that lie in another folder in each run: "/srv/worker-1/app/job.py" and
// "/srv/worker-2/app/job.py" become "app/job.py", and files of libraries what stands behind site-packages. It is one
// program when at least half of the functions that one run has in those files are in the other's.
void settle_folders(std::vector<Profile>& runs);

}  // namespace p2g
