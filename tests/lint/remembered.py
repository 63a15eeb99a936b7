"""Slow looks at sources, each taken once: a file that was clean is not looked at again until it or a header of ours that it
includes changes, or what the look depends on besides. What it was then is remembered in a folder by a hash."""
import concurrent.futures
import hashlib
import os
import re

from repository import ROOT

INCLUDE = re.compile(r'^\s*#\s*include\s*"((?:src|renderers)/[^"]+)"', re.M)
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


def look_at_changed(paths, folder, besides, look):
    """What look(path) finds, text by path, "" when the file is clean: those that are not."""
    folder.mkdir(parents=True, exist_ok=True)
    todo = {path: folder / digest_of(path, besides) for path in map(str, paths)}
    todo = {path: stamp for path, stamp in todo.items() if not stamp.exists()}
    findings = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, found in zip(todo, pool.map(look, todo)):
            if found:
                findings.append(f"{path}:\n{found}")
            else:
                todo[path].touch()
    print(f"{len(todo)} files looked at")
    return findings
