#!/usr/bin/env python3
"""Times whole processes against their yardsticks, interleaved, and prints a table of ratios.

usage: processes.py PROF2GRAPH [--runs N] [--data FOLDER] [--only WORD]

Machines are shared and noisy, so only ratios of medians taken in one go mean anything: A, B, A, B, … Peers that are
not installed are left out and named. Peak memory is the largest resident set of the process itself.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent.parent / "samples"
# Real profiles that are not ours to hand on; their rows are left out where they are not.
CORPUS = HERE.parent.parent.parent / "shared" / "corpus" / "pstats"
MARSHAL = "import marshal,sys; marshal.load(open(sys.argv[1],'rb'))"


def measure(command):
    """Wall seconds and peak resident bytes of one run."""
    with open(os.devnull, "r+b") as null:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdin=null, stdout=null, stderr=null)
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit {process.returncode}")
    return took, usage.ru_maxrss * 1024


def interleave(ours, peer, runs):
    measure(ours), measure(peer)  # page cache, lazily loaded libraries
    a, b = [], []
    for _ in range(runs):
        a.append(measure(ours))
        b.append(measure(peer))
    return a, b


def medians(figures):
    return [statistics.median(column) for column in zip(*figures)]


def data_file(folder, name, script, arguments, output_is_stdout):
    """Generates an input once; generators are seeded, so the file is the same everywhere. Those that do not print it take
    its name as the argument "{}", or as their first one."""
    path = folder / name
    if not path.exists():
        print(f"making {path}", file=sys.stderr)
        part = path.with_suffix(".part")
        command = [sys.executable, str(HERE / script)]
        if output_is_stdout:
            with open(part, "wb") as out:
                subprocess.run(command + arguments, stdout=out, check=True)
        else:
            if "{}" not in arguments:
                arguments = ["{}", *arguments]
            command += [str(part) if argument == "{}" else argument for argument in arguments]
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        part.rename(path)
    return str(path)


def cases(program, folder):
    """(what, our command, yardstick's name, its command, the input)"""
    python = sys.executable
    pstats = data_file(folder, "p200k.prof", "make_pstats.py", [], False)
    walk = data_file(folder, "f200k.folded", "make_folded.py", [], True)
    shuffled = data_file(folder, "f200k-shuffled.folded", "make_folded.py", ["--order", "shuffled"], True)
    names = data_file(folder, "f200k-names.folded", "make_folded.py", ["--names", "200000"], True)
    both = data_file(folder, "f200k-both.folded", "make_folded.py",
                     ["--names", "200000", "--order", "shuffled"], True)
    graphs = [data_file(folder, f"g{functions}.prof", "make_graph.py", [str(functions), str(calls)], False)
              for functions, calls in ((300, 900), (1000, 4500), (5000, 20000))]
    small = str(SAMPLES / "pstats" / "workload.prof")
    dot = [program, "-q", "-f", "pstats", "-T", "dot"]
    svg = [program, "-q", "-T", "svg"]
    flame = [program, "-q", "-f", "folded", "-V", "flame", "-T", "svg"]
    cut = ["-n", "0.5", "-e", "0.1", "--max-nodes", "0"]
    everything = ["-n", "0", "-e", "0", "--max-nodes", "0"]
    nothing = ("python3 -c pass", [python, "-c", "pass"])
    yield "pstats 1M calls to DOT", dot + [pstats], "marshal.load", [python, "-c", MARSHAL, pstats], pstats
    yield "the same, one thread", dot + ["--threads", "1", pstats], "two threads", dot + [pstats], pstats
    yield "the same, nothing pruned", dot + everything + [pstats], "pruned", dot + [pstats], pstats
    yield "the same, ten files merged", dot + [pstats] * 10, "one file", dot + [pstats], pstats
    for what, file in (("folded 200k lines to flame SVG", walk), ("the same lines shuffled", shuffled),
                       ("200k distinct names", names), ("both", both)):
        yield what, flame + [file], "wc -l", ["wc", "-l", file], file
        yield f"{what}, one thread", flame + ["--threads", "1", file], "wc -l", ["wc", "-l", file], file
    yield "small pstats to DOT", dot + [small], *nothing, small
    yield "small pstats to call graph SVG", svg + [small], *nothing, small
    for graph in graphs[1:]:
        yield f"call graph of {Path(graph).stem[1:]} functions", svg + everything + [graph], *nothing, graph
    real = [str(CORPUS / name) for name in ("real.prof", "big.prof") if (CORPUS / name).exists()]
    for file in real:
        yield f"{Path(file).name} to DOT", dot + [file], *nothing, file
        yield f"{Path(file).name} to call graph SVG", svg + [file], *nothing, file
        yield f"{Path(file).name} to call graph SVG, nothing pruned", svg + everything + [file], *nothing, file
    for graph in [graphs[0], *real[:1]] if shutil.which("dot") else []:
        text = folder / f"{Path(graph).stem}.dot"
        subprocess.run(dot + cut + [graph, "-o", str(text)], check=True)
        yield (f"{Path(graph).name} at 0.5 and 0.1 percent to SVG", svg + cut + [graph], "dot -Tsvg of our DOT",
               ["dot", "-Tsvg", str(text)], graph)
    # What a large program looks like that consists of many parts like a real small one.
    grown = data_file(folder, "workload-50.prof", "grow.py", [small, "{}", "--megabytes", "50"], False)
    yield "workload.prof grown to 50 MB, to DOT", dot + [grown], "marshal.load", [python, "-c", MARSHAL, grown], grown
    sampled = str(SAMPLES / "folded" / "py-spy.folded")
    for names, order in (("python", "sorted"), ("cpp", "shuffled"), ("java", "parts")):
        grown = data_file(folder, f"py-spy-100-{names}-{order}.folded", "grow.py",
                          [sampled, "{}", "--megabytes", "100", "--names", names, "--order", order], False)
        yield f"py-spy.folded grown to 100 MB, {names} names, {order}", flame + [grown], "wc -l", ["wc", "-l", grown], grown
    for peer, what, ours, theirs, file in (
            ("inferno-flamegraph", "folded 200k lines to flame SVG", flame + [walk], [walk], walk),
            ("flamegraph.pl", "folded 200k lines to flame SVG", flame + [walk], [walk], walk),
            ("gprof2dot", "pstats 1M calls to DOT", dot + [pstats], ["-f", "pstats", pstats], pstats)):
        if shutil.which(peer):
            yield what, ours, peer, [peer, *theirs], file


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--data", default="build/bench-data")
    parser.add_argument("--only", default="", help="cases whose description contains this")
    arguments = parser.parse_args()
    folder = Path(arguments.data)
    folder.mkdir(parents=True, exist_ok=True)
    missing = [peer for peer in ("dot", "gprof2dot", "inferno-flamegraph", "flamegraph.pl") if not shutil.which(peer)]
    if missing:
        print(f"not installed, left out: {', '.join(missing)}", file=sys.stderr)
    print("| work | ms | against | ms | ratio | peak MB | of the input |")
    print("|---|---:|---|---:|---:|---:|---:|")
    for what, ours, name, peer, file in cases(arguments.program, folder):
        if arguments.only not in what:
            continue
        a, b = interleave(ours, peer, arguments.runs)
        (our_time, our_peak), (peer_time, _) = medians(a), medians(b)
        # "13.2x less" or "3.1x its time", whichever reads as a number above one.
        what = what if arguments.runs >= 7 else f"{what} ({arguments.runs} runs)"
        ratio = f"{peer_time / our_time:.1f}x faster" if peer_time > our_time else f"{our_time / peer_time:.1f}x its time"
        size = os.path.getsize(file)
        print(f"| {what} | {our_time * 1e3:.1f} | {name} | {peer_time * 1e3:.1f} | {ratio} | {our_peak / 1e6:.0f} | "
              f"{our_peak / size:.2f}x |", flush=True)


if __name__ == "__main__":
    main()
