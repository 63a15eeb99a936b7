"""pytest --prof2graph[=FOLDER]: a profile and a picture of each test and of all together, and a comparison with an
earlier run. Records the thread that the test runs in. With pytest-xdist each worker records, and what they found is
drawn in the first process."""
import cProfile
import contextlib
import hashlib
import json
import os
import pstats
import re
import shlex
import shutil
import sys
import tempfile
import time

import pytest

import prof2graph

LIST = "prof2graph.json"  # in FOLDER: which profile is which test's, for --prof2graph-compare
ALL = "all"
FOLDER = "prof2graph-tests"
TITLE = 300  # characters; the name of a parametrized test may be longer than what a program can be told
# A timer that is called makes Python before 3.9 abort in a test that reaches the recursion limit.
CPU_CLOCK = sys.version_info >= (3, 9)


def pytest_addoption(parser):
    group = parser.getgroup("prof2graph", "profiles and pictures of tests")
    add = group.addoption
    add("--prof2graph", metavar="FOLDER", nargs="?", const=FOLDER, default=None,
        help="record a profile of each test and draw it, and all of them together, into FOLDER (%s)" % FOLDER)
    add("--prof2graph-setup", action="store_true", help="record setup and teardown of the tests, too")
    add("--prof2graph-clock", choices=["cpu", "wall"], default="cpu",
        help="what is measured: time of the processor (default), or time that passes")
    add("--prof2graph-options", metavar="OPTIONS", default="",
        help="options for the pictures, as on prof2graph's command line, after a \"=\": "
             "--prof2graph-options='-V flame --mine'")
    add("--prof2graph-compare", metavar="BASE",
        help="compare with BASE, the FOLDER of an earlier run: tests that both have, together")
    add("--prof2graph-fail-on", metavar="LIMIT", action="append", default=[],
        help="with --prof2graph-compare: fail when this is so, like 'total>+5%%' or 'calls(parse)>+0'; repeatable")
    add("--prof2graph-budget", metavar="FILE", help="with --prof2graph-compare: limits from a TOML file")


def pytest_configure(config):
    option = config.option
    if option.prof2graph is None:
        for name in ("setup", "options", "compare", "fail_on", "budget"):
            if getattr(option, "prof2graph_" + name):
                raise pytest.UsageError("--prof2graph-%s needs --prof2graph" % name.replace("_", "-"))
        return
    if not hasattr(config, "workerinput"):  # the first process has looked
        check_options(config)
    if (option.prof2graph_fail_on or option.prof2graph_budget) and not option.prof2graph_compare:
        raise pytest.UsageError("limits need --prof2graph-compare BASE, the folder of the run to compare with")
    folder = os.path.abspath(option.prof2graph)
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise pytest.UsageError("--prof2graph: %s" % error)
    if option.prof2graph_compare and not hasattr(config, "workerinput"):
        check_base(option.prof2graph_compare, folder)
    config.pluginmanager.register(Recorder(option, folder), "prof2graph-recorder")
    if not hasattr(config, "workerinput"):  # with xdist there is one of these, and many recorders
        config.pluginmanager.register(Reporter(option, folder), "prof2graph-reporter")


def check_options(config):
    """Refuses what could otherwise only be seen when all tests have run."""
    if not config.option.prof2graph:
        raise pytest.UsageError("--prof2graph= needs a folder")
    refuse_swallowed_words(config)
    try:
        word = prof2graph.output_option(shlex.split(config.option.prof2graph_options))
        prof2graph.program()
    except (ValueError, prof2graph.Error) as error:
        raise pytest.UsageError("--prof2graph-options: %s" % error if isinstance(error, ValueError) else str(error))
    if word is not None:
        raise pytest.UsageError("--prof2graph-options: %s has no place there: pictures are FOLDER/TEST.svg" % word)


def refuse_swallowed_words(config):
    """An option whose value may be left out takes the next word for it: pytest --prof2graph tests/"""
    words = list(config.getini("addopts")) + shlex.split(os.environ.get("PYTEST_ADDOPTS", ""))
    words += map(str, getattr(getattr(config, "invocation_params", None), "args", ()))
    for option, word in zip(words, words[1:]):
        if option == "--prof2graph" and not word.startswith("-") and word != FOLDER:
            raise pytest.UsageError("is %s where pictures go, or a test to run? Write --prof2graph=FOLDER for the one, "
                                    "and --prof2graph=%s %s for the other" % (word, FOLDER, word))


def check_base(base, folder):
    if os.path.abspath(base) == folder:
        raise pytest.UsageError("--prof2graph-compare: %s is where this run writes, too" % base)
    read_list(base)


