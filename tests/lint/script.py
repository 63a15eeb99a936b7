"""The checked-in script and style of the pictures are what esbuild makes of their sources; exit 77 (skipped) without it."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

from repository import ROOT, report

ASSETS = ROOT / "renderers" / "assets"
MOST_BYTES = 8740  # a script in a picture


def checked_in():
    return {path.name: path.read_bytes() for path in ASSETS.glob("*.min.*")}


def made():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([ASSETS / "minify.sh", folder], check=True)
        return {path.name: path.read_bytes() for path in pathlib.Path(folder).iterdir()}


def main():
    old = checked_in()
    findings = [f"{name}: {len(content)} bytes are more than {MOST_BYTES}" for name, content in sorted(old.items()) if len(content) > MOST_BYTES]
    # It stands in a CDATA section of an SVG.
    findings += [f"{name}: holds ]]>" for name, content in sorted(old.items()) if b"]]>" in content]
    if shutil.which("esbuild") is None:
        print("SKIPPED what the sources become: esbuild is not installed")
        return report(findings) or 77
    new = made()
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            findings.append(f"renderers/assets/{name} is not what its sources become: ./do script")
    return report(findings)


sys.exit(main())
