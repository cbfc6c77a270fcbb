#include <gtest/gtest.h>

#include "artifact/wasm.h"
#include "artifact/wasm_reader.h"
#include "programs.h"

// Programs as wasm32 modules, run by Node through the loader.
namespace relon::artifact {
namespace {

class Wasm : public testing::Test {
 protected:
  void use(std::string_view text) {
    ir::Module module = program(text);
    auto sources = std::make_shared<SourceMap>();
    sources->add("price.relon", "#main(Int n)\n  n + 1\n");
    module.sources = sources;
    CompileOptions options{.name = "price"};
    auto machine = codegen::takeTargetMachine(codegen::TargetKind::Wasm32, options);
    ASSERT_TRUE(machine);
    auto compiled = codegen::compile(module, {}, nullptr, options, codegen::TargetKind::Wasm32, **machine, Stage::Asm);
    ASSERT_TRUE(compiled) << compiled.error().message;
    Result<WasmArtifact> artifact = finishWasm(std::move(*compiled), **machine, module, "price");
    ASSERT_TRUE(artifact) << artifact.error().message;
    imports_ = readWasmImports(artifact->module).value();
    workspace_.write("price.wasm", artifact->module);
    workspace_.write("price.json", artifact->manifest);
    workspace_.write("price.mjs", artifact->loader);
  }

  // What JavaScript with `load` and `attempt` in scope prints.
  std::string script(const std::string& body) {
    workspace_.write("main.mjs",
                     "import { instantiate, RelonError } from './price.mjs';\n"
                     "import { readFileSync } from 'node:fs';\n"
                     "const load = (options) => instantiate(readFileSync('price.wasm'), readFileSync('price.json', "
                     "'utf8'), options);\n"
                     "const attempt = (price, text) => { try { console.log(price.runJson(text)); } catch (e) { "
                     "console.log(e instanceof RelonError ? String(e) : e.stack); } };\n" +
                         body);
    Workspace::Outcome outcome = workspace_.run(RELON_TEST_NODE " main.mjs");
    EXPECT_EQ(outcome.status, 0);
    return outcome.output;
  }

  Workspace workspace_;
  std::vector<WasmImport> imports_;
};

constexpr std::string_view kSum = R"(module "price"
func @main(%n: Int) -> Int {
  enter
  %z = const.int 0
  charge %n
  %s = each range %z, %n, %z (%i: Int, %x: Int, %acc: Int) {
    %t = int.add %acc, %x @0:15-20
    yield %t
  }
  return %s
}
entry @main(n)
)";

TEST_F(Wasm, ComputesAndImportsNothing) {
  use(kSum);
  EXPECT_TRUE(imports_.empty());
  EXPECT_EQ(script("const price = await load(); attempt(price, '{\"n\": 100000}'); console.log(price.run({ n: 4 }));"),
            "4999950000\n6n\n");
}

TEST_F(Wasm, StepsAreBounded) {
  use(kSum);
  EXPECT_EQ(
      script(
          "const price = await load({ maxSteps: 50 }); attempt(price, '{\"n\": 100}'); attempt(price, '{\"n\": 10}');"),
      "error[step_limit_exceeded]: the run needs more steps than the limit of 50\n45\n");
}

TEST_F(Wasm, NamesThePlaceOfAFailure) {
  use("module \"price\"\nfunc @main(%n: Int) -> Int {\n  enter\n  %one = const.int 1\n  %r = int.add %n, %one "
      "@0:15-20\n"
      "  return %r\n}\nentry @main(n)\n");
  EXPECT_EQ(script("attempt(await load(), '{\"n\": 9223372036854775807}');"),
            "price.relon:2:3: error[numeric_overflow]: Int addition leaves the range of 64 bits\n");
}

TEST_F(Wasm, BuildsListsOfTexts) {
  use(R"(module "price"
func @main(%text: String, %n: Int) -> {texts: List<String>, same: Bool} {
  enter
  %z = const.int 0
  %b = builder.new Builder<String> %z
  each range %z, %n (%i: Int, %x: Int) {
    builder.push %b, %text
    yield
  }
  %l = builder.finish %b
  %k = const.text "a longer text that is compared"
  %same = text.eq %text, %k
  %r = struct.make {texts: List<String>, same: Bool} %l, %same
  return %r
}
entry @main(text, n)
)");
  EXPECT_TRUE(imports_.empty());
  EXPECT_EQ(script("const price = await load(); attempt(price, '{\"text\":\"\\\\u00e9\",\"n\":2}');\n"
                   "attempt(price, '{\"text\":\"a longer text that is compared\",\"n\":0}');\n"
                   "attempt(await load({ maxElements: 3 }), '{\"text\":\"x\",\"n\":9}');"),
            "{\"same\":false,\"texts\":[\"é\",\"é\"]}\n{\"same\":true,\"texts\":[]}\n"
            "error[value_too_large]: a container of 4 elements is larger than the limit of 3\n");
}

constexpr std::string_view kClock = R"(module "price"
callable "geo.now" @now_ms (Int, String, Bool, Float) -> Int gate reads_clock
func @main(%n: Int) -> Int {
  enter
  %t = const.text "zone"
  %b = const.bool true
  %f = const.float 0.5
  check.cap reads_clock @0:15-20
  %r = call "geo.now" %n, %t, %b, %f @0:15-20
  return %r
}
entry @main(n)
)";

