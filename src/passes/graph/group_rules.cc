#include "src/passes/graph/group_rules.h"

namespace p2g {

// Only what passes on: functions that call others for somebody. What does work of its own has no place here.
const std::vector<FunctionRule>& group_rules() {
  static const std::vector<FunctionRule> rules = {
      // Python
      {"asyncio", "asyncio/base_events.py", "run_until_complete run_forever _run_once call_soon _call_soon"},
      {"asyncio", "asyncio/events.py", "_run"},
      {"asyncio", "asyncio/runners.py", "run __enter__ __exit__ _lazy_init close"},
      {"asyncio", "asyncio/tasks.py", "__step __step_run_and_handle_result __wakeup gather wait wait_for _wait"},
      {"asyncio", "asyncio/unix_events.py", "run_forever"},
      {"asyncio", "asyncio/selector_events.py", "_read_ready _read_ready__* _process_events"},
      {"asyncio", "asyncio/streams.py", "data_received"},
      {"asyncio", "~", "<method 'run' of '_contextvars.Context' objects>"},
      {"asyncio", "~", "<method 'run' of 'Context' objects>"},
      {"unittest", "unittest/case.py",
       "run __call__ _callTestMethod _callSetUp _callTearDown _callCleanup "
       "testPartExecutor _executeTestPart handle"},
      {"unittest", "unittest/suite.py", "run __call__ _handleClassSetUp _handleModuleFixture _tearDownPreviousClass"},
      {"unittest", "unittest/runner.py", "run"},
      {"unittest", "unittest/main.py", "__init__ runTests parseArgs createTests _do_discovery"},
      {"unittest", "unittest/loader.py",
       "discover _find_tests _find_test_path loadTestsFromModule loadTestsFromNames "
       "loadTestsFromName loadTestsFromTestCase _get_module_from_name"},
      {"unittest", "unittest/__main__.py", "<module>"},
      {"pytest", "_pytest/config/__init__.py", "main console_main _prepareconfig"},
      {"pytest", "_pytest/main.py",
       "pytest_cmdline_main wrap_session _main pytest_collection pytest_runtestloop "
       "perform_collect collect genitems _collect* pytest_collect*"},
      {"pytest", "_pytest/runner.py",
       "pytest_runtest_protocol runtestprotocol call_and_report call_runtest_hook "
       "from_call <lambda> pytest_runtest_call pytest_runtest_setup "
       "pytest_runtest_teardown setup teardown_exact collect_one_node "
       "pytest_make_collect_report collect"},
      {"pytest", "_pytest/python.py",
       "runtest pytest_pyfunc_call setup _setupstate* collect _genfunctions importtestmodule"},
      {"pytest", "_pytest/fixtures.py",
       "getfixturevalue _get_active_fixturedef _compute_fixture_value execute "
       "pytest_fixture_setup call_fixture_func _fillfixtures fillfixtures"},
      {"pytest", "_pytest/*.py", "pytest_*"},
      {"pytest", "pluggy/_callers.py", "_multicall"},
      {"pytest", "pluggy/_manager.py", "_hookexec traced_hookexec"},
      {"pytest", "pluggy/_hooks.py", "__call__ call_historic call_extra"},
      {"Django", "django/core/handlers/base.py",
       "get_response _get_response _get_response_async get_response_async "
       "process_exception_by_middleware make_view_atomic"},
      {"Django", "django/core/handlers/exception.py", "inner convert_exception_to_response"},
      {"Django", "django/core/handlers/wsgi.py", "__call__"},
      {"Django", "django/core/handlers/asgi.py", "__call__ handle"},
      {"Django", "django/utils/deprecation.py", "__call__ __acall__"},
      {"Django", "django/core/management/__init__.py", "execute execute_from_command_line run_from_argv"},
      {"Django", "django/core/management/base.py", "execute run_from_argv"},
      {"Django", "django/views/generic/base.py", "view dispatch"},
      {"Django", "django/utils/decorators.py", "_wrapper_view _wrapped_view _wrapper bound_method"},
      {"click", "click/core.py", "__call__ main invoke forward make_context parse_args process_value new_func"},
      {"click", "click/decorators.py", "new_func"},
      {"click", "typer/core.py", "main _main __call__ invoke"},
      {"click", "typer/main.py", "__call__ wrapper"},
      {"Celery", "celery/app/trace.py",
       "trace_task __protected_call__ __trace__ build_tracer fast_trace_task _trace_task_ret"},
      {"Celery", "celery/app/task.py", "__call__ apply run apply_async"},
      {"Celery", "celery/worker/worker.py", "start _process_task _process_task_sem"},
      {"Celery", "celery/worker/request.py", "execute execute_using_pool"},
      {"Celery", "celery/bootsteps.py", "start"},
      {"Celery", "celery/concurrency/*.py", "apply_target on_apply apply_async"},
      {"logging", "logging/__init__.py",
       "debug info warning error critical exception log _log handle callHandlers emit "
       "format makeRecord flush filter formatMessage"},
      {"thread pool", "concurrent/futures/thread.py", "run _worker submit"},
      {"thread pool", "concurrent/futures/_base.py", "map result_iterator result set_result _result_or_cancel"},
      {"thread pool", "concurrent/futures/process.py", "_process_worker _process_chunk submit"},
      {"thread pool", "threading.py", "run _bootstrap _bootstrap_inner"},
      {"thread pool", "multiprocessing/pool.py", "worker mapstar starmapstar map apply"},
      {"thread pool", "multiprocessing/process.py", "_bootstrap run"},
      {"runpy", "runpy.py", "run_path run_module _run_code _run_module_code _run_module_as_main"},
      {"runpy", "<frozen runpy>", "run_path run_module _run_code _run_module_code _run_module_as_main"},
      // Node
      {"module loading", "node:internal/modules/cjs/loader", "*"},
      {"module loading", "node:internal/modules/run_main", "*"},
      {"module loading", "node:internal/modules/esm/*", "*"},
      {"module loading", "node:internal/modules/helpers", "*"},
      {"module loading", "internal/modules/cjs/loader.js", "*"},
      {"module loading", "internal/modules/run_main.js", "*"},
      {"event loop", "node:internal/timers", "listOnTimeout processTimers"},
      {"event loop", "node:internal/process/task_queues", "processTicksAndRejections runMicrotasks runNextTicks"},
      // Java
      {"thread pool", "",
       "java.util.concurrent.ThreadPoolExecutor* java/util/concurrent/ThreadPoolExecutor* "
       "java.util.concurrent.FutureTask* java/util/concurrent/FutureTask* "
       "java.util.concurrent.Executors* java/util/concurrent/Executors* "
       "java.util.concurrent.ForkJoin* java/util/concurrent/ForkJoin* "
       "java.lang.Thread.run java/lang/Thread.run java/lang/Thread:::run"},
      {"reflection", "",
       "java.lang.reflect.Method.invoke java/lang/reflect/Method.invoke "
       "jdk.internal.reflect.* jdk/internal/reflect/* sun.reflect.* sun/reflect/* "
       "java.lang.invoke.* java/lang/invoke/*"},
      // Go
      {"Go runtime", "",
       "runtime.main runtime.goexit runtime.mcall runtime.park_m runtime.schedule "
       "runtime.findRunnable runtime.systemstack runtime.mstart runtime.mstart0 runtime.mstart1"},
      {"garbage collection", "",
       "runtime.gcBgMarkWorker runtime.gcBgMarkWorker.* runtime.gcDrain runtime.gcDrainN "
       "runtime.gcAssistAlloc runtime.gcAssistAlloc1 runtime.gcAssistAlloc.* runtime.gcStart "
       "runtime.bgsweep runtime.bgscavenge runtime.gcMarkDone runtime.gcMarkTermination"},
  };
  return rules;
}

}  // namespace p2g
