"""Who may include whom (ARCHITECTURE.md, "Layers"), one door a library, and nobody prints below main()."""
import re
import sys

from repository import ROOT, files, report

# A file belongs to the first layer whose expression matches its path.
LAYERS = [
    ("main", r"src/main\.cc"),
    ("cli", r"src/(cli|terminal)"),
    ("base", r"src/base/"),
    ("model", r"src/model/"),
    ("importers", r"src/importers/"),
    ("passes", r"src/passes/"),
    ("renderers", r"renderers/"),
    ("pipeline", r"src/"),
]
BELOW = {
    "base": set(),
    "model": {"base"},
    "importers": {"base", "model"},
    "passes": {"base", "model"},
    "renderers": {"base", "model"},
    "pipeline": {"base", "model", "importers", "passes", "renderers"},
    "cli": {"base", "model", "importers", "passes", "renderers", "pipeline"},
    "main": {"base", "model", "importers", "passes", "renderers", "pipeline", "cli"},
}
# Folders whose files are plug-ins: they include the folder's own interface, but no sibling.
PLUGIN_FOLDERS = {"src/importers", "renderers/views", "renderers/formats"}
SHARED_HEADERS = re.compile(r"^(importer|\w+_common)\.h$")

# Library headers and the only file that may include them.
DOORS = [
    (r"CLI/", "src/cli.cc"),
    (r"(graphviz/)?(gvc|cgraph|gvplugin\w*|gvcommon|graphviz_version|types)\.h$", "renderers/dot_layout.cc"),
    (r"cairo", "renderers/cairo_canvas.cc"),
    (r"toml\+\+", "renderers/theme.cc src/budget.cc"),
    (r"re2/", "src/passes/pattern.cc"),
    (r"(zlib|zstd)\.h$", "src/base/source.cc"),
    (r"pugixml", "(tests only)"),
]
PRINTS = re.compile(r"std::(cout|cerr|clog)|\b(std::)?(f|v|vf)?printf\s*\(|\bputs\s*\(|<iostream>|\b(std::)?(exit|abort)\s*\(")


def layer_of(path):
    return next(name for name, expression in LAYERS if re.match(expression, path))


def resolve(include, source):
    """The project's file behind an include, or None for a library's."""
    for folder in ("src", "renderers", str(source.parent)):
        if (ROOT / folder / include).is_file():
            return f"{folder}/{include}"
    return None


def check_include(source, number, include, findings):
    where = f"{source}:{number}"
    target = resolve(include, source)
    if target is None:
        for expression, door in DOORS:
            if re.match(expression, include) and str(source) not in door.split():
                findings.append(f"{where}: <{include}> may be included only by {door}")
        return
    mine, theirs = layer_of(str(source)), layer_of(target)
    if theirs != mine and theirs not in BELOW[mine]:
        findings.append(f"{where}: {mine} must not include {theirs} ({include})")
    folder, _, name = target.rpartition("/")
    stem = name.removesuffix(".h")
    is_own = source.stem.startswith(stem) or stem.startswith(source.stem)
    if folder in PLUGIN_FOLDERS and str(source.parent) == folder and not SHARED_HEADERS.match(name) and not is_own:
        findings.append(f"{where}: a plug-in must not include its sibling {include}")


def main():
    findings = []
    for source in files("src/*.cc", "src/*.h", "renderers/*.cc", "renderers/*.h"):
        for number, line in enumerate((ROOT / source).read_text().splitlines(), 1):
            include = re.match(r'\s*#\s*include\s*[<"]([^">]+)[">]', line)
            if include:
                check_include(source, number, include.group(1), findings)
            if PRINTS.search(line.split("//")[0]) and layer_of(str(source)) not in ("cli", "main"):
                findings.append(f"{source}:{number}: the library never prints or exits: {line.strip()}")
    return report(findings)


sys.exit(main())
