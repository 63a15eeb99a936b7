# Runs a program as `python program.py` would, under cProfile's recorder, and writes what it saw where pstats would.
#   record_cprofile.py OUT wall|cpu WORKTREE REPOSITORY file|module|command|stdin TARGET [ARGUMENT...]
# Files in WORKTREE are called as those of REPOSITORY are; where nothing stands for anything, both are empty.
# For every Python since 2.7. Imports nothing that the program could import itself: what is loaded already costs the
# program nothing, and would be missing in its profile.
import marshal
import os
import sys
import time
from _functools import partial  # calls of it are not recorded, so that nothing of this file is a caller

try:
    import _signal as signal
except ImportError:  # Python 2
    import signal

OWN_FILE = __file__
OWN_PID = os.getpid()
PYTHON_3 = sys.version_info[0] >= 3


def make_profiler(clock):
    import _lsprof
    if clock == "wall":
        return _lsprof.Profiler()
    if hasattr(time, "process_time_ns"):
        return _lsprof.Profiler(time.process_time_ns, 1e-9)
    return _lsprof.Profiler(getattr(time, "process_time", None) or time.clock)


# What cProfile's create_stats() makes of getstats(), without this file's own functions.
def stats_of(profiler, key_of):
    stats, callers_of = {}, {}
    entries = [entry for entry in profiler.getstats() if key_of(entry.code)[0] != OWN_FILE]
    for entry in entries:
        callers_of.setdefault(key_of(entry.code), {})
    for entry in entries:
        for call in entry.calls or ():
            callers = callers_of.get(key_of(call.code))
            if callers is None:
                continue
            row = (call.callcount, call.callcount - call.reccallcount, call.inlinetime, call.totaltime)
            before = callers.get(key_of(entry.code), (0, 0, 0, 0))
            callers[key_of(entry.code)] = tuple(a + b for a, b in zip(row, before))
    for entry in entries:
        key = key_of(entry.code)
        row = (entry.callcount - entry.reccallcount, entry.callcount, entry.inlinetime, entry.totaltime)
        before = stats.get(key, (0, 0, 0, 0, None))
        stats[key] = tuple(a + b for a, b in zip(row, before)) + (callers_of[key],)
    return stats


class Recording(object):
    def __init__(self, out, clock, worktree, repository):
        self.out = out
        self.worktree = worktree
        self.repository = repository
        self.strayed = ""  # a file of the repository that ran though its worktree should have
        self.open = True
        self.profiler = None
        self.attempt(partial(self.make_profiler, clock))

    def make_profiler(self, clock):
        self.profiler = make_profiler(clock)

    # The program is not to suffer from what goes wrong here: it runs on, and nothing more is recorded.
    def attempt(self, act):
        try:
            act()
        except Exception:
            self.open = False
            self.explain(sys.exc_info()[1])

    # In a file of its own, and on a full disk, where words have no room, in the file's name.
    def explain(self, error):
        text = getattr(error, "strerror", None) or "%s: %s" % (type(error).__name__, error)
        try:
            self.write("failed.%d" % (getattr(error, "errno", None) or 0), b" ")
        except EnvironmentError:
            pass
        try:
            self.write("failed", text.encode() if PYTHON_3 else text)
        except EnvironmentError:
            pass

    def start(self):
        if self.open:
            self.attempt(self.profiler.enable)

    def stop(self):
        if self.profiler is not None:
            partial(self.profiler.disable)()

    def key_of(self, code):
        if isinstance(code, str):
            return ("~", 0, code)
        return (self.name_of(code.co_filename), code.co_firstlineno, code.co_name)

    def name_of(self, path):
        if self.worktree and path.startswith(self.worktree + "/"):
            return self.repository + path[len(self.worktree):]
        if self.worktree and path.startswith(self.repository + "/") and "/lib/python" not in path:
            self.strayed = path
        return path

    # Once, and never in a process that was forked: it has the profile of its parent.
    def finish(self):
        self.stop()  # first, so that nothing below is recorded
        if not self.open or os.getpid() != OWN_PID:
            return
        self.open = False
        self.attempt(self.write_profile)

    def write_profile(self):
        stats = stats_of(self.profiler, self.key_of)
        self.write("strayed", self.strayed.encode() if PYTHON_3 else self.strayed)
        if any("_thread.start_" in key[2] or "thread.start_new" in key[2] for key in stats):
            self.write("threads", b"mixed" if sys.version_info >= (3, 12) else b"missing")
        if any("fork_exec" in key[2] or "posix.fork" in key[2] or "posix.posix_spawn" in key[2] for key in stats):
            self.write("processes", b"missing")
        self.write("part", marshal.dumps(stats))
        os.rename(self.out + ".part", self.out)

    def write(self, suffix, data):
        if data:
            with open(self.out + "." + suffix, "wb") as file:
                file.write(data)

    # A signal that ends a program that does not handle it: the profile is written first, then it ends as it would have.
    def end_by(self, number, frame):
        try:
            self.finish()
        finally:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

    def watch(self):
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) == signal.SIG_DFL:
                signal.signal(number, self.end_by)

    # The interpreter prints what the program did not catch; this file is not part of it.
    def hide_own_frames(self):
        hook = sys.excepthook

        def without_own_frames(kind, value, trace):
            sys.excepthook = hook
            while trace is not None and trace.tb_frame.f_code.co_filename == OWN_FILE:
                trace = trace.tb_next
            if PYTHON_3:
                value = value.with_traceback(trace)
            hook(kind, value, trace)

        sys.excepthook = without_own_frames

    def run(self, code, names):
        run_code = partial(eval, code, names)  # eval() runs any code, and is a function in every Python
        try:
            try:
                self.start()
                run_code()
            finally:
                self.finish()
        except BaseException:
            self.hide_own_frames()
            raise

    # What `python -m package.module` imports before the module runs is part of the program.
    def import_parents(self, module):
        try:
            self.start()
            partial(__import__, module)()
        except ImportError:
            pass  # who looks for the module says so
        finally:
            self.stop()


