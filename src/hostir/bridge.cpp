#include "hostir/bridge.h"

#include <llvm/ADT/Twine.h>
#include <llvm/AsmParser/Parser.h>
#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/Config/llvm-config.h>
#include <llvm/IR/DebugInfo.h>
#include <llvm/IR/DiagnosticHandler.h>
#include <llvm/IR/DiagnosticInfo.h>
#include <llvm/IR/DiagnosticPrinter.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/SourceMgr.h>

#include <algorithm>
#include <charconv>

#include "hostir/bridge_text.h"
#include "hostir/errors.h"

// Bitcode of this LLVM's major version or an older one is read directly: LLVM
// upgrades it. Bitcode of a newer one is refused even where it can be parsed, since
// the reader checks no versions and takes unknown bits for known ones. A newer
// producer goes by text, where everything unknown is visible: what droppable.def
// lists is blanked out and the text parsed again, the rest is an error.
namespace relon::hostir {
namespace {

constexpr std::string_view kInvalid = "host_input_invalid";
constexpr std::string_view kUnsupported = "host_version_unsupported";
constexpr std::string_view kOurs = "LLVM " LLVM_VERSION_STRING;

// LLVM's parser and verifier are recursive; no compiler nests anywhere near so deep.
constexpr std::size_t kMaxNesting = 256;

// Distinct constructs that are dropped before the text is given up. Each costs a parse.
constexpr std::size_t kMaxRewrites = 128;

// Keeps the first error and prints nothing; without it LLVM would exit the process.
struct Quiet : llvm::DiagnosticHandler {
  std::string* first;
  explicit Quiet(std::string& f) : first(&f) {}
  bool handleDiagnostics(const llvm::DiagnosticInfo& info) override {
    if (info.getSeverity() != llvm::DS_Error || !first->empty()) return true;
    llvm::raw_string_ostream stream(*first);
    llvm::DiagnosticPrinterRawOStream printer(stream);
    info.print(printer);
    return true;
  }
};

class QuietScope {
 public:
  explicit QuietScope(llvm::LLVMContext& context) : context_(context), before_(context.getDiagnosticHandler()) {
    context_.setDiagnosticHandler(std::make_unique<Quiet>(error_));
  }
  ~QuietScope() { context_.setDiagnosticHandler(std::move(before_)); }
  QuietScope(const QuietScope&) = delete;
  QuietScope& operator=(const QuietScope&) = delete;
  const std::string& error() const { return error_; }

 private:
  llvm::LLVMContext& context_;
  std::unique_ptr<llvm::DiagnosticHandler> before_;
  std::string error_;
};

// Where constructs of the input stand, for messages about the parsed module.
struct Input {
  const std::string& name;
  // Empty for bitcode.
  std::string_view text;
  std::string producer;

