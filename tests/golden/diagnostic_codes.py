#!/usr/bin/env python3
"""Fails when a code of diagnostics.def appears in no golden file's expected output.

Usage: diagnostic_codes.py DIAGNOSTICS_DEF GOLDEN_FOLDER
"""
import pathlib
import re
import sys


def main():
    definitions, folder = map(pathlib.Path, sys.argv[1:])
    declared = re.findall(r"^RELON_DIAGNOSTIC\((\w+),", definitions.read_text(encoding="utf-8"), re.M)
    shown = set()
    for path in folder.rglob("*.err"):
        shown.update(re.findall(r"\b(?:error|warning)\[(\w+)\]", path.read_text(encoding="utf-8")))
    missing = [code for code in declared if code not in shown]
    for code in missing:
        print(f"no golden file reports `{code}`")
    print(f"{len(declared) - len(missing)} of {len(declared)} codes are reported by a golden file")
    return 1 if missing or not declared else 0


if __name__ == "__main__":
    sys.exit(main())
