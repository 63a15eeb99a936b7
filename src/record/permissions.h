// What a process needs to look into another one, and may not have.
#pragma once

#include <string>
#include <string_view>

namespace p2g {

struct Permissions {
  int ptrace_scope = 0;         // of Yama: 0 one's own processes, 1 only children, 2 administrators, 3 nobody
  int perf_event_paranoid = 0;  // above 2: nobody but administrators
  bool may_trace = false;       // CAP_SYS_PTRACE
  bool may_sample = false;      // CAP_PERFMON or CAP_SYS_ADMIN
  bool owns = true;             // the process is the user's
};

Permissions permissions_for(int pid);

// What is missing, and how to get it: a hint; empty when nothing is. `sampler` is a recorder's name.
std::string missing_permission(const Permissions& permissions, std::string_view sampler);

}  // namespace p2g
