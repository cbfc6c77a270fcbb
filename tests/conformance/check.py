#!/usr/bin/env python3
"""Run a folder of Relon conformance cases against one implementation.

Usage:
    check.py FOLDER [--run TEMPLATE] [--fmt TEMPLATE] [-k TEXT] [--list FILE] [-j N] [-q]

TEMPLATE is a command line. In --run, {file} is the program and {args} the JSON
arguments; for a program without arguments the token holding {args} is dropped
together with an option directly before it. Extra flags of a case are put where
{flags} stands, or at the end. --fmt must print the formatted text on stdout.

A case is NAME.relon, or NAME/main.relon with the modules it imports. Its first
lines begin with "//!" and hold `key: value` pairs, then one line of prose:
    args: JSON            flags: WORDS             quirk: REASON
    expect: JSON          stdout must be exactly this one line, exit status 0
    error: Kind           stderr must name the kind, exit status not 0
    reject: parse         the text must be refused as a syntax error
    diagnostic: code @ L:C    stderr must name the code and place it there
NAME.expected beside NAME.relon makes it a formatter case. A kind or code may
appear on stderr in CamelCase or snake_case; a place as L:C or as byte offsets
A..B. Cases marked `quirk` are reported but never fail the run.
"""
import argparse
import concurrent.futures
import pathlib
import re
import shlex
import subprocess
import sys

KEYS = ("args", "flags", "expect", "error", "reject", "diagnostic", "quirk")
DEFAULT_RUN = "relon run {file} --args {args} --compact"
DEFAULT_FMT = "relon fmt --stdout {file}"

# Other spellings under which an implementation may name a kind.
ALIASES = {
    "ValidationError": ["validation_failed"],
    "MainArgTypeMismatch": ["cannot be decoded as"],
    "NonFiniteFloat": ["non-finite float"],
    "UnsupportedClosure": ["closures are not supported"],
    "UnsupportedSchema": ["schemas are not supported"],
    # An error found before the run is as good as one found by it.
    "TypeMismatch": ["static_type_mismatch", "fn_call_arg_type", "non_iterable_source"],
    "FunctionNotFound": ["unknown_reference_type", "unknown_method", "static_type_mismatch"],
    "VariableNotFound": ["unknown_reference_type", "unresolved_schema", "unknown_type_name"],
    "UnsupportedOperator": ["static_type_mismatch", "unknown_decorator", "unknown_reference_type"],
    "DivisionByZero": ["const_div_zero"],
    "NumericOverflow": ["const_numeric_overflow"],
}


class Case:
    def __init__(self, path, root):
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        stem = path.parent if path.name == "main.relon" else path.with_suffix("")
        self.name = stem.relative_to(root).as_posix()
        self.meta = {key: [] for key in KEYS}
        for line in self.text.split("\n"):
            if not line.startswith("//!"):
                break
            key, _, value = line[3:].strip().partition(":")
            if key in self.meta:
                self.meta[key].append(value.strip())
        expected = path.with_suffix(".expected")
        self.formatted = expected.read_bytes() if expected.exists() else None

    def get(self, key):
        return self.meta[key][0] if self.meta[key] else None


def find_cases(root):
    """Every case under root; files beside a main.relon are its modules."""
    for path in sorted(root.rglob("*.relon")):
        owner = next((p for p in path.parents if (p / "main.relon").exists()), None)
        if owner is None or path == owner / "main.relon":
            yield Case(path, root)


def command(template, case):
    words = []
    for word in shlex.split(template):
        if "{args}" in word:
            args = case.get("args")
            if args is not None:
                words.append(word.replace("{args}", args))
            elif words and words[-1].startswith("-"):
                words.pop()
        elif word == "{flags}":
            words += shlex.split(case.get("flags") or "")
        else:
            words.append(word.replace("{file}", str(case.path)))
    if case.get("flags") and "{flags}" not in template:
        words += shlex.split(case.get("flags"))
    return words


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def names(kind, text):
    """Positions in text where the kind is named."""
    camel = "".join(part.capitalize() for part in kind.split("_")) if "_" in kind else kind
    spellings = {kind, camel, snake(kind), *ALIASES.get(kind, [])}
    pattern = "|".join(re.escape(s) for s in sorted(spellings))
    return [m.start() for m in re.finditer(rf"\b(?:{pattern})\b", text)]


