"""npm.py DIST [PACKED...]: npm packages made of DIST (see archive.sh), packed, installed offline and used; or those that are
packed already (.tgz), which have to have the program of DIST."""
import json
import os
import pathlib
import platform
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORKLOAD = str(ROOT / "samples/pstats/workload.prof")
DIST, PACKED = os.path.abspath(sys.argv[1]), [pathlib.Path(path).resolve() for path in sys.argv[2:]]
CPU = {"x86_64": "x64", "aarch64": "arm64"}[platform.machine()]


def run(command, cwd, **more):
    environment = {**os.environ, "npm_config_update_notifier": "false", "npm_config_cache": str(cwd / "cache")}
    return subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, env=environment, **more)


class Npm(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="prof2graph-test-")
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.packed = cls.unpacked() if PACKED else cls.pack("packages")

    @classmethod
    def pack(cls, name):
        """{package: its archive}"""
        made = run([sys.executable, "-B", ROOT / ".package/npm/make_npm.py", cls.folder / name, DIST], cls.folder)
        assert made.returncode == 0, made.stderr
        out = {}
        for folder in made.stdout.split():
            done = run(["npm", "pack", "--json", folder], cls.folder)
            assert done.returncode == 0, done.stderr
            out[pathlib.Path(folder).name] = cls.folder / json.loads(done.stdout)[0]["filename"]
        return out

    @classmethod
    def unpacked(cls):
        """The same of what is packed: the folders are made again for who looks into them."""
        out = {}
        for path in PACKED:
            with tarfile.open(path) as archive:
                files = {name.partition("/")[2]: archive.extractfile(name).read() for name in archive.getnames()}
            name = json.loads(files["package.json"])["name"].rpartition("/")[2]
            for file, data in files.items():
                (cls.folder / "packages" / name).mkdir(parents=True, exist_ok=True)
                (cls.folder / "packages" / name / file).write_bytes(data)
            out[name] = path
        return out

    def install(self, name, *options, **replaced):
        """A project that has the packages, installed without a network: where they come from is said for each."""
        project = self.folder / name
        project.mkdir()
        packages = {**self.packed, **replaced}
        optional = {f"@prof2graph/{name}": f"file:{path}" for name, path in packages.items() if name.startswith("linux-")}
        files = {"dependencies": {"prof2graph": f"file:{packages['prof2graph']}"}, "overrides": optional}
        (project / "package.json").write_text(json.dumps({"name": "project", "version": "1.0.0", **files}))
        done = run(["npm", "install", "--offline", "--no-audit", "--no-fund", *options], project)
        self.assertEqual(done.returncode, 0, done.stderr)
        return project

    def test_holds_the_program(self):
        packed = (self.folder / f"packages/linux-{CPU}/prof2graph").read_bytes()
        self.assertTrue(packed == pathlib.Path(DIST + "/prof2graph").read_bytes(), "it is another program")
        self.assertTrue((self.folder / f"packages/linux-{CPU}/NOTICES").exists())

    def test_only_what_fits_is_installed(self):
        project = self.install("fitting")
        self.assertEqual(os.listdir(project / "node_modules/@prof2graph"), ["linux-" + CPU])

    def test_npx(self):
        project = self.install("whole")
        done = run(["npx", "--offline", "prof2graph", WORKLOAD, "-T", "svg"], project)
        expected = subprocess.run([DIST + "/prof2graph", WORKLOAD, "-T", "svg"], capture_output=True, text=True).stdout
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, expected)
        self.assertEqual(run(["npx", "--offline", "prof2graph", "nowhere.prof"], project).returncode, 3)
        with open(WORKLOAD, "rb") as profile:
            done = run(["npx", "--offline", "prof2graph", "-", "-T", "json"], project, stdin=profile)
        self.assertTrue(done.stdout.startswith("{"), done.stderr)

    def test_a_signal_ends_both(self):
        project = self.install("signal")
        child = subprocess.Popen(["node_modules/.bin/prof2graph", "-"], cwd=project, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        children = pathlib.Path(f"/proc/{child.pid}/task/{child.pid}/children")
        for _ in range(100):
            if children.read_text().strip():
                break
            time.sleep(0.05)
        program = int(children.read_text())
        child.send_signal(signal.SIGTERM)
        self.assertEqual(child.wait(20), 128 + signal.SIGTERM)
        child.stdin.close()
        child.stderr.close()
        self.assertFalse(os.path.exists(f"/proc/{program}"))

    def test_runs_no_script(self):
        for folder in ("prof2graph", "linux-" + CPU):
            package = json.loads((self.folder / "packages" / folder / "package.json").read_text())
            self.assertNotIn("scripts", package)

    def test_without_the_optional_package_it_says_so(self):
        for number, option in enumerate(("--no-optional", "--omit=optional")):
            project = self.install(f"omitted-{number}", option)
            done = run(["npx", "--offline", "prof2graph", "--version"], project)
            self.assertEqual((done.returncode, done.stdout), (127, ""))
            self.assertIn(f"the package @prof2graph/linux-{CPU} is not installed", done.stderr)
            self.assertIn("install without --no-optional", done.stderr)

    def test_of_another_version_it_says_so(self):
        project = self.install("mixed")
        path = project / f"node_modules/@prof2graph/linux-{CPU}/package.json"
        path.write_text(path.read_text().replace('"version": "', '"version": "9.'))
        done = run(["npx", "--offline", "prof2graph", "--version"], project)
        self.assertEqual(done.returncode, 127)
        self.assertIn("but this is prof2graph", done.stderr)

    def test_on_another_platform_it_says_so(self):
        project = self.install("elsewhere")
        code = "Object.defineProperty(process, 'platform', {value: 'win32'}); require('prof2graph/prof2graph.js')"
        done = run(["node", "-e", code], project)
        self.assertEqual(done.returncode, 127)
        self.assertIn(f"there is no program for win32-{CPU}, only for linux-{CPU}", done.stderr)

    def test_packed_twice_is_the_same(self):
        packed = self.pack("once")
        first = {name: path.read_bytes() for name, path in packed.items()}
        for path in packed.values():
            path.unlink()
        time.sleep(1.1)
        again = {name: path.read_bytes() for name, path in self.pack("again").items()}
        self.assertTrue(first == again)


if shutil.which("npm") is None:
    print("SKIPPED: there is no npm")
    sys.exit(77)
unittest.main(argv=sys.argv[:1])
