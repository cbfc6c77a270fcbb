// The graph of imports is walked depth first, with a stack of its own: chains of
// imports may be longer than the native stack allows. A file is finished, and gets
// its place in the order of evaluation, after all that it imports.
#include "engine/modules.h"

#include <algorithm>
#include <unordered_map>

#include "base/sha256.h"
#include "syntax/parser.h"

namespace relon::engine {

namespace {

using syntax::Document;
using syntax::ImportDirective;
using syntax::ModuleId;

struct LoadedFile {
  enum class State : uint8_t { Open, Finished, Failed };
  State state = State::Open;
  ModulePlace place;
  Document document;
  std::vector<ImportDirective*> imports;
  // How many of them are done.
  size_t done = 0;
  // The import that led here first.
  ImportDirective* first = nullptr;
  ModuleId id;
};

class ModuleLoader {
 public:
  ModuleLoader(syntax::Ast& ast, SourceMap& sources, const ModuleSources& allowed, DiagnosticSink& sink)
      : ast_(ast), sources_(sources), allowed_(allowed), sink_(sink) {}

  void run();

 private:
  void follow(ImportDirective& import, const LoadedFile& importer);
  void load(ImportDirective& import, ModulePlace place);
  void finish(LoadedFile& file);
  void refuse(const ImportDirective& import, const ModuleRefusal& refusal);
  void reportCycle(const ImportDirective& import, const LoadedFile& repeated);
  bool parse(LoadedFile& file, std::string text, const ImportDirective& import);
  Diagnostic& reportPin(DiagCode code, const ImportDirective& import, std::string message);
  bool pinIsWritten(const ImportDirective& import);
  bool pinHolds(const ImportDirective& import, std::string_view text);

  syntax::Ast& ast_;
  SourceMap& sources_;
  const ModuleSources& allowed_;
  DiagnosticSink& sink_;
  // By identity.
  std::unordered_map<std::string, LoadedFile> files_;
  // The files that are open, each imported by the one before it.
  std::vector<LoadedFile*> open_;
};

void ModuleLoader::run() {
  ModulePlace place = placeOfEntry(sources_.file(ast_.document.file).name());
  LoadedFile& entry = files_[place.identity];
  entry.place = std::move(place);
  entry.imports = importsOf(ast_, ast_.document);
  open_.push_back(&entry);
  while (!open_.empty()) {
    LoadedFile& file = *open_.back();
    if (file.done < file.imports.size()) {
      follow(*file.imports[file.done++], file);
    } else {
      open_.pop_back();
      if (&file != &entry) finish(file);
    }
  }
}

void ModuleLoader::finish(LoadedFile& file) {
  file.state = LoadedFile::State::Finished;
  file.id = ModuleId(ast_.modules.size());
  ast_.modules.push_back(std::move(file.document));
  file.first->module = file.id;
}

void ModuleLoader::follow(ImportDirective& import, const LoadedFile& importer) {
  if (!pinIsWritten(import) || import.path.starts_with("std/")) return;
  auto found = findModule(allowed_, importer.place.name, import.path);
  if (auto* refusal = std::get_if<ModuleRefusal>(&found)) return refuse(import, *refusal);
  ModulePlace& place = std::get<ModulePlace>(found);
  auto known = files_.find(place.identity);
  if (known == files_.end()) return load(import, std::move(place));
  const LoadedFile& file = known->second;
  if (file.state == LoadedFile::State::Open) return reportCycle(import, file);
  if (file.state == LoadedFile::State::Failed) return;
  FileId source = ast_.modules[file.id.index()].file;
  if (pinHolds(import, sources_.file(source).text())) import.module = file.id;
}

void ModuleLoader::load(ImportDirective& import, ModulePlace place) {
  auto text = readModule(place);
  if (auto* refusal = std::get_if<ModuleRefusal>(&text)) return refuse(import, *refusal);
  if (!pinHolds(import, std::get<std::string>(text))) return;
  LoadedFile& file = files_[place.identity];
  file.place = std::move(place);
  file.first = &import;
  if (parse(file, std::move(std::get<std::string>(text)), import))
    open_.push_back(&file);
  else
    file.state = LoadedFile::State::Failed;
}

// Syntax errors are reported at the import; the labels lead to their places.
bool ModuleLoader::parse(LoadedFile& file, std::string text, const ImportDirective& import) {
  FileId id = sources_.add(file.place.name, std::move(text));
  DiagnosticSink found;
  file.document = syntax::parseInto(ast_, sources_, id, found);
  file.imports = importsOf(ast_, file.document);
  if (!found.hasErrors()) return true;
  Diagnostic& error = sink_.report(DiagCode::module_parse_error, import.span,
                                   "`" + import.path + "` has a syntax error: " + found.all().front().message);
  for (const Diagnostic& inside : found.all()) error.labels.push_back({inside.span, inside.message});
  return false;
}

void ModuleLoader::refuse(const ImportDirective& import, const ModuleRefusal& refusal) {
  sink_
      .report(DiagCode::module_not_found, import.span,
              "the module `" + import.path + "` cannot be imported: " + refusal.reason)
      .help = refusal.help;
}

// The repeated file stands at both ends of the chain.
void ModuleLoader::reportCycle(const ImportDirective& import, const LoadedFile& repeated) {
  std::string chain;
  for (auto file = std::find(open_.begin(), open_.end(), &repeated); file != open_.end(); ++file)
    chain += "`" + (*file)->place.name + "` -> ";
  sink_.report(DiagCode::circular_import, import.span,
               "modules import one another: " + chain + "`" + repeated.place.name + "`");
}

// ---- pins

Diagnostic& ModuleLoader::reportPin(DiagCode code, const ImportDirective& import, std::string message) {
  Diagnostic& error = sink_.report(code, import.span, std::move(message));
  error.labels.push_back({import.pinSpan, "the digest"});
  return error;
}

bool ModuleLoader::pinIsWritten(const ImportDirective& import) {
  if (!import.pinAlgorithm.valid()) return true;
  std::string algorithm(ast_.name(import.pinAlgorithm));
  if (algorithm != "sha256") {
    reportPin(DiagCode::import_hash_unknown_algorithm, import, "there is no digest algorithm `" + algorithm + "`")
        .help = "write `sha256:\"…\"`";
    return false;
  }
  auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
  const std::string& digest = import.pinDigest;
  bool areDigits = std::all_of(digest.begin(), digest.end(), isHex);
  bool isWritten = areDigits && digest.size() == 2 * Sha256().size();
  if (!isWritten)
    reportPin(DiagCode::import_hash_invalid_hex, import,
              "a SHA-256 digest is 64 hex digits, found " +
                  (areDigits ? std::to_string(digest.size()) + " of them" : "other characters"));
  if (isWritten && import.path.starts_with("std/"))
    reportPin(DiagCode::import_hash_mismatch, import,
              "`" + import.path + "` is part of the program and has no file whose digest could be compared")
        .help = "leave the digest out";
  return isWritten;
}

bool ModuleLoader::pinHolds(const ImportDirective& import, std::string_view text) {
  if (!import.pinAlgorithm.valid()) return true;
  std::string expected = import.pinDigest;
  for (char& c : expected)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  std::string actual = hexText(sha256(text));
  if (actual == expected) return true;
  reportPin(DiagCode::import_hash_mismatch, import,
            "`" + import.path + "` has the digest " + actual + ", expected " + expected);
  return false;
}

}

void loadModules(syntax::Ast& ast, SourceMap& sources, const ModuleSources& allowed, DiagnosticSink& sink) {
  ModuleLoader(ast, sources, allowed, sink).run();
}

}
