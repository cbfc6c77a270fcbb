#include <gtest/gtest.h>

#include "artifact/entry_shape.h"
#include "artifact/wasm.h"
#include "programs.h"

// The loader against programs that return their argument: what JSON text goes in,
// how it lies in memory and what text comes out (language reference, file 03, section 10).
namespace relon::artifact {
namespace {

constexpr const char* kRecords = R"(module "identity"
record Line { id: Int, tags: List<String> }
record Order { zed: Int, "a b": Float, lines: List<Line>, flag: Bool, pair: (Int, String) } open
record Point { y: Int, x: Int }
)";

ir::Module identity(const std::string& type) {
  return program(kRecords + ("func @main(%v: " + type + ") -> " + type) +
                 " {\n  enter\n  return %v\n}\nentry @main(v)\n");
}

std::string copyingEntry(int64_t size) {
  return "declare void @llvm.memcpy.inline.p0.p0.i64(ptr, ptr, i64, i1)\n"
         "define i32 @price_run(ptr %context, ptr %arguments, ptr %result) {\n"
         "  call void @llvm.memcpy.inline.p0.p0.i64(ptr %result, ptr %arguments, i64 " +
         std::to_string(size) + ", i1 false)\n  ret i32 0\n}\n";
}

class Loader : public testing::Test {
 protected:
  // Builds the identity of a type.
  void use(const std::string& type) {
    ir::Module module = identity(type);
    auto machine = targetMachine("wasm32-unknown-unknown");
    EntryShape shape = entryShape(module);
    int64_t size = ir::LayoutTable(shape.types, 4).of(shape.arguments).size;
    codegen::Compiled compiled = compiledFrom(copyingEntry(size));
    compiled.module->setTargetTriple(machine->getTargetTriple());
    compiled.module->setDataLayout(machine->createDataLayout());
    Result<WasmArtifact> artifact = finishWasm(std::move(compiled), *machine, module, "price");
    ASSERT_TRUE(artifact) << artifact.error().message;
    workspace_.write("price.wasm", artifact->module);
    workspace_.write("price.json", artifact->manifest);
    workspace_.write("price.mjs", artifact->loader);
  }

  // Runs JavaScript with `price`, the instance, in scope; what it prints.
  std::string script(const std::string& body, const std::string& options = "{}") {
    workspace_.write("main.mjs",
                     "import { instantiate, RelonError } from './price.mjs';\n"
                     "import { readFileSync } from 'node:fs';\n"
                     "const load = (options) => instantiate(readFileSync('price.wasm'), readFileSync('price.json', "
                     "'utf8'), options);\n"
                     "const price = await load(" +
                         options + ");\n" + body);
    Workspace::Outcome outcome = workspace_.run(RELON_TEST_NODE " main.mjs");
    EXPECT_EQ(outcome.status, 0);
    return outcome.output;
  }

  // `run` of the argument `v` as JSON text: the result's text, or `kind: message`.
  std::string json(const std::string& value) {
    workspace_.write("input.json", "{\"v\":" + value + "}");
    return script(
        "try { console.log(price.runJson(readFileSync('input.json', 'utf8'))); }\n"
        "catch (e) { console.log(e instanceof RelonError ? `${e.kind}: ${e.message}` : e.stack); }\n");
  }

