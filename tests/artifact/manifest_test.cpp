#include "artifact/manifest.h"

#include <gtest/gtest.h>
#include <llvm/Support/JSON.h>

#include "artifact/context_layout.h"
#include "programs.h"

namespace relon::artifact {
namespace {

constexpr std::string_view kProgram = R"(module "price"
record Order { id: Int, parts: List<Order>, name: String } open
callable "now_ms" @now_ms () -> Int takes_context gate reads_clock
callable "unused" @unused () -> Int gate uses_rng
func @main(%flag: Bool, %order: Order) -> (Int, {b: Float}) {
  enter
  fail validation_failed "never"
}
entry @main(flag, order)
)";

llvm::json::Object manifestOf(const ir::Module& module, std::span<const Span> sites = {}) {
  std::string text = generateManifest(module, entryShape(module), "price", {"now_ms"}, sites);
  auto value = llvm::json::parse(text);
  if (value && value->getAsObject() != nullptr) return *value->getAsObject();
  ADD_FAILURE() << text;
  return {};
}

const llvm::json::Object& typeOf(const llvm::json::Object& manifest, int64_t index) {
  return *(*manifest.getArray("types"))[static_cast<size_t>(index)].getAsObject();
}

TEST(Manifest, LaysOutForFourBytePointers) {
  llvm::json::Object manifest = manifestOf(program(kProgram));
  const llvm::json::Object& order = *(*manifest.getArray("parameters"))[1].getAsObject();
  EXPECT_EQ(order.getString("name"), "order");
  EXPECT_EQ(order.getInteger("offset"), 8);
  const llvm::json::Object& type = typeOf(manifest, *order.getInteger("type"));
  EXPECT_EQ(type.getString("brand"), "Order");
  EXPECT_EQ(type.getBoolean("open"), true);
  // id at 0, parts {pointer, pad, size} at 8, name at 24, the pointer to undeclared fields at 40.
  const llvm::json::Array& fields = *type.getArray("fields");
  EXPECT_EQ(fields[1].getAsObject()->getInteger("offset"), 8);
  EXPECT_EQ(fields[2].getAsObject()->getInteger("offset"), 24);
  EXPECT_EQ(type.getInteger("undeclared"), 40);
  EXPECT_EQ(type.getInteger("size"), 48);
  EXPECT_EQ(manifest.getInteger("argumentsSize"), 56);
  const llvm::json::Object& parts = typeOf(manifest, *fields[1].getAsObject()->getInteger("type"));
  EXPECT_EQ(parts.getInteger("element"), *order.getInteger("type"));
  EXPECT_EQ(parts.getInteger("stride"), 48);
}

TEST(Manifest, NamesImportsAndKinds) {
  llvm::json::Object manifest = manifestOf(program(kProgram));
  const llvm::json::Array& imports = *manifest.getArray("imports");
  ASSERT_EQ(imports.size(), 1u);
  EXPECT_EQ(imports[0].getAsObject()->getString("name"), "now_ms");
  EXPECT_EQ(imports[0].getAsObject()->getInteger("gate"), 8);
  EXPECT_EQ(imports[0].getAsObject()->getBoolean("takesContext"), true);
  EXPECT_EQ(manifest.getObject("errorKinds")->getObject("4")->getString("name"), "division_by_zero");
  EXPECT_EQ((*manifest.getArray("capabilities"))[3].getAsString(), "reads_clock");
}

TEST(Manifest, NamesPlaces) {
  ir::Module module = program(kProgram);
  auto sources = std::make_shared<SourceMap>();
  FileId file = sources->add("price.relon", "{\n  a: 1 / 0\n}");
  module.sources = sources;
  const Span sites[] = {{file, 7, 12}, Span::none()};
  llvm::json::Object manifest = manifestOf(module, sites);
  const llvm::json::Array& list = *manifest.getArray("sites");
  EXPECT_EQ(list[0].getAsObject()->getString("file"), "price.relon");
  EXPECT_EQ(list[0].getAsObject()->getInteger("line"), 2);
  EXPECT_EQ(list[0].getAsObject()->getInteger("column"), 6);
  EXPECT_EQ(list[1].kind(), llvm::json::Value::Null);
}

// What clang makes of abi.h for wasm32 is the reference.
TEST(Manifest, ContextOffsetsAreThoseOfClang) {
  std::string text = "#include \"relon/abi.h\"\n";
  for (const ContextField& field : kWasmContextFields) {
    std::string actual = field.name == std::string_view("size")
                             ? "sizeof(relon_context)"
                             : "__builtin_offsetof(relon_context, " + std::string(field.name) + ")";
    text += "_Static_assert(" + actual + " == " + std::to_string(field.offset) + ", \"" + field.name + "\");\n";
  }
  Workspace workspace;
  workspace.write("check.c", text);
  auto outcome = workspace.run(RELON_TEST_CLANGXX
                               " -x c --target=wasm32-unknown-unknown -fsyntax-only -I " RELON_TEST_INCLUDE " check.c");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
}

}
}
