"""What a compiler for another system or library says about a source (-fsyntax-only)."""
import subprocess

from repository import ROOT


def knows(command, probe):
    """Whether the compiler is there and finds the headers that `probe` includes."""
    try:
        return subprocess.run([*command, "-x", "c++", "-"], input=probe, text=True, cwd=ROOT, capture_output=True,
                              check=False).returncode == 0
    except FileNotFoundError:
        return False


def version_of(command):
    """What clean files depend on besides themselves."""
    return subprocess.run([command[0], "--version"], capture_output=True, check=True).stdout + " ".join(command).encode()


def look_with(command):
    """A look for look_at_changed() of remembered.py."""
    def look_at(source, _):
        done = subprocess.run([*command, source], cwd=ROOT, capture_output=True, text=True, check=False)
        errors = [line for line in done.stderr.splitlines() if " error: " in line]
        return "" if done.returncode == 0 else "\n".join(errors[:5]) or f"{command[0]} failed"
    return look_at
