"""--path, --mine, --relative and --depth as users and scripts give them."""
from harness import CliTest, error, main


class Selections(CliTest):
    def setUp(self):
        super().setUp()
        self.write("mixed.folded", "main (app.py:1);load (/usr/lib/python3.11/json/decoder.py:3);cut (src/cut.py:9) 30\n"
                                   "main (app.py:1);load (/usr/lib/python3.11/json/decoder.py:3) 20\n"
                                   "main (app.py:1);get (/v/site-packages/requests/api.py:7) 50\n"
                                   "<module> (/usr/lib/python3.11/runpy.py:3) 100\n")

    def test_mine(self):
        self.assertEqual(self.ok("--mine", "-T", "folded", "mixed.folded"),
                         b"main (app.py:1) 70\nmain (app.py:1);cut (src/cut.py:9) 30\n")

    def test_path_from_here(self):
        for path in ("src", "./src/", "src/cut.py", str(self.folder / "src"), "cut", "src.cut"):
            self.assertEqual(self.ok("--path", path, "-T", "folded", "mixed.folded"), b"cut (src/cut.py:9) 30\n", path)
        self.assertEqual(self.ok("--path", ".", "-T", "folded", "mixed.folded"), self.ok("--mine", "-T", "folded", "mixed.folded"))




main()