  Workspace workspace_;
};

TEST_F(Loader, PrintsFloats) {
  use("Float");
  const std::pair<const char*, const char*> cases[] = {{"1", "1.0"},
                                                       {"100", "100.0"},
                                                       {"-0.0", "-0.0"},
                                                       {"-0", "-0.0"},
                                                       {"0", "0.0"},
                                                       {"0.00001", "0.00001"},
                                                       {"1e-6", "1e-6"},
                                                       {"2.5e-8", "2.5e-8"},
                                                       {"1e15", "1000000000000000.0"},
                                                       {"1e16", "1e+16"},
                                                       {"123456789012345678", "1.2345678901234568e+17"},
                                                       {"5e-324", "5e-324"},
                                                       {"1.7976931348623157e308", "1.7976931348623157e+308"},
                                                       {"0.1", "0.1"},
                                                       {"123.456", "123.456"},
                                                       {"-1.5E+3", "-1500.0"},
                                                       {"9007199254740993", "9007199254740992.0"}};
  std::string inputs = "const texts = [";
  std::string expected;
  for (auto [input, output] : cases) {
    inputs += std::string("'") + input + "',";
    expected += std::string(output) + "\n";
  }
  EXPECT_EQ(script(inputs + "];\nfor (const text of texts) console.log(price.runJson(`{\"v\": ${text}}`));"), expected);
}

TEST_F(Loader, KeepsIntsExact) {
  use("List<Int>");
  EXPECT_EQ(json("[9007199254740993,-9223372036854775808,9223372036854775807,-0,0]"),
            "[9007199254740993,-9223372036854775808,9223372036854775807,0,0]\n");
  for (const char* bad :
       {"9223372036854775808", "-9223372036854775809", "1.0", "1e2", "true", "null", "\"1\"", "[]", "{}"}) {
    std::string output = json("[1," + std::string(bad) + "]");
    EXPECT_EQ(output.find("main_arg_type_mismatch: "), 0u) << bad << ": " << output;
    EXPECT_NE(output.find("line 1, column 9, at `/v/1`: expected Int, found "), std::string::npos) << output;
  }
}

TEST_F(Loader, PrintsStrings) {
  use("String");
  EXPECT_EQ(json(R"("\u0000\u001f\u007f\b\f\n\r\t\"\\\/é\ud83d\ude00")"),
            "\"\\u0000\\u001f\x7f\\b\\f\\n\\r\\t\\\"\\\\/é😀\"\n");
  EXPECT_EQ(json("\"\""), "\"\"\n");
}

TEST_F(Loader, RecordsAreSortedByCodePoint) {
  use("Order");
  EXPECT_EQ(json(R"({"zed":1,"a b":2,"lines":[{"tags":["x",""],"id":7},{"id":8,"tags":[]}],"flag":true,"pair":[1,"p"],
                     "\uffee":[1.50,{"b":1,"a":-0.0}],"😀":99999999999999999999,"aa":9007199254740993})"),
            "{\"a "
            "b\":2.0,\"aa\":9007199254740993,\"flag\":true,\"lines\":[{\"id\":7,\"tags\":[\"x\",\"\"]},{\"id\":8,"
            "\"tags\":[]}],"
            "\"pair\":[1,\"p\"],\"zed\":1,\"\xef\xbf\xae\":[1.5,{\"a\":-0.0,\"b\":1}],\"😀\":1e+20}\n");
}

TEST_F(Loader, NamesThePlaceOfAMismatch) {
  use("Order");
  std::string output = json(R"({"zed":1,"a b":2,"lines":[{"id":1,"tags":["x",5]}],"flag":true,"pair":[1,"p"]})");
  EXPECT_EQ(
      output,
      "main_arg_type_mismatch: line 1, column 52, at `/v/lines/0/tags/1`: expected String, found the number `5`\n");
  EXPECT_EQ(json("\n {\"zed\":1}"),
            "main_arg_type_mismatch: line 2, column 2, at `/v`: missing field `a b` of `Order`\n");
}

TEST_F(Loader, ClosedRecordsRefuseOtherFields) {
  use("Point");
  EXPECT_EQ(json(R"({"x":1,"y":2})"), "{\"x\":1,\"y\":2}\n");
  EXPECT_EQ(json(R"({"x":1,"z":3,"z":4,"a":0})"),
            "main_arg_type_mismatch: line 1, column 13, at `/v`: unexpected field `z` of `Point`\n");
  EXPECT_EQ(json(R"({"x":1,"x":5,"y":2})"), "{\"x\":5,\"y\":2}\n");
}

// As the native reader counts them.
TEST_F(Loader, RepeatedKeysCountForTheElementLimit) {
  use("Dict<Int>");
  EXPECT_EQ(script("for (const members of ['\"a\":1,\"b\":2,\"a\":3', '\"a\":1,\"b\":2,\"a\":3,\"a\":4'])\n"
                   "try { console.log(price.runJson(`{\"v\":{${members}}}`)); } catch (e) { console.log(e.kind, "
                   "e.message); }",
                   "{ maxElements: 3 }"),
            "{\"a\":3,\"b\":2}\nvalue_too_large a container of 4 elements is larger than the limit of 3\n");
}

