"""What is done with one random profile: files are written, the program is run on them, and every figure compared."""
import marshal

import comparing
import random_profiles as make
from reference.diff import Diff
from reference.filter_stacks import filter_stacks
from reference.frames import key_frame
from reference.graph import totals
from reference.profile import Profile, merged
from reference.read_folded import read_folded, without_beginnings
from reference.read_pstats import read_pstats
from reference.table import SORT_KEYS


def random_sort(random, profile):
    keys = sorted(SORT_KEYS)
    if profile.stacks is not None:  # which count no calls
        keys = [key for key in keys if key not in ("calls", "ncalls", "pcalls")]
    return ",".join(random.sample(keys, random.choice([1, 1, 1, 2, 3])))


def whole_graph(case, profile, files, arguments=()):
    ran = case.run(*files, "-T", "json", *arguments)
    comparing.check_graph(ran, profile)
    return ran


def pruned_graph(case, profile, files, arguments=()):
    cut, node, edge, most = make.thresholds(case.random)
    heaviest = [cost.cumulative for cost in totals(profile).values()]
    exact = case.random.choice(heaviest) if heaviest else 0
    exact = make.exact_percent(case.random, exact, profile.total)
    if exact and case.random.random() < 0.5:  # at the threshold itself
        cut, node, edge = ["-n", exact, "-e", exact, "--max-nodes", str(most)], exact, exact
    ran = case.run(*files, "-T", "json", *cut, *arguments)
    comparing.check_graph(ran, profile, node, edge, most, "pruned graph")


def table(case, profile, files, arguments=()):
    sort = random_sort(case.random, profile)
    limit = case.random.choice([0, 0, 1, 2, 5])
    wanted = ["-V", "table", "-T", "csv", "--sort", sort, "--limit", str(limit)]
    comparing.check_table(case.run(*files, *wanted, *arguments), profile, sort, limit)
    side = case.random.choice(["--callers", "--callees"])
    comparing.check_relations(case.run(*files, *wanted, side, *arguments), profile, side == "--callers", sort, limit)


def everything(case, profile, files, arguments=()):
    ran = whole_graph(case, profile, files, arguments)
    pruned_graph(case, profile, files, arguments)
    table(case, profile, files, arguments)
    return ran


def stacks(case):
    profile_data = make.folded(case.random)
    profile = read_folded(profile_data)
    files = [case.write("run.folded", profile_data)]
    ran = everything(case, profile, files, ["-f", "folded"])
    comparing.check_warnings(ran, profile)
    comparing.check_folded(case.run(*files, "-f", "folded", "-T", "folded"), profile)


def filtered_stacks(case):
    data = make.folded(case.random)
    profile = read_folded(data)
    files = [case.write("run.folded", data), "-f", "folded"]
    arguments, options = make.random_filters(case.random, profile)
    profile = filter_stacks(profile, options)
    everything(case, profile, files, arguments)
    comparing.check_folded(case.run(*files, "-T", "folded", *arguments), profile)
    turned = filter_stacks(profile, {"reverse": True})
    if "depth" not in options:  # which counts levels of what is turned
        comparing.check_folded(case.run(*files, "-V", "flame", "-T", "folded", "--reverse", *arguments), turned)


def merged_stacks(case):
    parts = [make.folded(case.random) for _ in range(case.random.choice([2, 3]))]
    profiles = [read_folded(data) for data in parts]
    if len({profile.unit for profile in profiles}) > 1:
        parts = [b"\n".join(line for line in data.split(b"\n") if not line.startswith(b"# unit")) for data in parts]
        profiles = [read_folded(data) for data in parts]
    files = [case.write(f"run{i}.folded", data) for i, data in enumerate(parts)] + ["-f", "folded"]
    everything(case, merged(profiles), files)


def calls_of_a_program(case):
    """What really happened is known, so more is checked than the reference's figures."""
    run = make.Program(case.random)
    profile = read_pstats(marshal.dumps(run.pstats()))
    files = [case.write("run.prof", make.dumped(case.random, run.pstats()))]
    ran = everything(case, profile, files)
    comparing.check_warnings(ran, profile)
    comparing.check_against_stacks(ran, run)
    cut = make.thresholds(case.random)[0]
    comparing.check_residual_bounds(case.run(*files, "-T", "json", *cut), run)


