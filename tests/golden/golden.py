#!/usr/bin/env python3
"""Golden tests: files that state a command, and what it must print.

Usage: golden.py FOLDER --relon PROGRAM [--update] [-k TEXT]

The first lines of a golden file say, after `//!` (or `;!` in IR texts):
    run: relon check %s      the command; %s is the file, %t a fresh directory
    exit: 1                  its exit status, 0 unless stated
What it must print stands beside it: NAME.out for stdout, NAME.err for stderr; a file
that is not there means nothing. --update rewrites both; then read the difference.
Commands run in FOLDER, so paths in messages are relative to it.
"""
import argparse
import concurrent.futures
import difflib
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile


class Golden:
    def __init__(self, path, root):
        self.path, self.name = path, path.relative_to(root).as_posix()
        self.command, self.exit = None, 0
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            if line[:3] != "//!" and line[:2] != ";!":
                break
            key, _, value = line.split("!", 1)[1].strip().partition(":")
            if key == "run":
                self.command = value.strip()
            elif key == "exit":
                self.exit = int(value)

    def expected(self, kind):
        beside = self.path.with_name(self.path.name + kind)
        return beside.read_text(encoding="utf-8") if beside.exists() else ""

    def rewrite(self, kind, text):
        beside = self.path.with_name(self.path.name + kind)
        if text:
            beside.write_text(text, encoding="utf-8")
        elif beside.exists():
            beside.unlink()


def find(root):
    for path in sorted(root.rglob("*")):
        if path.suffix in (".relon", ".rir"):
            golden = Golden(path, root)
            if golden.command:
                yield golden


def execute(golden, root, relon):
    with tempfile.TemporaryDirectory() as directory:
        words = [word.replace("%s", golden.name).replace("%t", directory) for word in shlex.split(golden.command)]
        if words[0] == "relon":
            words[0] = relon
        result = subprocess.run(words, cwd=root, capture_output=True, timeout=120, stdin=subprocess.DEVNULL,
                                env={**os.environ, "NO_COLOR": "1"})
        clean = lambda data: data.decode("utf-8", errors="replace").replace(directory, "%t")
        return result.returncode, clean(result.stdout), clean(result.stderr)


def difference(kind, expected, actual):
    if expected == actual:
        return ""
    lines = difflib.unified_diff(expected.splitlines(True), actual.splitlines(True), "expected " + kind, "actual " + kind)
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def judge(golden, root, relon):
    try:
        status, out, err = execute(golden, root, relon)
    except subprocess.TimeoutExpired:
        return "timed out\n"
    report = difference("stdout", golden.expected(".out"), out) + difference("stderr", golden.expected(".err"), err)
    return report + (f"exit status {status}, expected {golden.exit}\n" if status != golden.exit else "")


def update(golden, root, relon):
    status, out, err = execute(golden, root, relon)
    golden.rewrite(".out", out)
    golden.rewrite(".err", err)
    if status != golden.exit:
        print(f"{golden.name}: exit status {status}, but the file says {golden.exit}")


def main():
    parser = argparse.ArgumentParser(description="Run golden tests.")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--relon", required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("-k", default="", help="only files whose name holds this")
    options = parser.parse_args()
    relon = os.path.abspath(options.relon)

    cases = [case for case in find(options.folder) if options.k in case.name]
    if options.update:
        for case in cases:
            update(case, options.folder, relon)
        return 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda case: judge(case, options.folder, relon), cases))
    for case, report in zip(cases, reports):
        if report:
            print(f"FAIL {case.name}: {case.command}\n{report}")
    failed = sum(bool(report) for report in reports)
    print(f"{len(cases) - failed} of {len(cases)} golden files pass")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