def line_col(source, byte_offset):
    before = source.encode()[:byte_offset].decode(errors="replace")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def places(source, stderr, start):
    """Source positions printed on the line of `start` or on the three after it."""
    chunk = "\n".join(stderr[stderr.rfind("\n", 0, start) + 1:].split("\n")[:4])
    found = {(int(l), int(c)) for l, c in re.findall(r"\b(\d+):(\d+)\b", chunk)}
    found |= {line_col(source, int(a)) for a, _ in re.findall(r"\b(\d+)\.\.(\d+)\b", chunk)}
    return found


def judge(case, result):
    """None when the result is as the case says, else a short reason."""
    out = result.stdout.decode(errors="replace")
    err = result.stderr.decode(errors="replace")
    for folder in {case.path.parent, case.path.parent.resolve()}:
        err = err.replace(str(folder), "")  # folder names must not count as kinds
    expect = case.get("expect")
    if expect is not None:
        if result.returncode != 0:
            return f"exit {result.returncode}: {err.strip()[:200]}"
        got = out[:-1] if out.endswith("\n") else out
        return None if got == expect else f"want {expect}\n      got  {got[:2000]}"
    if result.returncode == 0:
        return f"accepted, printed {out.strip()[:200]}"
    if result.returncode < 0 or result.returncode > 100:
        return f"crashed with status {result.returncode}"
    if case.get("reject"):
        return None if re.search("parse|syntax", err, re.I) else f"not a syntax error: {err.strip()[:200]}"
    if case.get("error"):
        ok = names(case.get("error"), err)
        return None if ok else f"want {case.get('error')}, got {err.strip()[:200]}"
    for item in case.meta["diagnostic"]:
        code, line, col = re.fullmatch(r"(\w+) @ (\d+):(\d+)", item).groups()
        spots = [places(case.text, err, at) for at in names(code, err)]
        if not any((int(line), int(col)) in spot for spot in spots):
            return f"want {item}, got {err.strip()[:300]}"
    return None if case.meta["diagnostic"] else "case states no expectation"


def run_case(case, options):
    template = options.run if case.formatted is None else options.fmt
    try:
        result = subprocess.run(command(template, case), capture_output=True, timeout=options.timeout)
    except subprocess.TimeoutExpired:
        return "timed out"
    if case.formatted is None:
        return judge(case, result)
    if result.returncode != 0:
        return f"exit {result.returncode}: {result.stderr.decode(errors='replace')[:200]}"
    return None if result.stdout == case.formatted else "text differs:\n" + result.stdout.decode(errors="replace")


def main():
    parser = argparse.ArgumentParser(description="Run Relon conformance cases.")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--run", default=DEFAULT_RUN, help=f"default: {DEFAULT_RUN}")
    parser.add_argument("--fmt", default=DEFAULT_FMT, help=f"default: {DEFAULT_FMT}")
    parser.add_argument("-k", metavar="TEXT", default="", help="only cases whose name holds TEXT")
    parser.add_argument("--list", type=pathlib.Path, help="a file with the names of the cases to run, one a line")
    parser.add_argument("-j", metavar="N", type=int, default=4, help="cases run at once")
    parser.add_argument("-q", action="store_true", help="print only what fails")
    parser.add_argument("--timeout", type=float, default=30.0)
    options = parser.parse_args()

    cases = [case for case in find_cases(options.folder) if options.k in case.name]
    if options.list:
        wanted = {line.strip() for line in options.list.read_text().splitlines() if line.strip() and line[0] != "#"}
        cases = [case for case in cases if case.name in wanted]
        for name in sorted(wanted - {case.name for case in cases}):
            sys.exit(f"{options.list}: there is no case {name}")
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        reasons = list(pool.map(lambda case: run_case(case, options), cases))

    totals, failed, quirks = {}, 0, 0
    for case, reason in zip(cases, reasons):
        area = case.name.split("/")[0]
        passed, total = totals.get(area, (0, 0))
        totals[area] = (passed + (reason is None), total + 1)
        if reason is None:
            if not options.q:
                print(f"pass  {case.name}")
            continue
        is_quirk = case.get("quirk") is not None
        quirks += is_quirk
        failed += not is_quirk
        print(f"{'quirk' if is_quirk else 'FAIL '} {case.name}\n      {reason}")
    for area, (passed, total) in sorted(totals.items()):
        print(f"{area:16} {passed:4} / {total}")
    print(f"{'total':16} {len(cases) - failed - quirks:4} / {len(cases)}, {failed} failed, {quirks} quirks differ")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
