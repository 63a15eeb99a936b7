"""golden.py NAME: runs the case of cases.txt and compares what it prints with expected/NAME (picture.NAME: with
samples/pictures/NAME, which README shows).

What it says on stderr (warnings) is compared with expected/NAME.stderr; without that file it has to be silent.
The script of an SVG or a report is compared with the checked-in one (renderers/assets) and left out of expected/NAME, as
is its hash in the policy of a report, so that an edit of the script touches no golden file. P2G_BLESS=1 writes the files instead. On a difference the actual output stays beside as NAME.actual.
golden.py --strays: no expected file without a case.
"""
import base64
import difflib
import hashlib
import os
import pathlib
import re
import shlex
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
EXPECTED = HERE / "expected"
SAMPLES = HERE.parents[1] / "samples"
SCRIPTS = sorted((HERE.parents[1] / "renderers" / "assets").glob("*.min.js"))
SHOWN_LINES = 60


def cases():
    lines = [line for line in (HERE / "cases.txt").read_text().splitlines() if "|" in line and not line.startswith("#")]
    return {name.strip(): shlex.split(arguments) for name, arguments in (line.split("|", 1) for line in lines)}


def show_difference(wanted, actual, name):
    lines = difflib.unified_diff(
        wanted.decode(errors="replace").splitlines(), actual.decode(errors="replace").splitlines(),
        f"expected/{name}", f"{name}.actual", lineterm="", n=1,
    )
    for line in list(lines)[:SHOWN_LINES]:
        print(line[:200])


def expected_file(name):
    return SAMPLES / "pictures" / name.removeprefix("picture.") if name.startswith("picture.") else EXPECTED / name


def script_element(content):
    return b"<script><![CDATA[" + content + b"]]></script>"


def without_script(output):
    """The output with an empty script in place of a checked-in one; any other stays, and is a difference."""
    for path in SCRIPTS:
        script = path.read_bytes().strip()
        output = output.replace(script_element(script), b"<script/>").replace(b"<script>" + script + b"</script>", b"<script/>")
        allowed = b"'sha256-" + base64.b64encode(hashlib.sha256(script).digest()) + b"'"
        output = output.replace(allowed, b"'sha256-" + path.name.encode() + b"'")
    return output


def settle(path, actual):
    """True when the file holds `actual` (an absent file holds nothing), after blessing if that is asked for."""
    wanted = path.read_bytes() if path.exists() else b""
    whole = actual
    actual = without_script(actual)
    if path.parent != EXPECTED:
        # README's pictures are whole, and may have the script of before.
        wanted = re.sub(re.escape(script_element(b"SCRIPT")).replace(b"SCRIPT", b".*?"), b"<script/>", wanted, flags=re.DOTALL)
    else:
        whole = actual
    leftover = path.with_name(path.name + ".actual")
    leftover.unlink(missing_ok=True)
    if os.environ.get("P2G_BLESS") == "1":
        if actual:
            path.write_bytes(whole)
        else:
            path.unlink(missing_ok=True)
        return True
    if wanted == actual:
        return True
    leftover.write_bytes(actual)
    show_difference(wanted, actual, path.name)
    print(f"the actual output is in {leftover}; P2G_BLESS=1 accepts it")
    return False


def main(name):
    path = expected_file(name)
    path.parent.mkdir(exist_ok=True)
    result = subprocess.run([os.environ["P2G_BINARY"], *cases()[name]], cwd=SAMPLES, capture_output=True,
                            stdin=subprocess.DEVNULL, timeout=50)
    if result.returncode != 0:
        print(f"exit code {result.returncode}\n{result.stderr.decode(errors='replace')}")
        return 1
    same = [settle(path, result.stdout), settle(EXPECTED / f"{name}.stderr", result.stderr)]
    return 0 if all(same) else 1


def strays():
    known = set(cases())
    found = [path.name for path in EXPECTED.iterdir() if not path.name.endswith(".actual")]
    unknown = [name for name in found if name.removesuffix(".stderr") not in known]
    print("\n".join(f"expected/{name} belongs to no case" for name in unknown))
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(strays() if sys.argv[1] == "--strays" else main(sys.argv[1]))
