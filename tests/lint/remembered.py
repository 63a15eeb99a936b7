"""Slow looks at sources, each taken once: a file that was clean is not looked at again until it or a header of ours that it
includes changes, or what the look depends on besides. What it was then is remembered in a folder by a hash."""
import concurrent.futures
import hashlib
import os
import re

from repository import ROOT

INCLUDE = re.compile(r'^\s*#\s*include\s*"((?:src|renderers)/[^"]+)"', re.M)
BATCH = 12  # files: more would leave the second core idle at the end
texts = {}


def text_of(path):
    if path not in texts:
        texts[path] = (ROOT / path).read_bytes()
    return texts[path]


def closure_of(path):
    """The file and all of ours that it includes, whichever way."""
    found, waiting = {path}, [path]
    while waiting:
        for include in INCLUDE.findall(text_of(waiting.pop()).decode()):
            if include not in found and (ROOT / include).is_file():
                found.add(include)
                waiting.append(include)
    return sorted(found)


def digest_of(path, besides):
    digest = hashlib.sha256(besides)
    for part in closure_of(path):
        digest.update(part.encode() + b"\0" + text_of(part))
    return digest.hexdigest()


def batches(paths, folder, kind_of):
    """Files of one folder and one kind, some at a time: headers are most of what a compiler reads, and a batch reads them once.
    A batch is a source that includes its files."""
    groups = {}
    for path in paths:
        groups.setdefault((os.path.dirname(path), kind_of(path)), []).append(path)
    for (of, _), members in sorted(groups.items()):
        for first in range(0, len(members), BATCH):
            batch = members[first:first + BATCH]
            source = folder / f"batch_{of.replace('/', '_')}_{digest_of(batch[0], batch[-1].encode())[:16]}.cc"
            source.write_text("".join(f'#include "{path}"\n' for path in batch))
            yield source, batch


def look_at_changed(paths, folder, besides, look, kind_of=lambda path: ""):
    """What look(source, path) finds, text by path, "" when the file is clean: those that are not. Files are looked at together
    first; when something is found (it may be two files' names that clash), each alone."""
    folder.mkdir(parents=True, exist_ok=True)
    todo = {path: folder / digest_of(path, besides) for path in map(str, paths)}
    todo = {path: stamp for path, stamp in todo.items() if not stamp.exists()}

    def look_at(batch):
        source, members = batch
        if len(members) > 1 and not look(source, members[0]):
            return {path: "" for path in members}
        return {path: look(ROOT / path, path) for path in members}

    findings = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(look_at, list(batches(todo, folder, kind_of))):
            findings += [f"{path}:\n{text}" for path, text in found.items() if text]
            for path in (path for path, text in found.items() if not text):
                todo[path].touch()
    print(f"{len(todo)} files looked at")
    return findings
