#pragma once

#include "relon/capability.h"
#include "relon/context.h"
#include "relon/value.h"

// How C++ functions become callable from Relon programs:
//
//   extern "C" int64_t add_seven(int64_t x) { return x + 7; }
//   RELON_CALLABLE(add_seven, "add_seven", relon::pure, "adds seven");
//
//   extern "C" void words(relon::Context& context, const relon::String& text, relon::List<relon::String>& result);
//   RELON_CALLABLE(words, "text.words", relon::pure | relon::walks_arguments, "the words of a text");
//
//   extern "C" int64_t now_ms();
//   RELON_CALLABLE(now_ms, "now_ms", relon::Capability::reads_clock, "milliseconds since the epoch");
//
// The function has C linkage and may take `relon::Context&` first, in order to
// allocate or to fail. Its types are read off its declaration:
//
//   Int, Float, Bool   int64_t, double, bool, by value, also as the result
//   String             const relon::String&
//   List<T>            const relon::List<T>&
//   Dict<String, V>    const relon::Dict<V>&
//   Option<T>          const relon::Option<T>&
//   Any                const relon::Any&, a value of any type
//   tuples             const relon::Tuple<A, B>&
//   records            const T&, for a struct named in RELON_RECORD
//   schemas            the same, where the struct's last member is a relon::Undeclared
//
// A result that is no scalar is written through a last parameter `T&`; what it points
// to is an argument, constant data, or memory from the context.
//
// Works with C++17 and later, with g++ 12 and clang 22, without the standard library.
namespace relon {

// What a call of a function can do to the world, and what it costs.
struct Effects {
  uint64_t gate = 0;
  uint32_t flags = 0;

  constexpr Effects(uint64_t gate_, uint32_t flags_) : gate(gate_), flags(flags_) {}
  constexpr Effects(Capability needed) : gate(static_cast<uint64_t>(needed)) {}
};

constexpr Effects operator|(Effects a, Effects b) {
  return {a.gate | b.gate, a.flags | b.flags};
}

// Nothing but its result can be observed; this is proved where the function is inlined.
inline constexpr Effects pure{0, relon_callable_pure};
// Its work grows with its texts and lists: each call is charged their lengths as steps.
inline constexpr Effects walks_arguments{0, relon_callable_walks_arguments};

// The fields of a host struct; RELON_RECORD specialises it.
template <typename T>
struct RecordFields {
  static constexpr bool declared = false;
};

namespace detail {

// Writes text, or with a null `out` only measures it.
struct Writer {
  char* out;
  size_t size;

