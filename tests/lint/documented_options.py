"""--help, man/options.md and the man pages name the same options and the same defaults, commands, formats and types."""
import re
import subprocess
import sys

from repository import ROOT, report


def options_of_help(text):
    """{long name: (all names, default)} from --help; an entry runs until the next one begins."""
    options = {}
    body = text.split("\nexamples:")[0]
    for entry in re.split(r"\n(?=  (?:-\w, |    )--)", body)[1:]:
        head = re.match(r"\s+(?:(-\w), )?(--[\w-]+)(?:\[?[= ]([A-Z|]+)\]?)?", entry)
        default = re.search(r"\(default: (.*)\)\s*(?:\n|$)", re.sub(r"\n {10,}", " ", entry))
        names = tuple(name for name in head.group(1, 2) if name)
        options[head.group(2)] = (names, default.group(1) if default else "")
    return options


def options_of_readme(text):
    """Rows of the option table: | `-o`, `--output FILE` | meaning | default |"""
    options = {}
    for row in re.findall(r"^\| (`-.*) \|$", text, re.M):
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)]
        names = tuple(re.findall(r"(?<![\w-])(--?[\w-]+)", cells[0]))
        default = cells[2].replace("`", "") if len(cells) > 2 else ""
        for name in names:
            if name.startswith("--"):
                options[name] = (tuple(n for n in names if n == name or (len(n) == 2 and names.index(name) == 1)), default)
    return options


def options_of_man(text):
    """.It Fl o , Fl -output Ar FILE … "The default is X." at the end of the entry."""
    options = {}
    section = text.split(".Sh OPTIONS")[1].split("\n.Sh ")[0]
    for entry in section.split("\n.It ")[1:]:
        head, _, body = entry.partition("\n")
        names = tuple("-" + name.rstrip(",") for name in re.findall(r"Fl (\S+)", head))
        plain = re.sub(r"^\.(?:Cm|Ar|Fl|Pa|Ql|Dq|Sq|Li|Xr) ?", "", body, flags=re.M).replace("\n", " ")
        default = re.search(r"The default is (.*?)\s*\.\s*(?=$|[A-Z]|\.)", plain)
        options[names[-1]] = (names, re.sub(r"\s+([,;:])", r"\1", default.group(1)) if default else "")
    return options


def commands_of_help(text):
    """Names from the list of commands."""
    return re.findall(r"^  (\w+)  ", text.split("\nCommands ")[1].split("\n\n")[0], re.M)


def compare(wanted, found, where, findings):
    for name, (names, default) in wanted.items():
        if name not in found:
            findings.append(f"{where} does not describe {name}")
            continue
        if found[name][0] != names:
            findings.append(f"{where}: names of {name} are {found[name][0]}, --help says {names}")
        if found[name][1] != default:
            findings.append(f'{where}: default of {name} is "{found[name][1]}", --help says "{default}"')
    for name in found:
        if name not in wanted:
            findings.append(f"{where} describes {name}, which --help does not know")


def asked(*arguments):
    """What the program says."""
    return subprocess.run([sys.argv[1], *arguments], capture_output=True, text=True, check=True).stdout


def check_diff(findings):
    """prof2graph-diff(1) describes the options of comparing and of limits, and names all others of the command."""
    where = "man/prof2graph-diff.1"
    help_text, page = asked("diff", "--help"), (ROOT / where).read_text()
    own = {}
    for section in help_text.split("\n\n"):
        if section.startswith(("Comparing (diff):\n", "Gate:\n")):
            own |= options_of_help(section)
    findings += [] if len(own) > 8 else [f"only {len(own)} options of comparing and limits found in diff --help"]
    compare(own, options_of_man(page), where, findings)
    named = {"-" + name for line in re.findall(r"\bFl (-.*)", page) for name in re.findall(r"(?<!\S)-[a-z-]+", line)}
    findings += [f"{where} does not name {name}" for name in options_of_help(help_text) if name not in named]
    findings += [f"{where} names {name}, which is no option of diff" for name in named if name not in options_of_help(help_text)]


def check_formats(findings):
    """prof2graph-formats(5) has an entry for each format and each type."""
    where = "man/prof2graph-formats.5"
    page = (ROOT / where).read_text()
    for section, option in (("INPUT", "--list-formats"), ("OUTPUT", "--list-types")):
        listed = {row.split()[0] for row in asked(option).splitlines()}
        described = set(re.findall(r"^\.It Cm (\w+)$", page.split(f"\n.Sh {section}\n")[1].split("\n.Sh ")[0], re.M))
        findings += [f"{where}, {section}: no entry for {name} of {option}" for name in sorted(listed - described)]
        findings += [f"{where}, {section}: {name} is not in {option}" for name in sorted(described - listed)]


def main():
    help_text = asked("--help")
    wanted = options_of_help(help_text)
    findings = [] if len(wanted) > 20 else [f"only {len(wanted)} options found in --help"]
    compare(wanted, options_of_readme((ROOT / "man/options.md").read_text()), "man/options.md", findings)
    compare(wanted, options_of_man((ROOT / "man/prof2graph.1").read_text()), "man/prof2graph.1", findings)
    readme, man = (ROOT / "man/options.md").read_text(), (ROOT / "man/prof2graph.1").read_text()
    commands = commands_of_help(help_text)
    findings += [] if "diff" in commands else [f"no command diff among {commands}"]
    for name in commands:
        if not re.search(rf"^\| `prof2graph \[?{name}\b", readme, re.M):
            findings.append(f"man/options.md does not describe the command {name}")
        if f"\n.It Cm {name}\n" not in man:
            findings.append(f"man/prof2graph.1 does not describe the command {name}")
    check_diff(findings)
    check_formats(findings)
    return report(findings)


sys.exit(main())