def read_list(base):
    """{test: path of its profile} of an earlier run."""
    try:
        with open(os.path.join(base, LIST), encoding="utf-8") as file:
            listed = json.load(file)["tests"]
        return {test: os.path.join(base, os.path.basename(name) + ".prof") for test, name in listed.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise pytest.UsageError("--prof2graph-compare: %s has no %s of an earlier run with --prof2graph (%s)"
                                % (base, LIST, error))


def file_name(test):
    """A file name for a test, another one for each: a/b.py::T::c is a-b.py-T-c. A name from which one could not go back,
    as it has a "-" or a "." of its own, is followed by "--", which no other name has, and a sum of the test's name."""
    name = re.sub(r"[^\w.-]+", "-", test, flags=re.ASCII).strip("-.")
    if re.fullmatch(r"(\w+/)*\w+\.py(::\w+)+", test, flags=re.ASCII) and len(name) <= 100:
        return name
    return "%s--%s" % (name[:80], hashlib.sha256(test.encode("utf-8", "surrogatepass")).hexdigest()[:16])


def is_active(profile):
    """Whether `profile`, which was enabled, still is what records."""
    if hasattr(sys, "monitoring"):  # Python 3.12 and later; all cProfiles are one tool there
        return sys.monitoring.get_tool(sys.monitoring.PROFILER_ID) == "cProfile"
    return sys.getprofile() is profile


def new_profile(clock):
    return cProfile.Profile(time.process_time) if clock == "cpu" and CPU_CLOCK else cProfile.Profile()


def remove(path):
    if os.path.lexists(path):
        os.unlink(path)


class Recorder:
    """Records in whichever process runs the tests; what became of it travels with the report of the teardown."""

    def __init__(self, option, folder):
        self.clock = option.prof2graph_clock
        self.everything = option.prof2graph_setup
        self.folder = folder
        self.profile = None
        self.problem = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self):
        self.profile, self.problem = new_profile(self.clock), None

    def start(self, wanted):
        if not wanted:
            return False
        try:
            self.profile.enable()
        except ValueError as error:  # Python 3.12 and later: one profiler at a time
            self.problem = str(error)
            return False
        return True

    def stop(self, running):
        if running:
            if not is_active(self.profile):  # before Python 3.12 the last one to come wins, and ours is not put back
                self.problem = "another profiler took over: does the test use cProfile or sys.setprofile itself?"
            self.profile.disable()

    # As close to the test as can be, so that pytest's own functions stay out of the picture: what wraps a hook last is
    # the innermost. Items that are no plain functions (unittest, doctest) do not pass there.
    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_pyfunc_call(self, pyfuncitem):
        running = self.start(type(pyfuncitem).runtest is pytest.Function.runtest)
        yield
        self.stop(running)

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_runtest_call(self, item):
        running = self.start(getattr(type(item), "runtest", None) is not pytest.Function.runtest)
        yield
        self.stop(running)

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_runtest_setup(self):
        running = self.start(self.everything)
        yield
        self.stop(running)

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_runtest_teardown(self):
        running = self.start(self.everything)
        yield
        self.stop(running)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        outcome = yield
        if call.excinfo is not None and "profiling tool is already active" in str(call.excinfo.value):
            self.problem = ("the test uses a profiler itself, which Python 3.12 and later refuse while this one records: "
                            "run it without --prof2graph")
        if call.when == "teardown":
            outcome.get_result().prof2graph = self.save(item.nodeid)

    def save(self, test):
        """What the first process is told: the file's name without suffix, or why there is none."""
        if self.problem is not None:
            return {"problem": self.problem}
        name = file_name(test)
        self.profile.create_stats()
        if not self.profile.stats:
            return {"problem": "nothing was run"}  # skipped, or its setup failed
        try:
            self.profile.dump_stats(os.path.join(self.folder, name + ".prof"))
        except (OSError, ValueError) as error:
            return {"problem": str(error)}
        return {"name": name}


