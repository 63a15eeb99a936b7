"""Draws every input into every view and type, alone and compared with another, in many surroundings, and compares the
bytes: see surroundings.py. CI takes a sample. P2G_DETERMINISM=full is everything, with the corpus beside the sources
when it is there; a number there is the size of a sample of that."""
import concurrent.futures
import hashlib
import itertools
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading

import surroundings
from surroundings import Run

BINARY = os.environ.get("P2G_BINARY", "")
WANTED = os.environ.get("P2G_DETERMINISM", "")
NEEDS = {"sandwich": ("--function", "*")}  # what a view cannot be drawn without
ROOT = pathlib.Path(__file__).resolve().parents[2]
FULL = WANTED == "full"
# How many inputs see each variation with each output, when it is not everything.
INPUTS_OF_A_SAMPLE = int(WANTED) if WANTED.isdigit() else 2


class Job:
    """One input, or a comparison, and one output."""

    def __init__(self, files, output, diff):
        self.files, self.options, self.diff = files, [("--view", output[0]), ("--type", output[1])], diff
        if output[0] in NEEDS:
            self.options.append(NEEDS[output[0]])
        self.type = output[1]


def result_of(run):
    """(exit code, stdout, stderr)"""
    keywords = {"stdin": subprocess.DEVNULL} if run.stdin is None else {"input": run.stdin}
    process = subprocess.run(run.command(BINARY), cwd=run.folder, env=run.environment, umask=run.umask, timeout=300,
                             capture_output=True, **keywords)
    return process.returncode, process.stdout, process.stderr


def without_places(result):
    """Warnings in JSON say where the first of a kind is, which another order of lines moves."""
    return result[0], re.sub(rb"the first is line \d+", b"the first is line N", result[1])


def shown(run):
    variables = [f"{name}={shlex.quote(value)}" for name, value in run.environment.items() if name != "PATH"]
    return f"cd {run.folder}; umask {run.umask:03o}; env -i {' '.join(variables)} {shlex.join(run.command(BINARY))}" + \
        (" < the input" if run.stdin is not None else "")


def difference(first, second):
    """The first place where two results differ, or nothing."""
    for name, a, b in zip(("exit code", "stdout", "stderr"), first, second):
        if a == b:
            continue
        if isinstance(a, int):
            return f"{name} {a} and {b}"
        at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
        around = slice(max(0, at - 40), at + 40)
        return (f"{name} differs from byte {at} on (sizes {len(a)}, {len(b)}; sha256 {hashlib.sha256(a).hexdigest()[:12]}, "
                f"{hashlib.sha256(b).hexdigest()[:12]}):\n    {a[around]!r}\n    {b[around]!r}")
    return ""


def names(option):
    listed = subprocess.run([BINARY, option], capture_output=True, text=True, check=True).stdout
    return [row.split()[0] for row in listed.splitlines()]


def collect_inputs(space):
    """File names below space/inputs: samples, generated ones that are large enough for a second thread, the corpus."""
    folder = space / "inputs"
    found = [path for part in ("pstats", "folded", "self") for path in sorted((ROOT / "samples" / part).iterdir())
             if path.suffix in (".prof", ".folded", ".collapsed")]
    corpus = ROOT / ".." / "shared" / "corpus"
    if WANTED and corpus.is_dir():
        found += [path for path in sorted(corpus.rglob("*")) if path.is_file() and path.suffix not in (".json", ".md", ".py")]
    folder.mkdir()
    files = []
    for path in found:
        name = f"{len(files):03}-{path.name}"
        shutil.copy(path, folder / name)
        files.append(name)
    bench = ROOT / "tests" / "bench"
    subprocess.run([sys.executable, bench / "make_pstats.py", folder / "large.prof", "4000", "20000"], check=True,
                   capture_output=True)
    with open(folder / "large.folded", "wb") as out:
        subprocess.run([sys.executable, bench / "make_folded.py", "--lines", "6000", "--names", "500"], check=True, stdout=out)
    return files, ["large.prof", "large.folded"]


def jobs_of(space, views, types):
    small, large = collect_inputs(space)
    outputs = list(itertools.product(views, types))
    pstats = [name for name in small if re.search(r"\.(prof|pstats)$", name)]
    folded = [name for name in small if name not in pstats]
    pairs = [(list(pair), True) for group in (pstats, folded) for pair in zip(group, group[1:] + group[:1])]
    if not WANTED:
        pairs = pairs[::4]
    inputs = [([name], False) for name in small] + pairs
    return outputs, inputs, [([name], False) for name in large]