  std::string place(std::size_t offset) const {
    auto lines = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
    return name + ":" + std::to_string(lines + 1);
  }
  std::string placeOf(const std::string& spelling) const {
    std::size_t found = text.find(spelling);
    return found == std::string_view::npos ? name : place(found);
  }
  Error unsupported(const std::string& where, const std::string& why) const {
    return hostError(kUnsupported, where,
                     why + "; it was made by " + producer + " and is read by " + std::string(kOurs));
  }
};

Error invalid(const std::string& where, const std::string& why) {
  return hostError(kInvalid, where, why);
}

// LLVM's messages may have several lines; the first says what is wrong.
std::string firstLine(std::string_view message) {
  return std::string(message.substr(0, message.find('\n')));
}

// Debug information of hosts is not carried into programs. Without this flag LLVM
// drops it while reading and does not stop the process where it is broken.
void removeDebugVersion(llvm::Module& module) {
  llvm::NamedMDNode* flags = module.getModuleFlagsMetadata();
  if (flags == nullptr) return;
  std::vector<llvm::MDNode*> kept;
  for (llvm::MDNode* flag : flags->operands()) {
    auto* key = flag->getNumOperands() > 1 ? llvm::dyn_cast_or_null<llvm::MDString>(flag->getOperand(1)) : nullptr;
    if (key == nullptr || !key->getString().starts_with("Debug Info ")) kept.push_back(flag);
  }
  flags->clearOperands();
  for (llvm::MDNode* flag : kept) flags->addOperand(flag);
}

// Upgrading leaves the declarations of old forms behind.
void removeUnusedIntrinsics(llvm::Module& module) {
  for (llvm::Function& function : llvm::make_early_inc_range(module))
    if (function.getName().starts_with("llvm.") && function.isDeclaration() && function.use_empty())
      function.eraseFromParent();
}

std::optional<Error> checkIntrinsic(llvm::Function& function, const Input& input) {
  if (!function.getName().starts_with("llvm.")) return std::nullopt;
  std::string name = function.getName().str();
  if (function.getIntrinsicID() == llvm::Intrinsic::not_intrinsic)
    return input.unsupported(input.placeOf("@" + name), "the intrinsic `" + name + "` is unknown");
  llvm::SmallVector<llvm::Type*, 4> types;
  if (!llvm::Intrinsic::getIntrinsicSignature(&function, types))
    return input.unsupported(input.placeOf("@" + name), "the intrinsic `" + name + "` has an unknown type");
  return std::nullopt;
}

std::optional<Error> checkBundles(const llvm::CallBase& call, const Input& input) {
  for (unsigned i = 0; i < call.getNumOperandBundles(); ++i) {
    llvm::OperandBundleUse bundle = call.getOperandBundleAt(i);
    if (bundle.getTagID() <= llvm::LLVMContext::OB_LastBundleID) continue;
    // The verifier knows the promises that an assumption may make.
    if (call.getIntrinsicID() == llvm::Intrinsic::assume &&
        (bundle.getTagName() == "ignore" || bundle.getTagName() == "separate_storage" ||
         llvm::Attribute::getAttrKindFromName(bundle.getTagName()) != llvm::Attribute::None))
      continue;
    std::string tag = bundle.getTagName().str();
    return input.unsupported(input.placeOf("\"" + tag + "\"("), "the operand bundle `" + tag + "` is unknown");
  }
  return std::nullopt;
}

// What parses silently although this LLVM does not know it.
std::optional<Error> checkKnown(llvm::Module& module, const Input& input) {
  for (llvm::Function& function : module) {
    if (std::optional<Error> error = checkIntrinsic(function, input)) return error;
    for (llvm::Instruction& instruction : llvm::instructions(function)) {
      auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
      if (call == nullptr) continue;
      if (std::optional<Error> error = checkBundles(*call, input)) return error;
    }
  }
  return std::nullopt;
}

Result<ReadModule> checked(ReadModule read, const Input& input) {
  llvm::StripDebugInfo(*read.module);
  removeUnusedIntrinsics(*read.module);
  removeDebugVersion(*read.module);
  if (std::optional<Error> error = checkKnown(*read.module, input)) return *error;
  std::string message;
  llvm::raw_string_ostream stream(message);
  if (llvm::verifyModule(*read.module, &stream)) return invalid(input.name, "broken LLVM IR: " + firstLine(message));
  return read;
}

// The major version in "LLVM22.1.2-rust-1.95.0-stable"; 0 if there is none.
unsigned majorOf(std::string_view producer) {
  unsigned major = 0;
  if (!producer.starts_with("LLVM")) return major;
  std::from_chars(producer.data() + 4, producer.data() + producer.size(), major);
  return major;
}

Error damaged(const Input& input, const std::string& why) {
  return invalid(input.name, "is not LLVM bitcode or is damaged: " + firstLine(why));
}

Error newerBitcode(const Input& input) {
  return input.unsupported(input.name,
                           "bitcode of a newer LLVM cannot be read safely, only its text (`-S -emit-llvm`, "
                           "`--emit=llvm-ir`)");
}

Result<ReadModule> readBitcode(llvm::LLVMContext& context, std::string_view bytes, const std::string& name) {
  QuietScope quiet(context);
  llvm::MemoryBufferRef buffer({bytes.data(), bytes.size()}, name);
  Input input = {name, "", "an unknown version"};
  llvm::Expected<std::string> producer = llvm::getBitcodeProducerString(buffer);
  if (!producer) return damaged(input, llvm::toString(producer.takeError()));
  if (!producer->empty()) input.producer = "`" + *producer + "`";
  if (majorOf(*producer) > LLVM_VERSION_MAJOR) return newerBitcode(input);
  llvm::Expected<std::unique_ptr<llvm::Module>> module = llvm::getLazyBitcodeModule(buffer, context);
  if (!module) return damaged(input, llvm::toString(module.takeError()));
  removeDebugVersion(**module);
  if (llvm::Error error = (*module)->materializeAll()) return damaged(input, llvm::toString(std::move(error)));
  if (!quiet.error().empty()) return damaged(input, quiet.error());
  return checked({std::move(*module), {}}, input);
}

// Makes LLVM take the module for one without debug information (removeDebugVersion).
void hideDebugVersion(std::string& text) {
  constexpr std::string_view flag = "!\"Debug Info Version\"";
  for (std::size_t at = text.find(flag); at != std::string::npos; at = text.find(flag, at + flag.size()))
    text.replace(at, flag.size(), "!\"Debug Info Dropped\"");
}

std::unique_ptr<llvm::Module> parse(const std::string& text, llvm::LLVMContext& context, const std::string& name,
                                    llvm::SMDiagnostic& stop) {
  return llvm::parseAssembly(llvm::MemoryBufferRef(text, name), stop, context);
}

std::size_t offsetOf(std::string_view text, const llvm::SMDiagnostic& stop) {
  std::size_t at = 0;
  for (int line = 1; line < stop.getLineNo() && at < text.size(); ++line)
    at = std::min(text.find('\n', at), text.size() - 1) + 1;
  return std::min(text.size(), at + static_cast<std::size_t>(std::max(stop.getColumnNo(), 0)));
}

// The parser's messages about something it does not know, in contrast to IR that
// contradicts itself.
bool isAboutUnknown(llvm::StringRef message) {
  for (llvm::StringRef start :
       {"expected", "unknown", "invalid", "unexpected", "unterminated attribute", "this attribute"})
    if (message.starts_with_insensitive(start)) return true;
  return false;
}

Error refused(const Input& input, std::size_t offset, const llvm::SMDiagnostic& stop) {
  std::string message = stop.getMessage().str();
  std::string token(tokenAt(input.text, offset));
  std::string where = input.place(offset) + ":" + std::to_string(stop.getColumnNo() + 1);
  if (!isWordOrNode(token) || !isAboutUnknown(message)) return invalid(where, "broken LLVM IR: " + message);
  return input.unsupported(where, "`" + token + "` is unknown here and cannot be left out safely (" + message + ")");
}

std::string remarkOn(const Input& input, const Dropped& dropped) {
  std::string places = dropped.places == 1 ? "" : " in " + std::to_string(dropped.places) + " places";
  return input.place(dropped.offset) + ": dropped `" + dropped.construct + "`" + places + " (a promise that " +
         std::string(kOurs) + " does not know)";
}

// Rewrites `text` until it parses, in contexts of its own: what an attempt leaves
// behind in a context would rename the types of the next.
std::optional<Error> makeReadable(std::string& text, const Input& input, std::vector<std::string>& remarks) {
  for (;;) {
    llvm::LLVMContext scratch;
    QuietScope quiet(scratch);
    llvm::SMDiagnostic stop;
    if (parse(text, scratch, input.name, stop)) return std::nullopt;
    std::size_t offset = offsetOf(text, stop);
    if (remarks.size() == kMaxRewrites || !isAboutUnknown(stop.getMessage())) return refused(input, offset, stop);
    std::optional<Dropped> dropped = dropConstruct(text, offset);
    if (!dropped) return refused(input, offset, stop);
    remarks.push_back(remarkOn(input, *dropped));
  }
}

std::optional<Error> checkText(std::string_view text, const std::string& name) {
  if (text.find('\0') != std::string_view::npos || !looksLikeIr(text))
    return invalid(name, "is neither LLVM bitcode nor LLVM IR text");
  if (nestingDepth(text) > kMaxNesting)
    return invalid(name, "nests deeper than " + std::to_string(kMaxNesting) + " levels");
  return std::nullopt;
}

Result<ReadModule> readText(llvm::LLVMContext& context, std::string_view bytes, const std::string& name) {
  if (std::optional<Error> error = checkText(bytes, name)) return *error;
  Input input = {name, bytes, producerOf(bytes)};
  std::string text(bytes);
  hideDebugVersion(text);
  ReadModule read;
  if (std::optional<Error> error = makeReadable(text, input, read.remarks)) return *error;
  QuietScope quiet(context);
  llvm::SMDiagnostic stop;
  read.module = parse(text, context, name, stop);
  if (!read.module || !quiet.error().empty())
    return invalid(name, "broken LLVM IR: " + (read.module ? quiet.error() : stop.getMessage().str()));
  return checked(std::move(read), input);
}

}

Result<ReadModule> readModule(llvm::LLVMContext& context, std::string_view bytes, const std::string& name) {
  if (bytes.empty()) return invalid(name, "is empty");
  auto* begin = reinterpret_cast<const unsigned char*>(bytes.data());
  if (llvm::isBitcode(begin, begin + bytes.size())) return readBitcode(context, bytes, name);
  return readText(context, bytes, name);
}

}
