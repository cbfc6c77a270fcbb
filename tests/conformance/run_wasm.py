#!/usr/bin/env python3
"""Builds a program as a wasm module and runs it in Node, as `relon run` would.

Usage: run_wasm.py RELON FILE [--args JSON] [--trust] [--max-steps N] [--max-value-elements N]
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

RUN = """
import { instantiate } from "./program.mjs";
import { readFileSync } from "node:fs";
const options = JSON.parse(process.argv[2]);
try {
  const program = await instantiate(readFileSync("program.wasm"), JSON.parse(readFileSync("program.json", "utf8")), options);
  console.log(program.runJson(process.argv[3]));
} catch (error) {
  console.error(String(error));
  process.exit(1);
}
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("relon")
    parser.add_argument("file")
    parser.add_argument("--args", default="{}")
    parser.add_argument("--trust", action="store_true")
    parser.add_argument("--max-steps")
    parser.add_argument("--max-value-elements")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [given.relon, "build", given.file, "-o", f"{folder}/program.wasm"]
        built = subprocess.run(command + (["--trust"] if given.trust else []), capture_output=True, text=True)
        if built.returncode != 0:
            sys.stderr.write(built.stderr)
            return built.returncode
        (pathlib.Path(folder) / "run.mjs").write_text(RUN, encoding="utf-8")
        budgets = {"maxSteps": given.max_steps, "maxElements": given.max_value_elements}
        options = "{" + ", ".join(f'"{name}": {value}' for name, value in budgets.items() if value) + "}"
        return subprocess.run(["node", "run.mjs", options, given.args], cwd=folder).returncode


if __name__ == "__main__":
    sys.exit(main())
