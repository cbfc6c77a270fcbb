#!/usr/bin/env python3
"""Runs a fuzz target for some time, from the corpus that is kept and what it found before.

Usage: run.py TARGET --corpus FOLDER --work FOLDER [--dictionary FILE] [--seconds N]

What the target finds goes below the folder of --work: new inputs to `corpus`, failing
ones to `failures`. A failing input is printed as well, so that a log is enough to repeat it.
"""
import argparse
import pathlib
import shutil
import subprocess
import sys


def fuzz(options, corpus, failures):
    dictionary = [f"-dict={options.dictionary}"] if options.dictionary else []
    return subprocess.run([
        options.target, f"-max_total_time={options.seconds}", "-seed=1", "-timeout=10", "-rss_limit_mb=2000",
        "-verbosity=0", "-print_funcs=0", "-print_final_stats=1", f"-artifact_prefix={failures}/", *dictionary,
        corpus, options.corpus,
    ]).returncode


def report(path):
    content = path.read_bytes()
    print(f"\n{path}, {len(content)} bytes:\n{content[:4000]!r}")
    print(f"repeat: {sys.argv[1]} {path}")


def main():
    parser = argparse.ArgumentParser(description="Run a fuzz target.")
    parser.add_argument("target")
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--dictionary")
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()

    corpus, failures = options.work / "corpus", options.work / "failures"
    shutil.rmtree(failures, ignore_errors=True)
    corpus.mkdir(parents=True, exist_ok=True)
    failures.mkdir()
    status = fuzz(options, corpus, failures)
    for path in sorted(failures.iterdir()):
        report(path)
    return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main())
