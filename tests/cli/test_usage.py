"""Bad usage: exit 2, one error line that says what was expected, one hint."""
from harness import CliTest, error, main


class UnknownNames(CliTest):
    def test_option(self):
        self.fails(2, error('unknown option "--fromat"', '  hint: did you mean "--format"?\n'), "--fromat", "x")
        self.fails(2, error('unknown option "--fromat"', '  hint: did you mean "--format"?\n'), "--fromat=pstats", "x")
        self.fails(2, error('unknown option "--qqqqqqqqq"'), "run.folded", "--qqqqqqqqq")
        self.fails(2, error('unknown option "-Z"'), "-Zx", "run.folded")

    def test_format(self):
        self.fails(2, error('unknown input format "pstat"', '  hint: did you mean "pstats"?\n'), "-f", "pstat", "run.prof")

    def test_view(self):
        self.fails(2, error('unknown view "flam"', '  hint: did you mean "flame"?\n'), "-V", "flam", "run.prof")

    def test_type(self):
        self.fails(2, error('unknown output type "svgz"', '  hint: did you mean "svg"?\n'), "-T", "svgz", "run.prof")

    def test_theme(self):
        self.fails(2, error('unknown theme "haet"', '  hint: did you mean "heat"?\n'), "--theme", "haet", "run.prof")

    def test_colormap(self):
        self.fails(2, error('unknown colormap "pnk"', '  hint: did you mean "pink"?\n'), "-c", "pnk", "run.prof")

    def test_scheme(self):
        self.fails(2, error('unknown scheme "drak"', '  hint: did you mean "dark"?\n'), "--scheme", "drak", "run.prof")

    def test_names_are_checked_before_anything_is_read(self):
        self.fails(2, error('unknown view "flam"', '  hint: did you mean "flame"?\n'), "-V", "flam", "not-there.prof")

    def test_control_characters_do_not_reach_the_terminal(self):
        self.fails(2, error('unknown option "--a\\x1b[31mb"'), "--a\x1b[31mb")


class Values(CliTest):
    def test_missing(self):
        self.fails(2, error("--output needs a value: FILE"), "run.folded", "-o")
        self.fails(2, error("--title needs a value: TEXT"), "--title=", "run.folded")

    def test_flag_with_a_value(self):
        self.fails(2, error("--quiet takes no value"), "--quiet=1", "run.folded")

    def test_percentages(self):
        for given in ("abc", "-1", "100.1", "nan", "1,5", "", "1e", "%"):
            message = f'--node-thres: expected a percentage from 0 to 100, got "{given.removesuffix("%")}"'
            self.fails(2, error(message), "-n", given, "run.folded")
        self.fails(2, error('--edge-thres: expected a percentage from 0 to 100, got "x"'), "-e", "x", "run.folded")

    def test_numbers(self):
        for option, expected in (
            ("--width", "a width from 480 to 2400"),
            ("--max-nodes", "a number of functions, or 0 for no limit"),
            ("--depth", "a number of levels from 1, or -1 for no limit"),
            ("--limit", "a number of rows, or 0 for all"),
            ("--threads", "a number of threads from 0 to 256"),
            ("--skew", "a number above 0"),
        ):
            for given in ("ten", "-2", "99999999999999999999"):
                self.fails(2, error(f'{option}: expected {expected}, got "{given}"'), option, given, "run.folded")
        for given in ("479", "2401"):
            self.fails(2, error(f'--width: expected a width from 480 to 2400, got "{given}"'), "--width", given, "x")

    def test_patterns(self):
        hint = "  hint: regular expressions have RE2's syntax: https://github.com/google/re2/wiki/Syntax\n"
        self.fails(2, error('--focus: "(" is no pattern: missing ): (', hint), "--focus", "(", "run.folded")


class Together(CliTest):
    def test_two_names_for_the_colours(self):
        message = error("--theme and --colormap both name the colours", "  hint: give one of them\n")
        self.fails(2, message, "--theme", "heat", "-c", "pink", "run.folded")

    def test_callers_are_for_the_table(self):
        hint = "  hint: leave out --view, or give --view table\n"
        message = error("--callers and --callees are for the table", hint)
        self.fails(2, message, "--view", "flame", "--callers", "run.prof")

    def test_stdin_twice(self):
        hint = "  hint: name it once among the files\n"
        self.fails(2, error("stdin (-) can be read only once", hint), "-", "-")

    def test_the_output_is_an_input(self):
        self.write("run.json", "x")
        hint = "  hint: choose another name for -o\n"
        message = error("run.json: is an input and cannot be the output too", hint)
        self.fails(2, message, "run.json", "-o", "run.json")

    def test_suffix_that_names_no_type(self):
        code, out, err = self.run_program("run.prof", "-o", "picture.bmp")
        self.assertEqual((code, out), (2, b""))
        first = 'prof2graph: error: the suffix of "picture.bmp" names no output type\n'
        self.assertTrue(err.startswith(first + "  hint: add -T NAME, one of:"), err)
        self.assertFalse((self.folder / "picture.bmp").exists())

    def test_view_that_has_no_such_type(self):
        code, _, err = self.run_program("run.prof", "--view", "table", "-T", "svg")
        self.assertEqual(code, 2)
        self.assertTrue(err.startswith("prof2graph: error: the table view cannot be written as svg\n  hint: "), err)


class NoMatch(CliTest):
    def test_names_the_nearest(self):
        for option in ("--root", "--leaf", "--focus", "--ignore", "--hide", "--show"):
            hint = '  hint: the nearest names are "parse"\n'
            message = error(f'{option}: no function matches "prase"', hint)
            self.fails(2, message, option, "prase", "run.folded", "-T", "json")


main()
