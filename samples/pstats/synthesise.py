"""Profiles that no run here can give: every marshal version, nothing at all, and Python 3.15's sampling profiler."""
import marshal


def dump(name, stats, version=marshal.version):
    with open(name, "wb") as file:
        marshal.dump(stats, file, version)


with open("recursion.prof", "rb") as profile:
    recursion = marshal.load(profile)
for version in range(5):
    dump(f"marshal-v{version}.prof", recursion, version)

dump("empty.prof", {})

# What `python3.15 -m profiling.sampling run --pstats` writes, as its source has it: keys carry the line that was
# executing, so that one function is several entries; leaf samples and samples on the stack stand where calls do; times
# are samples times the interval (100 microseconds); callers have a bare number of samples; the mark comes last.
INTERVAL = 1e-4
LINES = {"<module>": [60], "main": [52, 54, 55], "parse": [12, 14, 15], "parse_line": [21, 23], "render": [33, 36]}
STACKS = [  # (caller first: function and index of its executing line), samples
    ("<module>0 main0 parse1 parse_line0", 420), ("<module>0 main0 parse1 parse_line1", 130),
    ("<module>0 main0 parse2", 60), ("<module>0 main1 render0", 250), ("<module>0 main1 render1 render0", 90),
    ("<module>0 main1 render1 ~", 35), ("<module>0 main2", 5), ("<module>0 main0 parse0 #", 10)]


def location(frame):
    if frame == "~":
        return ("~", 0, "<native>")
    if frame == "#":
        return ("~", 0, "<GC>")
    return ("app.py", LINES[frame[:-1]][int(frame[-1])], frame[:-1])


stats = {}
for stack, samples in STACKS:
    frames = [location(frame) for frame in stack.split()]
    for frame in set(frames):
        stats.setdefault(frame, [0, 0, {}])[1] += samples
    stats[frames[-1]][0] += samples
    for caller, callee in zip(frames, frames[1:]):
        callers = stats[callee][2]
        callers[caller] = callers.get(caller, 0) + samples
sampled = {frame: (leaf, on_stack, leaf * INTERVAL, on_stack * INTERVAL, callers)
           for frame, (leaf, on_stack, callers) in sorted(stats.items())}
sampled[("__sampled__",)] = True
dump("tachyon.prof", sampled)

# A chain whose functions cost more than their callers were given (as clocks that differ between threads do): so much of
# it begins anew at the root that the flame graph is cut at its bound of boxes. Afterwards each step costs more, and the
# last ones are gone.
def overdrawn_chain(functions, self_s):
    chain = {}
    for i in range(functions):
        figures = (1, 1, self_s, 1 - i * 0.0005)
        key = ("deep.py", 10 * i + 1, f"step_{i}")
        chain[key] = (*figures, {("deep.py", 10 * i - 9, f"step_{i - 1}"): figures} if i > 0 else {})
    return chain


dump("deep-before.prof", overdrawn_chain(210, 0.01))
dump("deep-after.prof", overdrawn_chain(200, 0.012))
