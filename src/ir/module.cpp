#include "ir/module.h"

namespace relon::ir {

namespace {

constexpr OpInfo kInfo[] = {
#define RELON_OP(Name, text, operands, result, attribute, failures, meaning) \
  {text, operands, meaning, failures, ResultRule::k##result, AttributeKind::k##attribute},
#include "ir/ops.def"
};

}

const OpInfo& info(Opcode code) {
  return kInfo[static_cast<size_t>(code)];
}

}
