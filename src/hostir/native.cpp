#include "hostir/host_ir.h"

#include <map>
#include <set>

#include <llvm/Bitcode/BitcodeWriter.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/Object/Archive.h>
#include <llvm/Object/ObjectFile.h>
#include <llvm/Support/raw_ostream.h>

#include "hostir/bridge.h"
#include "hostir/errors.h"
#include "hostir/native_support.h"
#include "hostir/obtain.h"
#include "hostir/private_directory.h"
#include "hostir/shared_object.h"
#include "hostir/source.h"

// Host code as native code: every input becomes an object file, a generated file adds
// what they need of the run-time library and the rows of declared functions, one
// shared object is linked from all of them and loaded. The rows are then found by
// their symbols, as whoever compiled an input to bitcode chose its sections.
namespace relon::hostir {

namespace {

class LoadedHost final : public HostNative {
 public:
  explicit LoadedHost(SharedObject object) : object_(std::move(object)) {}

  const std::vector<callable::Callable>& callables() const override { return callables_.all(); }
  void add(callable::Callable callable) { callables_.add(std::move(callable)); }
  const SharedObject& object() const { return object_; }

 private:
  SharedObject object_;
  callable::Set callables_;
};

// A file in the private directory that takes part in the link, and what it was made from.
struct LinkInput {
  std::string file;
  std::string origin;
};

// One shared object in the making.
class NativeBuild {
 public:
  NativeBuild(const HostOptions& options, PrivateDirectory directory)
      : options_(options), directory_(std::move(directory)) {}

  Result<std::unique_ptr<HostNative>> run();

 private:
  Result<Done> addInput(const HostInput& input);
  Result<Done> addSource(const HostInput& input, Language language);
  Result<Done> addIr(const HostInput& input);
  Result<Done> addSupport();
  Result<Done> compileInto(Tool tool, std::vector<std::string> arguments, const std::string& origin);
  Result<Done> writeInto(const std::string& file, std::string_view bytes);

  Result<Done> link();
  Result<Done> readSymbols();
  Result<Done> addRows(LoadedHost& host);
  bool defines(const LoadedHost& host, const relon_callable_row& row, const std::string& symbol) const;
  Result<Done> addDeclared(LoadedHost& host, const std::vector<const relon_callable_row*>& rows);

  std::string nextFile(const char* extension) const {
    return directory_.file(std::to_string(inputs_.size()) + extension);
  }
  std::string sharedObject() const { return directory_.file("host.so"); }
  // A tool's message with the inputs' own names for the files made from them.
  Error withOrigins(Error error) const;

