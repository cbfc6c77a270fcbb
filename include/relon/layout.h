/* Descriptions of types at run time: how the bytes of a value lie in memory, and what
 * its parts are called. Constant data; for JSON in and out, and for embedders that
 * walk values they know nothing of. */
#ifndef RELON_LAYOUT_H
#define RELON_LAYOUT_H

#include "relon/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
  relon_type_int = 0,
  relon_type_float = 1,
  relon_type_bool = 2,
  /* No bytes; `null` in JSON. */
  relon_type_none = 3,
  relon_type_string = 4,
  relon_type_list = 5,
  relon_type_tuple = 6,
  relon_type_record = 7,
  relon_type_closure = 8
};

typedef struct relon_type relon_type;

/* A record's field or a tuple's element (then without a name). */
typedef struct relon_type_field {
  relon_string name;
  const relon_type* type;
  /* In bytes from the start of the record. */
  int64_t offset;
} relon_type_field;

struct relon_type {
  /* One of relon_type_*. */
  uint32_t kind;
  /* Records: 1 if undeclared fields are kept, as a relon_extra_fields* at extra_offset
   * (null when there are none). */
  uint32_t open;
  int64_t size;
  int64_t align;
  /* Records: the schema's name, or empty. */
  relon_string brand;
  /* Lists only. */
  const relon_type* element;
  /* Records and tuples, in order of declaration. */
  const relon_type_field* fields;
  int64_t field_count;
  /* Records: the positions in `fields`, sorted by name in byte order. */
  const uint32_t* by_name;
  int64_t extra_offset;
};

#ifdef __cplusplus
}
#endif

#endif
