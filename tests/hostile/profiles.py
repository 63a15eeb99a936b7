"""python3 profiles.py FOLDER: profiles whose functions have the names of names.py, for suites that are not written in Python.

Prints a JSON list of them: `shape`, `before` and `after` (paths), `shown` (each name as a picture has to show it, on a line
of its own) and `twin` (the same with harmless names: before and after), which only the first and the last of a shape have."""
import json
import pathlib
import re
import sys

from names import MARK, all_names, foldable, raw
from program import chunks, folded_chains, frame_of, pstats, text_of, xml_form

CALLS = 30   # names a profile: as many as the call graph of a comparison has cards
STACKS = 72

# What the program takes apart or leaves out is not shown as it is: addresses, annotations, files and lines.
TAKEN_APART = re.compile(r" at 0x|_\[[kjiw01]\]$|\.py:\w+")


def harmless(names):
    """Names of the same lengths that mean nothing."""
    return ["x" * max(len(raw(name)) - 3, 0) + f"{i:03}" for i, name in enumerate(names)]


def called_more_often(names, times):
    return pstats(names, times, calls=2 if times == 1 else 3)


def shown(names, shape):
    """Of calls, a name is that of the file too."""
    if shape == "stacks":
        return [xml_form(text_of(name, False)) for name in names if frame_of(name) is not None]
    texts = [xml_form(text_of(name, True)) for name in names]
    return [f"{text} ({text}:{i + 1})" for i, text in enumerate(texts)]


def main(folder):
    profiles = []

    def write(stem, suffix, make, names):
        """Two runs; the figures are others in the second, and not by what a slower machine would explain."""
        paths = [folder / f"{stem}-{side}{suffix}" for side in ("before", "after")]
        for path, times in zip(paths, (1, 1.3)):
            path.write_bytes(make(names, times))
        return [str(path) for path in paths]

    names = [name for name in all_names() if not TAKEN_APART.search(text_of(name, True))]
    for shape, make, suffix, size, some in (("calls", called_more_often, ".prof", CALLS, names),
                                            ("stacks", folded_chains, ".folded", STACKS, list(filter(foldable, names)))):
        parts = chunks(some, size)
        for number, part in enumerate(parts):
            files = write(f"{shape}-{number:02}", suffix, make, part)
            twin = write(f"{shape}-{number:02}-harmless", suffix, make, harmless(part)) if number in (0, len(parts) - 1) else None
            profiles.append({"shape": shape, "before": files[0], "after": files[1], "shown": shown(part, shape), "twin": twin})
    json.dump({"mark": MARK, "names": len(names), "profiles": profiles}, sys.stdout)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
