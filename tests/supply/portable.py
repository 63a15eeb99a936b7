"""portable.py PORTABLE ORDINARY [ROOT...]: what the static program promises, against the ordinary one: hardened, the same
bytes and messages for all golden cases, PNG and PDF too where the ordinary one has the same font, and at work in an empty
root. ROOTs are folders with other systems (as debootstrap makes them), where it has to give the same bytes."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "golden"))
from golden import SAMPLES, cases  # noqa: E402

PORTABLE, ORDINARY, ROOTS = sys.argv[1], sys.argv[2], sys.argv[3:]
FONT_DIR = "/usr/share/fonts/truetype/liberation2"
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>%s</dir><cachedir>%s</cachedir><alias binding="same"><family>Helvetica</family>
<prefer><family>Liberation Sans</family></prefer></alias></fontconfig>
"""
PICTURES = [["pstats/workload.prof"], ["-V", "flame", "folded/perf.folded"],
            ["diff", "diff/before-1.prof", "diff/after-1.prof"]]


def run(program, arguments, **more):
    done = subprocess.run([program, *arguments], cwd=SAMPLES, stdin=subprocess.DEVNULL, capture_output=True, timeout=300, **more)
    return done.returncode, done.stdout, done.stderr


class Portable(unittest.TestCase):
    maxDiff = 2000

    @unittest.skipUnless(pathlib.Path(PORTABLE).with_name("libprof2graph.a").exists(), "not beside what it was linked of")
    def test_hardened(self):
        done = subprocess.run([sys.executable, "-B", str(HERE / "hardening.py"), PORTABLE, "Release", "flags: "],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    @unittest.skipUnless(shutil.which("strace"), "strace is not installed")
    def test_touches_nothing_else(self):
        done = subprocess.run([sys.executable, "-B", str(HERE / "reach.py"), PORTABLE], capture_output=True, text=True)
        self.assertIn(done.returncode, (0, 77), done.stdout)

    @unittest.skipUnless(shutil.which("strace"), "strace is not installed")
    def test_opens_no_library_and_no_font(self):
        with tempfile.TemporaryDirectory(prefix="prof2graph-test-") as name:
            log = os.path.join(name, "calls")
            command = ["strace", "-f", "-e", "trace=open,openat", "-o", log, PORTABLE, "pstats/workload.prof", "-o",
                       os.path.join(name, "out.png")]
            self.assertEqual(subprocess.run(command, cwd=SAMPLES, capture_output=True).returncode, 0)
            opened = re.findall(r'"([^"]+)"', pathlib.Path(log).read_text())
        others = [path for path in opened if not path.startswith((name, "pstats/", "out.png", "/sys/devices/system/cpu", "/proc/"))
                  and path not in (name, "/")]
        self.assertEqual(others, [])
        self.assertIn("pstats/workload.prof", opened)

    def test_same_bytes_as_the_ordinary_build(self):
        compared = 0
        for name, arguments in cases().items():
            if "dot" in arguments and "--layout" in arguments or {"png", "pdf"} & set(arguments):
                continue
            with self.subTest(name):
                self.assertEqual(run(PORTABLE, arguments), run(ORDINARY, arguments))
            compared += 1
        self.assertGreater(compared, 100)

    @unittest.skipUnless(os.path.isdir(FONT_DIR), "fonts-liberation2 is not installed")
    def test_same_pixels_where_the_font_is_the_same(self):
        with tempfile.TemporaryDirectory(prefix="prof2graph-test-") as name:
            config = pathlib.Path(name) / "fonts.conf"
            config.write_text(FONTS % (FONT_DIR, name + "/cache"))
            for picture in PICTURES:
                for kind in ("png", "pdf"):
                    with self.subTest(f"{picture} {kind}"):
                        ours = run(PORTABLE, [*picture, "-T", kind])
                        self.assertEqual(ours[0], 0, ours[2])
                        theirs = run(ORDINARY, [*picture, "-T", kind], env={"FONTCONFIG_FILE": str(config), "HOME": name})
                        self.assertTrue(ours == theirs, "the bytes differ")

    def test_names_letters_that_its_font_lacks(self):
        with tempfile.TemporaryDirectory(prefix="prof2graph-test-") as name:
            profile = pathlib.Path(name) / "run.folded"
            profile.write_text("main;\u8a08\u7b97 10\n", encoding="utf-8")
            code, _, said = run(PORTABLE, [str(profile), "-T", "png"])
            self.assertEqual(code, 0)
            self.assertIn("the font in this program (Liberation Sans) has no glyph for \u8a08 \u7b97", said.decode())
            profile.write_text("main;a\u2013b \u00d7 \u2192 10\n", encoding="utf-8")
            self.assertEqual(run(PORTABLE, [str(profile), "-T", "png"])[2], b"")

    def test_says_that_graphviz_is_left_out(self):
        code, out, said = run(PORTABLE, ["pstats/workload.prof", "--layout", "dot", "-T", "svg"])
        self.assertEqual((code, out), (3, b""))
        self.assertIn(b"this build of prof2graph has no Graphviz", said)
        self.assertRegex(run(PORTABLE, ["--version", "--verbose"])[1].decode(), r"Graphviz .* not in this build")

    def test_lists_what_is_linked(self):
        rows = run(PORTABLE, ["--version", "--verbose"])[1].decode().split("\n\n")[1].splitlines()[1:]
        self.assertEqual([row for row in rows if " /" in row], [], "a static program uses no file")
        listed = {row.split("  ")[0].lower() for row in rows}
        linked = pathlib.Path(PORTABLE).with_name("prof2graph.map")
        if linked.exists():
            head = linked.read_text(errors="replace").split("\nMemory Configuration")[0]
            names = {re.sub(r"^lib|[-.\d]*\.a$", "", os.path.basename(path)) for path in re.findall(r"^(/\S+\.a)\(", head, re.M)}
            rename = {"re": "re2", "c": "glibc", "m": "glibc", "stdc++": "libstdc++", "gcc": "libgcc", "gcc_eh": "libgcc", "z": "zlib",
                      "png": "libpng", "brotlidec": "brotli", "brotlicommon": "brotli"}
            self.assertEqual({rename.get(name, name) for name in names} - listed, set())

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    def test_works_in_an_empty_root(self):
        with tempfile.TemporaryDirectory(prefix="prof2graph-test-") as name:
            shutil.copy(PORTABLE, os.path.join(name, "prof2graph"))
            self.works_in(name, "")

    @unittest.skipUnless(os.geteuid() == 0 and ROOTS, "needs root, and folders with other systems")
    def test_works_in_other_systems(self):
        for root in ROOTS:
            with self.subTest(root), tempfile.TemporaryDirectory(prefix="prof2graph-test-", dir=os.path.join(root, "tmp")) as name:
                shutil.copy(PORTABLE, os.path.join(name, "prof2graph"))
                self.works_in(root, "/" + os.path.relpath(name, root))

    def works_in(self, root, folder):
        shutil.copy(SAMPLES / "pstats" / "workload.prof", root + folder + "/run.prof")
        for kind in ("svg", "png", "pdf", "json"):
            done = subprocess.run(["chroot", root, folder + "/prof2graph", folder + "/run.prof", "-T", kind, "-o", folder + "/out"],
                                  capture_output=True,
                                  env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            with tempfile.TemporaryDirectory(prefix="prof2graph-test-") as here:
                shutil.copy(SAMPLES / "pstats" / "workload.prof", here + "/run.prof")
                expected = subprocess.run([PORTABLE, here + "/run.prof", "-T", kind], capture_output=True).stdout
            if kind != "json":  # which has the input's path
                self.assertTrue(pathlib.Path(root + folder + "/out").read_bytes() == expected, kind)


unittest.main(argv=sys.argv[:1])
