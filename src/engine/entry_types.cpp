#include "engine/entry_types.h"

#include <set>
#include <utility>

#include "callable/set.h"

namespace relon::engine {

namespace {

const ir::Function& entryFunction(const ir::Module& module) {
  return module.function(module.entry->function);
}

std::string entryText(const ir::Module& module) {
  const ir::Function& function = entryFunction(module);
  std::string text = "(";
  for (ir::ValueId parameter : function.parameters) {
    if (text.size() > 1) text += ", ";
    text += module.types.text(function.type(parameter));
  }
  return text + ") -> " + module.types.text(function.result);
}

// Whether two types have the same bytes and the same meaning to a reader of them.
// Pairs under comparison are taken as equal when they are met again, which ends on
// records that contain themselves.
class ShapeComparison {
 public:
  explicit ShapeComparison(const ir::TypeTable& types) : types_(types) {}

  bool same(ir::TypeId left, ir::TypeId right) {
    if (left == right || !seen_.insert({left, right}).second) return true;
    const ir::Type& a = types_[left];
    const ir::Type& b = types_[right];
    if (a.kind != b.kind || a.open != b.open || a.fieldNames != b.fieldNames) return false;
    if (a.arguments.size() != b.arguments.size()) return false;
    for (size_t i = 0; i < a.arguments.size(); ++i) {
      if (!same(a.arguments[i], b.arguments[i])) return false;
    }
    return true;
  }

 private:
  const ir::TypeTable& types_;
  std::set<std::pair<ir::TypeId, ir::TypeId>> seen_;
};

bool sameSignature(const ir::Function& function, const callable::Signature& signature, const ir::TypeTable& types) {
  if (function.parameters.size() != signature.parameters.size()) return false;
  ShapeComparison comparison(types);
  for (size_t i = 0; i < signature.parameters.size(); ++i) {
    if (!comparison.same(function.type(function.parameters[i]), signature.parameters[i])) return false;
  }
  return comparison.same(function.result, signature.result);
}

}

std::string parameterText(const ir::Module& module) {
  const ir::Function& function = entryFunction(module);
  std::string text;
  for (size_t i = 0; i < module.entry->parameterNames.size(); ++i) {
    if (i != 0) text += ", ";
    text += module.entry->parameterNames[i] + ": " + module.types.text(function.type(function.parameters[i]));
  }
  return text;
}

ir::TypeId argumentsType(const ir::Module& module, ir::TypeTable& types) {
  const ir::Function& function = entryFunction(module);
  std::vector<ir::TypeId> elements;
  for (ir::ValueId parameter : function.parameters) elements.push_back(function.type(parameter));
  return types.tuple(std::move(elements));
}

Result<Done> compareEntry(const ir::Module& module, std::string_view signature) {
  ir::TypeTable types = module.types;
  Result<callable::Signature> parsed = callable::parseSignature(signature, types);
  if (parsed && sameSignature(entryFunction(module), *parsed, types)) return Done{};
  return Error{"entry_type_mismatch",
               "the entry is `" + entryText(module) + "`, the caller expects `" + std::string(signature) + '`'};
}

}
