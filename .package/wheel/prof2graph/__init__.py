"""prof2graph turns profiles into pictures. This package holds the program and ways to it from Python: draw(), the
options of pytest (pytest_plugin.py) and the magic of IPython and Jupyter (ipython.py: %load_ext prof2graph).
Works with Python 3.6 and later; needs nothing but the standard library."""
import contextlib
import marshal
import os
import re
import signal
import subprocess
import sys
import sysconfig
import threading
import warnings

__all__ = ["Error", "draw", "program", "run"]
__version__ = "@VERSION@"

BINARY = ("p2g", "pdf", "png", "pprof")  # types that are no text


class Error(Exception):
    """The program said no: str() is what it said, `code` its exit code (1: a limit tripped, 2 and up: see its manual)."""

    def __init__(self, message, code):
        Exception.__init__(self, message)
        self.code = code


def _places():
    """Folders where pip puts scripts: first those beside this package, which an environment may have another one of."""
    # pip install --target FOLDER has FOLDER/bin; environments and --prefix have it three folders above.
    site = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    yield os.path.join(site, "bin")
    yield os.path.join(site, os.pardir, os.pardir, os.pardir, "bin")
    yield sysconfig.get_path("scripts")
    if os.name == "posix":
        yield sysconfig.get_path("scripts", "posix_user")


def program():
    """The path of the program that was installed with this package."""
    for folder in _places():
        path = os.path.abspath(os.path.join(folder, "prof2graph"))
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise Error("the program prof2graph is not where pip puts programs; is the package damaged? Install it again: "
                "pip install --force-reinstall prof2graph", 127)


@contextlib.contextmanager
def _exit_codes():
    """Lets exit codes be learned: where SIGCHLD is ignored, or its handler waits for every child, subprocess reports 0."""
    before = signal.getsignal(signal.SIGCHLD) if hasattr(signal, "SIGCHLD") else None
    if before in (None, signal.SIG_DFL):
        yield
    elif threading.current_thread() is not threading.main_thread():  # only the main thread may change it
        if before is signal.SIG_IGN:
            raise Error("SIGCHLD is ignored, so that the program's exit code cannot be learned: call from the main "
                        "thread", 126)
        yield
    else:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        try:
            yield
        finally:
            signal.signal(signal.SIGCHLD, before)
            if callable(before):
                os.kill(os.getpid(), signal.SIGCHLD)  # for children of others that ended meanwhile


def run(arguments, stdin=None):
    """Runs the program with a list of arguments; (exit code, standard output as bytes, what it said as text)."""
    feed = {"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}
    with _exit_codes():
        done = subprocess.run([program()] + list(arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **feed)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip()


def _bytes_of(profile):
    """The pstats file of a cProfile.Profile, profile.Profile or pstats.Stats."""
    if hasattr(profile, "create_stats"):
        profile.create_stats()
    if not isinstance(getattr(profile, "stats", None), dict):
        raise TypeError("draw() takes a path, bytes, a cProfile.Profile or a pstats.Stats, not %s" % type(profile).__name__)
    return marshal.dumps(profile.stats)


def arguments_of(options):
    """["--max-nodes", "20", "--mine"] of {"max_nodes": 20, "mine": True}; a list repeats its option."""
    arguments = []
    for name, value in options.items():
        flag = "--" + name.rstrip("_").replace("_", "-")
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if one is True:
                arguments.append(flag)
            elif one is not False and one is not None:
                arguments += [flag, str(one)]
    return arguments


def output_option(words):
    """The first of some options that says where to, or as what: "-oX.svg", "--type=png"; None if none does."""
    return next((word for word in words if re.match("-[hqsvw]*[oT]|--(output|type)(=|$)", word)), None)


def draw(profile, view="callgraph", type="svg", **options):
    """The picture of a profile, as text.

    `profile` is a path, the bytes of a file, a cProfile.Profile or a pstats.Stats. `view` and `type` are those of the
    command line ("flame", "table"; "svg", "md", "json" ...), and so are all other options, written with underscores:
    draw(profile, view="flame", max_nodes=20, hide=["re1", "re2"], mine=True). What the program warns of becomes a
    Python warning; what it refuses an Error. For types that are no text (png, pdf, pprof, p2g) the result is bytes."""
    stdin = None
    if isinstance(profile, (str, os.PathLike)):
        source = os.path.join(os.curdir, os.fspath(profile))  # so that no name is an option, "-" or a command
    else:
        source, stdin = "-", bytes(profile) if isinstance(profile, (bytes, bytearray)) else _bytes_of(profile)
    arguments = ["draw", "--view", view, "--type", type] + arguments_of(options) + ["--", source]
    code, out, said = run(arguments, stdin)
    if code != 0:
        raise Error(said or "prof2graph ended with code %d" % code, code)
    if not out and "output" not in options:
        raise Error(said or "prof2graph wrote nothing", 126)
    if said:
        warnings.warn(said, RuntimeWarning, stacklevel=2)
    return out if type.lower() in BINARY else out.decode("utf-8")


def load_ipython_extension(shell):
    """%load_ext prof2graph"""
    from prof2graph import ipython
    ipython.load_ipython_extension(shell)


def _main():
    """python -m prof2graph: becomes the program."""
    try:
        path = program()
    except Error as error:
        sys.exit("prof2graph: error: %s" % error)
    os.execv(path, [path] + sys.argv[1:])
