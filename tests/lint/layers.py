"""Who may include whom (ARCHITECTURE.md, "Layers"), one door a library, and nobody prints below main()."""
import re
import sys

from repository import ROOT, files, report

# A file belongs to the first layer whose expression matches its path; it may include its own layer and those named.
BASE = ["base"]
MODEL = ["base", "model"]
PASSES = ["names", "select", "merge", "graph", "tree", "compare"]
PICTURES = ["renderers", "page", "layout"]
FIGURES = MODEL + ["analysis"]  # what views and formats may look at
LIBRARY = MODEL + ["importers", "kit", *PASSES, "analysis", "gate", *PICTURES, "views", "formats", "pipeline"]
LAYERS = [
    ("main", r"src/main\.cc", LIBRARY + ["cli", "batch", "record"]),
    ("cli", r"src/cli/", LIBRARY + ["batch", "record"]),
    ("batch", r"src/batch/", LIBRARY),
    ("record", r"src/record/", LIBRARY),
    ("base", r"src/base/", []),
    ("model", r"src/model/", BASE),
    ("kit", r"src/importers/kit/", MODEL + ["importers"]),
    ("importers", r"src/importers/", MODEL + ["kit"]),
    ("compare", r"src/passes/compare/", MODEL + PASSES),
    *((name, rf"src/passes/{name}/", MODEL) for name in PASSES if name != "compare"),
    ("analysis", r"src/analysis/", MODEL + PASSES),
    ("gate", r"src/gate/", MODEL),
    ("layout", r"renderers/layout/", FIGURES + ["renderers"]),
    ("page", r"renderers/page/", FIGURES + ["renderers"]),
    ("formats", r"renderers/formats/", FIGURES + PICTURES),
    ("renderers", r"renderers/[^/]*$", FIGURES),
    ("views", r"renderers/", FIGURES + PICTURES),
    ("library", r"src/library/", LIBRARY),
    ("pipeline", r"src/[^/]*$", LIBRARY),
]
# Folders of plug-ins: of one another they may include nothing (what two of them share is in a *_common.h beside them).
PLUGINS = re.compile(r"(src/importers|src/record/recorders|renderers/formats)/(?!kit/)(\w+)(\.|/)|(renderers/)(?!page/|layout/|formats/)(\w+)(/)")
SHARED = re.compile(r"^(registry|importer|\w+_common)$")

# Library headers and the only file that may include them.
DOORS = [
    (r"CLI/", "src/cli/declaration.cc"),
    (r"(graphviz/)?(gvc|cgraph|gvplugin\w*|gvcommon|graphviz_version|types)\.h$", "renderers/layout/dot_layout.cc"),
    (r"(brotli/decode|cairo.*|expat|fontconfig/fontconfig|pixman|png)\.h$",
     "renderers/formats/cairo_library_common.h renderers/formats/cairo_linked_common.cc"),
    (r"toml\+\+", "renderers/theme_file.cc src/gate/budget.cc"),
    (r"re2/", "src/model/pattern.cc src/model/rewrite.cc"),
    (r"(zlib|zstd)\.h$", "src/base/source.cc src/base/compress.cc"),
    (r"(fast_float/|(link|locale|xlocale|mach-o/dyld)\.h$)", "src/base/platform.cc"),  # what differs between systems
    (r"pugixml", "(tests only)"),
]
PRINTS = re.compile(r"std::(cout|cerr|clog)|\b(std::)?(f|v|vf)?printf\s*\(|\bputs\s*\(|<iostream>|\b(std::)?(exit|abort)\s*\(")


def layer_of(path):
    return next((name, below) for name, expression, below in LAYERS if re.match(expression, path))


def plugin_of(path):
    match = PLUGINS.match(path)
    name = match and (match[2] or match[5])
    return None if name is None or SHARED.match(name) else (match[1] or match[4], name)


def check_include(source, number, include, findings):
    where = f"{source}:{number}"
    if not (ROOT / include).is_file():
        for expression, door in DOORS:
            if re.match(expression, include) and str(source) not in door.split():
                findings.append(f"{where}: <{include}> may be included only by {door}")
        if include.endswith(".h") and (source.parent / include).is_file():
            findings.append(f"{where}: includes start at the top of the project: {include}")
        return
    mine, below = layer_of(str(source))
    theirs, _ = layer_of(include)
    if theirs != mine and theirs not in below:
        findings.append(f"{where}: {mine} must not include {theirs} ({include})")
    own, other = plugin_of(str(source)), plugin_of(include)
    if own and other and own[0] == other[0] and own != other:
        findings.append(f"{where}: a plug-in must not include its sibling {include}")


def main():
    findings = []
    for source in files("src/*.cc", "src/*.h", "renderers/*.cc", "renderers/*.h"):
        for number, line in enumerate((ROOT / source).read_text().splitlines(), 1):
            include = re.match(r'\s*#\s*include\s*[<"]([^">]+)[">]', line)
            if include:
                check_include(source, number, include.group(1), findings)
            if PRINTS.search(line.split("//")[0]) and layer_of(str(source))[0] not in ("cli", "main"):
                findings.append(f"{source}:{number}: the library never prints or exits: {line.strip()}")
    return report(findings)


sys.exit(main())