  constexpr void put(const char* text) {
    for (; *text != 0; ++text, ++size) {
      if (out != nullptr) out[size] = *text;
    }
  }
};

enum class Kind { unsupported, scalar, aggregate };

constexpr Kind scalarIf(bool is64Bits) {
  return is64Bits ? Kind::scalar : Kind::unsupported;
}

// A type as Relon knows it: its kind and its spelling.
template <typename T>
struct TypeOf {
  static constexpr Kind kind = RecordFields<T>::declared ? Kind::aggregate : Kind::unsupported;
  static constexpr void write(Writer& writer) {
    if constexpr (RecordFields<T>::declared) RecordFields<T>::write(writer);
  }
};

template <>
struct TypeOf<long> {
  static constexpr Kind kind = scalarIf(sizeof(long) == 8);
  static constexpr void write(Writer& writer) { writer.put("Int"); }
};
template <>
struct TypeOf<long long> {
  static constexpr Kind kind = scalarIf(sizeof(long long) == 8);
  static constexpr void write(Writer& writer) { writer.put("Int"); }
};
template <>
struct TypeOf<double> {
  static constexpr Kind kind = Kind::scalar;
  static constexpr void write(Writer& writer) { writer.put("Float"); }
};
template <>
struct TypeOf<bool> {
  static constexpr Kind kind = Kind::scalar;
  static constexpr void write(Writer& writer) { writer.put("Bool"); }
};
template <>
struct TypeOf<String> {
  static constexpr Kind kind = Kind::aggregate;
  static constexpr void write(Writer& writer) { writer.put("String"); }
};

template <>
struct TypeOf<Any> {
  static constexpr Kind kind = Kind::aggregate;
  static constexpr void write(Writer& writer) { writer.put("Any"); }
};

template <typename T>
constexpr void requireSupported() {
  static_assert(TypeOf<T>::kind != Kind::unsupported,
                "not a type that Relon has: use int64_t (int is 32 bits), double (not float), bool, relon::String "
                "(not char* or std::string), relon::List<T>, relon::Dict<V>, relon::Option<T>, relon::Any, "
                "relon::Tuple<T...>, or a struct named in RELON_RECORD");
}

template <typename T>
constexpr void writeType(Writer& writer) {
  requireSupported<T>();
  TypeOf<T>::write(writer);
}

// The separator before every part but the first.
constexpr void separate(Writer& writer, bool& first) {
  if (!first) writer.put(", ");
  first = false;
}

template <typename T>
constexpr void writeGeneric(Writer& writer, const char* name) {
  writer.put(name);
  writer.put("<");
  writeType<T>(writer);
  writer.put(">");
}

template <typename T>
struct TypeOf<List<T>> {
  static constexpr Kind kind = Kind::aggregate;
  static constexpr void write(Writer& writer) { writeGeneric<T>(writer, "List"); }
};
template <typename V>
struct TypeOf<Dict<V>> {
  static constexpr Kind kind = Kind::aggregate;
  static constexpr void write(Writer& writer) { writeGeneric<V>(writer, "Dict"); }
};
template <typename T>
struct TypeOf<Option<T>> {
  static constexpr Kind kind = Kind::aggregate;
  static constexpr void write(Writer& writer) { writeGeneric<T>(writer, "Option"); }
};

template <typename T>
struct TypeOf<Given<T>> {
  static constexpr Kind kind = Kind::aggregate;
  static constexpr void write(Writer& writer) { writeGeneric<T>(writer, "Given"); }
};

template <typename... T>
struct TypeOf<Tuple<T...>> {
  static constexpr Kind kind = Kind::aggregate;
  static constexpr void write(Writer& writer) {
    [[maybe_unused]] bool first = true;
    writer.put("(");
    ((separate(writer, first), writeType<T>(writer)), ...);
    writer.put(sizeof...(T) == 1 ? ",)" : ")");
  }
};

template <typename T>
struct IsUndeclared {
  static constexpr bool value = false;
};
template <>
struct IsUndeclared<Undeclared> {
  static constexpr bool value = true;
};

// Visits a record's fields to write them.
struct FieldWriter {
  Writer& writer;
  bool first = true;

  bool isOpen = false;

  template <typename T>
  constexpr void field(const char* name, size_t) {
    if constexpr (IsUndeclared<T>::value) {
      isOpen = true;
      return;
    } else {
      writeField<T>(name);
    }
  }
  template <typename T>
  constexpr void writeField(const char* name) {
    separate(writer, first);
    writer.put(name);
    writer.put(": ");
    writeType<T>(writer);
  }
};

// Visits a record's fields to see that they are all of them, in the order of declaration.
struct FieldChecker {
  size_t end = 0;
  size_t align = 1;
  bool inOrder = true;
  // Nothing comes after the undeclared fields.
  bool isOpen = false;

  static constexpr size_t roundUp(size_t size, size_t align) { return (size + align - 1) / align * align; }

