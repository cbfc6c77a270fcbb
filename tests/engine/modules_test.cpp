#include <gtest/gtest.h>

#include "relon/engine.h"

namespace relon::test {
namespace {

std::string resultOf(const Engine& engine, const char* name, const char* text) {
  Result<Program> program = engine.loadText(name, text);
  if (!program) return program.error().message;
  Result<std::string> json = program->run("");
  return json ? *json : json.error().message;
}

TEST(Modules, InMemoryRelativeToTheImporter) {
  Engine engine;
  engine.addModule("rules/shop.relon", "#import tax from \"lib/tax.relon\"\n{ Int total: tax.of(100) }");
  engine.addModule("./rules/lib/../lib/tax.relon", "{ Int of(Int n): n * 2 }");
  const char* program = "#import shop from \"./shop.relon\"\n{ a: shop.total }";
  EXPECT_EQ(resultOf(engine, "rules/price.relon", program), "{\"a\":200}");
  EXPECT_NE(resultOf(engine, "price.relon", program).find("error[module_not_found]"), std::string::npos);
}

TEST(Modules, TheLastTextOfAPathCounts) {
  Engine engine;
  engine.addModule("m", "{ a: 1 }").addModule("m", "{ a: 2 }");
  EXPECT_EQ(resultOf(engine, "p.relon", "#import m from \"m\"\n{ b: m.a }"), "{\"b\":2}");
}

TEST(Modules, ErrorsNameTheModule) {
  Engine engine;
  engine.addModule("m", "{ a: 1 / 0 }").addModule("n", "{ Int z: 0, a: 1 / z }");
  EXPECT_TRUE(resultOf(engine, "p.relon", "#import m from \"m\"\n{ b: m.a }").starts_with("m:1:"));
  EXPECT_TRUE(resultOf(engine, "p.relon", "#import n from \"n\"\n{ b: n.a }").starts_with("n:1:"));
}

TEST(Modules, AProgramDoesNotImportItself) {
  Engine engine;
  engine.addModule("p.relon", "{}");
  const std::string error = resultOf(engine, "p.relon", "#import p from \"p.relon\"\n{}");
  EXPECT_NE(error.find("error[circular_import]"), std::string::npos) << error;
}

TEST(Modules, BadPathsAndTexts) {
  Engine engine;
  engine.addModule("", "{}").addModule("..", "{}").addModule("bytes", std::string("\xff\0{", 3)).addModule("void", "");
  for (const char* path : {"../../..", "/", "bytes", "void", "a\\u0000b", "."}) {
    const std::string text = std::string("#import m from \"") + path + "\"\n{ a: m }";
    EXPECT_NE(resultOf(engine, "p.relon", text.c_str()).find("error[module_"), std::string::npos) << path;
  }
}

}
}
