#include "relon/context.h"
#include "runtime/any.h"
#include "runtime/json_encoder.h"

// Values of which the type is known at run time only.
namespace relon::runtime::json {

void Encoder::any(const relon_any& value, const Path* path) {
  if (failed() || (costsSteps() && !static_cast<Context*>(out_.context())->charge(1))) return;
  switch (value.tag) {
    case relon_any_bool:
      return value.as.boolean ? out_.literal("true") : out_.literal("false");
    case relon_any_int:
      return out_.integer(value.as.integer);
    case relon_any_float:
      return floating(value.as.number, path);
    case relon_any_string:
      return putQuoted(out_, value.as.string);
    case relon_any_list:
    case relon_any_tuple:
      return anyList(value.as.list, path);
    case relon_any_object:
      return anyObject(objectOf(value), path);
    case relon_any_other:
      return typeValue(value.as.string, path);
    default:
      return function(path);
  }
}

void Encoder::anyList(const relon_list& list, const Path* path) {
  if (!enterLevel()) return;
  const auto* items = static_cast<const relon_any*>(list.data);
  bool first = true;
  out_.put('[');
  for (int64_t i = 0; i < list.size && !failed(); ++i) {
    beforeItem(first);
    const Path here{path, {nullptr, 0}, i};
    any(items[i], &here);
  }
  afterItems(first, ']');
}

void Encoder::anyObject(const relon_object& object, const Path* path) {
  if (object.of.size == 0) return anyEntries(object.entries, path);
  if (style_ == Style::plain && !isOption(object)) return anyEntries(object.entries, path);
  if (!isOption(object)) return anyVariant(object, path);
  if (object.entries.size == 0) return out_.literal("null");
  any(entriesOf(object.entries)[0], path);
}

void Encoder::anyVariant(const relon_object& object, const Path* path) {
  if (!enterLevel()) return;
  const Path here{path, object.brand, -1};
  bool first = true;
  out_.put('{');
  member(object.brand, first);
  if (hasPositions(object.entries)) {
    anyPositions(object.entries, &here);
  } else {
    anyEntries(object.entries, &here);
  }
  afterItems(first, '}');
}

void Encoder::anyEntry(const relon_dict& entries, int64_t index, const Path* path, bool& first) {
  const relon_any& value = entriesOf(entries)[index];
  if (value.tag >= relon_any_closure && style_ != Style::plain) return;
  member(entries.keys[index], first);
  const Path here{path, entries.keys[index], -1};
  any(value, &here);
}

void Encoder::anyEntries(const relon_dict& entries, const Path* path) {
  if (!enterLevel()) return;
  bool first = true;
  out_.put('{');
  for (int64_t i = 0; i < entries.size && !failed(); ++i) anyEntry(entries, i, path, first);
  afterItems(first, '}');
}

// A variant's tuple: the entries "0", "1", ... as an array.
void Encoder::anyPositions(const relon_dict& entries, const Path* path) {
  if (!enterLevel()) return;
  bool first = true;
  out_.put('[');
  for (int64_t i = 0; i < entries.size && !failed(); ++i) {
    beforeItem(first);
    const Path here{path, {nullptr, 0}, i};
    any(entriesOf(entries)[findPosition(entries, i)], &here);
  }
  afterItems(first, ']');
}

}