  template <typename T>
  constexpr void field(const char*, size_t offset) {
    if (offset != roundUp(end, alignof(T)) || isOpen) inOrder = false;
    isOpen = IsUndeclared<T>::value;
    if (alignof(T) > align) align = alignof(T);
    end = offset + sizeof(T);
  }
};

template <typename Fields>
constexpr bool coversAllFields(size_t size) {
  FieldChecker checker;
  Fields::visit(checker);
  return checker.inOrder && FieldChecker::roundUp(checker.end, checker.align) == size;
}

// One parameter: how it is passed, and how a thunk reads it from its 8-byte word.
template <typename P>
struct Parameter {
  static constexpr bool isResult = false;
  static constexpr void write(Writer& writer) {
    static_assert(TypeOf<P>::kind != Kind::aggregate, "pass String, List, tuples and records by reference to const");
    writeType<P>(writer);
  }
  static P read(const uint64_t* word, void*) {
    P value;
    __builtin_memcpy(&value, word, sizeof(P));
    return value;
  }
};
template <>
inline bool Parameter<bool>::read(const uint64_t* word, void*) {
  return *word != 0;
}
template <typename T>
struct Parameter<const T&> {
  static constexpr bool isResult = false;
  static constexpr void write(Writer& writer) {
    static_assert(TypeOf<T>::kind != Kind::scalar, "pass Int, Float and Bool by value");
    writeType<T>(writer);
  }
  static const T& read(const uint64_t* word, void*) {
    return *reinterpret_cast<const T*>(static_cast<uintptr_t>(*word));
  }
};
template <typename T>
struct Parameter<T&> {
  static constexpr bool isResult = true;
  static constexpr void write(Writer& writer) {
    static_assert(TypeOf<T>::kind != Kind::scalar, "return Int, Float and Bool by value");
    writeType<T>(writer);
  }
  static T& read(const uint64_t*, void* result) { return *static_cast<T*>(result); }
};

template <size_t... I>
struct Indices {};
template <size_t N, size_t... I>
struct IndicesUpTo : IndicesUpTo<N - 1, N - 1, I...> {};
template <size_t... I>
struct IndicesUpTo<0, I...> {
  using Type = Indices<I...>;
};

// A result is returned if it is a scalar, else written through the last parameter.
template <typename R>
struct Returned {
  static constexpr bool isVoid = false;
};
template <>
struct Returned<void> {
  static constexpr bool isVoid = true;
};

template <typename... P>
constexpr int countResults() {
  return (0 + ... + (Parameter<P>::isResult ? 1 : 0));
}

template <typename... P>
constexpr bool lastIsResult() {
  bool last = false;
  ((last = Parameter<P>::isResult), ...);
  return last;
}

template <bool takesContext, typename R, typename... P>
struct Signature {
  static constexpr uint32_t flags = takesContext ? uint32_t{relon_callable_takes_context} : 0u;
  static constexpr bool returns = !Returned<R>::isVoid;

  static constexpr void writeResult(Writer& writer) {
    if constexpr (returns) {
      static_assert(TypeOf<R>::kind != Kind::aggregate,
                    "return void and write the result through a last `T&` parameter");
      static_assert(countResults<P...>() == 0, "take every parameter by value or by reference to const");
      writeType<R>(writer);
    } else {
      static_assert(countResults<P...>() == 1 && lastIsResult<P...>(),
                    "a function that returns void has one result, its last parameter, `T&`");
      ((Parameter<P>::isResult ? Parameter<P>::write(writer) : void()), ...);
    }
  }

  static constexpr void write(Writer& writer) {
    [[maybe_unused]] bool first = true;
    writer.put("(");
    ((Parameter<P>::isResult ? void() : (separate(writer, first), Parameter<P>::write(writer))), ...);
    writer.put(") -> ");
    writeResult(writer);
  }

  template <typename F, size_t... I>
  static void call(F* function, relon_context* context, const uint64_t* args, void* result, Indices<I...>) {
    (void)context, (void)args, (void)result;
    if constexpr (takesContext && returns) {
      *static_cast<R*>(result) = function(static_cast<Context&>(*context), Parameter<P>::read(args + I, result)...);
    } else if constexpr (takesContext) {
      function(static_cast<Context&>(*context), Parameter<P>::read(args + I, result)...);
    } else if constexpr (returns) {
      *static_cast<R*>(result) = function(Parameter<P>::read(args + I, result)...);
    } else {
      function(Parameter<P>::read(args + I, result)...);
    }
  }