TEST_F(Wasm, CallsTheHostOnlyWithItsCapability) {
  use(kClock);
  std::vector<WasmImport> expected = {{"env", "geo.now", 0}};
  EXPECT_EQ(imports_, expected);
  EXPECT_EQ(script("let calls = 0;\nconst imports = { 'geo.now': (...args) => { ++calls; console.log(...args); return "
                   "args[0] + 1n; } };\n"
                   "attempt(await load({ imports }), '{\"n\": 1}');\nconsole.log(calls);\n"
                   "attempt(await load({ imports, grants: ['uses_rng'] }), '{\"n\": 1}');\nconsole.log(calls);\n"
                   "attempt(await load({ imports, grants: ['reads_clock'] }), '{\"n\": 1}');\nconsole.log(calls);\n"),
            "price.relon:2:3: error[capability_denied]: the call needs the capability `reads_clock`, which is not "
            "granted\n0\n"
            "price.relon:2:3: error[capability_denied]: the call needs the capability `reads_clock`, which is not "
            "granted\n0\n"
            "1n zone true 0.5\n2\n1\n");
}

TEST_F(Wasm, ReportsWhatTheHostDoesWrong) {
  use(kClock);
  EXPECT_EQ(script("const grants = ['reads_clock'];\n"
                   "for (const now of [() => { throw new Error('no clock'); }, () => 'x', () => 1.5, () => 7])\n"
                   "attempt(await load({ imports: { 'geo.now': now }, grants }), '{\"n\": 1}');\n"
                   "try { await load(); } catch (e) { console.log(e.kind); }\n"),
            "error[host_error]: `geo.now`: no clock\n"
            "error[host_error]: `geo.now` returned a wrong value: expected Int, found a string\n"
            "error[host_error]: `geo.now` returned a wrong value: expected Int, found the number "
            "`1.5`\n7\nfunction_not_found\n");
}

TEST_F(Wasm, DeepRecursionIsAnError) {
  use(R"(module "price"
func @down(%n: Int) -> Int {
  enter
  %z = const.int 0
  %done = int.le %n, %z
  %r = if %done {
    yield %z
  } else {
    %one = const.int 1
    %m = int.sub %n, %one
    %d = call @down %m
    %s = int.add %d, %one
    yield %s
  }
  return %r
}
func @main(%n: Int) -> Int {
  enter
  %r = call @down %n
  return %r
}
entry @main(n)
)");
  EXPECT_EQ(script("const price = await load({ maxDepth: 500 });\nattempt(price, '{\"n\": 400}');\nattempt(price, "
                   "'{\"n\": 600}');\n"
                   "const deep = await load({ maxDepth: 100000000 });\n"
                   "try { deep.runJson('{\"n\": 90000000}'); } catch (e) { console.log(e.kind); }\nattempt(deep, "
                   "'{\"n\": 5}');"),
            "400\nerror[recursion_limit_exceeded]: calls are nested deeper than the limit of "
            "500\nrecursion_limit_exceeded\n5\n");
}

}
}
