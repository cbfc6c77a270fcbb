#!/usr/bin/env python3
"""Files that import themselves, one another, too many, or what is none."""
import hashlib
import os
import unittest

from bounded import BoundedTest

MANY = 1000


class ModulesTest(BoundedTest):
    def outcome(self, name="m0.relon"):
        """What check says, which every executor must say as well."""
        status, _, errors = self.errors("check", name, "--trust")
        for ran, out, found in self.runs(name, flags=("--trust",)):
            self.assertEqual((status, errors), (ran, found))
        return set(errors)

    def test_a_file_that_imports_itself(self):
        for bind in ("m", "*", "{ a }"):
            self.write("m0.relon", f'#import {bind} from "m0.relon"\n{{ a: 1 }}')
            self.assertEqual({"circular_import"}, self.outcome())
            self.write("m0.relon", f'#import {bind} from "./x/../m0.relon"\n{{ a: 1 }}')
            self.assertTrue(self.outcome() <= {"circular_import", "module_not_found"})

    def test_rings(self):
        for i in range(MANY):
            self.write(f"m{i}.relon", f'#import m from "m{(i + 1) % MANY}.relon"\n{{ a: m.a }}')
        self.assertEqual({"circular_import"}, self.outcome())

    def test_a_long_chain(self):
        for i in range(MANY):
            self.write(f"m{i}.relon", f'#import m from "m{i + 1}.relon"\n{{ a: m.a + 1 }}')
        self.write(f"m{MANY}.relon", "{ a: 0 }")
        self.assertEqual(set(), self.outcome())
        for status, out, _ in self.runs("m0.relon", flags=("--trust",)):
            self.assertEqual(f'{{"a":{MANY}}}\n'.encode(), out)

    def test_many_imports(self):
        for i in range(MANY):
            self.write(f"m{i}.relon", f"{{ a{i}: {i} }}")
        for form, body in (("m{i}", "m999.a999"), ("*", "a999"), ("{{ a{i} }}", "a999")):
            lines = "\n".join("#import " + form.format(i=i) + f' from "m{i}.relon"' for i in range(MANY))
            self.write("main.relon", lines + "\n{ b: " + body + " }")
            self.assertEqual(set(), self.outcome("main.relon"))

    def test_one_file_many_ways(self):
        """Every file of a layer imports the whole next layer: paths without number."""
        layers, width = 30, 8
        for layer in range(layers):
            imports = "\n".join(f'#import m{i} from "l{layer + 1}_{i}.relon"' for i in range(width))
            for i in range(width):
                self.write(f"l{layer}_{i}.relon", imports + "\n{ a: m0.a }")
        for i in range(width):
            self.write(f"l{layers}_{i}.relon", "{ a: 1 }")
        self.assertEqual(set(), self.outcome("l0_0.relon"))

    def test_what_is_no_module(self):
        self.write("broken.relon", "[" * 100_000)
        self.write("bytes.relon", b"\xff\xfe")
        self.write("empty.relon", "")
        self.write("folder/inside.relon", "1")
        self.write("number.relon", "1")
        os.mkfifo(self.folder / "pipe.relon")
        for path, codes in (("broken.relon", "nesting_too_deep module_parse_error"), ("bytes.relon", "parse_error module_parse_error"),
                            ("empty.relon", "parse_error module_parse_error"), ("folder", "module_not_found io_error"),
                            ("nowhere.relon", "module_not_found"), ("x" * 100_000, "module_not_found"),
                            ("a/" * 10_000 + "b", "module_not_found"), ("../" * 10_000 + "etc/passwd", "module_not_found"),
                            ("/dev/zero", "module_not_found"), ("/proc/self/mem", "module_not_found"),
                            ("a\\u0000b", "module_not_found"), ("", "module_not_found parse_error"),
                            ("pipe.relon", "module_not_found")):
            with self.subTest(path=path[:30]):
                self.write("m0.relon", f'#import m from "{path}"\n{{ a: 1 }}')
                errors = self.outcome()
                self.assertTrue(errors & set(codes.split()), errors)

    def test_pins(self):
        text = "{ a: 1 }"
        self.write("m1.relon", text)
        digest = hashlib.sha256(text.encode()).hexdigest()
        for pin, codes in ((f'sha256:"{digest}"', set()), (f'sha256:"{digest.upper()}"', set()),
                           (f'sha256:"{digest[:-1]}"', {"import_hash_invalid_hex"}),
                           ('sha256:"' + "0" * 1_000_000 + '"', {"import_hash_invalid_hex"}),
                           ('sha256:"' + "0" * 64 + '"', {"import_hash_mismatch"}),
                           ('md5:"' + "0" * 64 + '"', {"import_hash_unknown_algorithm"})):
            self.write("m0.relon", f'#import m from "m1.relon" {pin}\n{{ a: m.a }}')
            self.assertEqual(codes, self.outcome())


if __name__ == "__main__":
    unittest.main()