  using AllIndices = typename IndicesUpTo<sizeof...(P)>::Type;
};

template <typename F>
struct SignatureOf;
template <typename R, typename... P>
struct SignatureOf<R(P...)> : Signature<false, R, P...> {};
template <typename R, typename... P>
struct SignatureOf<R(Context&, P...)> : Signature<true, R, P...> {};
template <typename R, typename... P>
struct SignatureOf<R(P...) noexcept> : Signature<false, R, P...> {};
template <typename R, typename... P>
struct SignatureOf<R(Context&, P...) noexcept> : Signature<true, R, P...> {};

template <size_t N>
struct Text {
  char chars[N + 1] = {};
};

template <typename F>
constexpr size_t measureSignature() {
  Writer writer{nullptr, 0};
  SignatureOf<F>::write(writer);
  return writer.size;
}

template <typename F>
constexpr auto writeSignature() {
  Text<measureSignature<F>()> text;
  Writer writer{text.chars, 0};
  SignatureOf<F>::write(writer);
  return text;
}

template <typename F>
inline constexpr auto signatureText = writeSignature<F>();

template <typename F, F* function>
void thunk(void*, relon_context* context, const uint64_t* args, void* result) {
  using S = SignatureOf<F>;
  S::call(function, context, args, result, typename S::AllIndices{});
}

template <typename F>
constexpr uint32_t rowFlags(Effects effects) {
  return effects.flags | SignatureOf<F>::flags;
}

}
}

// The section that lists the rows of a linked image: pointers to them between
// __start_NAME and __stop_NAME. RelonCallables.cmake gives each library its own.
#ifndef RELON_CALLABLE_SET
#define RELON_CALLABLE_SET relon_rows
#endif

#define RELON_TEXT_(token) #token
#define RELON_EXPANDED_TEXT_(token) RELON_TEXT_(token)

#if !defined(__ELF__)
#define RELON_LIST_ROW_(function)
#elif defined(__has_attribute) && __has_attribute(retain)
#define RELON_LIST_ROW_(function)                                         \
  __attribute__((section(RELON_EXPANDED_TEXT_(RELON_CALLABLE_SET)), used, \
                 retain)) static const relon_callable_row* const relon_row_pointer_##function = &relon_row_##function;
#else
#define RELON_LIST_ROW_(function)                                   \
  __attribute__((section(RELON_EXPANDED_TEXT_(RELON_CALLABLE_SET)), \
                 used)) static const relon_callable_row* const relon_row_pointer_##function = &relon_row_##function;
#endif

// RELON_CALLABLE(function, "name.in.scripts", effects, "one sentence"): at namespace
// scope, after the function's declaration. Defines the constant relon_row_FUNCTION.
#define RELON_CALLABLE(function, script_name, effects, documentation)     \
  extern "C" {                                                            \
  extern const relon_callable_row relon_row_##function;                   \
  __attribute__((used)) const relon_callable_row relon_row_##function = { \
      RELON_ABI_VERSION,                                                  \
      ::relon::detail::rowFlags<decltype(function)>(effects),             \
      ::relon::Effects(effects).gate,                                     \
      script_name,                                                        \
      #function,                                                          \
      ::relon::detail::signatureText<decltype(function)>.chars,           \
      documentation,                                                      \
      reinterpret_cast<void*>(&function),                                 \
      &::relon::detail::thunk<decltype(function), &function>,             \
  };                                                                      \
  }                                                                       \
  RELON_LIST_ROW_(function)                                               \
  static_assert(true, "")

