#include <gtest/gtest.h>

#include "codegen/call_graph.h"
#include "parsed.h"

namespace relon::codegen {
namespace {

TEST(CallGraph, FindsDirectAndMutualRecursion) {
  ir::Module module = parsed(R"(module "m"
func @self(%x: Int) -> Int {
  %0 = call @self %x
  return %0
}
func @even(%x: Int) -> Int {
  %0 = call @odd %x
  return %0
}
func @odd(%x: Int) -> Int {
  %0 = call @even %x
  return %0
}
func @main(%x: Int) -> Int {
  %0 = call @even %x
  return %0
}
entry @main(x)
)");
  EXPECT_EQ(recursiveFunctions(module), (std::vector<bool>{true, true, true, false}));
}

TEST(CallGraph, ClosureCallsMayReachEveryClosure) {
  ir::Module module = parsed(R"(module "m"
func @apply(%f: Fn<Int, Int>, %x: Int) -> Int {
  %0 = call.closure %f, %x
  return %0
}
func @body(%x: Int) -> Int {
  %f = closure.make @body
  %0 = call @apply %f, %x
  return %0
}
func @main(%x: Int) -> Int {
  %0 = call @body %x
  return %0
}
entry @main(x)
)");
  EXPECT_EQ(recursiveFunctions(module), (std::vector<bool>{true, true, false}));
}

}
}
