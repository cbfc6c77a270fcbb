// Modules and what `#import` brings into a scope (language reference, file 03,
// section 8). Modules are checked before the files that import them, so their
// fields have their types when they are named from outside.
//
// What could not be imported is there all the same, but of unknown type: it is
// reported once, where the module could not be loaded, and nowhere else.
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

using ir::TypeKind;

void Checker::checkModules() {
  noteDeclarers(ast_.document);
  for (const Document& module : ast_.modules) noteDeclarers(module);
  for (const Document& module : ast_.modules) {
    TypeId type = checkFile(module);
    Binding binding{.kind = Binding::Kind::Import, .name = ast_.names().intern("module"), .type = type};
    binding.span = ast_.span(module.root);
    binding.file = ModuleId(out_.modules.size());
    out_.modules.push_back(newBinding(std::move(binding)));
  }
}

void Checker::noteDeclarers(const Document& document) {
  for (const Attribute* attribute : attributesOf(document)) {
    if (auto* schema = formOf<SchemaDirective>(*attribute)) declarers_.try_emplace(name(schema->name.id), &document);
    if (auto* enumeration = formOf<EnumDirective>(*attribute))
      declarers_.try_emplace(name(enumeration->name.id), &document);
  }
}

// ---- directives

void Checker::importInto(Scope& scope, Scope& everything, const ImportDirective& import) {
  if (import.path.starts_with("std/")) return importLibrary(scope, everything, import);
  if (!import.module.valid()) return importUnknown(scope, everything, import);
  if (import.form == ImportDirective::Form::Alias) scope.names[import.alias.id] = out_.modules[import.module.index()];
  if (import.form == ImportDirective::Form::Alias || !hasDictValue(import)) return;
  if (import.form == ImportDirective::Form::All) return importEverything(everything, import);
  std::vector<Label> missing;
  for (const ImportItem& item : import.items) importName(scope, import.module, item, missing);
  reportMissing(import, std::move(missing));
}

// The names of what could not be loaded.
void Checker::importUnknown(Scope& scope, Scope& everything, const ImportDirective& import) {
  if (import.form == ImportDirective::Form::Alias) scope.names[import.alias.id] = failedImport();
  if (import.form == ImportDirective::Form::All) everything.isIncomplete = failedImport().valid();
  for (const ImportItem& item : import.items) scope.names[item.alias.id] = failedImport();
}

// `*` and `{ a, b }` ask for a module whose value is a dict.
bool Checker::hasDictValue(const ImportDirective& import) {
  TypeId type = out_.binding(out_.modules[import.module.index()]).type;
  if (!type.valid() || kind(type) == TypeKind::Record || hasComputedKeys(import.module)) return true;
  report(DiagCode::static_type_mismatch, import.span,
         "names are imported from a dict, the value of `" + import.path + "` is `" + describe(type) + "`")
      .help = "import the module under a name: `#import name from …`";
  return false;
}

void Checker::importName(Scope& scope, ModuleId module, const ImportItem& item, std::vector<Label>& missing) {
  BindingId member = moduleMember(module, item.name.id);
  Nominal* type = moduleType(module, item.name.id);
  if (!member.valid() && !type) member = computedMember(module, item.name.id);
  if (member.valid()) scope.names[item.alias.id] = member;
  if (type) scope.types[item.alias.id] = type;
  if (member.valid() || type) return;
  Diagnostic hint;
  suggestMember(hint, module, item.name.id);
  noteMissing(scope, item, hint, missing);
}

// Whatever the name was to be: its uses are not reported.
void Checker::noteMissing(Scope& scope, const ImportItem& item, const Diagnostic& hint, std::vector<Label>& missing) {
  scope.names[item.alias.id] = failedImport();
  std::string text = "there is no `" + std::string(name(item.name.id)) + "`";
  missing.push_back({item.name.span, hint.help.empty() ? text : text + "; " + hint.help});
}

void Checker::reportMissing(const ImportDirective& import, std::vector<Label> missing) {
  if (missing.empty()) return;
  std::string text = "`" + import.path + "` has no such name" + (missing.size() == 1 ? "" : "s");
  report(DiagCode::variable_not_found, import.span, std::move(text)).labels = std::move(missing);
}

BindingId Checker::failedImport() {
  if (!failedImport_.valid()) failedImport_ = newBinding({.kind = Binding::Kind::Import});
  return failedImport_;
}

void Checker::suggestMember(Diagnostic& missing, ModuleId module, NameId wanted) {
  std::vector<std::string_view> known;
  for (NameId member : moduleMembers(module)) known.push_back(name(member));
  for (const auto& [text, nominal] : files_[module.index()].nominals) known.push_back(text);
  suggest(missing, name(wanted), known);
  bool isHidden = fieldOf(ast_.modules[module.index()].root, name(wanted), true).valid();
  if (isHidden) missing.help = "`" + std::string(name(wanted)) + "` is `#internal` there";
}

