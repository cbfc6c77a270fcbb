#!/usr/bin/env python3
"""Builds a program as an object, links it and runs it, as `relon run` would.

Usage: run_object.py RELON DRIVER RUNTIME FILE [--args JSON] [--trust] [--max-steps N] [--max-value-elements N]

DRIVER is relon-run-linked, RUNTIME the library that compiled programs are deployed with.
Linking demands that the two and the C library define everything.
"""
import subprocess
import sys
import tempfile


def main():
    relon, driver, runtime, file, *rest = sys.argv[1:]
    trust = [word for word in rest if word == "--trust"]
    with tempfile.TemporaryDirectory() as folder:
        made, linked = f"{folder}/program.o", f"{folder}/program.so"
        commands = [
            [relon, "build", file, "-o", made, *trust],
            ["cc", "-shared", "-Wl,-z,defs", made, runtime, "-lm", "-o", linked],
            [driver, linked, "program", file, *rest],
        ]
        for command in commands:
            result = subprocess.run(command)
            if result.returncode != 0:
                break
        return result.returncode if result.returncode >= 0 else 128 - result.returncode


if __name__ == "__main__":
    sys.exit(main())
