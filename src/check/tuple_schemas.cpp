// Tuple schemas. `#schema Span (Int, Int)` is a type of its own as long as a program is
// checked, for its methods are found by it; every tuple that fits is a value of it. A value
// does not know of it, so that afterwards it is the type of a plain tuple.
#include "check/tuple_schemas.h"

#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

TypeId Checker::tupleSchema(Nominal& nominal, const std::vector<TypeId>& arguments, std::vector<TypeId> elements) {
  std::string brand = types().withArguments(nominal.brand, arguments);
  TypeId type = types().declare(TypeKind::Tuple, std::move(brand), std::string(name(nominal.name().id)), arguments);
  types().defineTuple(type, std::move(elements));
  nominalOf_[type] = &nominal;
  return type;
}

namespace {

// The types of one table in another one, which has no tuple schemas. What a type is made of
// comes before it, but for the fields of schemas and the variants of enums.
class PlainTypes {
 public:
  explicit PlainTypes(const ir::TypeTable& from) : from_(from) {
    for (size_t i = 0; i < from.size(); ++i) plain_.push_back(plainOf(TypeId(i)));
    for (size_t i = 0; i < from.size(); ++i) define(TypeId(i));
  }

  void replace(TypeId& type) const {
    if (type.valid()) type = plain_[type.index()];
  }
  ir::TypeTable take() { return std::move(to_); }

 private:
  std::vector<TypeId> all(const std::vector<TypeId>& types) const {
    std::vector<TypeId> replaced = types;
    for (TypeId& type : replaced) replace(type);
    return replaced;
  }

  TypeId plainOf(TypeId id) {
    const Type& type = from_[id];
    if (type.kind == TypeKind::Tuple) return to_.tuple(all(type.arguments));
    if (!type.brand.empty()) return declare(id, type);
    std::vector<TypeId> parts = all(type.arguments);
    switch (type.kind) {
      case TypeKind::List:
        return to_.list(parts[0]);
      case TypeKind::Dict:
        return to_.dict(parts[0]);
      case TypeKind::Record:
        return to_.record(type.fieldNames, std::move(parts), type.open);
      case TypeKind::Closure: {
        TypeId result = parts.back();
        parts.pop_back();
        return to_.closure(std::move(parts), result);
      }
      default:
        return id;
    }
  }

  TypeId declare(TypeId id, const Type& type) {
    std::vector<TypeId> arguments = all(type.typeArguments);
    bool isBuiltin = from_.isBuiltin(id);
    if (isBuiltin && arguments.empty()) return id;
    if (isBuiltin && type.name == "Option") return to_.option(arguments[0]);
    if (isBuiltin && type.name == "Result") return to_.result(arguments[0], arguments[1]);
    std::string name = arguments.empty() ? type.brand : type.brand.substr(0, type.brand.find('<'));
    return to_.declare(type.kind, to_.withArguments(std::move(name), arguments), type.name, arguments);
  }

  void define(TypeId id) {
    const Type& type = from_[id];
    if (from_.isBuiltin(id)) return;
    if (type.kind == TypeKind::Record)
      to_.defineRecord(plain_[id.index()], type.fieldNames, all(type.arguments), type.open);
    if (type.kind == TypeKind::Enum) to_.defineEnum(plain_[id.index()], type.fieldNames, all(type.arguments));
  }

  const ir::TypeTable& from_;
  ir::TypeTable to_;
  std::vector<TypeId> plain_;
};

void replaceAll(const PlainTypes& plain, std::vector<CallPlan::Alternative>& alternatives) {
  for (CallPlan::Alternative& alternative : alternatives) {
    plain.replace(alternative.type);
    plain.replace(alternative.result);
  }
}

// Nothing is demanded any more of what is a plain tuple already.
void replaceDemands(const PlainTypes& plain, TypedDocument& document) {
  for (size_t i = 0; i < document.demanded.size(); ++i) {
    TypeId& demanded = document.demanded[i];
    TypeId& found = document.exprTypes[i];
    bool wasOther = demanded != found;
    plain.replace(demanded);
    plain.replace(found);
    if (wasOther && demanded == found && !document.brands.contains(ExprId(i))) demanded = {};
  }
}

void replaceSchemas(const PlainTypes& plain, TypedDocument& document) {
  std::unordered_map<TypeId, SchemaInfo> schemas;
  for (auto& [type, info] : document.schemas) {
    TypeId replaced = type;
    plain.replace(replaced);
    for (TypeId& base : info.bases) plain.replace(base);
    schemas[replaced] = std::move(info);
  }
  document.schemas = std::move(schemas);
}

void replacePlans(const PlainTypes& plain, TypedDocument& document) {
  for (Binding& binding : document.bindings) plain.replace(binding.type);
  for (auto& [id, plan] : document.calls) replaceAll(plain, plan.alternatives);
  for (auto& [id, alternatives] : document.operatorAlternatives) replaceAll(plain, alternatives);
  for (auto& [id, closure] : document.closures) plain.replace(closure.type);
  for (auto& [id, variant] : document.variants) plain.replace(variant.type);
  for (auto& [id, arms] : document.matches)
    for (ArmPlan& arm : arms) plain.replace(arm.type);
  for (auto& [id, call] : document.liftedCalls) {
    plain.replace(call.inner);
    plain.replace(call.result);
  }
  for (auto& [id, brands] : document.brands)
    for (TypeId& brand : brands) plain.replace(brand);
  plain.replace(document.resultType);
}

bool hasTupleSchemas(const ir::TypeTable& types) {
  for (size_t i = 0; i < types.size(); ++i)
    if (types[TypeId(i)].kind == TypeKind::Tuple && !types[TypeId(i)].brand.empty()) return true;
  return false;
}

}

void forgetTupleSchemas(TypedDocument& document) {
  if (!hasTupleSchemas(document.types)) return;
  PlainTypes plain(document.types);
  replaceDemands(plain, document);
  replaceSchemas(plain, document);
  replacePlans(plain, document);
  document.types = plain.take();
}

}
