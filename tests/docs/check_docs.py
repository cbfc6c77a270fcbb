#!/usr/bin/env python3
"""Runs what the documentation shows: check_docs.py --source DIR --build DIR --library FILE

Every fenced block and every equation of README.md and docs/**/*.md is executed or compared
as markdown.py describes; every link and every path in prose must lead to a file. What needs a compiler
that is not there is counted as skipped.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import markdown

FRAGMENT = """#include <relon/engine.h>
#include <cstdio>
#include <string>
#include <vector>
[[maybe_unused]] static int fragment(relon::Engine& engine, relon::Program& program, relon::Context& context) {
  (void)engine, (void)program, (void)context;
"""

PROJECT = """cmake_minimum_required(VERSION 3.25)
project(Documented LANGUAGES C CXX)
find_package(Relon REQUIRED)
"""


MODULES = ("dict", "is", "list", "math", "string", "value")


class Failure(Exception):
    pass


def run(words, folder, environment, **options):
    done = subprocess.run(words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, timeout=120,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    return done.returncode, done.stdout.decode(errors="replace")


def expect_text(wanted, got):
    if wanted.rstrip() != got.rstrip():
        raise Failure(f"expected:\n{wanted.rstrip()}\ngot:\n{got.rstrip()}")


def matches(wanted, got):
    """Whether the lines are those wanted, where `...` stands for any lines."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + r"\n" for line in wanted)
    return re.fullmatch(pattern, "".join(line.rstrip() + "\n" for line in got))


def split_console(text):
    """Pairs of a command and the lines that it prints."""
    commands = []
    for line in text.splitlines():
        if line.startswith("$ "):
            commands.append((line[2:], []))
        elif commands and commands[-1][0].endswith("\\"):
            commands[-1] = (commands[-1][0][:-1] + line.strip(), [])
        elif commands:
            commands[-1][1].append(line)
        else:
            raise Failure("a console block begins with `$ COMMAND`")
    return commands


def has_rustc():
    """rustup's rustc is none without a toolchain."""
    try:
        return subprocess.run(["rustc", "-vV"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


class Setup:
    """The build tree under test and what of the machine it needs."""

    def __init__(self, arguments):
        self.source = pathlib.Path(arguments.source).resolve()
        self.build = pathlib.Path(arguments.build).resolve()
        self.library = pathlib.Path(arguments.library).resolve()
        self.has = {"compiler": arguments.compiler, "rustc": has_rustc(), "node": bool(shutil.which("node"))}
        self.prefix = None
        self.environment = {**os.environ, "PATH": f"{self.build}/bin:{os.environ['PATH']}", "NO_COLOR": "1", "LC_ALL": "C"}

    def keep_cache_in(self, work):
        self.environment["XDG_CACHE_HOME"] = str(work / "cache")

    def install(self, work):
        """The installed package, made when the first block needs it."""
        if self.prefix is None:
            self.prefix = work / "prefix"
            status, output = run(["cmake", "--install", str(self.build), "--prefix", str(self.prefix)], work, self.environment)
            if status != 0:
                raise Failure(output)
        return self.prefix


class Document:
    def __init__(self, path, setup, work):
        self.path, self.setup, self.work = path, setup, work
        self.name = path.relative_to(setup.source).as_posix()
        self.folder = work / self.name.replace("/", "_")
        self.folder.mkdir()
        self.skipped, self.done, self.failures = 0, 0, []
        self.text = path.read_text(encoding="utf-8")

    def fail(self, line, message):
        self.failures.append(f"{self.name}:{line}: {message}")

    def check(self):
        try:
            found = markdown.blocks(self.text)
        except markdown.MarkdownError as error:
            return self.fail(0, str(error))
        self.check_names()
        # Files first: text may explain a file before it shows it.
        for block in found:
            self.write(block)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(self.execute, found))
            list(pool.map(self.check_equation, enumerate(markdown.equations(self.text))))

    def check_names(self):
        for target in markdown.links(self.text):
            if not (self.path.parent / target).exists():
                self.fail(0, f"the link `{target}` leads nowhere")
        for path in markdown.paths(self.text):
            if not (self.setup.source / path).exists():
                self.fail(0, f"there is no `{path}`")

    def check_equation(self, numbered):
        number, (expression, wanted) = numbered
        imports = [f'#import {name} from "std/{name}"\n' for name in MODULES if re.search(rf"\b{name}\.", expression)]
        path = self.folder / f"equation{number}.relon"
        path.write_text("".join(imports) + expression + "\n", encoding="utf-8")
        status, output = self.shell(["relon", "run", "--compact", path.name])
        code = re.search(r"error\[(\w+)\]", output)
        got = output.rstrip() if status == 0 else code.group(1) if code else output
        if got != wanted:
            return self.fail(0, f"`{expression}` yields `{got}`, not `{wanted}`")
        self.done += 1

    def write(self, block):
        if (action := block.action("file")) is not None:
            path = self.folder / action.words[0]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")

    def execute(self, block):
        for action in block.actions:
            if any(not self.setup.has[need] for need in filter(None, action.options.get("needs", "").split(","))):
                self.skipped += 1
                continue
            try:
                getattr(self, "do_" + action.kind)(block, action)
                self.done += 1
            except Failure as failure:
                self.fail(block.line, str(failure))
            except (AttributeError, IndexError, KeyError) as error:
                self.fail(block.line, f"the marker is not understood: {error}")

    def shell(self, words, folder=None):
        return run(words, folder or self.folder, self.setup.environment)

    def must(self, words, folder=None):
        status, output = self.shell(words, folder)
        if status != 0:
            raise Failure(f"{' '.join(map(str, words))}\n{output}")
        return output

    def program_file(self, block):
        if (action := block.action("file")) is not None:
            return action.words[0]
        name = f"line{block.line}.relon"
        (self.folder / name).write_text(block.text, encoding="utf-8")
        return name

    def do_file(self, block, action):
        if (self.folder / action.words[0]).read_text(encoding="utf-8") != block.text:
            raise Failure(f"`{action.words[0]}` is shown twice")

    def do_check(self, block, _):
        expect_text("", self.must(["relon", "check", self.program_file(block)]))

    def do_run(self, block, action):
        words = ["relon", "run", "--compact", self.program_file(block), *action.options.get("flags", "").split()]
        if "args" in action.options:
            words += ["--args", action.options["args"]]
        expect_text(action.options["expect"], self.must(words))

    def do_console(self, block, action):
        commands = split_console(block.text)
        for number, (command, wanted) in enumerate(commands):
            status, output = self.shell(["bash", "-o", "pipefail", "-c", command])
            expected = int(action.options.get("exit", 0)) if number == len(commands) - 1 else 0
            if status != expected or not matches(wanted, output.splitlines()):
                raise Failure(f"`{command}` ended with {status} and printed:\n{output}")

    def do_make(self, block, _):
        for line in filter(None, (each.partition("#")[0].strip() for each in block.text.splitlines())):
            words = line.split()
            if words[0] != "make":
                raise Failure(f"`{line}` does not begin with `make`")
            self.must(["make", "-n", *words[1:]], self.setup.source)

    def compile(self, block, language, main):
        compiler, standard = ("g++", "-std=c++20") if language == "cpp" else ("gcc", "-std=c17")
        source = self.folder / f"line{block.line}.{language}"
        text = block.text if main else FRAGMENT + block.text + "\n  return 0;\n}\n"
        source.write_text(text, encoding="utf-8")
        compiled = source.with_suffix(".o") if main else os.devnull
        self.must([compiler, standard, "-Wall", "-Wextra", "-Werror", f"-I{self.setup.source}/include", f"-I{self.folder}",
                   *(["-c"] if main else ["-fsyntax-only"]), str(source), "-o", str(compiled)])
        return compiled

    def do_cpp(self, block, action, language="cpp"):
        main = action.words == ["main"]
        compiled = self.compile(block, language, main)
        if not main:
            return
        program = compiled.with_suffix("")
        self.must(["g++", str(compiled), str(self.setup.library), "-ldl", "-o", str(program)])
        if "expect" in action.options:
            expect_text(action.options["expect"].replace("\\n", "\n"), self.must([str(program)]))

    def do_c(self, block, action):
        self.do_cpp(block, action, "c")

    def do_cmake(self, block, action):
        build = self.folder / f"build{block.line}"
        (self.folder / "CMakeLists.txt").write_text(PROJECT + block.text, encoding="utf-8")
        prefix = self.setup.install(self.work)
        self.must(["cmake", "-S", ".", "-B", str(build), f"-DCMAKE_PREFIX_PATH={prefix}", "-DCMAKE_BUILD_TYPE=Debug"])
        if "run" in action.options:
            self.must(["cmake", "--build", str(build)])
            expect_text(action.options["expect"].replace("\\n", "\n"), self.must([str(build / action.options["run"])]))

    def do_excerpt(self, block, action):
        rest = iter((self.setup.source / action.words[0]).read_text(encoding="utf-8").splitlines())
        for line in block.text.splitlines():
            if line.strip() not in ("", "...") and line.strip() not in (each.strip() for each in rest):
                raise Failure(f"`{action.words[0]}` does not have, in this order, the line\n{line}")


def check_all(setup, only):
    documents = [setup.source / "README.md", *sorted((setup.source / "docs").rglob("*.md"))]
    failures, done, skipped = [], 0, 0
    with tempfile.TemporaryDirectory() as work:
        setup.keep_cache_in(pathlib.Path(work))
        for path in documents:
            if only and only not in path.as_posix():
                continue
            document = Document(path, setup, pathlib.Path(work))
            document.check()
            failures += document.failures
            done, skipped = done + document.done, skipped + document.skipped
    print("".join(each + "\n" for each in failures), end="")
    print(f"{done} actions, {len(failures)} failures, {skipped} skipped")
    return 1 if failures or done == 0 else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", required=True)
    parser.add_argument("--build", required=True)
    parser.add_argument("--library", required=True, help="librelon.a")
    parser.add_argument("--compiler", action="store_true", help="the build tree has the compiler")
    parser.add_argument("-k", dest="only", help="only documents with this in their path")
    arguments = parser.parse_args()
    return check_all(Setup(arguments), arguments.only)


if __name__ == "__main__":
    sys.exit(main())
