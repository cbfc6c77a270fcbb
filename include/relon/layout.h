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
  relon_type_closure = 8,
  /* `fields` are the variants: each one's payload (none, a tuple or a record) and where
   * it lies; the enum begins with its int32 tag. Of the four enums that the language
   * itself knows the kind says which it is. */
  relon_type_enum = 9,
  /* None, Some {value}, Absent: the last only as a field that was not given. */
  relon_type_option = 10,
  /* Ok {value}, Err {error}. */
  relon_type_result = 11,
  /* Int, Float. */
  relon_type_number = 12,
  /* Absent, Given {value}: a field that may be missing from the input, and has a
   * default then. */
  relon_type_given = 13,
  /* `element` is the value's type. */
  relon_type_dict = 14,
  /* A relon_any. */
  relon_type_any = 15
};

/* A variant's payload is stored as a pointer to it. */
enum { relon_field_indirect = 1 };

typedef struct relon_type relon_type;

/* A record's field, a tuple's element (then without a name), or an enum's variant. */
typedef struct relon_type_field {
  relon_string name;
  const relon_type* type;
  /* In bytes from the start of the record. */
  int64_t offset;
  /* relon_field_*. */
  uint64_t flags;
} relon_type_field;

struct relon_type {
  /* One of relon_type_*. */
  uint32_t kind;
  /* Records: 1 if undeclared fields are kept, as a `const relon_dict*` of relon_any at
   * undeclared_offset (null when there are none). */
  uint32_t open;
  int64_t size;
  int64_t align;
  /* Records: the schema's name, or empty; enums: the name. */
  relon_string brand;
  /* Lists and dicts. */
  const relon_type* element;
  /* Records, tuples and enums, in order of declaration. */
  const relon_type_field* fields;
  int64_t field_count;
  /* Records: the positions in `fields`, sorted by name in byte order. */
  const uint32_t* by_name;
  int64_t undeclared_offset;
};

#ifdef __cplusplus
}
#endif

#endif
