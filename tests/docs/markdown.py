"""What the tests of the documentation read from Markdown: fenced blocks, links, paths.

A fenced block says what is to be done with it in a comment directly above it, unless its
language is `text`:

    <!-- file: price.relon; check -->

The actions, separated by `;`, each with words and `key=value` options:

    file: NAME          written to the document's folder, where later blocks find it
    check               `relon check` finds nothing wrong
    run: args=JSON expect=TEXT    `relon run --compact` prints the text
    console             lines `$ COMMAND` and the output that follows each; `...` is any lines
                        exit=N of the last command; needs=compiler,rustc,node
    make                lines `make TARGET`, which `make -n` accepts
    cpp: main           a whole program; c: main likewise; expect=TEXT runs it, args=WORDS
    cpp: fragment       statements that compile where `engine`, `program` and `context` exist
    cmake: run=TARGET   the end of a CMakeLists.txt that has found Relon; expect=TEXT
    excerpt: FILE       lines of a file of this repository, in order; `...` leaves out some

In prose, tables included, an equation `expression` → `JSON` or `expression` → `code` is
evaluated: the expression, with the library's modules imported that it names, prints the
JSON or fails with the code.
"""
import dataclasses
import re
import shlex

FENCE = re.compile(r"^```(\S*)\s*$")
MARKER = re.compile(r"^<!--\s*(.*?)\s*-->$")
LINK = re.compile(r"\]\(([^)\s]+)\)")
EQUATION = re.compile(r"`([^`]+)` → `([^`]+)`")
# `src/ir/ops.def`, `include/relon/abi.h`, `docs/`: paths of the repository as prose names them.
PATH = re.compile(r"`((?:src|include/relon|tests|tools|cmake|scripts|examples|docs|bench|\.ci)/[\w./-]*)`")


class MarkdownError(Exception):
    pass


@dataclasses.dataclass
class Action:
    kind: str
    words: list
    options: dict


@dataclasses.dataclass
class Block:
    line: int
    language: str
    actions: list
    text: str

    def action(self, kind):
        return next((each for each in self.actions if each.kind == kind), None)


def parse_action(text):
    kind, _, rest = text.partition(":")
    words, options = [], {}
    for word in shlex.split(rest):
        key, equals, value = word.partition("=")
        if equals and re.fullmatch(r"[a-z]+", key):
            options[key] = value
        else:
            words.append(word)
    return Action(kind.strip(), words, options)


def parse_actions(comment):
    return [parse_action(part) for part in comment.split(";") if part.strip()]


def blocks(text):
    """The fenced blocks of a document. Fails where one has no marker or no end."""
    found, start, language, marker = [], None, "", None
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        fence = FENCE.match(line)
        if start is None and fence:
            start, language = number, fence.group(1)
            above = MARKER.match(lines[number - 2]) if number > 1 else None
            marker = above.group(1) if above else None
        elif start is not None and line.rstrip() == "```":
            actions = parse_actions(marker) if marker else []
            if not actions and language != "text":
                raise MarkdownError(f"line {start}: a `{language}` block says nothing of how it is tested")
            found.append(Block(start, language, actions, "".join(each + "\n" for each in lines[start : number - 1])))
            start = None
    if start is not None:
        raise MarkdownError(f"line {start}: the block has no end")
    return found


def prose(text):
    """The document without its fenced blocks."""
    kept, inside = [], False
    for line in text.splitlines():
        if FENCE.match(line):
            inside = not inside
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def links(text):
    """Targets of links within the repository."""
    for target in LINK.findall(prose(text)):
        if not re.match(r"[a-z]+:", target) and not target.startswith("#"):
            yield target.partition("#")[0]


def paths(text):
    return PATH.findall(prose(text))


def equations(text):
    """Pairs of an expression and what it yields."""
    return [tuple(side.replace("\\|", "|") for side in pair) for pair in EQUATION.findall(prose(text))]