class Check:
    def __init__(self, space):
        self.space, self.failures = space, []
        surroundings.fonts(space)
        self.outputs, self.inputs, self.large = jobs_of(space, names("--list-views"), names("--list-types"))
        self.base, self.compared = {}, 0
        self.one_at_a_time = threading.Lock()

    def base_of(self, job, titled):
        key = (*job.files, *job.options, titled)
        if key not in self.base:
            run = Run(job, self.space)
            if titled:
                run.options.append(("--title", "T"))
            self.base[key] = run, result_of(run)
        return self.base[key]

    def compare(self, job, name, vary, titled, only_stdout):
        run = Run(job, self.space)
        if titled:
            run.options.append(("--title", "T"))
        try:
            with self.one_at_a_time:  # it may write files
                vary(run)
        except surroundings.NotForThis:
            return
        base, expected = self.base_of(job, titled)
        found = result_of(run)
        self.compared += 1
        if only_stdout:
            expected, found = without_places(expected[:2]), without_places(found[:2])
        if what := difference(expected, found):
            self.failures.append(f"{name}: {what}\n  {shown(base)}\n  {shown(run)}")

    def jobs(self, number, heavy, wanted):
        """The jobs of one variation: all, or a sample that moves on from variation to variation."""
        for at, output in enumerate(self.outputs):
            inputs = self.inputs
            if not FULL:
                first = (number * 7 + at * 3) * INPUTS_OF_A_SAMPLE
                inputs = [inputs[(first + i) % len(inputs)] for i in range(INPUTS_OF_A_SAMPLE)]
            if heavy and (FULL or at % 4 == number % 4):
                inputs = inputs + self.large
            yield from filter(wanted, (Job(files, output, diff) for files, diff in inputs))

    def run(self):
        anywhere, missing = surroundings.anywhere(self.space)
        renamed, orders = surroundings.renamed(), {f"other order {seed}": surroundings.shuffled(seed) for seed in (1, 2)}
        empty = self.space / "no-fonts.conf"
        empty.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>\n')
        every = lambda job: True
        one_named = lambda job: job.type != "json"
        # PNG and PDF hold glyphs: the same bytes with the same fonts on one machine, no more is promised.
        no_glyphs = lambda job: job.type not in ("png", "pdf")
        heavy = re.compile("threads|MALLOC|arena|mmap|ASLR")
        plan = [(name, vary, False, False, every, bool(heavy.search(name))) for name, vary in anywhere.items()]
        # The text of a comparison says which files it is about, whatever its title is.
        unnamed = lambda job, name: not (job.type == "json" or job.diff and (name == "stdin" or job.type in ("txt", "md")))
        plan += [(name, vary, True, True, lambda job, name=name: unnamed(job, name), False)
                 for name, vary in renamed.items()]
        plan += [(name, vary, False, True, every, True) for name, vary in orders.items()]
        plan.append(("no fonts", surroundings.environment(FONTCONFIG_FILE=str(empty)), False, False, no_glyphs, False))
        plan.append(("SOURCE_DATE_EPOCH", surroundings.environment(SOURCE_DATE_EPOCH="1700000000"), False, False,
                     lambda job: job.type != "pdf", False))
        with concurrent.futures.ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 2)) as pool:
            waiting = []
            for number, (name, vary, titled, only_stdout, wanted, is_heavy) in enumerate(plan):
                for job in self.jobs(number, is_heavy, wanted):
                    waiting.append(pool.submit(self.compare, job, name, vary, titled, only_stdout))
            for one in waiting:
                one.result()
        self.modes()
        self.dates()
        return len(plan), missing

    def modes(self):
        """-o FILE: the bytes of stdout, and a mode that follows the umask."""
        for kind, mask in itertools.product(("svg", "png", "dot", "json"), (0, 0o022, 0o027, 0o077)):
            job = Job(self.inputs[0][0], ("callgraph", kind), False)
            target = self.space / f"{mask:03o}.{kind}"
            run = Run(job, self.space)
            surroundings.umask(mask)(run)
            run.options.append(("-o", str(target)))
            base, expected = self.base_of(job, False)
            result_of(run)
            self.compared += 1
            mode = target.stat().st_mode & 0o777
            if target.read_bytes() != expected[1] or mode != 0o666 & ~mask:
                self.failures.append(f"umask {mask:03o}: mode {mode:03o} or other bytes\n  {shown(base)}\n  {shown(run)}")

    def dates(self):
        """PDF has the date of SOURCE_DATE_EPOCH, or 1970, and no other difference."""
        job = Job(self.inputs[0][0], ("callgraph", "pdf"), False)
        run = Run(job, self.space)
        surroundings.environment(SOURCE_DATE_EPOCH="1700000000")(run)
        _, expected = self.base_of(job, False)
        found = result_of(run)
        self.compared += 1
        if b"(19700101000000Z)" not in expected[1] or \
                difference(expected, (found[0], found[1].replace(b"(20231114221320Z)", b"(19700101000000Z)"), found[2])):
            self.failures.append("SOURCE_DATE_EPOCH: more than the date changed in a PDF, or the date did not")


def main():
    with tempfile.TemporaryDirectory(prefix="prof2graph-determinism-") as name:
        check = Check(pathlib.Path(name).resolve())
        variations, missing = check.run()
    for thing in missing:
        print(f"SKIPPED: {thing} is not available here")
    for failure in check.failures[:10]:
        print(failure)
    extent = "everything" if FULL else f"{INPUTS_OF_A_SAMPLE} inputs for each output and variation"
    print(f"{check.compared} runs compared with {len(check.base)} others ({len(check.inputs)} inputs and pairs, "
          f"{len(check.outputs)} outputs, {variations} variations, {extent}): {len(check.failures)} differ")
    return 1 if check.failures or check.compared < 1000 else 0


sys.exit(main())