TEST_F(Loader, RefusesTextThatIsNotJson) {
  use("Int");
  for (const char* bad : {"",    "01",      "+1",    ".5",         "1.",          "1e",       "0x1",
                          "NaN", "'a'",     "\"a",   "\"\\x\"",    "\"\\ud800\"", "\"\x01\"", "[1,]",
                          "[1",  "{\"a\"}", "{a:1}", "{\"a\":1,}", "tru",         "1 2",      "1}{"}) {
    std::string output = json(bad);
    EXPECT_EQ(output.find("invalid_json: line 1, column "), 0u) << bad << ": " << output;
  }
  EXPECT_EQ(json("\n\n \"\\ud83dx\""),
            "invalid_json: line 3, column 9: malformed JSON: a surrogate in a string has no partner\n");
  EXPECT_EQ(json(std::string(200000, '[')),
            "invalid_json: line 1, column 517: malformed JSON: nested deeper than 512 levels\n");
}

TEST_F(Loader, ChecksTheArgumentsNames) {
  use("Int");
  EXPECT_EQ(script("for (const text of ['{}', '{\"v\":1,\"zz\":2,\"b\":3}', '[1]', '7'])\n"
                   "try { price.runJson(text); } catch (e) { console.log(e.kind, e.message); }"),
            "missing_main_arg line 1, column 1: the argument `v` is missing\n"
            "unexpected_main_arg line 1, column 15: there is no parameter `b`\n"
            "main_arg_type_mismatch line 1, column 1: expected Dict, found an array of 1\n"
            "main_arg_type_mismatch line 1, column 1: expected Dict, found the number `7`\n");
}

TEST_F(Loader, RunTakesJavaScriptValues) {
  use("Order");
  EXPECT_EQ(
      script("const order = price.run({ v: { zed: 2n ** 60n, 'a b': 1, lines: [{ id: 3, tags: ['t'] }], flag: false,\n"
             "  pair: [7, 'q'], extra: { n: [1, 2.5] } } });\n"
             "console.log(order.zed, order['a b'], order.lines[0].id, order.lines[0].tags, order.flag, order.pair, "
             "order.extra);\n"),
      "1152921504606846976n 1 3n [ 't' ] false [ 7n, 'q' ] { n: [ 1n, 2.5 ] }\n");
}

// Undeclared fields have the layout that the module reads, whatever they hold.
TEST_F(Loader, UndeclaredFieldsAreValuesOfAnyType) {
  use("Order");
  EXPECT_EQ(script("const v = { zed: 1, 'a b': 1, lines: [], flag: true, pair: [7, 'q'] };\n"
                   "const u = { n: null, o: { b: [1, 2.5, 'x'], a: true }, big: 9007199254740993n };\n"
                   "const order = price.run({ v: { ...v, ...u } });\n"
                   "console.log(order.n, order.o.b, order.o.a, order.big);"),
            "null [ 1n, 2.5, 'x' ] true 9007199254740993n\n");
}

TEST_F(Loader, RunRefusesWhatJavaScriptCannotHold) {
  use("(Int, String)");
  EXPECT_EQ(
      script("for (const v of [[2 ** 53, ''], [1.5, ''], [2n ** 63n, ''], [1, '\\ud800'], [1], ['1', ''], null])\n"
             "try { console.log(price.run({ v })); } catch (e) { console.log(e.kind); }"),
      std::string("main_arg_type_mismatch\nmain_arg_type_mismatch\nmain_arg_type_mismatch\nmain_arg_type_mismatch\n"
                  "main_arg_type_mismatch\nmain_arg_type_mismatch\nmain_arg_type_mismatch\n"));
}

TEST_F(Loader, MemoryIsReusedAndBounded) {
  use("String");
  EXPECT_EQ(script("const text = JSON.stringify({ v: 'x'.repeat(1000000) });\n"
                   "for (let i = 0; i < 300; ++i) price.runJson(text);\n"
                   "console.log(process.memoryUsage().rss < 400e6);\n"
                   "const small = await load({ maxMemory: 1000 });\n"
                   "try { small.runJson(text); } catch (e) { console.log(e.kind); }\n"
                   "console.log(small.runJson('{\"v\":\"ok\"}'));"),
            "true\nmemory_limit_exceeded\n\"ok\"\n");
}

}
}
