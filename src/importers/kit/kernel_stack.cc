#include "src/importers/kit/kernel_stack.h"

namespace p2g {

bool enters_kernel(std::string_view symbol) {
  // x86, Arm, RISC-V.
  for (const std::string_view begin :
       {"entry_SYSCALL", "entry_INT80", "do_syscall_64", "asm_exc_", "asm_sysvec_", "asm_common_interrupt",
        "ret_from_fork", "secondary_startup_64", "common_startup_64", "el0_svc", "el0t_64_", "el0_sync", "el1h_64_",
        "handle_exception", "kthread", "irqentry_exit_to_user_mode"}) {
    if (symbol.starts_with(begin)) return true;
  }
  return false;
}

}  // namespace p2g
