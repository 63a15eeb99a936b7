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


def batches_of(paths, kind_of):
    """Files of one folder and one kind, some at a time."""
    groups = {}
    for path in paths:
        groups.setdefault((os.path.dirname(path), kind_of(path)), []).append(path)
    return [members[first:first + BATCH] for members in groups.values() for first in range(0, len(members), BATCH)]


def look_at_batch(batch, folder, look):
    """Headers are most of what a compiler reads, and a source that includes several reads them once. When something is found (it
    may be two files' names that clash), each half is looked at, and in the end each file alone."""
    found, waiting = {}, [batch]
    while waiting:
        members = waiting.pop()
        source = ROOT / members[0]
        if len(members) > 1:
            source = folder / f"batch_{hashlib.sha256(' '.join(members).encode()).hexdigest()[:16]}.cc"
            source.write_text("".join(f'#include "{path}"\n' for path in members))
        text = look(source, members[0])
        if text and len(members) > 1:
            waiting += [members[:len(members) // 2], members[len(members) // 2:]]
        else:
            found |= {path: text for path in members}
    return found


def look_at_changed(paths, folder, besides, look, kind_of=lambda path: ""):
    """What look(source, path) finds, text by path, "" when the file is clean: those that are not. The source is the file `path`,
    or includes it and others of the same kind."""
    folder.mkdir(parents=True, exist_ok=True)
    todo = {path: folder / digest_of(path, besides) for path in map(str, paths)}
    todo = {path: stamp for path, stamp in todo.items() if not stamp.exists()}
    findings = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(lambda batch: look_at_batch(batch, folder, look), batches_of(todo, kind_of)):
            findings += [f"{path}:\n{text}" for path, text in found.items() if text]
            for path in (path for path, text in found.items() if not text):
                todo[path].touch()
    print(f"{len(todo)} files looked at")
    return findings
