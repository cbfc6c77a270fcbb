#!/usr/bin/env python3
"""Imported files: what may be read, long chains, how often a module is evaluated."""
import hashlib
import json
import os
import re
import unittest

from cli import HAS_COMPILER, CliTest

BASE = "{ Int count: [x for x in range(1000)].sum() }\n"


class Modules(CliTest):
    def write(self, name, content):
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        return super().write(name, content)

    def steps(self, *words):
        status, out, err = self.relon("run", "--stats", "--trust", *words)
        self.assertEqual(status, 0, err)
        return int(re.search(r"steps: (\d+)", err)[1])

    def assert_refused(self, pattern, path, name="main.relon"):
        self.write(name, f'#import m from {json.dumps(path)}\n{{ a: m }}\n')
        self.assert_fails(1, pattern, "run", "--trust", name)

    def test_needs_trust(self):
        self.write("m.relon", "{ a: 1 }")
        self.write("main.relon", '#import m from "m.relon"\n{ a: m.a }')
        self.assert_fails(1, r"main.relon:1:1: error\[module_not_found\]: .*file access was not granted", "run", "main.relon")
        for command in ("run", "check"):
            self.assertEqual(self.relon(command, "--trust", "main.relon")[0], 0)

    def test_only_files_of_the_folder(self):
        self.write("secret.relon", "{ a: 1 }")
        self.write("rules/m.relon", "{ a: 1 }")
        for path in ("../secret.relon", "../rules/../secret.relon", str(self.folder / "secret.relon"),
                     "../nowhere.relon", "/etc/passwd", "../rules-2/m.relon"):
            with self.subTest(path):
                self.assert_refused(r"error\[module_not_found\]: .*lies outside", path, "rules/main.relon")
        self.write("rules/main.relon", '#import m from "../rules/m.relon"\n#import n from "%s"\n{ a: m.a + n.a }'
                   % (self.folder / "rules/m.relon"))
        self.assert_prints('{"a":2}\n', "run", "--trust", "--compact", "rules/main.relon")

    def test_links_do_not_lead_out(self):
        self.write("secret.relon", "{ a: 1 }")
        self.write("rules/m.relon", "{ a: 1 }")
        os.symlink(self.folder / "secret.relon", self.folder / "rules/link.relon")
        os.symlink(self.folder, self.folder / "rules/up")
        os.symlink("m.relon", self.folder / "rules/inside.relon")
        os.symlink("loop.relon", self.folder / "rules/loop.relon")
        for path in ("link.relon", "up/secret.relon"):
            with self.subTest(path):
                self.assert_refused(r"error\[module_not_found\]: .*lies outside", path, "rules/main.relon")
        self.assert_refused(r"error\[module_not_found\]: ", "loop.relon", "rules/main.relon")
        self.write("rules/main.relon", '#import m from "inside.relon"\n{ a: m.a }')
        self.assert_prints('{"a":1}\n', "run", "--trust", "--compact", "rules/main.relon")

    def test_what_is_no_file(self):
        (self.folder / "folder").mkdir()
        os.mkfifo(self.folder / "pipe")
        for path, pattern in [("folder", "is a directory"), (".", "is a directory"), ("", "its path is empty"),
                              ("pipe", "is not a regular file"), ("nowhere.relon", "there is no file `nowhere.relon`"),
                              ("folder/../nowhere/x.relon", "there is no file `nowhere/x.relon`"),
                              ("main.relon/x", "there is no file|Not a directory"), ("a" * 5000, r"too long")]:
            with self.subTest(path):
                self.assert_refused(rf"error\[module_not_found\]: .*({pattern})", path)

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_unreadable(self):
        self.write("m.relon", "{}")
        os.chmod(self.folder / "m.relon", 0)
        self.assert_refused(r"error\[module_not_found\]: .*cannot be read", "m.relon")

    def test_pin_covers_the_bytes(self):
        text = b"{ a: 1 }\r\n// \xe2\x82\xac\r\n"
        digest = hashlib.sha256(text).hexdigest()
        self.write("m.relon", text)
        self.write("main.relon", f'#import m from "m.relon" sha256:"{digest}"\n{{ a: m.a }}')
        self.assert_prints('{"a":1}\n', "run", "--trust", "--compact", "main.relon")
        self.write("m.relon", text + b" ")
        actual = hashlib.sha256(text + b" ").hexdigest()
        self.assert_fails(1, rf"error\[import_hash_mismatch\]: .*{actual}, expected {digest}", "run", "--trust", "main.relon")
        # The digest is compared before the text is looked at.
        self.write("m.relon", b"\xff{")
        status, out, err = self.relon("check", "--trust", "main.relon")
        self.assertIn("import_hash_mismatch", err)
        self.assertNotIn("module_parse_error", err)

    def test_a_diamond_is_evaluated_once(self):
        self.write("base.relon", BASE)
        self.write("left.relon", '#import base from "base.relon"\n{ Int left: base.count + 1 }')
        self.write("right.relon", '#import base from "./x/../base.relon"\n{ Int right: base.count + 2 }')
        self.write("one.relon", '#import base from "base.relon"\n{ a: base.count }')
        self.write("both.relon", '#import l from "left.relon"\n#import r from "right.relon"\n'
                   '#import * from "base.relon"\n{ a: l.left, b: r.right, c: count }')
        self.assert_prints('{"a":499501,"b":499502,"c":499500}\n', "run", "--trust", "--compact", "both.relon")
        self.assertEqual(self.steps("both.relon"), self.steps("one.relon"))

    def test_errors_name_the_modules_file(self):
        self.write("m.relon", "{\n  Int half(Int n): 100 / n\n}")
        self.write("main.relon", '#import m from "m.relon"\n{ a: m.half(0) }')
        self.assert_fails(1, r"^m.relon:2:20: error\[division_by_zero\]: ", "run", "--trust", "main.relon")

    def test_chain_of_values(self):
        for i in range(1000):
            self.write(f"m{i}.relon", f'#import next from "m{i + 1}.relon"\n{{ Int x: next.x + 1 }}')
        self.write("m1000.relon", "{ Int x: 0 }")
        self.assert_prints('{"x":1000}\n', "run", "--trust", "--compact", "m0.relon")

    def test_chain_of_functions(self):
        for i in range(1000):
            self.write(f"m{i}.relon", f'#import {{ f as next }} from "m{i + 1}.relon"\n{{ Int f(Int n): next(n) + 1 }}')
        self.write("m1000.relon", "{ Int f(Int n): n }")
        self.write("main.relon", '#import * from "m0.relon"\n{ x: f(5) }')
        self.assert_prints('{"x":1005}\n', "run", "--trust", "--compact", "main.relon")

    def test_long_circle(self):
        for i in range(1000):
            self.write(f"m{i}.relon", f'#import next from "m{(i + 1) % 1000}.relon"\n{{ Int x: next.x + 1 }}')
        self.assert_fails(1, r"error\[circular_import\]: modules import one another: `m0.relon` -> `m1.relon` -> .*"
                          r"`m999.relon` -> `m0.relon`\n", "run", "--trust", "m0.relon")

    def test_many_imports(self):
        count = 500
        for i in range(count):
            self.write(f"m{i}.relon", f"#schema S {{ Int v: * }}\n{{ S s: {{ v: {i} }}, Int get(S s): s.v }}")
        imports = "".join(f'#import m{i} from "m{i}.relon"\n' for i in range(count))
        fields = ", ".join(f"x{i}: m{i}.get(m{i}.s)" for i in range(count))
        self.write("main.relon", f"{imports}{{ {fields} }}")
        status, out, err = self.relon("run", "--trust", "main.relon")
        self.assertEqual((status, err), (0, ""))
        self.assertEqual(json.loads(out), {f"x{i}": i for i in range(count)})

    def test_ir_of_all_files(self):
        self.write("a.relon", "#schema P { Int x: * }\n{ P p: { x: 1 } }")
        self.write("b.relon", "#schema P { Int y: * }\n{ P p: { y: 2 }, Int get(P p): p.y }")
        self.write("main.relon", '#import a from "a.relon"\n#import b from "b.relon"\n{ q: a.p, n: b.get(b.p) }')
        self.assert_fails(1, r"error\[module_not_found\]", "emit", "--stage=ir", "main.relon")
        status, out, err = self.relon("emit", "--stage=ir", "--trust", "main.relon")
        self.assertEqual((status, err), (0, ""))
        self.write("main.rir", out)
        self.assert_prints('{"n":2,"q":{"x":1}}\n', "run", "--compact", "main.rir")

    @unittest.skipUnless(HAS_COMPILER, "built without the compiler")
    def test_compiled(self):
        self.write("m.relon", "#schema P { Int x: * }\n{ Int k: 3, Int f(P p): p.x / k }")
        self.write("main.relon", '#import m from "m.relon"\n#schema P { Int x: *, Int y: * }\n'
                   '#main(m.P p, P q) -> Int\nm.f(p) + q.y')
        arguments = ("--args", '{"p": {"x": 9}, "q": {"x": 1, "y": 2}}')
        self.assert_prints("5\n", "run", "--trust", "--jit", "main.relon", *arguments)
        self.assertEqual(self.relon("build", "--trust", "main.relon", "-o", "out.o", "--header", "out.h"), (0, "", ""))
        self.assertEqual(self.files().count("out.h"), 1)


if __name__ == "__main__":
    unittest.main()
