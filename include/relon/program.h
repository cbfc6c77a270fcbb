#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "relon/callable.h"
#include "relon/context.h"
#include "relon/coverage.h"
#include "relon/limits.h"
#include "relon/result.h"

// A loaded program and the ways to run it.
//
//   relon::Result<std::string> json = program.run(R"({"order": {"qty": 3, "price": 2.5}})");
//
//   auto total = program.entry<double(int64_t, double)>();
//   relon::Context context;
//   relon::Result<double> price = (*total)(context, 3, 2.5);
namespace relon {

namespace detail {

// What an evaluation starts with; the part of a loaded program that calls read inline.
struct Start {
  Limits limits;
  uint64_t capabilities = 0;
  const relon_import* imports = nullptr;
  // `relon_status (*)(relon_context*, scalars..., scalar* result)`; null unless the
  // program was compiled and has only scalars in its signature.
  void* scalar_entry = nullptr;
};

struct LoadedProgram;

// Puts the program's limits, grants and functions in the context and forgets what
// an earlier evaluation left there.
inline void begin(const Start& start, Context& context) {
  context.max_steps = start.limits.max_steps;
  context.max_elements = start.limits.max_elements;
  context.max_depth = start.limits.max_depth;
  context.max_memory = start.limits.max_memory;
  context.capabilities = start.capabilities;
  context.imports = start.imports;
  relon_context_reset(&context);
}

const Start& startOf(const LoadedProgram& program);
// Calls the entry after `begin`.
relon_status callEntry(const LoadedProgram& program, Context& context, const void* arguments, void* result);
// The error of an evaluation that failed in `context`.
Error failureOf(const LoadedProgram& program, const Context& context);
// Compares a signature like `(Int, {qty: Int}) -> Float` with the program's types.
Result<Done> checkEntry(const LoadedProgram& program, std::string_view signature);

// `const T&` and `T` alike are a field `T` of the arguments' struct.
template <typename... P>
struct ArgumentStruct {
  using Type = Tuple<std::remove_cvref_t<P>...>;
};
template <>
struct ArgumentStruct<> {
  struct Type {};
};

template <typename T>
inline constexpr bool isScalar = TypeOf<T>::kind == Kind::scalar;

template <typename R, typename... P>
constexpr void writeEntrySignature(Writer& writer) {
  [[maybe_unused]] bool first = true;
  writer.put("(");
  ((separate(writer, first), writeType<std::remove_cvref_t<P>>(writer)), ...);
  writer.put(") -> ");
  writeType<R>(writer);
}

template <typename R, typename... P>
std::string entrySignature() {
  Writer measure{nullptr, 0};
  writeEntrySignature<R, P...>(measure);
  std::string text(measure.size, ' ');
  Writer writer{text.data(), 0};
  writeEntrySignature<R, P...>(writer);
  return text;
}

}

enum class JsonStyle : uint8_t { Compact, Indented };

template <typename Signature>
class Entry;

// The program's entry with its C++ types: `Entry<R(P...)>`, obtained by
// Program::entry. Parameters are the program's, in order: int64_t, double, bool by
// value; relon::String, relon::List<T>, relon::Tuple<...> and structs named in
// RELON_RECORD by reference to const. A result that is not a scalar points into the
// context's memory or into the arguments: it lives until the context is used again.
//
// Compiled programs whose types are all scalars are called directly, in a few
// nanoseconds. Copies are cheap and keep the program. Any number of threads may call
// one entry, each with a context of its own.
template <typename R, typename... P>
class Entry<R(P...)> {
 public:
  Result<R> operator()(Context& context, P... arguments) const {
    detail::begin(*start_, context);
    R result{};
    if (call(context, result, arguments...) != relon_ok) [[unlikely]]
      return detail::failureOf(*program_, context);
    return result;
  }

 private:
  friend class Program;
  explicit Entry(std::shared_ptr<const detail::LoadedProgram> program)
      : program_(std::move(program)), start_(&detail::startOf(*program_)) {}

  relon_status call(Context& context, R& result, P... arguments) const {
    if constexpr (detail::isScalar<R> && (detail::isScalar<std::remove_cvref_t<P>> && ...)) {
      using Scalar = relon_status (*)(relon_context*, P..., R*);
      if (start_->scalar_entry != nullptr) {
        return reinterpret_cast<Scalar>(start_->scalar_entry)(&context, arguments..., &result);
      }
    }
    const typename detail::ArgumentStruct<P...>::Type packed{arguments...};
    return detail::callEntry(*program_, context, &packed, &result);
  }

  std::shared_ptr<const detail::LoadedProgram> program_;
  const detail::Start* start_;
};

// A program with arguments that were decoded once, to be called again and again, as
// benchmarks do. Copies share the arguments. Any number of threads may call it, each
// with a context of its own.
class Call {
 public:
  // Runs the program; its result stays in the context until that is used again.
  Result<Done> operator()(Context& context) const;

 private:
  friend class Program;
  struct Arguments;
  Call(std::shared_ptr<const detail::LoadedProgram> program, std::shared_ptr<const Arguments> arguments)
      : program_(std::move(program)), arguments_(std::move(arguments)) {}

  std::shared_ptr<const detail::LoadedProgram> program_;
  std::shared_ptr<const Arguments> arguments_;
};

// A handle of one immutable program. Copies share it; it lives as long as any copy or
// entry does, whatever becomes of the engine. All members may be called from many
// threads at once. To replace a program while it is in use, store the new handle
// where the old one was (std::atomic<std::shared_ptr<...>>, a mutex, RCU ...):
// evaluations under way finish with the old one.
class Program {
 public:
  // Runs the program with a context of its own. `arguments` is a JSON object with one
  // member per parameter of `#main`; a document, which has no `#main`, takes none:
  // then leave it empty. The result is compact JSON without a line end.
  Result<std::string> run(std::string_view arguments = {}) const;

  // The same in a context that is used again and again, which saves its memory.
  // Indented JSON has two blanks per level.
  Result<std::string> run(Context& context, std::string_view arguments = {},
                          JsonStyle style = JsonStyle::Compact) const;

  // The program with these arguments, for many runs without JSON.
  Result<Call> call(std::string_view arguments = {}) const;

  // The entry under the given C++ types; an error if the program's types are others.
  // Do this once, then call the result often.
  template <typename Signature>
  Result<Entry<Signature>> entry() const {
    return entryFor(static_cast<Signature*>(nullptr));
  }

  // Has `#main`, and so takes arguments.
  bool hasMain() const;
  // The parameters of `#main` as people read them: `qty: Int, price: Float`.
  std::string parameters() const;
  // Steps that a finished evaluation used.
  int64_t stepsUsed(const Context& context) const;
  // Rendered warnings from loading; empty without any.
  const std::string& warnings() const;
  // What was executed so far, by file, the program's own first; empty unless it was loaded
  // for that.
  std::vector<FileCoverage> coverage() const;
  // Per call site of a host function: inlined, called or imported, and why. Lines of
  // text; empty for interpreted programs.
  std::string report() const;

 private:
  friend class Engine;
  explicit Program(std::shared_ptr<const detail::LoadedProgram> state) : state_(std::move(state)) {}

  template <typename R, typename... P>
  Result<Entry<R(P...)>> entryFor(R (*)(P...)) const {
    Result<Done> checked = detail::checkEntry(*state_, detail::entrySignature<R, P...>());
    if (!checked) return checked.error();
    return Entry<R(P...)>(state_);
  }

  std::shared_ptr<const detail::LoadedProgram> state_;
};

}
