"""Installs the project into a folder, builds a program of 25 lines against what is there, and compares what the
program draws and prints with what prof2graph itself does."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent
BUILD, COMPILER, FLAGS = sys.argv[1], sys.argv[2], sys.argv[3].removeprefix("flags:").strip()
SAMPLE = HERE.parent.parent / "samples/pstats/workload.prof"


def run(*command, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **more)
    if done.returncode != 0:
        raise AssertionError(f"{command} gave {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done


class Library(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.place.name)
        cls.prefix = cls.folder / "prefix"
        run("cmake", "--install", BUILD, "--prefix", cls.prefix)
        source = cls.folder / "source"
        source.mkdir()
        shutil.copy(HERE / "program.cc", source)
        shutil.copy(HERE / "consumer.cmake", source / "CMakeLists.txt")
        run("cmake", "-S", source, "-B", cls.folder / "build", f"-DCMAKE_PREFIX_PATH={cls.prefix}",
            f"-DCMAKE_CXX_COMPILER={COMPILER}", f"-DCMAKE_CXX_FLAGS={FLAGS} -Wall -Wextra -Werror")
        run("cmake", "--build", cls.folder / "build")
        cls.program = cls.folder / "build/program"

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def test_draws_and_prints_what_the_program_does(self):
        given = run(self.program, SAMPLE)
        prof2graph = os.environ["P2G_BINARY"]
        self.assertEqual(given.stdout, run(prof2graph, "-q", SAMPLE, "-V", "table").stdout)
        self.assertEqual(given.stderr, run(prof2graph, "-q", SAMPLE, "-T", "svg").stdout)
        self.assertIn("<svg", given.stderr)

    def test_an_error_is_a_value_with_a_text(self):
        broken = self.folder / "broken.prof"
        broken.write_bytes(SAMPLE.read_bytes()[:1000])
        given = subprocess.run([self.program, broken], capture_output=True, text=True, check=False)
        self.assertEqual(given.returncode, 3)
        self.assertIn("broken.prof", given.stderr)

    def test_every_header_stands_by_itself(self):
        headers = sorted((self.prefix / "include/prof2graph").glob("*.h"))
        self.assertEqual([header.stem for header in headers], ["analysis", "importer", "output", "profile", "result"])
        for header in headers:
            run(COMPILER, "-std=c++20", "-fsyntax-only", f"-I{self.prefix}/include", "-x", "c++", header)

    def test_nothing_of_the_project_is_named_in_headers(self):
        for header in (self.prefix / "include").rglob("*.h"):
            self.assertNotRegex(header.read_text(), r'#include "(src|renderers)/', header)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
