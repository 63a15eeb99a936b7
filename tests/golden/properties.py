"""What must not change the bytes: order of lines, how one run is cut into files. Surroundings: tests/determinism."""
import os
import pathlib
import random
import subprocess
import tempfile
import unittest

BINARY = os.environ.get("P2G_BINARY", "")
# Everything that can be read back as text; PNG and PDF are the same scene as SVG.
OUTPUTS = [("-T", "json"), ("-T", "dot"), ("-T", "svg"), ("-V", "flame", "-T", "svg"), ("-T", "folded"),
           ("-V", "table", "-T", "csv"), ("-V", "table", "-T", "txt"), ("-V", "table", "--callers", "-T", "md")]
NAMES = ["main", "parse", "read line", "operator<", "<lambda>", "a::b<int, c>", "é", "str.join (a.py:3)", "_[k]", "x_[j]"]


def draw(*arguments, folder=".", stdin=None):
    result = subprocess.run([BINARY, "-q", *arguments], cwd=folder, input=stdin, capture_output=True, timeout=60)
    assert result.returncode == 0, result.stderr.decode()
    return result.stdout


def random_lines(seed, count=400):
    generator = random.Random(seed)
    return [";".join(generator.choices(NAMES, k=generator.randint(1, 8))) + f" {generator.randint(1, 999) / 8}\n"
            for _ in range(count)]


class SameBytes(unittest.TestCase):
    def same_for_all_outputs(self, first, second):
        for output in OUTPUTS:
            self.assertEqual(first(output), second(output), " ".join(output))

    def test_shuffled_lines(self):
        for seed in range(3):
            lines = random_lines(seed)
            shuffled = random.Random(seed + 100).sample(lines, len(lines))
            self.same_for_all_outputs(lambda output: draw("-f", "folded", *output, stdin="".join(lines).encode()),
                                      lambda output: draw("-f", "folded", *output, stdin="".join(shuffled).encode()))

    def test_one_run_cut_into_files(self):
        lines = random_lines(7)
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            for path, part in (("whole", lines), ("a", lines[::2]), ("b", lines[1::2])):
                (folder / path).mkdir()
                (folder / path / "run.folded").write_text("".join(part))
            title = ("--title", "run")
            for output in OUTPUTS:
                if output[-1] in ("json", "svg", "md"):  # name their files, and show them beside each other
                    continue
                whole = draw(*output, *title, "whole/run.folded", folder=folder)
                self.assertEqual(draw(*output, *title, "a/run.folded", "b/run.folded", folder=folder), whole, output)
                self.assertEqual(draw(*output, *title, "b/run.folded", "a/run.folded", folder=folder), whole, output)


unittest.main()
