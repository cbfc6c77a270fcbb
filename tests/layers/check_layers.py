#!/usr/bin/env python3
"""Compares the #include lines of src/, tools/ and include/ with cmake/layers.cmake.

Usage: check_layers.py ROOT

Every layer may include itself and what its RELON_DEPENDS_ line names; llvm/, clang/
and lld/ headers stand in RELON_LLVM_LAYERS only; public headers include public
headers and the standard library only. Prints each offence and exits with 1.
"""
import pathlib
import re
import sys

SOURCES = (".h", ".cpp", ".def", ".c")
LLVM_FOLDERS = ("llvm", "llvm-c", "clang", "lld")


def read_table(text):
    """The layers, those with LLVM, and what each may include."""
    def names(variable):
        match = re.search(rf"set\({variable}((?:\s+[\w-]+)*)\s*\)", text)
        return match.group(1).split() if match else None

    layers, llvm = names("RELON_LAYERS"), names("RELON_LLVM_LAYERS")
    return layers, llvm, {layer: names(f"RELON_DEPENDS_{layer}") for layer in layers + llvm}


def includes(text):
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+[<"]([^">]+)[">]', line)
        if match:
            yield number, match.group(1)


def layer_offence(layer, header, table):
    layers, llvm, depends = table
    folder = header.split("/")[0]
    if folder in LLVM_FOLDERS:
        return None if layer in llvm else f"`{layer}` must not include LLVM"
    if "/" not in header or folder == layer or folder not in layers + llvm + ["relon"]:
        return None
    if depends.get(layer) is None:
        return f"`{layer}` has no RELON_DEPENDS_{layer}"
    return None if folder in depends[layer] else f"`{layer}` does not list `{folder}`"


def public_offence(header, table):
    folder = header.split("/")[0]
    if folder in table[0] + table[1] + list(LLVM_FOLDERS):
        return "public headers must not include internals"
    return None


def tool_offence(header, table):
    folder = header.split("/")[0]
    if folder in table[0] + table[1] + list(LLVM_FOLDERS) and "/" in header:
        return "the command line uses the public headers only"
    return None


def files(folder):
    return (path for path in sorted(folder.rglob("*")) if path.suffix in SOURCES)


def offences(root, table):
    def scan(paths, judge):
        for path in paths:
            for number, header in includes(path.read_text(encoding="utf-8")):
                if reason := judge(header):
                    yield f"{path.relative_to(root)}:{number}: {header}: {reason}"

    for layer in table[0] + table[1]:
        yield from scan(files(root / "src" / layer), lambda header: layer_offence(layer, header, table))
    yield from scan(files(root / "include"), lambda header: public_offence(header, table))
    yield from scan(files(root / "tools" / "relon"), lambda header: tool_offence(header, table))


def main():
    root = pathlib.Path(sys.argv[1])
    found = list(offences(root, read_table((root / "cmake" / "layers.cmake").read_text())))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
