/* The binary interface between Relon programs and the code around them: plain C,
 * no dependencies. Generated headers, host functions and the run-time library
 * all include it. Sizes are fixed except for pointers (8 bytes natively, 4 on wasm32).
 *
 * Scalars: Int is int64_t, Float is double, Bool is bool (one byte).
 * Records and tuples are C structs in declaration order. */
#ifndef RELON_ABI_H
#define RELON_ABI_H

#include <stddef.h>
#include <stdint.h>
#ifndef __cplusplus
#include <stdbool.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The functions below are visible to host code that is loaded at run time. */
#if defined(__GNUC__) && !defined(_WIN32)
#define RELON_API __attribute__((visibility("default")))
#else
#define RELON_API
#endif

/* Raised whenever a struct below changes. */
#define RELON_ABI_VERSION 3

/* UTF-8, not terminated by a zero. Never null-and-nonempty. */
typedef struct relon_string {
  const char* data;
  int64_t size;
} relon_string;

/* `size` elements of the element type, one behind the other. */
typedef struct relon_list {
  const void* data;
  int64_t size;
} relon_list;

/* A list that is being built: `size` of `capacity` elements are written. */
typedef struct relon_builder {
  void* data;
  int64_t size;
  int64_t capacity;
} relon_builder;

/* `size` keys, sorted by their bytes and unique, and as many values of the value type. */
typedef struct relon_dict {
  const relon_string* keys;
  const void* values;
  int64_t size;
} relon_dict;

/* A value whose type is known at run time only: the `tag` says which member counts. */
typedef struct relon_any {
  int32_t tag;
  union {
    bool boolean;
    int64_t integer;
    double number;
    relon_string string;
    /* Of relon_any; for `object` of one relon_object. */
    relon_list list;
    struct {
      void* code;
      void* environment;
    } closure;
  } as;
} relon_any;

/* The tags of relon_any. */
enum {
  relon_any_bool = 0,
  relon_any_int = 1,
  relon_any_float = 2,
  relon_any_string = 3,
  relon_any_list = 4,
  relon_any_tuple = 5,
  relon_any_object = 6,
  relon_any_closure = 7,
  /* A schema, an enum or a type as a value: `string` is its text. */
  relon_any_other = 8
};

/* A dict, a record or a variant. `brand` is the schema's name or, with the enum's
 * name in `of`, the variant's; both are empty for plain dicts. The entries of a variant
 * with a tuple as its payload are named "0", "1", ... */
typedef struct relon_object {
  /* Values are relon_any. */
  relon_dict entries;
  relon_string brand;
  relon_string of;
} relon_object;

/* 0 is success, else one of the numbers of error_kinds.def. */
typedef int32_t relon_status;

enum {
#define RELON_ERROR_KIND(name, number, meaning) relon_##name = number,
#include "relon/error_kinds.def"
  relon_ok = 0
};

/* Capability bits (language reference, file 06, section 1). */
enum {
  relon_reads_fs = 0,
  relon_writes_fs = 1,
  relon_network = 2,
  relon_reads_clock = 3,
  relon_reads_env = 4,
  relon_uses_rng = 5
};

typedef struct relon_context relon_context;

/* How a callable is called when it is known only by address: `args` are 8-byte
 * words (Int, Float bits, Bool as 0 or 1, or a pointer for everything else);
 * the result goes to `result` in its C layout. A failure is left in the context. */
typedef void (*relon_thunk)(void* target, relon_context* context, const uint64_t* args, void* result);

/* One entry of a program's import table (the open world). */
typedef struct relon_import {
  relon_thunk thunk;
  void* target;
} relon_import;

struct relon_arena_block;
struct relon_pattern;

/* One evaluation's state: memory, budgets, grants and the failure. Not shared
 * between threads at one time. Zero it, then call relon_context_init. */
struct relon_context {
  /* Memory: a bump arena, freed as a whole by relon_context_reset. */
  char* arena_cursor;
  char* arena_end;

  /* Budgets; INT64_MAX means none. */
  int64_t steps_left;
  int64_t max_elements;
  int64_t max_depth;

  /* Bit n set: capability n is granted. */
  uint64_t capabilities;

  /* The lowest stack address that calls may reach, and how many bytes below the
   * entry's frame that is. The entry sets the first from the second. */
  uintptr_t stack_limit;
  int64_t stack_bytes;

  /* The open world's functions, numbered as in the program's import list. */
  const relon_import* imports;

  /* The failure: its kind (0: none), the place as an index into the program's
   * site table (-1: none), two numbers that some kinds use (an index and a
   * length; a limit and an amount), and a message where one was given. */
  relon_status status;
  int32_t site;
  int64_t detail[2];
  relon_string message;

  int64_t memory_left;
  struct relon_arena_block* blocks;
  int64_t max_steps;
  int64_t max_memory;
  /* The embedder's own. */
  void* user;
  /* Where each iterator of the run stands: elements are int64_t. */
  relon_builder cursors;
  /* Regular expressions that were compiled, in the arena. */
  struct relon_pattern* patterns;
};

/* A place in the source that a failure can name. */
typedef struct relon_site {
  const char* file;
  uint32_t line;
  uint32_t column;
  uint32_t begin;
  uint32_t end;
} relon_site;

enum {
  /* No effect that can be observed; verified on the IR where it is inlined. */
  relon_callable_pure = 1,
  /* The first parameter is the context; the function can fail. */
  relon_callable_takes_context = 2,
  /* Walks its text and list arguments: each call is charged their lengths. */
  relon_callable_walks_arguments = 4
};

/* What a callable is: constant data beside its function, in native objects and
 * in bitcode alike. Written by RELON_CALLABLE (callable.h). */
typedef struct relon_callable_row {
  uint32_t abi_version;
  uint32_t flags;
  /* Capability bits that a call requires. */
  uint64_t gate;
  /* As scripts call it; may contain dots. */
  const char* name;
  /* The native symbol. */
  const char* symbol;
  /* `(Int, List<String>) -> Float` in Relon's own type syntax. */
  const char* signature;
  /* One sentence for people. */
  const char* doc;
  /* The function itself: parameters in order, scalars by value, everything else
   * by pointer to const; a result that is no scalar goes through a last pointer. */
  void* address;
  /* Calls `address` (its `target` parameter is ignored). */
  relon_thunk thunk;
} relon_callable_row;

/* Prepares a zeroed context: no budgets, depth 10,000, stack_bytes 4 MiB. */
RELON_API void relon_context_init(relon_context* context);
/* Frees the arena, restores the budgets, forgets the failure. Grants stay. */
RELON_API void relon_context_reset(relon_context* context);
/* Frees everything. */
RELON_API void relon_context_destroy(relon_context* context);
/* `size` bytes from the arena, aligned to 16; null after setting
 * memory_limit_exceeded when the budget or the machine has no more. */
RELON_API void* relon_allocate(relon_context* context, int64_t size);
/* An empty builder with room for `capacity` elements of `element_size` bytes (a
 * negative capacity counts as 0; none has more than max_elements). False after failing. */
RELON_API bool relon_list_reserve(relon_context* context, relon_builder* builder, int64_t capacity,
                                  int64_t element_size);
/* Makes room for at least one more element: for a push that finds size == capacity.
 * False after failing with value_too_large or memory_limit_exceeded. */
RELON_API bool relon_list_grow(relon_context* context, relon_builder* builder, int64_t element_size);
/* Records the first failure; later ones are ignored. The message is copied. */
RELON_API void relon_fail(relon_context* context, relon_status kind, const char* message, int64_t size);

#ifdef __cplusplus
}
#endif

#endif
