#include "codegen/context_layout.h"

#include <cstddef>

#include "relon/abi.h"

namespace relon::codegen {

namespace {

constexpr ContextLayout kNative = ContextLayout::forPointerSize(sizeof(void*));
static_assert(kNative.stepsLeft == offsetof(relon_context, steps_left));
static_assert(kNative.maxElements == offsetof(relon_context, max_elements));
static_assert(kNative.maxDepth == offsetof(relon_context, max_depth));
static_assert(kNative.capabilities == offsetof(relon_context, capabilities));
static_assert(kNative.stackLimit == offsetof(relon_context, stack_limit));
static_assert(kNative.stackBytes == offsetof(relon_context, stack_bytes));
static_assert(kNative.imports == offsetof(relon_context, imports));
static_assert(kNative.status == offsetof(relon_context, status));
static_assert(kNative.status + 4 == offsetof(relon_context, site));
static_assert(kNative.detail == offsetof(relon_context, detail));
static_assert(kNative.message == offsetof(relon_context, message));
static_assert(kNative.maxSteps == offsetof(relon_context, max_steps));
static_assert(kNative.size == sizeof(relon_context));

}

}
