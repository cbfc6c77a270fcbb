#include "hostir/native_support.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "callable/set.h"
#include "hostir/errors.h"
#include "ir/type.h"

namespace relon::hostir {

namespace {

constexpr std::string_view kDeclaredPrefix = "relon_declared_";

// Addresses rather than a table that is filled in after loading: constructors of
// host code run while it is loaded and may call these functions already.
template <typename Function>
std::string forwarder(const char* head, const char* name, Function* function, const char* arguments) {
  const auto address = reinterpret_cast<uintptr_t>(function);
  return std::string(head) + " { return reinterpret_cast<decltype(&" + name + ")>(uintptr_t{" +
         std::to_string(address) + "u})(" + arguments + "); }\n";
}

std::string forwarders() {
  return "extern \"C\" {\n" +
         forwarder("void relon_context_init(relon_context* c)", "relon_context_init", &relon_context_init, "c") +
         forwarder("void relon_context_reset(relon_context* c)", "relon_context_reset", &relon_context_reset, "c") +
         forwarder("void relon_context_destroy(relon_context* c)", "relon_context_destroy", &relon_context_destroy,
                   "c") +
         forwarder("void* relon_allocate(relon_context* c, int64_t n)", "relon_allocate", &relon_allocate, "c, n") +
         forwarder("bool relon_list_reserve(relon_context* c, relon_builder* b, int64_t n, int64_t s)",
                   "relon_list_reserve", &relon_list_reserve, "c, b, n, s") +
         forwarder("bool relon_list_grow(relon_context* c, relon_builder* b, int64_t s)", "relon_list_grow",
                   &relon_list_grow, "c, b, s") +
         forwarder("void relon_fail(relon_context* c, relon_status k, const char* m, int64_t n)", "relon_fail",
                   &relon_fail, "c, k, m, n") +
         "}\n";
}

// Writes types as callable.h reads them. Keeps the first type that it cannot write.
class TypeWriter {
 public:
  explicit TypeWriter(const ir::TypeTable& types) : types_(types) {}

  const std::string& unsupported() const { return unsupported_; }

  std::string value(ir::TypeId id) {
    switch (types_[id].kind) {
      case ir::TypeKind::Int:
        return "int64_t";
      case ir::TypeKind::Float:
        return "double";
      case ir::TypeKind::Bool:
        return "bool";
      case ir::TypeKind::String:
        return "relon::String";
      case ir::TypeKind::List:
        return "relon::List<" + joined(id) + ">";
      case ir::TypeKind::Tuple:
        return tuple(id);
      case ir::TypeKind::None:
      case ir::TypeKind::Never:
      case ir::TypeKind::Record:
      case ir::TypeKind::Enum:
      case ir::TypeKind::Dict:
      case ir::TypeKind::Closure:
      case ir::TypeKind::Cell:
      case ir::TypeKind::Builder:
        return refuse(id);
    }
    __builtin_unreachable();
  }

  std::string parameter(ir::TypeId id) { return types_[id].isScalar() ? value(id) : "const " + value(id) + "&"; }

 private:
  // As many elements as relon::Tuple has.
  std::string tuple(ir::TypeId id) {
    const size_t count = types_[id].arguments.size();
    return count >= 1 && count <= 4 ? "relon::Tuple<" + joined(id) + ">" : refuse(id);
  }

  std::string joined(ir::TypeId id) {
    std::string text;
    for (ir::TypeId argument : types_[id].arguments) {
      if (!text.empty()) text += ", ";
      text += value(argument);
    }
    return text;
  }

  std::string refuse(ir::TypeId id) {
    if (unsupported_.empty()) unsupported_ = types_.text(id);
    return "void";
  }

  const ir::TypeTable& types_;
  std::string unsupported_;
};

// The parameters as C++ has them: a result that is no scalar is the last of them.
std::string parameterList(const callable::Signature& signature, bool returns, TypeWriter& writer) {
  std::string text;
  for (ir::TypeId id : signature.parameters) {
    if (!text.empty()) text += ", ";
    text += writer.parameter(id);
  }
  if (returns) return text;
  if (!text.empty()) text += ", ";
  return text + writer.value(signature.result) + "&";
}

// Names go into C++ text, and not everybody who declares one has parsed it.
bool isName(std::string_view text) {
  const auto fits = [](char c) { return isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

std::string effectsOf(const callable::NativeDeclaration& declaration) {
  if (declaration.gate == 0) return "relon::pure";
  return "relon::Effects(" + std::to_string(declaration.gate) + "u, 0u)";
}

// The function under a name of ours, which its real name cannot collide with: that may
// be a keyword or something that C++ knows. Weak, so that the absence of a function
// that has a row under another symbol is no error.
//
//   extern "C" __attribute__((weak)) int64_t relon_declared_0(int64_t) __asm__("mix");
//   RELON_CALLABLE(relon_declared_0, "mix", relon::pure, "");
Result<std::string> declarationSource(const callable::NativeDeclaration& declaration, size_t number) {
  if (!isName(declaration.name)) {
    return hostError("host_input_invalid", "", "`" + declaration.name + "` is no name of a function");
  }
  ir::TypeTable types;
  Result<callable::Signature> signature = callable::parseSignature(declaration.signature, types);
  if (!signature) return signature.error();
  TypeWriter writer(types);
  const bool returns = types[signature->result].isScalar();
  const std::string name = std::string(kDeclaredPrefix) + std::to_string(number);
  const std::string result = returns ? writer.value(signature->result) : "void";
  const std::string parameters = parameterList(*signature, returns, writer);
  if (!writer.unsupported().empty()) {
    return hostError("host_signature_mismatch", "",
                     "`" + declaration.name + declaration.signature + "`: a function with `" + writer.unsupported() +
                         "` in its type cannot be declared this way; give it a row with RELON_CALLABLE");
  }
  return "extern \"C\" __attribute__((weak)) " + result + " " + name + "(" + parameters + ") __asm__(\"" +
         declaration.name + "\");\n" + "RELON_CALLABLE(" + name + ", \"" + declaration.name + "\", " +
         effectsOf(declaration) + ", \"\");\n";
}

}

Result<std::string> supportSource(const std::vector<callable::NativeDeclaration>& declarations) {
  std::string text = "#include \"relon/callable.h\"\n" + forwarders();
  for (size_t number = 0; number < declarations.size(); ++number) {
    Result<std::string> part = declarationSource(declarations[number], number);
    if (!part) return part;
    text += *part;
  }
  return text;
}

bool isDeclaredRow(const relon_callable_row& row) {
  return std::string_view(row.symbol).starts_with(kDeclaredPrefix);
}

}
