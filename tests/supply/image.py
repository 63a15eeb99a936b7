"""image.py DIST: the container image of the static program (DIST: see archive.sh), built by buildah twice, and run. Exit
77 where buildah is missing or may not work."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORKLOAD = ROOT / "samples/pstats/workload.prof"
DIST = os.path.abspath(sys.argv[1])
NAME = f"localhost/prof2graph-test-{os.getpid()}"


def run(*command, **more):
    return subprocess.run(list(map(str, command)), capture_output=True, **more)


def build(name):
    return run(ROOT / ".package/image.sh", DIST, name)


class Image(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(lambda: run("buildah", "rmi", "--force", NAME, NAME + "-again"))
        cls.container = run("buildah", "from", "--pull-never", NAME, text=True).stdout.strip()
        cls.addClassCleanup(lambda: run("buildah", "rm", cls.container))

    def inspect(self, name):
        return json.loads(run("buildah", "inspect", "--type", "image", name).stdout)

    def test_holds_the_program_and_its_licences(self):
        mounted = pathlib.Path(run("buildah", "mount", self.container, text=True).stdout.strip())
        found = {str(path.relative_to(mounted)) for path in mounted.rglob("*") if path.is_file()}
        self.assertEqual(found, {"prof2graph", "licenses/LICENSE", "licenses/NOTICES"})

    def test_is_not_root_and_draws_what_comes_in(self):
        config = self.inspect(NAME)["OCIv1"]["config"]
        self.assertEqual((config["User"], config["Entrypoint"], config["Cmd"]), ("65534:65534", ["/prof2graph"], ["--type", "svg", "-"]))
        command = ["buildah", "run", "--isolation", "chroot", self.container, "--", *config["Entrypoint"], *config["Cmd"]]
        with open(WORKLOAD, "rb") as profile:
            done = run(*command, stdin=profile)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        with open(WORKLOAD, "rb") as profile:
            expected = run(DIST + "/prof2graph", "--type", "svg", "-", stdin=profile).stdout
        self.assertTrue(done.stdout == expected and expected.startswith(b"<svg"))

    def test_built_again_it_is_the_same(self):
        self.assertEqual(build(NAME + "-again").returncode, 0)
        self.assertEqual(self.inspect(NAME)["FromImageDigest"], self.inspect(NAME + "-again")["FromImageDigest"])


def main():
    if shutil.which("buildah") is None:
        print("SKIPPED: there is no buildah")
        return 77
    # Storage of its own: nothing of this machine's images is touched.
    with tempfile.TemporaryDirectory(prefix="prof2graph-test-") as folder:
        os.environ.update({"STORAGE_DRIVER": "vfs", "XDG_DATA_HOME": folder, "BUILDAH_ISOLATION": "chroot"})
        storage = pathlib.Path(folder) / "storage.conf"
        storage.write_text(f'[storage]\ndriver = "vfs"\ngraphroot = "{folder}/images"\nrunroot = "{folder}/run"\n')
        os.environ["CONTAINERS_STORAGE_CONF"] = str(storage)
        first = build(NAME)
        if first.returncode != 0:
            print("SKIPPED: buildah does not work here: " + first.stderr.decode(errors="replace")[-300:])
            return 77
        return 0 if unittest.main(argv=sys.argv[:1], exit=False).result.wasSuccessful() else 1


sys.exit(main())
