#pragma once

#include <span>

#include "callable/set.h"
#include "interp/code.h"
#include "interp/coverage.h"
#include "ir/layout.h"
#include "ir/module.h"

namespace relon::interp {

// What the functions of one program share. Elements keep their addresses.
struct Pool {
  std::deque<relon_string> strings;
  std::deque<std::string> texts;
  std::deque<CallInfo> calls;
  std::deque<NativeCallInfo> nativeCalls;
  std::deque<MakeInfo> makes;
  std::deque<SwitchInfo> switches;
  std::deque<FailInfo> fails;
  std::vector<Span> sites;
};

// What one function is flattened against; `codes` are the module's functions in order.
struct Environment {
  const ir::Module& module;
  const callable::Set& set;
  ir::LayoutTable layouts;
  std::deque<FunctionCode>& codes;
  Pool& pool;
  // Null without coverage.
  Counters* counters = nullptr;
};

Access accessOf(const ir::Type& type);
// Sets what callers need to know of a function: captures, parameters, result.
void describe(const Environment& environment, const ir::Function& function, FunctionCode& code);
void flatten(Environment& environment, const ir::Function& function, FunctionCode& code);

}
