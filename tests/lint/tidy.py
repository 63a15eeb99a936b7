"""clang-tidy over all sources with the checks of .clang-tidy. usage: tidy.py BUILD [FILE...]

A file that was clean is not looked at again until it, a header of ours that it includes or .clang-tidy changes: what it
was then is remembered in BUILD/tidy by a hash, because a look at everything takes minutes."""
import concurrent.futures
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys

from repository import ROOT, files, report

SKIP = 77
INCLUDE = re.compile(r'^\s*#\s*include\s*"((?:src|renderers)/[^"]+)"', re.M)
texts, closures = {}, {}


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


def digest_of(path, version):
    digest = hashlib.sha256(version + text_of(".clang-tidy"))
    for part in closure_of(path):
        digest.update(part.encode() + b"\0" + text_of(part))
    return digest.hexdigest()


def look_at(path, build):
    # The compiler's own flags are g++'s; the project's warnings are its business.
    done = subprocess.run(["clang-tidy", "-p", build, "--quiet", "--extra-arg=-Wno-unknown-warning-option",
                           "--extra-arg=-Wno-everything", str(ROOT / path)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.replace(f"{ROOT}/", "")


def main():
    build = pathlib.Path(sys.argv[1])
    if shutil.which("clang-tidy") is None or not (build / "compile_commands.json").is_file():
        print("clang-tidy or the build's compile commands are not there")
        return SKIP
    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
    clean = build / "tidy"
    clean.mkdir(exist_ok=True)
    todo = {}
    for path in map(str, sys.argv[2:] or files("src/*.cc", "renderers/*.cc")):
        stamp = clean / digest_of(path, version)
        if not stamp.exists():
            todo[path] = stamp
    findings = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, (code, out) in zip(todo, pool.map(lambda path: look_at(path, build), todo)):
            if code == 0:
                todo[path].touch()
            else:
                findings.append(f"{path}:\n{out}")
    print(f"{len(todo)} files looked at")
    return report(findings)


sys.exit(main())
