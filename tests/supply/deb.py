"""deb.py BUILD-FOLDER FLAGS: packs the build twice in different surroundings, compares the bytes, and looks into the
package: control fields, paths, modes, time stamps, sums, documents, the program."""
import gzip
import hashlib
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD, FLAGS = pathlib.Path(sys.argv[1]), sys.argv[2]
DOC = "./usr/share/doc/prof2graph/"
PAGES = [path.name for path in (ROOT / "man").glob("*.[1-9]")]
FILES = {"./usr/bin/prof2graph", *(f"./usr/share/man/man{page[-1]}/{page}.gz" for page in PAGES),
         "./usr/share/bash-completion/completions/prof2graph", "./usr/share/zsh/vendor-completions/_prof2graph",
         "./usr/share/fish/vendor_completions.d/prof2graph.fish",
         *(DOC + name for name in ("README.md", "changelog.gz", "changelog.Debian.gz", "copyright")),
         *(f"{DOC}man/{path.name}" for path in (ROOT / "man").glob("*.md")),
         *(f"./usr/share/prof2graph/themes/{path.name}" for path in (ROOT / "themes").glob("*.toml"))}


def pack(folder, umask, **environment):
    command = ["sh", str(ROOT / ".package" / "pack.sh"), str(BUILD), "-B", str(folder)]
    environment = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"} | environment
    subprocess.run(command, check=True, capture_output=True, env=environment, preexec_fn=lambda: os.umask(umask))
    return next(folder.glob("*.deb"))


def contents(deb, option):
    """{path: (member, bytes)} of the package's data or control archive."""
    stream = subprocess.run(["dpkg-deb", option, str(deb)], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(stream)) as archive:
        return {m.name if m.name.startswith(".") else "./" + m.name: (m, archive.extractfile(m).read() if m.isfile() else b"")
                for m in archive}


class Package(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="prof2graph-deb-")
        cls.addClassCleanup(cls.temporary.cleanup)
        folder = pathlib.Path(cls.temporary.name)
        for name in ("a", "b"):
            (folder / name).mkdir()
        cls.deb = pack(folder / "a", 0o022, TZ="UTC")
        cls.other = pack(folder / "b", 0o077, TZ="Asia/Kathmandu", HOME="/nonexistent", USER="somebody", LANG="tr_TR.UTF-8")
        cls.data, cls.control = contents(cls.deb, "--fsys-tarfile"), contents(cls.deb, "--ctrl-tarfile")
        cls.epoch = int(subprocess.run(["dpkg-parsechangelog", "-l", str(BUILD / "package/changelog"), "-S", "Timestamp"],
                                       check=True, capture_output=True).stdout)

    def field(self, name):
        return subprocess.run(["dpkg-deb", "-f", str(self.deb), name], check=True, capture_output=True, text=True).stdout.strip()

    def test_packed_twice_is_the_same(self):
        self.assertEqual(self.deb.read_bytes(), self.other.read_bytes())

    def test_fields(self):
        for name, expected in (("Package", "prof2graph"), ("Section", "devel"), ("Priority", "optional"),
                               ("Version", r"\d+\.\d+\.\d+-\d+"), ("Maintainer", r"[\w .]+ <\S+@\S+>"),
                               ("Installed-Size", r"[1-9]\d+")):
            self.assertRegex(self.field(name), f"^{expected}$")
        self.assertEqual(self.deb.name, f"prof2graph_{self.field('Version')}_{self.field('Architecture')}.deb")
        depends = {re.split(r"[ :]", entry)[0] for entry in self.field("Depends").split(", ")}
        self.assertLessEqual({"libc6", "libstdc++6", "zlib1g", "libzstd1"}, depends)
        self.assertEqual([name for name in depends if re.search("cairo|gvc|cgraph|dev", name)], [])
        self.assertEqual({entry.split()[0] for entry in self.field("Recommends").split(", ")}, {"libcairo2", "libgvc6"})

    def test_files_and_folders(self):
        files = {path for path, (member, _) in self.data.items() if member.isfile()}
        self.assertEqual(files, FILES)
        for path, (member, _) in {**self.data, **self.control}.items():
            program = member.isdir() or path == "./usr/bin/prof2graph"
            self.assertEqual((oct(member.mode & 0o7777), member.uid, member.gid, member.uname, member.gname, member.mtime),
                             (oct(0o755 if program else 0o644), 0, 0, "root", "root", self.epoch), path)
            self.assertTrue(member.isfile() or member.isdir(), path)

    def test_sums(self):
        listed = dict(reversed(line.split(None, 1)) for line in self.control["./md5sums"][1].decode().splitlines())
        sums = {path[2:]: hashlib.md5(self.data[path][1]).hexdigest() for path in FILES}
        self.assertEqual(listed, sums)
        self.assertEqual({path for path in self.control if self.control[path][0].isfile()}, {"./control", "./md5sums"})

    def test_documents(self):
        for path in FILES:
            if path.endswith(".gz"):
                self.assertEqual(self.data[path][1][3:8], bytes(5), f"{path} has a name or a time of its own")
        self.assertLessEqual({"prof2graph.1", "prof2graph-diff.1", "prof2graph-formats.5"}, set(PAGES))
        for page in PAGES:
            self.assertEqual(gzip.decompress(self.data[f"./usr/share/man/man{page[-1]}/{page}.gz"][1]),
                             (ROOT / "man" / page).read_bytes())
        self.assertEqual(gzip.decompress(self.data[DOC + "changelog.gz"][1]), (ROOT / "CHANGELOG.md").read_bytes())
        self.assertTrue(gzip.decompress(self.data[DOC + "changelog.Debian.gz"][1]).decode().startswith(
            f"prof2graph ({self.field('Version')}) "))
        words = " ".join(self.data[DOC + "copyright"][1].decode().replace("\n .\n", "\n").split())
        license_words = (ROOT / "LICENSE").read_text().split("\n\n", 2)
        self.assertIn(" ".join(license_words[2].split()), words)
        self.assertIn(license_words[1].split("(c) ")[1], words)

    def test_program(self):
        data = self.data["./usr/bin/prof2graph"][1]
        path = pathlib.Path(self.temporary.name) / "prof2graph"
        path.write_bytes(data)
        for folder in (ROOT, BUILD):
            self.assertNotIn(str(folder).encode() + b"/", data, "the program knows where it was built")
        sections = subprocess.run(["readelf", "-SW", str(path)], check=True, capture_output=True, text=True).stdout
        self.assertNotRegex(sections, r"\.(symtab|debug_\w+)", "not stripped")
        hardening = [sys.executable, "-B", str(pathlib.Path(__file__).with_name("hardening.py")), str(path), "Release", FLAGS]
        self.assertEqual(subprocess.run(hardening, capture_output=True, text=True).returncode, 0)


def main():
    missing = [tool for tool in ("dpkg-deb", "dpkg-shlibdeps", "dpkg-parsechangelog", "readelf", "strip") if not shutil.which(tool)]
    if missing or "-fsanitize" in FLAGS:
        print(f"SKIPPED: no package is made: {'sanitizers' if not missing else ' '.join(missing) + ' not installed'}")
        return 77
    unittest.main(argv=sys.argv[:1])


sys.exit(main())
