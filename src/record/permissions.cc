#include "src/record/permissions.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>

namespace p2g {
namespace {

int number_in(const char* file) {
  int number = 0;
  std::ifstream in(file);
  in >> number;
  return in ? number : 0;
}

// The capabilities that are in force; without Linux' /proc, those of the administrator.
std::uint64_t capabilities() {
  std::ifstream status("/proc/self/status");
  std::string word;
  std::uint64_t bits = ::geteuid() == 0 ? ~std::uint64_t{0} : 0;
  while (status >> word) {
    if (word == "CapEff:") {
      status >> std::hex >> bits;
      break;
    }
  }
  return bits;
}

bool has(std::uint64_t bits, unsigned capability) { return (bits >> capability & 1) != 0; }

}  // namespace

Permissions permissions_for(int pid) {
  constexpr unsigned sys_ptrace = 19;
  constexpr unsigned sys_admin = 21;
  constexpr unsigned perfmon = 38;
  const std::uint64_t bits = capabilities();
  Permissions permissions;
  permissions.ptrace_scope = number_in("/proc/sys/kernel/yama/ptrace_scope");
  permissions.perf_event_paranoid = number_in("/proc/sys/kernel/perf_event_paranoid");
  permissions.may_trace = has(bits, sys_ptrace);
  permissions.may_sample = has(bits, sys_admin) || has(bits, perfmon);
  struct stat status {};
  const std::string folder = "/proc/" + std::to_string(pid);
  permissions.owns = ::stat(folder.c_str(), &status) != 0 || status.st_uid == ::geteuid();
  return permissions;
}

std::string missing_permission(const Permissions& permissions, std::string_view sampler) {
  if (sampler == "perf") {
    if (permissions.may_sample) return {};
    if (permissions.perf_event_paranoid > 2) {
      return "kernel.perf_event_paranoid is " + std::to_string(permissions.perf_event_paranoid) +
             ": sudo sysctl kernel.perf_event_paranoid=1, or the capability CAP_PERFMON";
    }
    return permissions.owns ? std::string() : "the process is another user's: sudo";
  }
  if (permissions.may_trace) return {};
  const std::string in_container = "; in a container: docker run --cap-add SYS_PTRACE";
  if (!permissions.owns) return "the process is another user's: sudo, or the capability CAP_SYS_PTRACE" + in_container;
  if (permissions.ptrace_scope == 0) return {};
  const std::string scope = "kernel.yama.ptrace_scope is " + std::to_string(permissions.ptrace_scope);
  if (permissions.ptrace_scope >= 3) return scope + ": nobody may look into a process until the machine starts again";
  return scope + ": sudo, or sudo sysctl kernel.yama.ptrace_scope=0, or the capability CAP_SYS_PTRACE" + in_container;
}

}  // namespace p2g