void Checker::importEverything(Scope& everything, const ImportDirective& import) {
  bool isOpen = hasComputedKeys(import.module);
  for (NameId member : moduleMembers(import.module))
    everything.names[member] = isOpen ? computedMember(import.module, member) : moduleMember(import.module, member);
  if (isOpen) everything.open = import.module;
  for (auto& [text, nominal] : files_[import.module.index()].nominals) {
    auto [earlier, isNew] = everything.types.try_emplace(nominal.name().id, &nominal);
    if (isNew || earlier->second == &nominal) continue;
    report(DiagCode::cross_module_schema_collision, import.span,
           "two modules of which everything is imported declare the type `" + std::string(text) + "`")
        .labels = {{earlier->second->span(), "the first declaration"}, {nominal.span(), "the second declaration"}};
  }
}

void Checker::importLibrary(Scope& scope, Scope& everything, const ImportDirective& import) {
  if (!isLibraryModule(import.path)) {
    report(DiagCode::module_not_found, import.span, "there is no library module `" + import.path + "`");
    return importUnknown(scope, everything, import);
  }
  if (import.form == ImportDirective::Form::Alias) {
    Binding binding{.kind = Binding::Kind::Module, .name = import.alias.id, .span = import.alias.span};
    binding.module = import.path;
    scope.names[import.alias.id] = newBinding(std::move(binding));
    libraries_[import.alias.id] = import.path;
  }
  std::vector<Label> missing;
  for (const ImportItem& item : import.items) {
    Diagnostic hint;
    suggest(hint, name(item.name.id), builtinNames(import.path));
    if (BindingId binding = libraryMember(import.path, item.name, item.alias); binding.valid())
      scope.names[item.alias.id] = binding;
    else
      noteMissing(scope, item, hint, missing);
  }
  reportMissing(import, std::move(missing));
  if (import.form != ImportDirective::Form::All) return;
  for (std::string_view text : builtinNames(import.path)) {
    Name imported{ast_.names().intern(text), import.span};
    everything.names[imported.id] = libraryMember(import.path, imported, imported);
  }
}

// Binds a function of a library module under another name, if there is one.
BindingId Checker::libraryMember(const std::string& module, Name member, Name alias) {
  auto builtin = findBuiltin(module, name(member.id));
  if (!builtin) return {};
  Binding binding{.kind = Binding::Kind::Builtin, .name = alias.id, .span = alias.span};
  binding.builtin = *builtin;
  return newBinding(std::move(binding));
}

// ---- imports before a value

// Two scopes around a value: what it imports by name within what it imports as `*`.
Scope* Checker::scopeWithImports(const Attributes& attributes, Scope* outer) {
  Scope* scope = nullptr;
  for (const Attribute& attribute : attributes.list) {
    const ImportDirective* import = formOf<ImportDirective>(attribute);
    if (!import) continue;
    if (!scope) scope = newScope(Scope::Kind::Variables, newScope(Scope::Kind::Everything, outer));
    importInto(*scope, *scope->parent, *import);
  }
  return scope ? scope : outer;
}

Scope* Checker::scopeOfValue(ExprId id) {
  const Attributes* attributes = ast_.attributes(ast_.expr(id));
  if (!attributes) return scope_;
  Scope*& known = importScopes_[id];
  bool isSame = known && (known == scope_ || (known->parent && known->parent->parent == scope_));
  if (!isSame) known = scopeWithImports(*attributes, scope_);
  return known;
}

// Imports that stand alone in a nested dict.
void Checker::ignoreImports(const Field& field) {
  for (const Attribute& attribute : field.attributes.list)
    if (formOf<ImportDirective>(attribute))
      report(DiagCode::directive_ignored, std::get<Directive>(attribute).span,
             "`#import` has no effect as an entry of a nested dict")
          .help = "write it before the document, or before the value that needs it";
}

// ---- what a module has

// The field of the literal that is the module's value, or a member of that value.
BindingId Checker::moduleMember(ModuleId module, NameId wanted) {
  const Document& document = ast_.modules[module.index()];
  const Binding& value = out_.binding(out_.modules[module.index()]);
  if (out_.isLiteral(document.root)) {
    BindingId field = fieldOf(document.root, name(wanted), false);
    if (field.valid()) return field;
  }
  bool isRecord = value.type.valid() && kind(value.type) == TypeKind::Record;
  int position = isRecord ? types().fieldIndex(value.type, name(wanted)) : -1;
  if (position < 0) return {};
  Binding member{.kind = Binding::Kind::ImportMember, .name = wanted, .span = value.span};
  member.type = types()[value.type].arguments[static_cast<size_t>(position)];
  member.file = module;
  member.position = static_cast<uint32_t>(position);
  return newBinding(std::move(member));
}

// Whether only the run knows them.
bool Checker::hasComputedKeys(ModuleId module) const {
  TypeId type = out_.binding(out_.modules[module.index()]).type;
  return type.valid() && (kind(type) == TypeKind::Dict || isAny(type));
}

