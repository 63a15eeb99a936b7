"""The checked-in script and style of the pictures are what esbuild makes of their sources; exit 77 (skipped) without it."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

from repository import ROOT, report

ASSETS = ROOT / "renderers" / "assets"
MOST_BYTES = 8740  # a script in a picture
MOST_OF_A_REPORT = 20_000  # it has a page for itself


def checked_in():
    return {path.name: path.read_bytes() for path in ASSETS.glob("*.min.*")}


def made():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([ASSETS / "minify.sh", folder], check=True)
        return {path.name: path.read_bytes() for path in pathlib.Path(folder).iterdir()}


def main():
    old = checked_in()
    findings = []
    for name, content in sorted(old.items()):
        most = MOST_OF_A_REPORT if name.startswith("report.") else MOST_BYTES
        if len(content) > most:
            findings.append(f"{name}: {len(content)} bytes are more than {most}")
    # It stands in a CDATA section of an SVG, or in an element of HTML.
    findings += [f"{name}: holds {end.decode()}" for name, content in sorted(old.items()) for end in (b"]]>", b"</s", b"<!--") if end in content]
    if shutil.which("esbuild") is None:
        print("SKIPPED what the sources become: esbuild is not installed")
        return report(findings) or 77
    new = made()
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            findings.append(f"renderers/assets/{name} is not what its sources become: ./do script")
    return report(findings)


sys.exit(main())
