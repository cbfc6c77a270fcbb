#include "artifact/header.h"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "programs.h"

namespace relon::artifact {
namespace {

// Recursion through a list, a record in a record, an anonymous record, a tuple,
// fields without bytes, a closure, and names that C++ does not have.
constexpr std::string_view kOrders = R"(module "orders"
record Line { id: String, qty: Int, gift: Bool }
record Order { lines: List<Line>, parts: List<Order>, class: Float, "unit-price": Float, Order: Bool, nothing: None } open
record "geo.Point" { x: Float, y: Float }

func @main(%order: Order, %ship_to: {where: "geo.Point", floors: (Int, String)}, %pair: (Int, Bool), %while: Bool, %names: List<String>) -> {ok: Bool, total: Float, first: Line, f: Fn<Int, Int>} {
  enter
  fail validation_failed "never"
}
entry @main(order, ship_to, pair, while, names)
)";

constexpr std::string_view kScalar = R"(
func @main(%n: Int, %context: Float, %b: Bool) -> Int {
  enter
  return %n
}
entry @main(n, context, b)
)";

// RELON_UPDATE_GOLDEN=1 writes the file anew; read the difference afterwards.
void expectGolden(const std::string& name, const std::string& text) {
  if (getenv("RELON_UPDATE_GOLDEN") != nullptr) std::ofstream(std::string(RELON_TEST_DATA) + "/" + name) << text;
  EXPECT_EQ(text, testData(name));
}

void expectCompiles(const std::string& header) {
  Workspace workspace;
  workspace.write("price.h", header);
  workspace.write("use.cpp",
                  "#include \"price.h\"\n#include \"price.h\"\n"
                  "relon_status use(relon::Context& c, const price::Args& a, price::Result& r) {\n"
                  "  return price::run(c, a, r) + static_cast<relon_status>(price::failure(c).line);\n}\n");
  for (const char* compiler : {RELON_TEST_CXX, RELON_TEST_CLANGXX}) {
    for (const char* standard : {"c++17", "c++20"}) {
      auto outcome = workspace.run(std::string(compiler) + " -std=" + standard +
                                   " -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I " RELON_TEST_INCLUDE " use.cpp");
      EXPECT_EQ(outcome.status, 0) << compiler << ' ' << standard << '\n' << outcome.output << header;
    }
  }
}

TEST(Header, Records) {
  std::string header = generateHeader(entryShape(program(kOrders)), "price", {"now_ms"});
  expectGolden("orders.h.golden", header);
  expectCompiles(header);
}

// Every kind of enum: of units only, with payloads, recursive, and those of the language.
TEST(Header, Enums) {
  std::string header = generateHeader(entryShape(program(R"(module "shapes"
enum Unit { Up, Down }
enum Tree { Leaf, Node {left: Tree, value: Int, right: Tree} }
enum Shape { Point, Circle {r: Float}, Pair (Int, String), Empty () }
func @main(%unit: Unit, %tree: Tree, %maybe: Option<Float>, %any: Any, %dict: Dict<Shape>) -> {r: Result<Shape, String>, n: Number} {
  enter
  fail validation_failed "never"
}
entry @main(unit, tree, maybe, any, dict)
)")),
                                      "price", {});
  EXPECT_NE(header.find("  enum : ::int32_t { isPoint = 0, isCircle = 1, isPair = 2, isEmpty = 3 };\n"),
            std::string::npos);
  expectCompiles(header);
}

TEST(Header, Scalars) {
  std::string header = generateHeader(entryShape(program(kScalar)), "price", {});
  expectGolden("scalars.h.golden", header);
  expectCompiles(header);
}

TEST(Header, NoParametersAndNoBytes) {
  std::string header = generateHeader(
      entryShape(program("func @main() -> None {\n enter\n fail validation_failed \"x\"\n}\nentry @main")), "price",
      {});
  expectCompiles(header);
}

// A wrong offset must not compile: the assertions are what ties caller and object.
TEST(Header, AssertionsGuardTheLayout) {
  std::string header = generateHeader(entryShape(program(kOrders)), "price", {});
  size_t place = header.find("  ::int64_t qty;\n  bool gift;\n");
  ASSERT_NE(place, std::string::npos);
  header.replace(place, 31, "  bool gift;\n  ::int64_t qty;\n");
  Workspace workspace;
  workspace.write("price.h", header);
  auto outcome = workspace.run(RELON_TEST_CXX " -std=c++17 -fsyntax-only -x c++ -I " RELON_TEST_INCLUDE " price.h");
  EXPECT_NE(outcome.status, 0);
  EXPECT_NE(outcome.output.find("static assertion failed"), std::string::npos) << outcome.output;
}

}
}
