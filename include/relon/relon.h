/* The C API: what other languages bind to. A small part of the C++ API (engine.h), and
 * stable: functions are added, never changed.
 *
 *   relon_engine* engine = relon_engine_create();
 *   char* error = NULL;
 *   relon_program* program = relon_engine_load(engine, "price.relon", relon_interpreter, relon_imported, &error);
 *   char* json = program ? relon_program_run(program, "{\"qty\": 3}", &error) : NULL;
 *   puts(json ? json : error);
 *   relon_free(json); relon_free(error);
 *   relon_program_destroy(program); relon_engine_destroy(engine);
 *
 * Texts are UTF-8 and end in a zero byte. A function that can fail returns null or
 * false and, unless `error` is null, stores rendered lines there, which the caller
 * frees with relon_free. Everything but the configuration of one engine may be called
 * from many threads at once. */
#ifndef RELON_RELON_H
#define RELON_RELON_H

#include "relon/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct relon_engine relon_engine;
typedef struct relon_program relon_program;

typedef enum relon_executor { relon_interpreter = 0, relon_jit = 1 } relon_executor;
typedef enum relon_binding { relon_imported = 0, relon_called = 1, relon_inlined = 2 } relon_binding;

/* INT64_MAX means no limit; see limits.h. */
typedef struct relon_limits {
  int64_t max_steps;
  int64_t max_elements;
  int64_t max_depth;
  int64_t max_memory;
} relon_limits;

/* `0.1.0`, constant. */
const char* relon_version(void);

relon_engine* relon_engine_create(void);
/* Programs loaded from it live on. Null is allowed. */
void relon_engine_destroy(relon_engine* engine);
void relon_engine_set_limits(relon_engine* engine, const relon_limits* limits);
/* One of the bits of abi.h: relon_reads_fs ... */
void relon_engine_grant(relon_engine* engine, int capability);

/* Programs may import the files below a directory. */
void relon_engine_allow_imports(relon_engine* engine, const char* directory);
/* A module in memory: what an import of `path` means. Both texts are copied. */
void relon_engine_add_module(relon_engine* engine, const char* path, const char* text);

/* Makes a function callable as `name`. `signature` is in Relon's type syntax,
 * `(Int, List<String>) -> Float`; `gate` is a mask of capabilities that a call needs, 0
 * for none. `thunk` gets `target`, the context (relon_fail ends the evaluation), the
 * arguments and the place of the result (abi.h). Both are used for as long as any
 * program that was loaded afterwards. False if the signature is wrong. */
bool relon_engine_bind(relon_engine* engine, const char* name, const char* signature, uint64_t gate, relon_thunk thunk,
                       void* target, char** error);
/* Host functions as C++, C, Rust, bitcode or IR; compiled with each program. */
void relon_engine_add_host_source(relon_engine* engine, const char* path);

relon_program* relon_engine_load(const relon_engine* engine, const char* path, relon_executor executor,
                                 relon_binding binding, char** error);
/* From a text; `name` stands in messages. */
relon_program* relon_engine_load_text(const relon_engine* engine, const char* name, const char* text,
                                      relon_executor executor, relon_binding binding, char** error);
void relon_program_destroy(relon_program* program);

/* Runs the program. `arguments` is a JSON object with a member per parameter of `#main`;
 * null for a document. The result is compact JSON, freed with relon_free. */
char* relon_program_run(const relon_program* program, const char* arguments, char** error);

/* Frees what this API returned as `char*`. Null is allowed. */
void relon_free(char* text);

#ifdef __cplusplus
}
#endif

#endif
