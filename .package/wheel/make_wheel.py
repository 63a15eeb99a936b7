#!/usr/bin/env python3
"""make_wheel.py PROGRAM FOLDER [NOTICES]: packs a static program and the Python files beside this script into a wheel in
FOLDER; prints its path. NOTICES are the licences of what is linked into the program. Same input, same bytes: one time
stamp (SOURCE_DATE_EPOCH, else 1980), sorted names, fixed modes. Needs the standard library only."""
import base64
import hashlib
import os
import pathlib
import re
import sys
import time
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# A static program asks nothing of the system's C library, so each claim is true. Keys are ELF's numbers of processors.
PLATFORMS = {
    62: ["manylinux_2_17_x86_64", "manylinux2014_x86_64", "musllinux_1_1_x86_64"],
    183: ["manylinux_2_17_aarch64", "manylinux2014_aarch64", "musllinux_1_1_aarch64"],
}
METADATA = """Metadata-Version: 2.1
Name: prof2graph
Version: {version}
Summary: Turns profiles into call graphs, flame graphs and tables for code reviews
License: MIT
Classifier: License :: OSI Approved :: MIT License
Classifier: Operating System :: POSIX :: Linux
Classifier: Programming Language :: Python :: 3
Classifier: Framework :: Pytest
Classifier: Framework :: IPython
Classifier: Topic :: Software Development :: Quality Assurance
Requires-Python: >=3.6
License-File: LICENSE
License-File: NOTICES
Description-Content-Type: text/markdown

{description}"""


def platforms_of(program):
    """The wheel's platform tags, out of the ELF header; a program that needs a loader is refused."""
    if program[:6] != b"\x7fELF\x02\x01":
        sys.exit("make_wheel.py: the program is no 64-bit little-endian ELF file")
    machine = int.from_bytes(program[18:20], "little")
    headers, size, count = (int.from_bytes(program[at:at + n], "little") for at, n in ((32, 8), (54, 2), (56, 2)))
    kinds = [int.from_bytes(program[at:at + 4], "little") for at in range(headers, headers + size * count, size)]
    if 3 in kinds:  # PT_INTERP
        sys.exit("make_wheel.py: the program is not static: it would need the libraries of the machine that built it")
    if machine not in PLATFORMS:
        sys.exit("make_wheel.py: no platform tags are known for ELF machine %d" % machine)
    return PLATFORMS[machine]


def version_in_cmake():
    return re.search(r"project\(prof2graph VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text()).group(1)


def digest(data):
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def members(program, notices, version, platforms):
    """{name in the wheel: (bytes, mode)}, without RECORD."""
    info = "prof2graph-%s.dist-info/" % version
    tags = "".join("Tag: py3-none-%s\n" % platform for platform in platforms)
    description = (HERE / "description.md").read_text(encoding="utf-8")
    out = {
        "prof2graph-%s.data/scripts/prof2graph" % version: (program, 0o755),
        info + "METADATA": (METADATA.format(version=version, description=description).encode(), 0o644),
        info + "WHEEL": (("Wheel-Version: 1.0\nGenerator: make_wheel.py\nRoot-Is-Purelib: false\n" + tags).encode(), 0o644),
        info + "entry_points.txt": (b"[pytest11]\nprof2graph = prof2graph.pytest_plugin\n", 0o644),
        info + "LICENSE": ((ROOT / "LICENSE").read_bytes(), 0o644),
        info + "NOTICES": (notices, 0o644),
    }
    for path in (HERE / "prof2graph").glob("*.py"):
        out["prof2graph/" + path.name] = (path.read_bytes().replace(b"@VERSION@", version.encode()), 0o644)
    return out


def write(path, content, info):
    stamp = time.gmtime(max(315532800, int(os.environ.get("SOURCE_DATE_EPOCH", "0"))))[:6]
    record = "".join("%s,%s,%d\n" % (name, digest(data), len(data)) for name, (data, _) in sorted(content.items()))
    content[info + "RECORD"] = ((record + info + "RECORD,,\n").encode(), 0o644)
    with zipfile.ZipFile(str(path), "w") as archive:
        # The wheel's own books come last, as the format asks for.
        for name in sorted(content, key=lambda name: (name.startswith(info), name)):
            data, mode = content[name]
            member = zipfile.ZipInfo(name, stamp)
            member.create_system, member.external_attr = 3, (0o100000 | mode) << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    program_path, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    notices = pathlib.Path(sys.argv[3]).read_bytes() if len(sys.argv) == 4 else b""
    program = program_path.read_bytes()
    platforms, version = platforms_of(program), version_in_cmake()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ("prof2graph-%s-py3-none-%s.whl" % (version, ".".join(platforms)))
    write(path, members(program, notices, version, platforms), "prof2graph-%s.dist-info/" % version)
    print(path)


main()
