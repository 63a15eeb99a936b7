#!/usr/bin/env python3
"""make_npm.py FOLDER DIST...: npm packages of static programs, as folders that "npm pack" and "npm publish" take: one for
each DIST (what archive.sh fills: prof2graph, LICENSE, NOTICES) and the one that people install, which depends on them.
Prints the folders, that one last: it has to be published last."""
import json
import pathlib
import re
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CPUS = {62: "x64", 183: "arm64"}  # by ELF's numbers of processors
COMMON = {"description": "Turns profiles into call graphs, flame graphs and tables for code reviews", "license": "MIT"}


def write(folder, package, files):
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps(package, indent=2) + "\n")
    for source, name in files:
        shutil.copyfile(source, folder / name)
        (folder / name).chmod(0o755 if name in ("prof2graph", "prof2graph.js") else 0o644)
    print(folder)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    version = re.search(r"project\(prof2graph VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text()).group(1)
    platforms = {}
    for dist in map(pathlib.Path, sys.argv[2:]):
        with open(dist / "prof2graph", "rb") as program:
            header = program.read(20)
        cpu = CPUS.get(int.from_bytes(header[18:20], "little")) if header[:4] == b"\x7fELF" else None
        if cpu is None:
            sys.exit(f"make_npm.py: {dist}/prof2graph is no program for one of {', '.join(CPUS.values())}")
        name = f"@prof2graph/linux-{cpu}"
        platforms[name] = version
        # preferUnplugged: Yarn must not keep a program inside of an archive.
        package = {"name": name, "version": version, **COMMON, "os": ["linux"], "cpu": [cpu], "preferUnplugged": True,
                   "files": ["prof2graph", "LICENSE", "NOTICES"]}
        write(folder / f"linux-{cpu}", package, [(dist / file, file) for file in ("prof2graph", "LICENSE", "NOTICES")])
    package = {"name": "prof2graph", "version": version, **COMMON, "bin": {"prof2graph": "prof2graph.js"},
               "files": ["prof2graph.js", "LICENSE"], "engines": {"node": ">=16"}, "optionalDependencies": platforms}
    write(folder / "prof2graph", package, [(HERE / "prof2graph.js", "prof2graph.js"), (HERE / "README.md", "README.md"),
                                           (ROOT / "LICENSE", "LICENSE")])


main()
