#include "generator.h"

// `match` on each kind of value.
namespace relon::fuzz {

std::string Generator::matched(const Type& type, int depth) {
  switch (choices_.below(4)) {
    case 0:
      return matchedOption(type, depth);
    case 1:
      return matchedResult(type, depth);
    case 2:
      return matchedType(type, depth);
    default:
      return matchedEnum(type, depth);
  }
}

std::string Generator::matchedOption(const Type& type, int depth) {
  const Type payload = dataType(1);
  const std::string found = choices_.chance(60) ? hit(payload, depth) : "";
  const std::string value =
      found.empty() || payload.kind == Kind::Option ? bound({Kind::Option, {payload}, 0}, depth) : found;
  const std::string name = fresh("b");
  scope_.push_back({name, payload});
  static constexpr const char* kPatterns[][2] = {{"Some(", ")"}, {"Some { value: ", " }"}, {"Option.Some(", ")"}};
  const auto& some = choices_.of(kPatterns);
  std::string text = "(" + value + " match { " + some[0] + name + some[1] + ": " + expression(type, depth);
  scope_.pop_back();
  return text + (choices_.chance(30) ? ", _: " : ", None: ") + expression(type, depth) + " })";
}

std::string Generator::matchedResult(const Type& type, int depth) {
  const Type scrutinee{Kind::Result, {dataType(1), dataType(0)}, 0};
  // A literal knows one of its two payloads only: a binding says both.
  const std::string bound = fresh("v");
  ++containers_;
  std::string text = "(" + bound + " match { ";
  for (size_t i = 0; i < 2; ++i) {
    const std::string name = fresh("b");
    scope_.push_back({name, scrutinee.arguments[i]});
    text += std::string(i == 0 ? "Ok(" : ", Err(") + name + "): " + expression(type, depth);
    scope_.pop_back();
  }
  text += " } where { " + spelled(scrutinee) + " " + bound + ": " + expression(scrutinee, depth) + " })";
  --containers_;
  return text;
}

// A Number in the arms of its two kinds; other values are told apart before the run.
std::string Generator::matchedType(const Type& type, int depth) {
  if (const Type tested = dataType(1); !tested.isVariant() && choices_.chance(50)) {
    return "(" + bound(tested, depth) + " match { " + typeArms(tested, type, depth) + " })";
  }
  const Type scrutinee = choices_.chance(70) ? Type{Kind::Number, {}, 0} : dataType(0);
  std::string text = "(" + bound(scrutinee, depth) + " match { Int: " + expression(type, depth);
  const bool isOpen = scrutinee.kind != Kind::Number || choices_.chance(30);
  if (choices_.below(2) == 0 || !isOpen) text += ", Float: " + expression(type, depth);
  return text + (isOpen ? ", _: " + expression(type, depth) : "") + " })";
}

// Arms that name kinds of values and schemas, and one for the rest.
std::string Generator::typeArms(const Type& scrutinee, const Type& type, int depth) {
  std::set<std::string> patterns;
  for (uint32_t i = 1 + choices_.below(3); i > 0; --i) {
    const Type tested = dataType(1);
    // A dict without a schema has no brand.
    const bool isBrand = tested.kind == Kind::Schema && scrutinee.kind == Kind::Dict;
    if (!tested.isVariant() && !isBrand) patterns.insert(spelled(tested));
  }
  std::string text;
  for (const std::string& each : patterns) text += each + ": " + expression(type, depth) + ", ";
  return text + "_: " + expression(type, depth);
}

std::string Generator::matchedEnum(const Type& type, int depth) {
  std::vector<const Variable*> enums;
  for (const Variable& each : scope_) {
    if (each.type.kind == Kind::Enum) enums.push_back(&each);
  }
  if (enums.empty()) return "";
  const Variable scrutinee = *choices_.of(enums);
  const std::vector<Variant> variants = declarations_.enums[scrutinee.type.index].variants;
  const size_t named = variants.size() - (choices_.chance(30) ? 1 : 0);
  std::string text = "(" + scrutinee.name + " match { ";
  for (size_t i = 0; i < named; ++i) text += (i == 0 ? "" : ", ") + arm(variants[i], scrutinee, type, depth);
  if (named < variants.size()) text += ", _: " + expression(type, depth);
  return text + " })";
}

std::string Generator::arm(const Variant& variant, const Variable& scrutinee, const Type& type, int depth) {
  const std::vector<Variable> outside = scope_;
  // Only what this variant has can be read of the scrutinee.
  std::erase_if(scope_, [&](const Variable& each) { return each.name.starts_with(scrutinee.name + "."); });
  std::string text = choices_.chance(30) ? declarations_.enums[scrutinee.type.index].name + "." : "";
  text += variant.name + pattern(variant, scrutinee) + ": ";
  text += expression(type, depth);
  scope_ = outside;
  return text;
}

// What follows a variant's name, and binds its payload or leaves it to access.
std::string Generator::pattern(const Variant& variant, const Variable& scrutinee) {
  if (variant.payload == Payload::Unit) return "";
  const auto typeOf = [&](size_t i) { return substitute(variant.fields[i].type, scrutinee.type.arguments); };
  const auto count = static_cast<uint32_t>(variant.fields.size());
  if (choices_.chance(20)) {
    for (size_t i = 0; i < count; ++i) {
      const bool isName = scrutinee.name.find('.') == std::string::npos;
      if (isName) scope_.push_back({scrutinee.name + "." + variant.fields[i].name, typeOf(i)});
    }
    return "";
  }
  const bool isPositional = variant.payload == Payload::Tuple || (count == 1 && choices_.chance(20));
  const std::string bound = listed(count - choices_.below(count), [&](size_t i) {
    const std::string name = choices_.chance(20) ? "_" : fresh("b");
    if (name != "_") scope_.push_back({name, typeOf(i)});
    return isPositional ? name : variant.fields[i].name + ": " + name;
  });
  return isPositional ? "(" + bound + ")" : " { " + bound + " }";
}

}
