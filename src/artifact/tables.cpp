#include "artifact/tables.h"

#include <map>

#include <llvm/IR/Constants.h>
#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/GlobalVariable.h>

namespace relon::artifact {
namespace {

using llvm::Constant;
using llvm::ConstantInt;

llvm::GlobalVariable* addConstant(llvm::Module& module, const std::string& name, Constant* value,
                                  llvm::GlobalValue::LinkageTypes linkage) {
  auto* global = new llvm::GlobalVariable(module, value->getType(), true, linkage, value, name);
  if (linkage == llvm::GlobalValue::PrivateLinkage) global->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
  return global;
}

void addTable(llvm::Module& module, const std::string& name, const std::string& countName, llvm::Type* element,
              llvm::ArrayRef<Constant*> rows) {
  Constant* table = llvm::ConstantArray::get(llvm::ArrayType::get(element, rows.size()), rows);
  addConstant(module, name, table, llvm::GlobalValue::ExternalLinkage);
  llvm::Type* word = llvm::Type::getInt32Ty(module.getContext());
  addConstant(module, countName, ConstantInt::get(word, rows.size()), llvm::GlobalValue::ExternalLinkage);
}

// Zero-terminated texts, each stored once.
class Texts {
 public:
  explicit Texts(llvm::Module& module) : module_(module) {}

  Constant* get(const std::string& text) {
    Constant*& known = known_[text];
    if (known != nullptr) return known;
    Constant* bytes = llvm::ConstantDataArray::getString(module_.getContext(), text, true);
    known = addConstant(module_, "relon.text", bytes, llvm::GlobalValue::PrivateLinkage);
    return known;
  }

 private:
  llvm::Module& module_;
  std::map<std::string, Constant*> known_;
};

llvm::StructType* siteType(llvm::LLVMContext& context) {
  llvm::Type* word = llvm::Type::getInt32Ty(context);
  return llvm::StructType::get(llvm::PointerType::getUnqual(context), word, word, word, word);
}

Constant* siteRow(llvm::StructType* type, Texts& texts, const Span& span, const SourceMap* sources) {
  bool known = span.valid() && sources != nullptr;
  LineColumn place = known ? sources->lineColumn(span) : LineColumn{};
  auto word = [&](uint32_t value) { return ConstantInt::get(llvm::Type::getInt32Ty(type->getContext()), value); };
  return llvm::ConstantStruct::get(type, texts.get(known ? sources->file(span.file).name() : std::string()),
                                   word(place.line), word(place.column), word(known ? span.begin : 0),
                                   word(known ? span.end : 0));
}

}

void addSiteTable(llvm::Module& module, const std::string& name, std::span<const Span> sites,
                  const SourceMap* sources) {
  Texts texts(module);
  llvm::StructType* type = siteType(module.getContext());
  std::vector<Constant*> rows;
  for (const Span& span : sites) rows.push_back(siteRow(type, texts, span, sources));
  addTable(module, name + "_sites", name + "_site_count", type, rows);
}

void addImportTable(llvm::Module& module, const std::string& name, const std::vector<std::string>& imports) {
  Texts texts(module);
  std::vector<Constant*> rows;
  for (const std::string& import : imports) rows.push_back(texts.get(import));
  addTable(module, name + "_imports", name + "_import_count", llvm::PointerType::getUnqual(module.getContext()), rows);
}

}
