"""What people type for what is called otherwise here: other programs' words, near misses, other letters."""
from harness import CliTest, error, main


class NearMisses(CliTest):
    def test_views_have_other_names(self):
        for said, meant in (("flamegraph", "flame"), ("icicle", "flame"), ("flame-graph", "flame"), ("Flame", "flame"),
                            ("call-graph", "callgraph"), ("graph", "callgraph"), ("CALLGRAPH", "callgraph"),
                            ("text", "table"), ("top", "table"), ("stats", "table")):
            self.assertEqual(self.ok("-V", said, "run.folded"), self.ok("-V", meant, "run.folded"), said)

    def test_types_have_other_names(self):
        for said, meant in (("SVG", "svg"), ("text", "txt"), ("markdown", "md"), ("gv", "dot"), ("graphviz", "dot"),
                            ("collapsed", "folded")):
            self.assertEqual(self.ok("-T", said, "run.folded"), self.ok("-T", meant, "run.folded"), said)

    def test_suffixes_in_any_case(self):
        for name, kind in (("a.SVG", "svg"), ("b.Json", "json"), ("c.markdown", "md"), ("d.GV", "dot"), ("e.TXT", "txt")):
            self.ok("run.folded", "-o", name)
            self.assertEqual((self.folder / name).read_bytes(), self.ok("run.folded", "-T", kind), name)

    def test_types_that_nobody_writes(self):
        for said, hint in (("jpg", "pictures are svg, png and pdf"), ("xlsx", "tables for other programs are csv and json"),
                           ("flame", "a flame graph is a view: -V flame, as svg, png or pdf")):
            self.fails(2, error(f'unknown output type "{said}"', f"  hint: {hint}\n"), "-T", said, "run.folded")
        code, _, err = self.run_program("run.folded", "-o", "a.jpg")
        self.assertEqual(code, 2)
        self.assertIn("svg txt; pictures are svg, png and pdf\n", err)
        code, _, err = self.run_program("run.folded", "-o", "x.dotx")
        self.assertEqual(code, 2)
        self.assertIn('the suffix of "x.dotx" names no output type\n  hint: did you mean .dot? Or add -T NAME', err)

    def test_what_is_read_is_not_what_is_written(self):
        self.fails(2, error("--format says what is read, and svg is an output type", "  hint: -T svg, or -o FILE.svg\n"),
                   "-f", "svg", "run.folded")
        self.fails(2, error("--type says what is written, and pstats is an input format", "  hint: -f pstats\n"), "-T",
                   "pstats", "run.folded")

    def test_schemes_are_no_themes(self):
        for name in ("dark", "light"):
            message = error(f"{name} is a scheme of the page, not a theme", f"  hint: --scheme {name}; --list-themes\n")
            self.fails(2, message, "--theme", name, "-o", "a.svg", "run.folded")
        self.assertEqual(self.ok("--scheme", "Dark", "-T", "svg", "run.folded"),
                         self.ok("--scheme", "dark", "-T", "svg", "run.folded"))

    def test_options_of_other_programs(self):
        for said, meant in (("--max-depth", "--depth N"), ("--threshold", "--node-thres PCT, --edge-thres PCT"),
                            ("--nodefraction=0.1", "--node-thres PCT"), ("--flamegraph", "--view flame"),
                            ("--svg", "-T svg"), ("--dark", "--scheme dark"), ("--exclude", "--hide RE, --ignore RE"),
                            ("--top", "--view table --limit N"), ("--compare", "diff BEFORE AFTER"),
                            ("--no-stdlib", "--mine"), ("--silent", "--quiet"), ("--inverted", "--flip")):
            message = error(f'unknown option "{said.split("=")[0]}"', f"  hint: did you mean {meant}?\n")
            self.fails(2, message, said, "run.folded")

    def test_help_and_version_are_words_too(self):
        self.assertEqual(self.ok("help"), self.ok("--help"))
        self.assertEqual(self.ok("help", "diff"), self.ok("diff", "--help"))
        self.assertEqual(self.ok("version"), self.ok("--version"))
        self.write("help", b"main;f 3\n")
        self.assertEqual(self.ok("-q", "help", "-T", "folded"), b"main;f 3\n")

    def test_commands_of_other_programs(self):
        for said, meant in (("compare", "prof2graph diff BEFORE AFTER"), ("flamegraph", "prof2graph FILE --view flame")):
            hint = f"  hint: did you mean {meant}? A file is ./{said}\n"
            self.fails(2, error(f'unknown command "{said}"', hint), said, "run.folded")
        self.write("compare", b"main;f 3\n")
        self.assertEqual(self.ok("-q", "compare", "-T", "folded"), b"main;f 3\n")

    def test_dif_is_diff_or_a_file(self):
        hint = '  hint: did you mean "diff"? A file is ./dif\n'
        self.fails(2, error('unknown command "dif"', hint), "dif", "run.prof", "run.prof")
        self.write("dif", b"main;f 3\n")
        self.assertEqual(self.ok("-q", "dif", "-T", "folded"), b"main;f 3\n")

    def test_a_file_called_diff(self):
        self.write("diff", b"main;f 3\n")
        hint = "prof2graph diff before.prof after.prof, or --before FILE... --after FILE... for several runs"
        self.fails(2, error("diff compares two profiles, got 0", f"  hint: {hint}; the file diff is ./diff\n"), "diff")
        self.assertEqual(self.ok("-q", "./diff", "-T", "folded"), b"main;f 3\n")


main()
