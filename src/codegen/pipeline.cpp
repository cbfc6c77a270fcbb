#include <chrono>
#include <map>
#include <tuple>

#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>

#include "codegen/bindings.h"
#include "codegen/module_emitter.h"
#include "codegen/optimise.h"
#include "codegen/run_ahead.h"
#include "codegen/symbols.h"
#include "hostir/host_ir.h"
#include "hostir/large_stack.h"

namespace relon::codegen {

namespace {

// LLVM's verifier takes its time. Code of hosts is always verified; what we and LLVM
// make ourselves, where assertions are.
#ifdef NDEBUG
constexpr bool kChecksOurselves = false;
#else
constexpr bool kChecksOurselves = true;
#endif

class Stopwatch {
 public:
  explicit Stopwatch(int64_t& total) : total_(total), start_(std::chrono::steady_clock::now()) {}
  ~Stopwatch() { total_ += std::chrono::nanoseconds(std::chrono::steady_clock::now() - start_).count(); }

 private:
  int64_t& total_;
  std::chrono::steady_clock::time_point start_;
};

Error internalError(std::string message) {
  return {"internal_error", "error[internal_error]: " + std::move(message)};
}

// One compilation, a step after the other; each step may fail.
class Pipeline {
 public:
  Pipeline(const ir::Module& source, const callable::Set& set, const HostIr* host, const CompileOptions& options,
           TargetKind kind, llvm::TargetMachine& machine)
      : source_(source), set_(set), host_(host), options_(options), kind_(kind), machine_(machine) {}

  Result<Compiled> run(Stage last) {
    if (auto problem = emit()) return std::move(*problem);
    if (last == Stage::Llvm) return finish();
    if (auto problem = link()) return std::move(*problem);
    if (last == Stage::Linked) return finish();
    optimiseAll();
    if (auto problem = checkResult()) return std::move(*problem);
    return finish();
  }

 private:
  using Problem = std::optional<Error>;
  // A callable whose body is in the module.
  struct Inlined {
    ir::CallableId id;
    // Over the budget: calls of it may remain.
    bool staysFunction = false;
  };

  Problem emit();
  Problem checkModule(const char* stage);
  Problem link();
  Problem linkBodies();
  Problem takeAdmission(ir::CallableId id, const hostir::Admission& admission);
  void optimiseAll();
  Problem checkResult();
  Problem checkInlined(const Inlined& callable);
  Result<Compiled> finish();
  void reportSites();

