#!/usr/bin/env python3
"""sbom.py PROGRAM [ARCHIVE]: what the program is made of, as SPDX 2.3 in JSON on standard output: the table of --version
--verbose, which each library's door fills in. ARCHIVE is the file that is handed on; its sum goes in. The same program
gives the same bytes: SOURCE_DATE_EPOCH, else 1970, is when it was made. EMULATOR runs the program, if this processor cannot."""
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time


def components(program):
    """(version of prof2graph, [(name, version or None, licence, how it comes)])"""
    command = [*os.environ.get("EMULATOR", "").split(), program, "--version", "--verbose"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    head, table = text.split("\n\n", 1)
    rows = [re.split(r"  +", row, maxsplit=4) for row in table.splitlines()[1:]]
    if len(rows) < 5 or any(len(row) != 5 for row in rows):
        sys.exit("sbom.py: this is not the table of --version --verbose:\n" + text)
    version = head.split()[1]
    known = [(name, next((v for v in (running, headers) if v != "-"), None), licence, comes)
             for name, headers, running, licence, comes in rows]
    return version, [row for row in known if row[3] != "not in this build"]


def package(identifier, name, version, licence, **more):
    return {"SPDXID": identifier, "name": name, **({"versionInfo": version} if version else {}),
            "downloadLocation": "NOASSERTION", "filesAnalyzed": False, "licenseConcluded": licence,
            "licenseDeclared": licence, "copyrightText": "NOASSERTION", **more}


def main():
    program = sys.argv[1]
    version, parts = components(os.path.abspath(program))
    handed_on = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else program)
    sum256 = hashlib.sha256(handed_on.read_bytes()).hexdigest()
    own = package("SPDXRef-prof2graph", "prof2graph", version, "MIT", packageFileName=handed_on.name,
                  primaryPackagePurpose="APPLICATION", checksums=[{"algorithm": "SHA256", "checksumValue": sum256}])
    packages, relations = [own], [("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-prof2graph")]
    for name, running, licence, comes in parts:
        identifier = "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)
        packages.append(package(identifier, name, running, licence, comment=comes))
        kind = "STATIC_LINK" if comes == "in the program" else "DYNAMIC_LINK" if "/" in comes else "CONTAINS"
        relations.append(("SPDXRef-prof2graph", kind, identifier))
    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", "0"))))
    json.dump({"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
               "name": f"prof2graph-{version}", "documentNamespace": f"https://spdx.org/spdxdocs/prof2graph-{version}-{sum256}",
               "creationInfo": {"created": created, "creators": [f"Tool: prof2graph-sbom-{version}"]},
               "packages": packages,
               "relationships": [{"spdxElementId": a, "relationshipType": kind, "relatedSpdxElement": b}
                                 for a, kind, b in relations]}, sys.stdout, indent=1)
    print()


main()