BindingId Checker::computedMember(ModuleId module, NameId wanted) {
  const Binding& value = out_.binding(out_.modules[module.index()]);
  if (!hasComputedKeys(module)) return {};
  Binding member{.kind = Binding::Kind::ImportMember, .name = wanted, .span = value.span};
  member.type = isAny(value.type) ? value.type : types()[value.type].element();
  member.file = module;
  return newBinding(std::move(member));
}

// A name that nothing else has may be a computed key of a module of which everything is imported.
BindingId Checker::computedImport(NameId wanted) {
  Scope* scope = scope_;
  while (scope && !scope->open.valid()) scope = scope->parent;
  if (!scope || isKnownName({wanted, Span::none()})) return {};
  auto [known, isNew] = scope->computed.try_emplace(wanted);
  if (isNew) known->second = computedMember(scope->open, wanted);
  return known->second;
}

// A type's name, or one of the language, its library or the host.
bool Checker::isKnownName(Name wanted) {
  std::string_view text = name(wanted.id);
  if (preludeVariant(wanted) || isBuiltinType(text) || text == "ensure") return true;
  if (findBuiltin("", text) || findNominal({&wanted, 1})) return true;
  auto isNamed = [&](const callable::Callable& callable) {
    std::string_view full = callable.name;
    return !callable.isLibrary && full.starts_with(text) && (full.size() == text.size() || full[text.size()] == '.');
  };
  return std::ranges::any_of(callables_.all(), isNamed);
}

std::vector<NameId> Checker::moduleMembers(ModuleId module) {
  std::vector<NameId> members;
  const Document& document = ast_.modules[module.index()];
  TypeId type = out_.binding(out_.modules[module.index()]).type;
  if (type.valid() && kind(type) == TypeKind::Record) {
    for (const std::string& field : types()[type].fieldNames) members.push_back(ast_.names().intern(field));
  } else if (const DictExpr* dict = as<DictExpr>(ast_.expr(document.root))) {
    for (const Field& field : dict->fields)
      if (field.key.valid() && fieldOf(document.root, name(field.key.id), false).valid())
        members.push_back(field.key.id);
  }
  return members;
}

Nominal* Checker::moduleType(ModuleId module, NameId wanted) {
  auto& nominals = files_[module.index()].nominals;
  auto found = nominals.find(name(wanted));
  return found == nominals.end() ? nullptr : &found->second;
}

bool Checker::isImportedFile(BindingId id) const {
  return id.valid() && out_.binding(id).kind == Binding::Kind::Import;
}

bool Checker::isFailedImport(BindingId id) const {
  return id.valid() && id == failedImport_;
}

bool Checker::mayBeImported() const {
  for (const Scope* scope = scope_; scope; scope = scope->parent)
    if (scope->isIncomplete) return true;
  return false;
}

std::optional<BindingId> Checker::importedMember(const AccessExpr& access, ExprId id) {
  const NameExpr* head = as<NameExpr>(ast_.expr(access.object));
  BindingId imported = head && access.form == AccessExpr::Form::Member ? lookup(head->name) : BindingId();
  if (!isImportedFile(imported)) return std::nullopt;
  if (isFailedImport(imported)) return BindingId();
  const Binding& value = out_.binding(imported);
  BindingId member = moduleMember(value.file, access.name.id);
  if (member.valid()) return member;
  bool isOpen = value.type.valid() && kind(value.type) != TypeKind::Record;
  if (isOpen) return std::nullopt;
  std::string text(name(access.name.id));
  Diagnostic& missing = report(DiagCode::unknown_reference_type, ast_.span(id),
                               "the module `" + std::string(name(head->name)) + "` has no `" + text + "`");
  suggestMember(missing, value.file, access.name.id);
  return BindingId();
}

// ---- types

// A file's own types come before imported ones.
Nominal* Checker::findNominal(std::span<const Name> path) {
  if (path.size() == 2) {
    BindingId imported = lookup(path[0].id);
    bool isFile = isImportedFile(imported) && !isFailedImport(imported);
    return isFile ? moduleType(out_.binding(imported).file, path[1].id) : nullptr;
  }
  if (path.size() != 1) return nullptr;
  if (auto own = file_->nominals.find(name(path[0].id)); own != file_->nominals.end()) return &own->second;
  for (const Scope* scope = scope_; scope; scope = scope->parent)
    if (auto found = scope->types.find(path[0].id); found != scope->types.end()) return found->second;
  return nullptr;
}

Nominal* Checker::nominalOf(TypeId type) const {
  auto found = nominalOf_.find(type);
  return found == nominalOf_.end() ? nullptr : found->second;
}

// Whether the path leads to something that could not be imported.
bool Checker::isUnknownImport(std::span<const Name> path) {
  return isFailedImport(lookup(path[0].id)) || mayBeImported();
}

}
