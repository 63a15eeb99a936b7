"""--help, --version and the lists: stdout, exit 0, nothing is read."""
import marshal
import re

from harness import CliTest, main


class Asking(CliTest):
    def test_help(self):
        text = self.ok("--help").decode()
        self.assertEqual(text, self.ok("-h", "not-there").decode())
        self.assertTrue(text.startswith("prof2graph "))
        self.assertIn("usage: prof2graph [OPTIONS] [FILE...]\n", text)
        self.assertLessEqual(max(len(line) for line in text.split("\nexamples:")[0].splitlines()), 80)

    def test_version(self):
        self.assertRegex(self.ok("--version").decode(), r"^prof2graph \d+\.\d+\.\d+\n$")

    def test_lists(self):
        expected = {
            "--list-formats": {"folded", "pstats"},
            "--list-views": {"callgraph", "flame", "sandwich", "table"},
            "--list-types": {"dot", "svg", "png", "pdf", "json", "folded", "txt", "md", "csv"},
            "--list-themes": {"heat", "color", "pink", "gray", "bw", "print"},
        }
        for option, names in expected.items():
            rows = self.ok(option).decode().splitlines()
            self.assertLessEqual(names, {row.split()[0] for row in rows}, option)
            for row in rows:
                self.assertRegex(row, r"^\S+  +\S", f"{option} says what each name is")

    def test_completions_know_every_option(self):
        options = set(re.findall(r"(?<=\s)--[a-z-]+", self.ok("--help").decode().split("\nexamples:")[0]))
        for shell in ("bash", "zsh", "fish"):
            text = self.ok("--print-completion", shell).decode()
            missing = [name for name in options if not re.search(rf"(--|-l ){name[2:]}(?![\w-])", text)]
            self.assertEqual(missing, [], shell)


class ListFunctions(CliTest):
    def test_all(self):
        self.assertEqual(self.ok("--list-functions", "run.folded"), b"main\nparse\nread\nwrite\n")
        self.assertEqual(self.ok("run.folded", "--list-functions"), b"main\nparse\nread\nwrite\n")

    def test_pattern(self):
        self.assertEqual(self.ok("--list-functions", "*r?a*", "run.folded"), b"read\n")
        self.assertEqual(self.ok("--list-functions=/^.ri/", "run.folded"), b"write\n")

    def test_pattern_without_a_match_names_the_nearest(self):
        message = 'prof2graph: error: --list-functions: no function matches "wrte"\n  hint: the nearest names are "write"\n'
        self.fails(2, message, "--list-functions=wrte", "run.folded")

    def test_places(self):
        self.assertEqual(self.ok("--list-functions", "run.prof"), b"main (app.py:1)\nwork (app.py:9)\n")


class ListedFunctions(CliTest):
    def roundtrip(self, file):
        names = self.ok("--list-functions", file).decode().splitlines()
        for name in names:
            self.assertIn(name, self.ok(f"--list-functions={name}", file).decode().splitlines(), name)
            code, _, err = self.run_program("-q", "--root", name, file)
            self.assertEqual((code, err), (0, ""), name)
        return names

    def test_root_takes_what_is_listed(self):
        self.assertEqual(self.roundtrip("run.prof"), ["main (app.py:1)", "work (app.py:9)"])
        self.write("names.folded", "operator[];a*b;f? (x.py:3);tab\\there;[unknown];<lambda> (a.py);/x/;g (/srv/a b.py:7) 5\n")
        self.assertEqual(len(self.roundtrip("names.folded")), 8)
        key = ("~", 0, "<method 'append' of 'list' objects>")
        self.write("c.prof", marshal.dumps({key: (1, 1, 0.5, 0.5, {}), ("a[1].py", 3, "f*"): (1, 1, 0.5, 0.5, {})}))
        self.assertEqual(len(self.roundtrip("c.prof")), 2)

    def test_gprof2dot_plus_is_all(self):
        self.assertEqual(self.ok("--list-functions=+", "run.prof"), self.ok("--list-functions", "run.prof"))
        self.assertEqual(self.ok("--list-functions", "+", "run.prof"), self.ok("--list-functions", "run.prof"))
        self.assertEqual(self.ok("--list-functions", "%*work", "run.prof"), b"work (app.py:9)\n")

    def test_globs_over_full_labels(self):
        for pattern in ("app:9:*", "app:*:work", "*:9:work", "app.py:9:work", "work (*"):
            self.assertEqual(self.ok(f"--list-functions={pattern}", "run.prof"), b"work (app.py:9)\n", pattern)


main()
