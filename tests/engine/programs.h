#pragma once

#include <stdexcept>

#include "relon/engine.h"

namespace relon::test {

// Loads a text of IR; fails the test with the reason when that is refused.
inline Program load(const Engine& engine, const char* text) {
  Result<Program> program = engine.loadText("test.rir", text);
  if (!program) throw std::runtime_error(program.error().message);
  return *program;
}

inline constexpr const char* kScale = R"(module "scale"
func @main(%n: Int, %by: Float) -> Float {
  enter
  %x = int.to_float %n
  %y = float.mul %x, %by
  return %y
}
entry @main(n, by)
)";

inline constexpr const char* kNegate = R"(module "negate"
func @main(%n: Int) -> Int {
  enter
  %x = int.neg %n
  return %x
}
entry @main(n)
)";

// Calls the host function `twice`.
inline constexpr const char* kTwice = R"(module "twice"
callable "twice" @twice (Int) -> Int takes_context
func @main(%n: Int) -> Int {
  enter
  %x = call "twice" %n
  return %x
}
entry @main(n)
)";

inline constexpr const char* kOrder = R"(module "order"
record Order { qty: Int, price: Float }
func @main(%o: Order) -> {note: String, total: Float} {
  enter
  %q = struct.get 0 %o
  %p = struct.get 1 %o
  %f = int.to_float %q
  %t = float.mul %f, %p
  %n = const.text "done"
  %r = struct.make {note: String, total: Float} %n, %t
  return %r
}
entry @main(order)
)";

}
