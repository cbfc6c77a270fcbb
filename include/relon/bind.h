#pragma once

#include <exception>
#include <memory>
#include <utility>

#include "relon/callable.h"

// How functions and lambdas of the running process become callable by name. Part of
// engine.h; the types are those of callable.h, with captures allowed.
namespace relon::detail {

template <typename F>
struct FunctionTypeOf : FunctionTypeOf<decltype(&F::operator())> {};
template <typename R, typename... P>
struct FunctionTypeOf<R (*)(P...)> {
  using Type = R(P...);
};
template <typename R, typename... P>
struct FunctionTypeOf<R (*)(P...) noexcept> {
  using Type = R(P...);
};
template <typename F, typename R, typename... P>
struct FunctionTypeOf<R (F::*)(P...) const> {
  using Type = R(P...);
};
template <typename F, typename R, typename... P>
struct FunctionTypeOf<R (F::*)(P...) const noexcept> {
  using Type = R(P...);
};

template <typename F, typename R, typename... P, size_t... I>
void callBound(const F& function, Context&, const uint64_t* args, void* result, R (*)(P...), Indices<I...>) {
  if constexpr (Returned<R>::isVoid) {
    function(Parameter<P>::read(args + I, result)...);
  } else {
    *static_cast<R*>(result) = function(Parameter<P>::read(args + I, result)...);
  }
}
template <typename F, typename R, typename... P, size_t... I>
void callBound(const F& function, Context& context, const uint64_t* args, void* result, R (*)(Context&, P...),
               Indices<I...>) {
  if constexpr (Returned<R>::isVoid) {
    function(context, Parameter<P>::read(args + I, result)...);
  } else {
    *static_cast<R*>(result) = function(context, Parameter<P>::read(args + I, result)...);
  }
}

template <typename F>
void boundThunk(void* target, relon_context* context, const uint64_t* args, void* result) {
  using Type = typename FunctionTypeOf<F>::Type;
  Context& state = static_cast<Context&>(*context);
  const F& function = *static_cast<const F*>(target);
  Type* type = nullptr;
  typename SignatureOf<Type>::AllIndices indices;
#ifdef __cpp_exceptions
  try {
    callBound(function, state, args, result, type, indices);
  } catch (const std::exception& error) {
    const char* text = error.what();
    state.fail(ErrorKind::host_error, text, static_cast<int64_t>(__builtin_strlen(text)));
  } catch (...) {
    state.fail(ErrorKind::host_error, "the host function threw an exception");
  }
#else
  callBound(function, state, args, result, type, indices);
#endif
}

// A function of this process, ready to be called by name. Type-erased: `owner` keeps
// what `target` points to.
struct BoundFunction {
  const char* signature;
  uint64_t gate;
  uint32_t flags;
  relon_thunk thunk;
  std::shared_ptr<void> owner;
  void* target;
};

template <typename F>
BoundFunction bindFunction(Effects effects, F function) {
  using Type = typename FunctionTypeOf<F>::Type;
  auto owner = std::make_shared<F>(std::move(function));
  return {signatureText<Type>.chars, effects.gate, rowFlags<Type>(effects), &boundThunk<F>, owner, owner.get()};
}

}