class Reporter:
    """Collects what was recorded, draws it at the end, compares, and says what is there."""

    def __init__(self, option, folder):
        self.option = option
        self.folder = folder
        self.names = {}  # test -> name of its profile
        self.problems = []  # (what, why)
        self.drawn = []
        self.compared = []  # lines
        self.tripped = False
        if option.prof2graph_clock == "cpu" and not CPU_CLOCK:
            self.problems.append(("--prof2graph-clock=cpu needs Python 3.9", "time that passes was measured"))

    def pytest_runtest_logreport(self, report):
        told = getattr(report, "prof2graph", None)
        if told is None:
            return
        if "name" in told:
            self.names[report.nodeid] = told["name"]
        elif told["problem"] != "nothing was run":
            self.problems.append(("no profile of " + report.nodeid, told["problem"]))

    def path(self, name, suffix):
        return os.path.join(self.folder, name + suffix)

    def sum(self, profiles, target):
        """Whether there is a file of the sum of `profiles` now."""
        try:
            total = pstats.Stats(profiles[0])
            for profile in profiles[1:]:
                total.add(profile)
            total.dump_stats(target)
            return True
        except Exception as error:  # pylint: disable=broad-except; marshal and pstats raise whatever comes up
            with contextlib.suppress(OSError):
                remove(target)  # never half a file
            self.problems.append(("no sum of the profiles", str(error)))
            return False

    def draw(self, name, title):
        picture = self.path(name, ".svg")
        title = title if len(title) <= TITLE else title[:TITLE] + "..."
        arguments = ["draw", "--title", title] + shlex.split(self.option.prof2graph_options)
        try:
            remove(picture)  # an old one must not pass for this one
            code, _, said = prof2graph.run(arguments + ["-o", picture, "--", self.path(name, ".prof")])
        except (OSError, ValueError, prof2graph.Error) as error:
            self.problems.append(("no picture of " + title, str(error)))
            return
        if code == 0 and os.path.isfile(picture):
            self.drawn.append(picture)
        else:
            self.problems.append(("no picture of " + title, said or "ended with code %d" % code))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        if self.names:  # a run that records nothing leaves what an earlier one wrote
            self.draw_all()
        if self.option.prof2graph_compare and not self.holds():
            self.tripped = True
            if session.exitstatus in (0, 5):
                session.exitstatus = 1

    def draw_all(self):
        for path in (self.path(ALL, ".svg"), self.path(ALL, ".prof"), self.path(LIST, "")):
            try:
                remove(path)
            except OSError as error:
                self.problems.append(("an old file stays", str(error)))
        for test in sorted(self.names):
            self.draw(self.names[test], test)
        profiles = [self.path(self.names[test], ".prof") for test in sorted(self.names)]
        if self.sum(profiles, self.path(ALL, ".prof")):
            self.draw(ALL, "%d tests" % len(profiles))
        unfinished = self.path(LIST, ".new")
        try:
            with open(unfinished, "w", encoding="utf-8") as file:
                json.dump({"tests": self.names}, file, indent=1, sort_keys=True)
            os.replace(unfinished, self.path(LIST, ""))
        except (OSError, ValueError) as error:
            self.problems.append(("no " + LIST, str(error)))
            with contextlib.suppress(OSError):
                remove(unfinished)

    def holds(self):
        """compare(), where what goes wrong is a problem to name and no limit that holds."""
        try:
            return self.compare()
        except (OSError, ValueError, prof2graph.Error, pytest.UsageError) as error:
            self.problems.append(("no comparison", str(error)))
            return False

    def compare(self):
        """Whether all limits hold, as far as they could be looked at."""
        base = read_list(self.option.prof2graph_compare)
        both = sorted(set(base) & set(self.names))
        if not both:
            self.problems.append(("no comparison", "this run and %s have no test in common"
                                  % self.option.prof2graph_compare))
            return not (self.option.prof2graph_fail_on or self.option.prof2graph_budget)
        apart = sorted(set(base) ^ set(self.names))
        self.compared.append("compared with %s: %d tests" % (self.option.prof2graph_compare, len(both))
                             + (", without %d that only one run has, such as %s" % (len(apart), apart[0]) if apart else ""))
        work = tempfile.mkdtemp(prefix="prof2graph-")
        try:
            sides = [os.path.join(work, "before.prof"), os.path.join(work, "after.prof")]
            if not (self.sum([base[test] for test in both], sides[0])
                    and self.sum([self.path(self.names[test], ".prof") for test in both], sides[1])):
                return False
            return self.diff(sides)
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def diff(self, sides):
        limits = [part for limit in self.option.prof2graph_fail_on for part in ("--fail-on", limit)]
        if self.option.prof2graph_budget:
            limits += ["--budget", self.option.prof2graph_budget]
        code, out, said = prof2graph.run(["diff", "-T", "txt"] + limits + ["--"] + sides)
        self.compared += out.decode("utf-8", "replace").splitlines() + said.splitlines()
        if code > 1 or not out:
            self.problems.append(("no comparison", "prof2graph diff ended with code %d" % code
                                  + ("" if out else " and wrote nothing")))
        return code == 0 and bool(out)

    def pytest_terminal_summary(self, terminalreporter):
        out = terminalreporter
        out.section("prof2graph")
        out.line("%d profiles and %d pictures in %s%s" % (
            len(self.names), len(self.drawn), self.option.prof2graph,
            "; of all together: %s.svg" % ALL if self.path(ALL, ".svg") in self.drawn else ""))
        for what, why in self.problems[:20]:
            out.line("%s: %s" % (what, why), yellow=True)
        if len(self.problems) > 20:
            out.line("and %d more problems" % (len(self.problems) - 20), yellow=True)
        for line in self.compared:
            out.line(line)
        if self.tripped:
            out.line("the comparison fails this run", red=True)