def new_main():
    main = type(sys)("__main__")
    main.__dict__["__builtins__"] = sys.modules["builtins" if PYTHON_3 else "__builtin__"]
    if PYTHON_3:
        main.__dict__["__annotations__"] = {}
    else:
        del main.__dict__["__doc__"]
        main.__dict__.update(__doc__=None, __package__=None)
    return main


# Not with -P and -I.
def set_program_folder(folder):
    if not (getattr(sys.flags, "safe_path", False) or getattr(sys.flags, "isolated", False)):
        sys.path[0] = folder


# What the interpreter calls the program's file.
def spelled(path):
    if sys.version_info < (3, 9) or os.path.isabs(path):
        return path
    return os.path.join(os.getcwd(), path)


def code_of_file(path):
    with open(path, "rb") as file:
        data = file.read()
    if path.endswith(".pyc"):
        import pkgutil
        with open(path, "rb") as file:
            code = pkgutil.read_code(file)
        if code is not None:
            return code
    return compile(data, path, "exec", 0, True)


def file_loader(path):
    if not PYTHON_3:
        return None
    external = sys.modules.get("_frozen_importlib_external") or sys.modules["_frozen_importlib"]
    kind = external.SourcelessFileLoader if path.endswith(".pyc") else external.SourceFileLoader
    return kind("__main__", path)


def start_file(recording, path, main):
    path = spelled(path)
    if os.path.isdir(path) or is_archive(path):
        set_program_folder(path)
        return start_module(recording, "__main__", main)
    set_program_folder(os.path.dirname(os.path.realpath(path)))
    if not os.path.exists(path):
        sys.stderr.write("%s: can't open file %r: [Errno 2] No such file or directory\n" % (sys.executable, path))
        sys.exit(2)
    main.__file__ = path
    if PYTHON_3:
        main.__dict__.update(__cached__=None, __loader__=file_loader(path), __spec__=None, __package__=None)
    return code_of_file(path)


def is_archive(path):
    with open(path, "rb") if os.path.isfile(path) else open(os.devnull, "rb") as file:
        if file.read(2) != b"PK" and not path.endswith((".zip", ".pyz", ".egg")):
            return False
    import zipimport
    try:
        zipimport.zipimporter(path)
        return True
    except zipimport.ZipImportError:
        return False


def start_module(recording, name, main):
    import runpy
    if name != "__main__":
        set_program_folder(os.getcwd() if sys.version_info >= (3, 7) else "")
        parent = name.rpartition(".")[0]
        if parent or is_package(name):
            recording.import_parents(parent or name)
    saved = sys.modules.pop("__main__")
    try:
        details = runpy._get_module_details(name)
    except ImportError:
        error = sys.exc_info()[1]
        sys.stderr.write("%s: %s\n" % (sys.executable, error))
        sys.exit(1)
    finally:
        sys.modules["__main__"] = saved
    found, spec, code = details[:3]
    main.__package__ = found.rpartition(".")[0]
    if hasattr(spec, "origin"):
        main.__dict__.update(__spec__=spec, __loader__=spec.loader, __file__=spec.origin, __cached__=spec.cached,
                             __package__=spec.parent)
    else:  # Python 2 has a loader, and the file beside it
        main.__dict__.update(__loader__=spec, __file__=details[3])
    if name != "__main__":
        sys.argv[0] = main.__file__
    return code


def is_package(name):
    if not PYTHON_3:
        import pkgutil
        loader = pkgutil.find_loader(name)
        return loader is not None and loader.is_package(name)
    import importlib.util
    spec = importlib.util.find_spec(name)
    return spec is not None and spec.submodule_search_locations is not None


def start_text(text, name, main, **names):
    set_program_folder("")
    if PYTHON_3:
        builtin = sys.modules["_frozen_importlib"].BuiltinImporter
        main.__dict__.update(__loader__=builtin, __spec__=None, __package__=None, **names)
    return compile(text, name, "exec", 0, True)


def start_command(recording, text, main):
    return start_text(text, "<string>", main)


def start_stdin(recording, ignored, main):
    main.__file__ = "<stdin>"
    return start_text(sys.stdin.read(), "<stdin>", main, __cached__=None)


STARTS = {"file": start_file, "module": start_module, "command": start_command, "stdin": start_stdin}
WORDS = {"file": lambda target: [target], "module": lambda target: ["-m", target],
         "command": lambda target: ["-c", target], "stdin": lambda target: ["-"]}


# As the interpreter would have set them without this file.
def set_arguments(kind, target, arguments):
    original = getattr(sys, "orig_argv", None)
    if original and OWN_FILE in original:
        sys.orig_argv = original[:original.index(OWN_FILE)] + WORDS[kind](target) + arguments
    sys.argv = [{"file": target, "module": "-m", "command": "-c", "stdin": "-"}[kind]] + arguments


def main(out, clock, worktree, repository, kind, target, *arguments):
    recording = Recording(out, clock, worktree, repository)
    set_arguments(kind, target, list(arguments))
    module = new_main()
    try:
        code = STARTS[kind](recording, target, module)
    except BaseException:
        recording.finish()
        recording.hide_own_frames()
        raise
    own = sys.modules["__main__"]  # kept: a module that nobody has loses its names
    sys.modules["__main__"] = module
    recording.watch()
    recording.run(code, module.__dict__)
    return own


main(*sys.argv[1:])