  const ir::Module& source_;
  const callable::Set& set_;
  const HostIr* host_;
  const CompileOptions& options_;
  TargetKind kind_;
  llvm::TargetMachine& machine_;
  Bindings bindings_;
  Compiled result_;
  std::vector<Inlined> inlined_;
  // Functions of the run-time library that generated code calls by itself.
  std::vector<ir::CallableRef> runtime_;
};

Pipeline::Problem Pipeline::emit() {
  Stopwatch watch(result_.times.emit);
  if (auto problem = ir::verify(source_)) return internalError("the program's IR is not valid: " + problem->message);
  if (!source_.entry) return internalError("the program has no entry");
  bindings_ = chooseBindings(source_, set_, host_, options_, kind_);
  result_.context = std::make_unique<llvm::LLVMContext>();
  result_.module = std::make_unique<llvm::Module>(options_.name, *result_.context);
  result_.module->setTargetTriple(machine_.getTargetTriple());
  result_.module->setDataLayout(machine_.createDataLayout());
  ModuleEmitter emitter(*result_.module, source_, bindings_, kind_);
  emitter.run();
  result_.recordEntry = options_.name + "_run";
  result_.scalarEntry = emitter.emitEntries(options_.name);
  result_.sites = emitter.sites();
  result_.imports = bindings_.imports;
  for (size_t i = 0; i < bindings_.callables.size(); ++i) {
    if (bindings_.callables[i].binding == Binding::Called) result_.calledSymbols.push_back(source_.callables[i].symbol);
  }
  for (const std::string& symbol : emitter.runtimeSymbols())
    runtime_.push_back({.name = symbol, .symbol = symbol, .parameters = {}, .result = source_.types.noneType()});
  setTargetAttributes(*result_.module, machine_);
  return kChecksOurselves ? checkModule("emission") : std::nullopt;
}

Pipeline::Problem Pipeline::checkModule(const char* stage) {
  std::string message;
  llvm::raw_string_ostream stream(message);
  if (!llvm::verifyModule(*result_.module, &stream)) return {};
  return internalError(std::string("invalid LLVM IR after ") + stage + ": " + message);
}

// Refused by a rule: called where there is something to call, else an error.
Pipeline::Problem Pipeline::takeAdmission(ir::CallableId id, const hostir::Admission& admission) {
  const ir::CallableRef& callable = source_.callables[id.index()];
  CallableBinding& binding = bindings_.callables[id.index()];
  if (admission.linked) {
    inlined_.push_back({id});
    return {};
  }
  binding.reason = admission.rule + ": " + admission.explanation;
  const callable::Callable* row = set_.find(callable.name);
  bool isCallable = options_.relocatable || (row != nullptr && row->address != nullptr);
  if (kind_ == TargetKind::Wasm32 || binding.isLibrary || !isCallable) {
    return Error{"host_not_admitted", "error[host_not_admitted]: `" + callable.name +
                                          "` cannot be compiled into the program (" + binding.reason + ")"};
  }
  binding.binding = Binding::Called;
  result_.calledSymbols.push_back(callable.symbol);
  return {};
}

// The callables to be inlined, and the functions of the run-time library that
// generated code calls by itself. The library comes first: no host replaces it.
Pipeline::Problem Pipeline::linkBodies() {
  std::vector<hostir::Wanted> wanted;
  std::vector<ir::CallableId> ids;
  for (size_t i = 0; i < source_.callables.size(); ++i) {
    llvm::Function* declaration = result_.module->getFunction(source_.callables[i].symbol);
    if (bindings_.callables[i].binding != Binding::Inlined || declaration == nullptr) continue;
    wanted.push_back({&source_.callables[i], declaration});
    ids.push_back(ir::CallableId(i));
  }
  for (const ir::CallableRef& function : runtime_) {
    wanted.push_back({&function, result_.module->getFunction(function.symbol)});
  }
  if (wanted.empty()) return {};
  std::vector<const HostIr*> hosts = {&hostir::runtimeLibrary(kind_ == TargetKind::Wasm32)};
  if (host_ != nullptr) hosts.push_back(host_);
  auto admissions = hostir::link(*result_.module, machine_, hosts, wanted, result_.report);
  if (!admissions) return std::move(admissions).error();
  for (size_t i = 0; i < ids.size(); ++i) {
    if (auto problem = takeAdmission(ids[i], (*admissions)[i])) return problem;
  }
  for (size_t i = ids.size(); i < wanted.size(); ++i) {
    const hostir::Admission& admission = (*admissions)[i];
    if (!admission.linked) return internalError("`" + runtime_[i - ids.size()].symbol + "`: " + admission.explanation);
  }
  return {};
}

Pipeline::Problem Pipeline::link() {
  Stopwatch watch(result_.times.link);
  if (auto problem = linkBodies()) return problem;
  answerRunAheadQuestions(*result_.module);
  std::vector<std::string> kept = {result_.recordEntry};
  if (!result_.scalarEntry.empty()) kept.push_back(result_.scalarEntry);
  prune(*result_.module, kept);
  setTargetAttributes(*result_.module, machine_);
  return checkModule("linking");
}

void Pipeline::optimiseAll() {
  Stopwatch watch(result_.times.optimise);
  for (Inlined& callable : inlined_) {
    llvm::Function* body = result_.module->getFunction(source_.callables[callable.id.index()].symbol);
    if (body == nullptr) continue;
    std::string reason = forceInlining(*body);
    if (reason.empty()) continue;
    callable.staysFunction = true;
    bindings_.callables[callable.id.index()].reason = reason;
  }
  optimise(*result_.module, machine_, options_.optimisation);
}

// The promise of the closed world: what was to be inlined is not called.
Pipeline::Problem Pipeline::checkInlined(const Inlined& callable) {
  const ir::CallableRef& source = source_.callables[callable.id.index()];
  const llvm::Function* body = result_.module->getFunction(source.symbol);
  if (callable.staysFunction || body == nullptr || body->use_empty()) return {};
  return Error{"not_inlined", "error[not_inlined]: a call of `" + source.name +
                                  "` was not inlined: LLVM cannot inline `" + source.symbol + "`"};
}

Pipeline::Problem Pipeline::checkResult() {
  if (auto problem = kChecksOurselves ? checkModule("optimisation") : std::nullopt) return problem;
  for (const Inlined& callable : inlined_) {
    if (auto problem = checkInlined(callable)) return problem;
  }
  std::vector<std::string> granted = result_.calledSymbols;
  for (size_t i = 0; i < bindings_.callables.size(); ++i) {
    bool isWasmImport = kind_ == TargetKind::Wasm32 && bindings_.callables[i].binding == Binding::Imported;
    if (isWasmImport) granted.push_back(source_.callables[i].symbol);
  }
  Result<Done> checked = checkUndefinedSymbols(*result_.module, granted);
  if (!checked) return std::move(checked).error();
  return {};
}

// One entry for each call of a host function in the source, in its order, whatever
// the optimiser made of its copies.
void Pipeline::reportSites() {
  std::map<std::tuple<uint32_t, uint32_t, uint32_t, uint32_t>, CallSite> sites;
  for (const ir::Function& function : source_.functions) {
    for (const ir::Op& op : function.ops) {
      if (op.code != ir::Opcode::Call) continue;
      const auto* id = std::get_if<ir::CallableId>(&std::get<ir::Callee>(op.attribute));
      if (id == nullptr || bindings_.callables[id->index()].isLibrary) continue;
      const CallableBinding& binding = bindings_.callables[id->index()];
      sites.try_emplace({op.span.file.index(), op.span.begin, op.span.end, id->index()},
                        CallSite{op.span, source_.callables[id->index()].name, binding.binding, binding.reason});
    }
  }
  for (auto& [place, site] : sites) result_.report.sites.push_back(std::move(site));
}

Result<Compiled> Pipeline::finish() {
  reportSites();
  return std::move(result_);
}

}

Result<Compiled> compile(const ir::Module& module, const callable::Set& set, const HostIr* host,
                         const CompileOptions& options, TargetKind kind, llvm::TargetMachine& machine, Stage last) {
  std::optional<Result<Compiled>> result;
  hostir::onLargeStack([&] { result = Pipeline(module, set, host, options, kind, machine).run(last); });
  return std::move(*result);
}

}