#define RELON_FIELD_(T, name) visitor.template field<decltype(T::name)>(#name, __builtin_offsetof(T, name));
#define RELON_FIELDS_1_(T, f) RELON_FIELD_(T, f)
#define RELON_FIELDS_2_(T, f, ...) RELON_FIELD_(T, f) RELON_FIELDS_1_(T, __VA_ARGS__)
#define RELON_FIELDS_3_(T, f, ...) RELON_FIELD_(T, f) RELON_FIELDS_2_(T, __VA_ARGS__)
#define RELON_FIELDS_4_(T, f, ...) RELON_FIELD_(T, f) RELON_FIELDS_3_(T, __VA_ARGS__)
#define RELON_FIELDS_5_(T, f, ...) RELON_FIELD_(T, f) RELON_FIELDS_4_(T, __VA_ARGS__)
#define RELON_FIELDS_6_(T, f, ...) RELON_FIELD_(T, f) RELON_FIELDS_5_(T, __VA_ARGS__)
#define RELON_FIELDS_7_(T, f, ...) RELON_FIELD_(T, f) RELON_FIELDS_6_(T, __VA_ARGS__)
#define RELON_FIELDS_8_(T, f, ...) RELON_FIELD_(T, f) RELON_FIELDS_7_(T, __VA_ARGS__)
#define RELON_FIELDS_9_(T, f, ...) RELON_FIELD_(T, f) RELON_FIELDS_8_(T, __VA_ARGS__)
#define RELON_FIELDS_10_(T, f, ...) RELON_FIELD_(T, f) RELON_FIELDS_9_(T, __VA_ARGS__)
#define RELON_FIELDS_11_(T, f, ...) RELON_FIELD_(T, f) RELON_FIELDS_10_(T, __VA_ARGS__)
#define RELON_FIELDS_12_(T, f, ...) RELON_FIELD_(T, f) RELON_FIELDS_11_(T, __VA_ARGS__)
#define RELON_FIELDS_13_(T, f, ...) RELON_FIELD_(T, f) RELON_FIELDS_12_(T, __VA_ARGS__)
#define RELON_FIELDS_14_(T, f, ...) RELON_FIELD_(T, f) RELON_FIELDS_13_(T, __VA_ARGS__)
#define RELON_FIELDS_15_(T, f, ...) RELON_FIELD_(T, f) RELON_FIELDS_14_(T, __VA_ARGS__)
#define RELON_FIELDS_16_(T, f, ...) RELON_FIELD_(T, f) RELON_FIELDS_15_(T, __VA_ARGS__)
#define RELON_CHOOSE_FIELDS_(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, chosen, ...) chosen
#define RELON_FIELDS_(T, ...)                                                                                  \
  RELON_CHOOSE_FIELDS_(__VA_ARGS__, RELON_FIELDS_16_, RELON_FIELDS_15_, RELON_FIELDS_14_, RELON_FIELDS_13_,    \
                       RELON_FIELDS_12_, RELON_FIELDS_11_, RELON_FIELDS_10_, RELON_FIELDS_9_, RELON_FIELDS_8_, \
                       RELON_FIELDS_7_, RELON_FIELDS_6_, RELON_FIELDS_5_, RELON_FIELDS_4_, RELON_FIELDS_3_,    \
                       RELON_FIELDS_2_, RELON_FIELDS_1_, )                                                     \
  (T, __VA_ARGS__)

// RELON_RECORD(Order, qty, price): at global scope, makes a struct a record type. Names
// all its fields, at most 16, in the order of their declaration.
#define RELON_RECORD(T, ...)                                                           \
  template <>                                                                          \
  struct relon::RecordFields<T> {                                                      \
    static constexpr bool declared = true;                                             \
    template <typename V>                                                              \
    static constexpr void visit(V& visitor) {                                          \
      RELON_FIELDS_(T, __VA_ARGS__)                                                    \
    }                                                                                  \
    static constexpr void write(detail::Writer& writer) {                              \
      detail::FieldWriter fields{writer};                                              \
      writer.put("{");                                                                 \
      visit(fields);                                                                   \
      writer.put(fields.isOpen ? "} open" : "}");                                      \
    }                                                                                  \
  };                                                                                   \
  static_assert(::relon::detail::coversAllFields<::relon::RecordFields<T>>(sizeof(T)), \
                "RELON_RECORD names all fields of the struct in the order of their declaration")
