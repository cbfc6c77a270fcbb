#include "callable/scanner.h"
#include "callable/set.h"

namespace relon::callable {

namespace {

// `!reads_clock,reads_env`, the exclamation mark already taken.
uint64_t parseGate(Scanner& scanner) {
  uint64_t gate = 0;
  do {
    const std::string_view name = scanner.word("the name of a capability");
    if (scanner.failed()) return 0;
    const std::optional<int> bit = capabilityBit(name);
    if (!bit) {
      scanner.fail("`" + std::string(name) +
                   "` is no capability; there are reads_fs, writes_fs, network, reads_clock, reads_env, uses_rng");
      return 0;
    }
    gate |= uint64_t{1} << *bit;
  } while (scanner.accept(","));
  if (!scanner.atEnd()) scanner.fail("expected `,` and another capability, or nothing more");
  return gate;
}

std::string_view withoutTrailingBlanks(std::string_view text) {
  const size_t last = text.find_last_not_of(" \t");
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

}

Result<NativeDeclaration> parseNativeDeclaration(std::string_view text) {
  Scanner scanner(text);
  NativeDeclaration declaration;
  declaration.name = scanner.word("the name of a function", true);
  if (!scanner.failed() && !scanner.peek('(')) scanner.fail("expected `(`");
  if (scanner.failed()) return scanner.error();

  const size_t mark = scanner.rest().rfind('!');
  declaration.signature = withoutTrailingBlanks(scanner.rest().substr(0, mark));
  ir::TypeTable types;
  const Result<Signature> signature = parseSignature(declaration.signature, types);
  if (!signature) return Error{signature.error().code, "`" + declaration.name + "`: " + signature.error().message};
  if (mark == std::string_view::npos) return declaration;

  Scanner gate(scanner.rest().substr(mark + 1));
  declaration.gate = parseGate(gate);
  if (gate.failed()) return gate.error();
  return declaration;
}

}
