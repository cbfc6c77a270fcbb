#include "generator.h"

#include <algorithm>

// Files that a program imports. The types of an importer include those of its modules,
// at the same places of `declarations_`, under the names that its imports give them.
namespace relon::fuzz {

Module Generator::newModule() {
  Generator inner(choices_, files_, names_);
  Module made = inner.module();
  names_ = inner.names_;
  return made;
}

Module Generator::module() {
  isRelaxed_ = choices_.chance(25);
  importFiles();
  const Declarations outside = declarations_;
  declareAll();
  Module made;
  made.alias = fresh("lib");
  const std::string body = rootDict(1 + choices_.below(3), 2);
  made.text = declarationsText(body + "\n");
  const auto own = [](const auto& all, const auto& imported) {
    return std::vector(all.begin() + static_cast<std::ptrdiff_t>(imported.size()), all.end());
  };
  made.declarations.schemas = own(declarations_.schemas, outside.schemas);
  made.declarations.enums = own(declarations_.enums, outside.enums);
  made.declarations.extensions = own(declarations_.extensions, outside.extensions);
  made.fields = dicts_.front().fields;
  std::erase_if(made.fields, &Variable::isInternal);
  return made;
}

void Generator::importFiles() {
  for (const Module& file : files_) importFile(file);
}

void Generator::importFile(const Module& file) {
  std::map<std::string, std::string> renamed;
  const uint32_t form = choices_.below(3);
  const std::string prefix = form == 0 ? file.alias + "." : "";
  const std::string bound = form == 0 ? file.alias : form == 1 ? "*" : "{ " + importedNames(file, renamed) + " }";
  importTexts_ += "#import " + bound + " from \"" + file.alias + ".relon\"\n";
  const auto nameOf = [&](const std::string& name) {
    const size_t end = std::min(name.find('.'), name.size());
    const auto found = renamed.find(name.substr(0, end));
    return prefix + (found == renamed.end() ? name : found->second + name.substr(end));
  };
  for (SchemaDeclaration each : file.declarations.schemas) {
    each.name = nameOf(each.name);
    declarations_.schemas.push_back(std::move(each));
  }
  for (EnumDeclaration each : file.declarations.enums) {
    each.name = nameOf(each.name);
    declarations_.enums.push_back(std::move(each));
  }
  for (const Extension& each : file.declarations.extensions) declarations_.extensions.push_back(each);
  for (Variable each : file.fields) {
    each.name = nameOf(each.name);
    scope_.push_back(std::move(each));
  }
}

// `a, b as c`: all of them.
std::string Generator::importedNames(const Module& file, std::map<std::string, std::string>& renamed) {
  std::set<std::string> names;
  for (const SchemaDeclaration& each : file.declarations.schemas) names.insert(each.name);
  for (const EnumDeclaration& each : file.declarations.enums) names.insert(each.name);
  for (const Variable& each : file.fields) names.insert(each.name.substr(0, each.name.find('.')));
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + name;
    if (!choices_.chance(30)) continue;
    const bool isType = name[0] >= 'A' && name[0] <= 'Z';
    renamed[name] = fresh(isType ? "I" : "i");
    text += " as " + renamed[name];
  }
  return text;
}

}
