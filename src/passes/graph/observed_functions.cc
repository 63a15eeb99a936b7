#include "src/passes/graph/observed_functions.h"

namespace p2g {

const std::vector<FunctionRule>& observed_functions() {
  static const std::vector<FunctionRule> rules = {
      // Python, called by name: cProfile and yappi see C functions.
      {waits, "~", "<built-in method time.sleep>"},
      {waits, "~", "<built-in method select.select>"},
      {waits, "~", "<method 'poll' of 'select.epoll' objects>"},
      {waits, "~", "<method 'poll' of 'select.poll' objects>"},
      {waits, "~", "<method 'control' of 'select.kqueue' objects>"},
      {waits, "~", "<method 'acquire' of '_thread.lock' objects>"},
      {waits, "~", "<method 'acquire' of 'thread.lock' objects>"},
      {waits, "~", "<method 'acquire' of '_thread.RLock' objects>"},
      {waits, "~", "<method '__enter__' of '_thread.lock' objects>"},
      {waits, "~", "<method '__enter__' of '_thread.RLock' objects>"},
      {waits, "~", "<method 'join' of '_thread._ThreadHandle' objects>"},
      {waits, "~", "<method 'get' of '_queue.SimpleQueue' objects>"},
      {waits, "~", "<method 'acquire' of '_multiprocessing.SemLock' objects>"},
      {waits, "~", "<method '__enter__' of '_multiprocessing.SemLock' objects>"},
      {waits, "~", "<method 'accept' of '_socket.socket' objects>"},
      {waits, "~", "<method '_accept' of '_socket.socket' objects>"},
      {waits, "~", "<method 'connect' of '_socket.socket' objects>"},
      {waits, "~", "<method 'recv' of '_socket.socket' objects>"},
      {waits, "~", "<method 'recv_into' of '_socket.socket' objects>"},
      {waits, "~", "<method 'recvfrom' of '_socket.socket' objects>"},
      {waits, "~", "<method 'read' of '_ssl._SSLSocket' objects>"},
      {waits, "~", "<method 'do_handshake' of '_ssl._SSLSocket' objects>"},
      {waits, "~", "<built-in method _socket.getaddrinfo>"},
      {waits, "~", "<built-in method posix.waitpid>"},
      {waits, "~", "<built-in method posix.waitid>"},
      {waits, "~", "<built-in method posix.wait>"},
      {waits, "~", "<built-in method posix.wait4>"},
      {waits, "~", "<built-in method builtins.input>"},
      {waits, "~", "<built-in method _winapi.WaitForSingleObject>"},
      {waits, "~", "<built-in method _winapi.WaitForMultipleObjects>"},
      {waits, "~", "<built-in method _overlapped.GetQueuedCompletionStatus>"},
      // Python, by samplers that see no C functions: whose line it was.
      {waits, "threading.py", "wait join acquire _wait_for_tstate_lock"},
      {waits, "selectors.py", "select"},
      {waits, "socket.py", "accept readinto"},
      {waits, "ssl.py", "read recv recv_into do_handshake"},
      {waits, "subprocess.py", "_try_wait wait _wait"},
      {waits, "queue.py", "get"},
      {waits, "multiprocessing/connection.py", "_recv _poll wait"},
      {waits, "multiprocessing/popen_fork.py", "poll"},
      {waits, "multiprocessing/synchronize.py", "__enter__ acquire"},
      {waits, "concurrent/futures/thread.py", "_worker"},
      // Machine code and kernels. A name alone says this only where no file is known.
      {waits, no_file,
       "epoll_wait epoll_pwait __epoll_wait __poll __GI___poll ppoll __select pselect "
       "nanosleep __nanosleep clock_nanosleep __clock_nanosleep usleep futex_wait "
       "pthread_cond_wait pthread_cond_wait@@* pthread_cond_timedwait pthread_cond_timedwait@@* __pthread_cond_wait "
       "___pthread_cond_wait __futex_abstimed_wait* do_futex_wait* futex_abstimed_wait* __lll_lock_wait "
       "sem_wait sem_timedwait sigwait accept4 wait4 __wait4 waitpid __waitpid"},
      {waits, no_file,
       "native_safe_halt pv_native_safe_halt intel_idle intel_idle_irq acpi_idle_do_entry acpi_safe_halt "
       "mwait_idle_with_hints* default_idle cpuidle_enter_state ep_poll do_nanosleep futex_wait_queue_me"},
      {waits, "epoll_wait.c", "epoll_wait __epoll_wait epoll_pwait"},
      {waits, "poll.c", "poll __poll __GI___poll"},
      {waits, "select.c", "select __select"},
      {waits, "nanosleep.c", "nanosleep __nanosleep clock_nanosleep __clock_nanosleep __GI___clock_nanosleep"},
      {waits, "futex-internal.c", "__futex_abstimed_wait* futex_wait*"},
      {waits, "pthread_cond_wait.c", "*"},
      // Java: wall clock profiles and thread dumps.
      {waits, "",
       "java.lang.Object.wait java.lang.Object.wait0 java/lang/Object.wait java/lang/Object.wait0 "
       "java.lang.Thread.sleep java.lang.Thread.sleep0 java/lang/Thread.sleep java/lang/Thread.sleep0 "
       "jdk.internal.misc.Unsafe.park jdk/internal/misc/Unsafe.park sun.misc.Unsafe.park sun/misc/Unsafe.park "
       "java.net.SocketInputStream.socketRead0 java/net/SocketInputStream.socketRead0 "
       "java.net.PlainSocketImpl.socketAccept java/net/PlainSocketImpl.socketAccept "
       "sun.nio.ch.EPoll.wait sun/nio/ch/EPoll.wait sun.nio.ch.EPollArrayWrapper.epollWait "
       "sun/nio/ch/EPollArrayWrapper.epollWait sun.nio.ch.Net.poll sun/nio/ch/Net.poll "
       "sun.nio.ch.Net.accept sun/nio/ch/Net.accept "
       "sun.nio.ch.SocketDispatcher.read0 sun/nio/ch/SocketDispatcher.read0 "
       "java.lang.ProcessHandleImpl.waitForProcessExit0 java/lang/ProcessHandleImpl.waitForProcessExit0"},
      // Go: goroutines that are parked. Its CPU profiles have none of them.
      {waits, "",
       "runtime.gopark time.Sleep runtime.selectgo runtime.chanrecv runtime.chanrecv1 runtime.chansend "
       "sync.runtime_Semacquire sync.runtime_SemacquireMutex sync.runtime_notifyListWait"},
      // Node
      {waits, no_file, "(idle)"},
      {collects, no_file, "(garbage collector)"},
      {collects, "~", "<built-in method gc.collect>"},
      {collects, "",
       "runtime.gcBgMarkWorker runtime.gcBgMarkWorker.* runtime.gcDrain runtime.gcDrainN runtime.scanobject "
       "runtime.greyobject runtime.scanblock runtime.markroot runtime.gcAssistAlloc runtime.gcAssistAlloc1 "
       "runtime.sweepone runtime.bgsweep runtime.bgscavenge runtime.gcMarkDone runtime.gcMarkTermination "
       "runtime.findObject runtime.(*gcWork).* runtime.(*sweepLocked).*"},
      {collects, no_file,
       "G1ParScanThreadState::* G1ParEvacuateFollowersClosure::* G1CMTask::* G1EvacuateRegionsTask::* "
       "GCTaskThread::run PSPromotionManager::* PSParallelCompact::* ZMark::* ZRelocate::* MarkSweep::* "
       "SerialHeap::do_collection* v8::internal::MarkCompactCollector::* v8::internal::Scavenger*"},
      {collects, "gcmodule.c", "*"},
      {collects, no_file, "gc_collect_main gc_collect_generations _PyGC_Collect* subtract_refs deduce_unreachable"},
  };
  return rules;
}

}  // namespace p2g
