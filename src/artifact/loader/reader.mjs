// Values out of the module's memory. `forms` says what becomes of them: JavaScript
// values, or canonical JSON text (language reference, file 03, section 10).

const VALUES = {
  int: (value) => value,
  float: (value) => value,
  bool: (value) => value,
  string: (value) => value,
  none: null,
  list: (items) => items,
  // Own properties, `__proto__` included.
  object: (entries) => Object.fromEntries(entries),
  noFunction: "a function is no JavaScript value",
  noType: "a type is no JavaScript value",
};

const TEXTS = {
  int: (value) => value.toString(),
  float: floatText,
  bool: (value) => (value ? "true" : "false"),
  string: quoted,
  none: "null",
  list: (items) => `[${items.join(",")}]`,
  object: (entries) => `{${entries.map(([name, text]) => `${quoted(name)}:${text}`).join(",")}}`,
  noFunction: "a function has no JSON form",
  noType: "a type has no JSON form",
};

class Reader {
  constructor(memory, forms) {
    this.memory = memory;
    this.forms = forms;
    // The way to the value that is being read.
    this.path = [];
  }

  // A whole value; what fails says where in it.
  whole(index, address) {
    try {
      return this.value(index, address);
    } catch (thrown) {
      if (!(thrown instanceof RelonError) || this.path.length === 0) throw thrown;
      throw new RelonError(thrown.kind, `${thrown.message} (at \`${this.path.map(pointerStep).join("")}\` of the output)`);
    }
  }

  at(step, read) {
    this.path.push(step);
    const value = read();
    this.path.pop();
    return value;
  }

  // A parameter as a host function gets it.
  word(index, word) {
    const { kind } = this.memory.types[index];
    if (kind === "Int" || kind === "Float") return word;
    return kind === "Bool" ? word !== 0 : this.value(index, word);
  }

  value(index, address) {
    const type = this.memory.types[index];
    const view = this.memory.view();
    switch (type.kind) {
      case "Int": return this.forms.int(view.getBigInt64(address, true));
      case "Float": return this.forms.float(view.getFloat64(address, true));
      case "Bool": return this.forms.bool(view.getUint8(address) !== 0);
      case "None": return this.forms.none;
      case "String": return this.forms.string(this.memory.string(address));
      case "List": return this.list(address, type.stride, (at) => this.value(type.element, at));
      case "Tuple": return this.forms.list(type.fields.map((field, i) => this.at(i, () => this.value(field.type, address + field.offset))));
      case "Record": return this.record(this.memory.sorted[index], type, address);
      case "Dict": return this.forms.object(this.dict(type, address));
      case "Any": return this.any(address);
      case "Closure": return this.noFunction();
      default: return this.variant(type, address);
    }
  }

  noFunction() {
    throw new RelonError("unsupported_closure", this.forms.noFunction);
  }

  list(address, stride, read) {
    const first = this.memory.pointer(address);
    const length = this.memory.size(address);
    return this.forms.list(Array.from({ length }, (_, i) => this.at(i, () => read(first + stride * i))));
  }

  entries(address, stride, read) {
    const keys = this.memory.pointer(address);
    const values = this.memory.pointer(address + 4);
    const length = this.memory.size(address);
    return Array.from({ length }, (_, i) => {
      const key = this.memory.string(keys + STRING_SIZE * i);
      return [key, this.at(key, () => read(values + stride * i))];
    });
  }

  // Functions and types are left out, and Options that were not given.
  record(fields, type, address) {
    const entries = fields
      .filter((field) => this.isShown(this.memory.types[field.type], address + field.offset))
      .map((field) => [field.name, this.at(field.name, () => this.value(field.type, address + field.offset))]);
    const undeclared = type.open ? this.memory.pointer(address + type.undeclared) : 0;
    if (undeclared === 0) return this.forms.object(entries);
    return this.forms.object([...entries, ...this.anyEntries(undeclared)].sort(([a], [b]) => compareText(a, b)));
  }

  isShown({ kind }, address) {
    if (kind === "Any") return this.tag(address) <= ANY_TAGS.object;
    return kind !== "Closure" && (kind !== "Option" || this.tag(address) !== OPTION_ABSENT);
  }

  tag(address) {
    return this.memory.view().getInt32(address, true);
  }

  variant(type, address) {
    const { name, type: index, offset, indirect } = type.variants[this.tag(address)];
    const place = indirect ? this.memory.pointer(address + offset) : address + offset;
    const payload = this.memory.types[index];
    const isBare = type.kind === "Option" || type.kind === "Number" || type.kind === "Given";
    if (isBare && payload.kind === "None") return this.forms.none;
    if (isBare) return this.value(payload.fields[0].type, place + payload.fields[0].offset);
    const inside = () => (payload.kind === "None" ? this.forms.object([]) : this.value(index, place));
    return this.forms.object([[name, this.at(name, inside)]]);
  }

  any(address) {
    const view = this.memory.view();
    const place = address + 8;
    switch (view.getInt32(address, true)) {
      case ANY_TAGS.bool: return this.forms.bool(view.getUint8(place) !== 0);
      case ANY_TAGS.int: return this.forms.int(view.getBigInt64(place, true));
      case ANY_TAGS.float: return this.forms.float(view.getFloat64(place, true));
      case ANY_TAGS.string: return this.forms.string(this.memory.string(place));
      case ANY_TAGS.list: case ANY_TAGS.tuple: return this.list(place, ANY_SIZE, (at) => this.any(at));
      case ANY_TAGS.object: return this.object(this.memory.pointer(place));
      case ANY_TAGS.closure: return this.noFunction();
      default: throw new RelonError("unsupported_schema", this.forms.noType);
    }
  }

  dict(type, address) {
    const element = this.memory.types[type.element];
    return this.shown(address, type.stride, (at) => this.isShown(element, at), (at) => this.value(type.element, at));
  }

  anyEntries(address) {
    return this.shown(address, ANY_SIZE, (at) => this.isShown({ kind: "Any" }, at), (at) => this.any(at));
  }

  // The entries of a dict without those that are left out.
  shown(address, stride, isShown, read) {
    return this.entries(address, stride, (at) => (isShown(at) ? [read(at)] : []))
      .filter(([, value]) => value.length === 1)
      .map(([name, [value]]) => [name, value]);
  }

  // A dict, or a variant, whose tuple has the names "0", "1", and so on.
  object(address) {
    const brand = this.memory.string(address + DICT_SIZE);
    const of = this.memory.string(address + DICT_SIZE + STRING_SIZE);
    const isVariant = of !== "" && of !== "Option";
    const entries = isVariant ? this.at(brand, () => this.anyEntries(address)) : this.anyEntries(address);
    if (of === "") return this.forms.object(entries);
    if (of === "Option") return entries.length === 0 ? this.forms.none : entries[0][1];
    const items = new Map(entries);
    const isTuple = entries.length > 0 && entries.every((_, i) => items.has(String(i)));
    const tuple = () => this.forms.list(entries.map((_, i) => items.get(String(i))));
    return this.forms.object([[brand, isTuple ? tuple() : this.forms.object(entries)]]);
  }
}
