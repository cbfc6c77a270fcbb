/* JSON straight into values and back, directed by their types; no tree in between.
 *
 * All of them return true, or false with the failure in the context: its kind, and a
 * message with line, column and JSON Pointer, what was expected and what was found.
 * Results live in the context's arena. */
#ifndef RELON_JSON_H
#define RELON_JSON_H

#include "relon/layout.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Input nested deeper is refused. */
#define RELON_JSON_MAX_DEPTH 512

/* Reads one JSON text (RFC 8259, UTF-8; of repeated keys the last wins) as a value of
 * `type` into `out`, which has room for it. Enums, Options and Results are taken in the
 * forms of the language reference, file 02, section 1, and as they are written below.
 * Strings without escapes point into `text`, which must live as long as the value.
 * Fails with invalid_json or type_mismatch, value_too_large, memory_limit_exceeded. */
RELON_API bool relon_json_decode(relon_context* context, const relon_type* type, relon_string text, void* out);

/* Reads the arguments of a `#main`: an object with one value for each field of
 * `parameters`, a record type whose layout is the argument struct (language reference, file 03,
 * section 9). Fails with invalid_json, else in the order of the parameters with
 * missing_main_arg or main_arg_type_mismatch, else with unexpected_main_arg for the
 * first argument too many in name order. */
RELON_API bool relon_json_decode_arguments(relon_context* context, const relon_type* parameters, relon_string text,
                                           void* out);

/* Writes a value as JSON (file 03, section 10), compact or indented by two spaces,
 * without a final line end. Fails with non_finite_float, unsupported_closure, unsupported_schema,
 * recursion_limit_exceeded, memory_limit_exceeded. */
RELON_API bool relon_json_encode(relon_context* context, const relon_type* type, const void* value, bool pretty,
                                 relon_string* out);

#ifdef __cplusplus
}
#endif

#endif
