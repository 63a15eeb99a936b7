"""release.py PROGRAM: all files of a release, made twice of a small static program that stands in for the real one (what PROGRAM
says of its version and parts is what it says): the same names and bytes, sums that are right, the program in each. Exit 77
where a static program cannot be linked, or there is no npm."""
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERSION = re.search(r"project\(prof2graph VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text()).group(1)
MACHINE = os.uname().machine
NAME = f"prof2graph-{VERSION}-linux-{MACHINE}"
SAID = subprocess.run([sys.argv[1], "--version", "--verbose"], capture_output=True, text=True, check=True).stdout


def link_program(folder):
    """What archive.sh leaves, in `folder`; None when nothing static can be linked here."""
    dist = folder / NAME
    dist.mkdir(parents=True)
    code = f"#include <stdio.h>\nint main(void) {{ fputs({json.dumps(SAID)}, stdout); return 0; }}\n"
    command = ["cc", "-static-pie", "-x", "c", "-", "-o", str(dist / "prof2graph")]
    if subprocess.run(command, input=code, text=True, capture_output=True).returncode != 0:
        return None
    for name in ("LICENSE", "NOTICES"):
        shutil.copy(ROOT / "LICENSE", dist / name)
    with tarfile.open(folder / f"{NAME}.tar.xz", "w:xz", preset=0) as archive:
        archive.add(dist, NAME)
    return dist


def released(out, dist, **environment):
    done = subprocess.run([str(ROOT / ".package/release.sh"), str(out), str(dist)], capture_output=True, text=True,
                          env={**os.environ, **environment})
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in out.iterdir()}


class Release(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.files = released(FOLDER / "out", DIST)

    def test_has_all_that_is_published(self):
        cpu = {"x86_64": "x64", "aarch64": "arm64"}[MACHINE]
        wheel = (f"prof2graph-{VERSION}-py3-none-manylinux_2_17_{MACHINE}.manylinux2014_{MACHINE}.musllinux_1_1_{MACHINE}.whl")
        self.assertEqual(set(self.files), {f"{NAME}.tar.xz", f"{NAME}.spdx.json", wheel, f"prof2graph-{VERSION}.tgz",
                                           f"prof2graph-linux-{cpu}-{VERSION}.tgz", "SHA256SUMS"})

    def test_sums(self):
        sums = {name: hashlib.sha256(data).hexdigest() for name, data in self.files.items() if name != "SHA256SUMS"}
        listed = dict(reversed(line.split("  ")) for line in self.files["SHA256SUMS"].decode().splitlines())
        self.assertEqual(listed, sums)
        document = json.loads(self.files[f"{NAME}.spdx.json"])
        self.assertEqual(document["packages"][0]["checksums"][0]["checksumValue"], sums[f"{NAME}.tar.xz"])

    def test_holds_the_program(self):
        program = (DIST / "prof2graph").read_bytes()
        for name, data in self.files.items():
            path = FOLDER / "out" / name
            if name.endswith(".whl"):
                with zipfile.ZipFile(path) as archive:
                    held = archive.read(next(n for n in archive.namelist() if n.endswith("/scripts/prof2graph")))
            elif "-linux-" in name and name.endswith(".tgz"):
                with tarfile.open(path) as archive:
                    held = archive.extractfile("package/prof2graph").read()
            else:
                continue
            self.assertTrue(held == program, name)

    def test_made_again_it_is_the_same(self):
        old = os.umask(0o077)
        try:
            again = released(FOLDER / "a folder with blanks", DIST, TZ="Asia/Kathmandu", LC_ALL="C.UTF-8")
        finally:
            os.umask(old)
        self.assertEqual(sorted(name for name in self.files if self.files[name] != again.get(name)), [])


if shutil.which("npm") is None:
    print("SKIPPED: there is no npm")
    sys.exit(77)
with tempfile.TemporaryDirectory(prefix="prof2graph-test-") as temporary:
    FOLDER = pathlib.Path(temporary)
    DIST = link_program(FOLDER / "made")
    if DIST is None:
        print("SKIPPED: no static program can be linked here")
        sys.exit(77)
    passed = unittest.main(argv=sys.argv[:1], exit=False).result.wasSuccessful()
sys.exit(0 if passed else 1)