  const HostOptions& options_;
  PrivateDirectory directory_;
  std::vector<LinkInput> inputs_;
  // What the Rust inputs define. They are archives, of which the linker takes only what
  // something refers to, and weak references do not count.
  std::set<std::string, std::less<>> rustSymbols_;
  // What the shared object defines, with addresses in the file. Of several symbols of a
  // name the last one counts: global ones stand behind local ones.
  std::map<std::string, uint64_t, std::less<>> defined_;
};

std::string nameOf(const HostInput& input) {
  return input.path.empty() ? "host code in memory" : input.path;
}

void addArchiveSymbols(const std::string& bytes, std::set<std::string, std::less<>>& names) {
  llvm::Expected<std::unique_ptr<llvm::object::Archive>> archive =
      llvm::object::Archive::create(llvm::MemoryBufferRef(bytes, "archive"));
  if (!archive) return llvm::consumeError(archive.takeError());
  for (const llvm::object::Archive::Symbol& symbol : (*archive)->symbols()) names.insert(symbol.getName().str());
}

// As bitcode of this LLVM, whoever made it.
Result<std::string> bitcodeOf(std::string_view bytes, const std::string& name) {
  llvm::LLVMContext context;
  Result<ReadModule> read = readModule(context, bytes, name);
  if (!read) return read.error();
  std::string bitcode;
  llvm::raw_string_ostream stream(bitcode);
  llvm::WriteBitcodeToFile(*read->module, stream);
  return bitcode;
}

bool isIrFile(std::string_view path) {
  return path.ends_with(".bc") || path.ends_with(".ll");
}

void replaceAll(std::string& text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

Error NativeBuild::withOrigins(Error error) const {
  for (const LinkInput& input : inputs_) replaceAll(error.message, input.file, input.origin);
  replaceAll(error.message, directory_.file(""), "");
  return error;
}

Result<Done> NativeBuild::writeInto(const std::string& file, std::string_view bytes) {
  std::error_code failure;
  llvm::raw_fd_ostream stream(file, failure);
  stream << llvm::StringRef(bytes.data(), bytes.size());
  stream.close();
  if (!failure) failure = stream.error();
  stream.clear_error();
  if (failure) return hostError("io_error", "", "cannot write a temporary file: " + failure.message());
  return Done{};
}

Result<Done> NativeBuild::compileInto(Tool tool, std::vector<std::string> arguments, const std::string& origin) {
  LinkInput input{nextFile(".o"), origin};
  arguments.insert(arguments.end(), {"-c", "-o", input.file});
  Result<Finished> finished = runTool(tool, std::move(arguments), origin);
  inputs_.push_back(std::move(input));
  if (!finished) return withOrigins(finished.error());
  return Done{};
}

Result<Done> NativeBuild::addInput(const HostInput& input) {
  if (!input.bytes.empty() || isIrFile(input.path)) return addIr(input);
  if (const std::optional<Language> language = languageOf(input.path)) return addSource(input, *language);
  return unknownKind(input.path);
}

Result<Done> NativeBuild::addSource(const HostInput& input, Language language) {
  const bool isRust = language == Language::Rust;
  const Compilation compilation{.language = language,
                                .product = isRust ? Product::RustArchive : Product::Object,
                                .source = input.path,
                                .flags = commonFlags(language, input.path, options_.includeDirectories)};
  Result<std::string> bytes = compile(compilation);
  if (!bytes) return bytes.error();
  if (isRust) addArchiveSymbols(*bytes, rustSymbols_);
  inputs_.push_back({nextFile(isRust ? ".a" : ".o"), input.path});
  return writeInto(inputs_.back().file, *bytes);
}

Result<Done> NativeBuild::addIr(const HostInput& input) {
  std::string bytes(reinterpret_cast<const char*>(input.bytes.data()), input.bytes.size());
  if (input.bytes.empty()) {
    Result<std::string> content = readHostFile(input.path);
    if (!content) return content.error();
    bytes = std::move(*content);
  }
  Result<std::string> bitcode = bitcodeOf(bytes, nameOf(input));
  if (!bitcode) return bitcode.error();
  const std::string file = nextFile(".bc");
  if (Result<Done> written = writeInto(file, *bitcode); !written) return written;
  return compileInto(Tool::ClangXx,
                     {"-O2", "-fPIC", "-ffp-contract=off", "-Wno-override-module", "-fno-color-diagnostics", file},
                     nameOf(input));
}

Result<Done> NativeBuild::addSupport() {
  Result<std::string> text = supportSource(options_.declarations);
  if (!text) return text.error();
  const std::string file = nextFile(".cpp");
  if (Result<Done> written = writeInto(file, *text); !written) return written;
  return compileInto(Tool::ClangXx,
                     {"-std=c++20", "-O2", "-fPIC", "-fno-color-diagnostics", "-I" + includeDirectory(), file},
                     "declared functions");
}

// The shared object's own functions win over those of the same name elsewhere in
// the process. What it lacks is found out when it is loaded.
Result<Done> NativeBuild::link() {
  std::vector<std::string> arguments = {"-shared", "-fno-color-diagnostics", "-Wl,-Bsymbolic", "-o", sharedObject()};
  for (const LinkInput& input : inputs_) arguments.push_back(input.file);
  if (!rustSymbols_.empty()) arguments.insert(arguments.end(), {"-Wl,--gc-sections", "-lpthread", "-ldl", "-lm"});
  for (const callable::NativeDeclaration& each : options_.declarations) {
    if (rustSymbols_.contains(each.name)) arguments.push_back("-Wl,-u," + each.name);
  }
  Result<Finished> finished = runTool(Tool::ClangXx, std::move(arguments), "native host code");
  if (!finished) return withOrigins(finished.error());
  return Done{};
}

Result<Done> NativeBuild::readSymbols() {
  llvm::Expected<llvm::object::OwningBinary<llvm::object::ObjectFile>> file =
      llvm::object::ObjectFile::createObjectFile(sharedObject());
  if (!file) return hostError("io_error", "", llvm::toString(file.takeError()));
  for (const llvm::object::SymbolRef& symbol : file->getBinary()->symbols()) {
    llvm::Expected<llvm::StringRef> name = symbol.getName();
    llvm::Expected<uint32_t> flags = symbol.getFlags();
    llvm::Expected<uint64_t> address = symbol.getAddress();
    const bool known = name && flags && address;
    if (known && (*flags & llvm::object::SymbolRef::SF_Undefined) == 0) defined_[name->str()] = *address;
    if (!name) llvm::consumeError(name.takeError());
    if (!flags) llvm::consumeError(flags.takeError());
    if (!address) llvm::consumeError(address.takeError());
  }
  return Done{};
}

callable::Callable callableOf(const relon_callable_row& row) {
  callable::Callable callable;
  callable.name = row.name;
  callable.symbol = row.symbol;
  callable.signature = row.signature;
  callable.doc = row.doc;
  callable.gate = row.gate;
  callable.flags = row.flags;
  callable.address = row.address;
  callable.thunk = row.thunk;
  callable.target = row.address;
  return callable;
}

Result<Done> NativeBuild::addRows(LoadedHost& host) {
  constexpr std::string_view kPrefix = "relon_row_";
  constexpr std::string_view kListed = "relon_row_pointer_";
  std::vector<const relon_callable_row*> declared;
  for (auto each = defined_.lower_bound(kPrefix); each != defined_.end() && each->first.starts_with(kPrefix); ++each) {
    if (each->first.starts_with(kListed)) continue;
    const auto* row = reinterpret_cast<const relon_callable_row*>(host.object().bias() + each->second);
    if (row->abi_version != RELON_ABI_VERSION) {
      return hostError("host_input_invalid", "",
                       "`" + each->first.substr(kPrefix.size()) + "` was compiled for another version of Relon");
    }
    if (isDeclaredRow(*row)) {
      declared.push_back(row);
    } else {
      host.add(callableOf(*row));
    }
  }
  return addDeclared(host, declared);
}

// The row found its function in the shared object, not in another library of the process.
bool NativeBuild::defines(const LoadedHost& host, const relon_callable_row& row, const std::string& symbol) const {
  const auto found = defined_.find(symbol);
  return found != defined_.end() && host.object().bias() + found->second == reinterpret_cast<uintptr_t>(row.address);
}

// Declarations add to what has rows, they do not replace it.
Result<Done> NativeBuild::addDeclared(LoadedHost& host, const std::vector<const relon_callable_row*>& rows) {
  callable::Set known;
  for (const callable::Callable& each : host.callables()) known.add(each);
  for (const relon_callable_row* row : rows) {
    if (known.find(row->name) != nullptr) continue;
    callable::Callable callable = callableOf(*row);
    callable.symbol = callable.name;
    if (!defines(host, *row, callable.symbol)) return missingSymbol(callable.symbol);
    host.add(std::move(callable));
  }
  return Done{};
}

Result<std::unique_ptr<HostNative>> NativeBuild::run() {
  for (const HostInput& input : options_.inputs) {
    if (Result<Done> added = addInput(input); !added) return added.error();
  }
  if (Result<Done> added = addSupport(); !added) return added.error();
  if (Result<Done> linked = link(); !linked) return linked.error();
  if (Result<Done> read = readSymbols(); !read) return read.error();
  Result<SharedObject> object = SharedObject::load(sharedObject());
  if (!object) return object.error();
  auto host = std::make_unique<LoadedHost>(std::move(*object));
  if (Result<Done> added = addRows(*host); !added) return added.error();
  return std::unique_ptr<HostNative>(std::move(host));
}

}

Result<std::unique_ptr<HostNative>> buildNative(const HostOptions& options) {
  Result<PrivateDirectory> directory = PrivateDirectory::create();
  if (!directory) return directory.error();
  return NativeBuild(options, std::move(*directory)).run();
}

}