def filtered_calls(case):
    """Where every function has one caller, a file without stacks tells everything: filters then have the figures that
    they have with the stacks of that run."""
    folds = case.random.random() < 0.3
    run = make.Program(case.random, single_callers=True, call_themselves=folds)
    happened = {tuple(key_frame(*key) for key in stack): cost for stack, cost in run.stacks.items()}
    profile = Profile("s", 9, sum(happened.values()), stacks=without_beginnings(happened))
    arguments, options = make.random_filters(case.random, profile)
    if folds:  # which of the calls to itself a function made last nobody knows: only folded are they one
        arguments, options = ["--fold-recursion"], {"fold_recursion": True}
    files = [case.write("run.prof", make.dumped(case.random, run.pstats()))]
    comparing.check_near_stacks(case.run(*files, "-T", "json", *arguments), filter_stacks(profile, options))


def contradictory_calls(case):
    stats = make.contradictory(case.random)
    profile = read_pstats(marshal.dumps(stats))
    files = [case.write("run.prof", make.dumped(case.random, stats))]
    ran = everything(case, profile, files)
    comparing.check_warnings(ran, profile)


def relayed_calls(case):
    stats = make.relayed(case.random)
    profile = read_pstats(marshal.dumps(stats))
    files = [case.write("run.prof", make.dumped(case.random, stats))]
    for edge in ("0", "0.1", "1"):
        ran = case.run(*files, "-T", "json", "-n", "10", "-e", edge)
        comparing.check_graph(ran, profile, "10", edge, 0, "pruned graph")


def merged_calls(case):
    makers = [lambda: make.contradictory(case.random), lambda: make.Program(case.random).pstats()]
    parts = [case.random.choice(makers)() for _ in range(2)]
    profile = merged([read_pstats(marshal.dumps(stats)) for stats in parts])
    files = [case.write(f"run{i}.prof", make.dumped(case.random, stats)) for i, stats in enumerate(parts)]
    ran = everything(case, profile, files)
    comparing.check_warnings(ran, profile)


def compared(case, name, profiles, datas):
    """Some of `datas` before, the others after."""
    count = len(datas)
    before = case.random.randint(1, count - 1)
    files = [case.write(f"{i}{name}", data) for i, data in enumerate(datas)]
    noise = case.random.choice(["0.5", "0", "0.3", "1", "5", "7", "20"])
    sort = case.random.choice(["self", "self", "cumulative", "name", "file"] + (["calls"] if name == ".prof" else []))
    # The machine's speed is left in: with it taken out there are no exact figures to compare with.
    normalize = ["--normalize"] if case.random.random() < 0.2 else ["--drift", "off"]
    diff = Diff(profiles[:before], profiles[before:], noise, normalize == ["--normalize"])
    limits = [make.limit(case.random, diff) for _ in range(case.random.choice([0, 1, 3]))]
    gate = [f"--fail-on={limit.text()}" for limit in limits]
    ran = case.run("diff", "-T", "json", "--noise", noise, "--sort", sort, "--limit", "0", *normalize, *gate,
                   "--before", *files[:before], "--after", *files[before:], codes=(0, 1))
    comparing.check_diff(ran, diff, limits, sort)


def compared_stacks(case):
    datas = make.runs_of_stacks(case.random)
    compared(case, ".folded", [read_folded(data) for data in datas], datas)


def compared_calls(case):
    runs = make.runs_of_calls(case.random)
    compared(case, ".prof", [read_pstats(marshal.dumps(stats)) for stats in runs],
             [make.dumped(case.random, stats) for stats in runs])


KINDS = [stacks, filtered_stacks, compared_stacks, compared_calls, calls_of_a_program, contradictory_calls,
         filtered_calls, filtered_stacks, merged_stacks, merged_calls, relayed_calls]
