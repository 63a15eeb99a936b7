"""Reports: made of nothing that those of harmless names would not have, and every name in them as text."""
import html.parser
import pathlib
import sys
import unittest

from names import MARK, all_names, foldable, raw
from program import HostileTest, chunks, folded, main, pstats, xml_form

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import report  # noqa: E402

EACH = 60  # names a report


class Parser(html.parser.HTMLParser):
    """Elements with their attributes, comments and the rest, and the texts of cells."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.words, self.texts, self.open = set(), [], []

    def handle_starttag(self, tag, attrs):
        self.words |= {(tag, None), *((tag, name) for name, _ in attrs)}
        self.open.append(tag)
        self.texts.append("")

    def handle_endtag(self, tag):
        self.words.add(("/" + tag, None))
        self.texts.append("")

    def handle_comment(self, data):
        self.words.add(("comment", data[:20]))

    def handle_decl(self, decl):
        self.words.add(("declaration", decl))

    def handle_pi(self, data):
        self.words.add(("instruction", data))

    def unknown_decl(self, data):
        self.words.add(("unknown", data[:9]))

    def handle_data(self, data):
        if self.texts:
            self.texts[-1] += data


def parsed(page):
    parser = Parser()
    parser.feed(page)
    parser.close()
    return parser


def harmless(name):
    return "x" * max(len(raw(name)), 1)


class Html(HostileTest):
    def pages(self, names, make, suffix):
        for stem, times in (("old", 100), ("new", 130)):
            self.write(stem + suffix, make(names, times))
        yield "report", self.output("old" + suffix, "-T", "html").decode()
        yield "comparison", self.output("diff", "old" + suffix, "new" + suffix, "-T", "html", "--noise", "0").decode()

    def check_all(self, names, make, suffix):
        words = set()
        for some in chunks(names, EACH):
            for _, page in self.pages([harmless(name)[:-3] + f"{i:03}" for i, name in enumerate(some)], make, suffix):
                words |= parsed(page).words
        for some in chunks(names, EACH):
            for what, page in self.pages(some, make, suffix):
                found = parsed(page)
                self.check(found.words <= words, lambda: f"{what} of {ascii(some)[:300]}: {found.words - words}")
                data = report.data_of(page)
                read, _ = (report.comparison_of if what == "comparison" else report.profile_of)(data)
                self.check("<" not in page[page.index('id="data">') + 10:page.rindex("<script>")].removesuffix("</script>\n"), f"{what}: data hold a <")
                # In the table, which a page without scripts has.
                if what == "report":
                    heaviest = sorted(read, key=lambda function: -function["self"])[:20]
                    shown = {xml_form(function["name"]) for function in heaviest}
                    self.check(shown <= set(found.texts), lambda: f"{what}: {ascii(shown - set(found.texts))[:300]} is not shown")
                for tag, directive in (("style", "style-src"), ("script", "script-src")):
                    self.check(report.allowed(page, directive)[1] == report.inline(page, tag), f"{what}: the policy and {tag}")
                self.check(MARK not in "".join(sorted(report.allowed(page, "style-src")[1])), what)

    def test_reports_of_pstats(self):
        self.check_all(all_names(), pstats, ".prof")

    def test_reports_of_folded_stacks(self):
        self.check_all([name for name in all_names() if foldable(name)], folded, ".folded")

    def test_titles(self):
        self.write("run.prof", pstats(["work"]))
        words = parsed(self.output("run.prof", "-T", "html").decode()).words
        for name in all_names()[::7]:
            if "\0" in name if isinstance(name, str) else b"\0" in name:
                continue
            found = parsed(self.output("run.prof", "-T", "html", b"--title=" + raw(name)).decode())
            self.check(found.words <= words, lambda: f"--title {ascii(name)}: {found.words - words}")
            text = xml_form(raw(name).decode("utf-8", "replace"))
            self.check(text in found.texts or not text, lambda: f"--title {ascii(name)} is not shown")


if __name__ == "__main__":
    main()
