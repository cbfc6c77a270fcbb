// Values between JavaScript, JSON text and the memory of a module.

// The module's memory, read through views that are renewed when it has grown.
class Memory {
  constructor(exports, types) {
    this.memory = exports.memory;
    this.types = types;
    // The fields of each record in the order of output.
    this.sorted = types.map((type) => (type.fields && type.kind === "Record" ? sortedFields(type.fields) : null));
  }

  view() {
    if (this.cached?.buffer !== this.memory.buffer) this.cached = new DataView(this.memory.buffer);
    return this.cached;
  }

  pointer(address) {
    return this.view().getUint32(address, true);
  }

  size(address) {
    return Number(this.view().getBigInt64(address + 8, true));
  }

  string(address) {
    return decoder.decode(new Uint8Array(this.memory.buffer, this.pointer(address), this.size(address)));
  }

  writeSlice(address, data, size) {
    this.view().setUint32(address, data, true);
    this.view().setBigInt64(address + 8, BigInt(size), true);
  }
}

function sortedFields(fields) {
  return [...fields].sort((a, b) => compareText(a.name, b.name));
}

// By code point, as the bytes of UTF-8 compare; `<` on strings goes by UTF-16.
function compareText(a, b) {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; ++i) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return surrogateLast(x) - surrogateLast(y);
  }
  return a.length - b.length;
}

function surrogateLast(unit) {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

// Of a JSON Pointer (RFC 6901).
function pointerStep(step) {
  return `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

// A value that does not fit its type. `at` is its place in the JSON text, if it comes
// from one; `pointer` leads to it from the value that was given (RFC 6901).
class Mismatch extends Error {
  constructor(message, at) {
    super(message);
    this.at = at;
    this.pointer = "";
  }

  within(step) {
    this.pointer = pointerStep(step) + this.pointer;
    return this;
  }

  // `line 1, column 7, at `/order/qty`: expected Int, found null`
  describe(text) {
    const place = this.at === undefined ? [] : [placeInText(text, this.at)];
    if (this.pointer) place.push(`at \`${this.pointer}\``);
    return [place.join(", "), this.message].filter(Boolean).join(": ");
  }
}

function expected(name, value) {
  return new Mismatch(`expected ${name}, found ${found(bare(value))}`, placeOf(value).at);
}

// What a JsonNode holds; any other value is itself.
function bare(value) {
  return value instanceof JsonNode ? value.value : value;
}

function placeOf(value) {
  return value instanceof JsonNode ? value : {};
}

function found(value) {
  if (value === null || value === undefined) return "null";
  if (value instanceof JsonNumber) return `the number \`${value.text.slice(0, 40)}\``;
  if (typeof value === "number" || typeof value === "bigint") return `the number \`${value}\``;
  if (typeof value === "boolean") return "a Bool";
  if (typeof value === "string") return isText(value) ? "a string" : "a string with half a surrogate pair";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return isObject(value) ? "an object" : `a ${typeof value}`;
}

function isText(value) {
  return typeof value === "string" && !/\p{Surrogate}/u.test(value);
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}

function typeName(type, types) {
  if (type.brand) return `\`${type.brand}\``;
  return type.kind === "Tuple" ? `a tuple of ${type.fields.length}` : typeArgument(type, types);
}

// A type within another: `Result<Int, Option<Order>>`.
function typeArgument(type, types) {
  const payload = (variant) => typeArgument(types[types[type.variants[variant].type].fields[0].type], types);
  if (type.brand) return type.brand;
  switch (type.kind) {
    case "None": return "null";
    case "Record": return "Dict";
    case "Given": return payload(GIVEN_GIVEN);
    case "Option": return `Option<${payload(OPTION_SOME)}>`;
    case "Result": return `Result<${payload(0)}, ${payload(1)}>`;
    case "Closure": return "a function, which JSON cannot hold";
    default: return type.kind;
  }
}

// A JavaScript number is taken where it is exact; what JSON text wrote `1.0` is no Int.
function asInt(value) {
  const given = bare(value);
  let number = given;
  if (given instanceof JsonNumber && given.isShortInteger()) number = BigInt(given.text);
  if (Number.isSafeInteger(given)) number = BigInt(given);
  if (typeof number !== "bigint" || number < MIN_INT || number > MAX_INT) throw expected("Int", value);
  return number;
}

function asFloat(value) {
  const given = bare(value);
  if (typeof given === "number") return given;
  if (typeof given === "bigint") return Number(given);
  const number = given instanceof JsonNumber ? Number(given.text) : NaN;
  if (!Number.isFinite(number)) throw expected("Float", value);
  return number;
}

function asBool(value) {
  if (typeof bare(value) !== "boolean") throw expected("Bool", value);
  return bare(value);
}

const MAX_SCHEMA_DEPTH = 50;

// Writes values into the module's memory by the layout of their types: JavaScript
// values, or JsonNodes. Throws Mismatch where one does not fit.
class Encoder {
  constructor(program) {
    this.memory = program.memory;
    this.program = program;
    this.depth = 0;
  }

  value(index, value, address) {
    if (index === ANY) return writeAny(this, value, address);
    const type = this.memory.types[index];
    const view = this.memory.view();
    switch (type.kind) {
      case "Int": return view.setBigInt64(address, asInt(value), true);
      case "Float": return view.setFloat64(address, asFloat(value), true);
      case "Bool": return view.setUint8(address, asBool(value) ? 1 : 0);
      case "None": return this.none(type, value);
      case "String": return this.string(type, value, address);
      case "List": return this.list(type, value, address);
      case "Tuple": return this.tuple(type, value, address);
      case "Record": return this.nested(type, value, () => this.record(type, value, address));
      case "Dict": return this.dict(entriesIn(type, this.memory.types, value), address, type.element, type.stride);
      case "Closure": throw expected(typeName(type, this.memory.types), value);
      default: return writeVariant(this, type, value, address);
    }
  }

  // Schemas are nested so deep at most, as in the native reader.
  nested(type, value, write) {
    if (type.open && isObject(bare(value)) && this.depth === MAX_SCHEMA_DEPTH) {
      throw new RelonError("recursion_limit_exceeded", "the value is nested deeper than 50 schemas");
    }
    this.depth += type.open ? 1 : 0;
    write();
    this.depth -= type.open ? 1 : 0;
  }

  // A mismatch below gets its place in the path.
  child(step, index, value, address) {
    try {
      this.value(index, value, address);
    } catch (thrown) {
      throw thrown instanceof Mismatch ? thrown.within(step) : thrown;
    }
  }

  none(type, value) {
    if (bare(value) !== null && value !== undefined) throw expected(typeName(type, this.memory.types), value);
  }

  string(type, value, address) {
    const text = bare(value);
    if (!isText(text)) throw expected(typeName(type, this.memory.types), value);
    this.text(text, address);
  }

  text(text, address) {
    const bytes = encoder.encode(text);
    const data = bytes.length === 0 ? 0 : this.program.allocate(bytes.length);
    new Uint8Array(this.memory.memory.buffer).set(bytes, data);
    this.memory.writeSlice(address, data, bytes.length);
  }

  list(type, value, address) {
    const items = bare(value);
    if (!Array.isArray(items)) throw expected(typeName(type, this.memory.types), value);
    this.program.checkElements(items.length);
    const size = type.stride * items.length;
    const data = size === 0 ? 0 : this.program.allocate(size);
    items.forEach((item, i) => this.child(i, type.element, item, data + type.stride * i));
    this.memory.writeSlice(address, data, items.length);
  }

  tuple(type, value, address) {
    const items = bare(value);
    if (!Array.isArray(items) || items.length !== type.fields.length) throw expected(typeName(type, this.memory.types), value);
    type.fields.forEach((field, i) => this.child(i, field.type, items[i], address + field.offset));
  }

  // First what a closed record does not have, then its fields as they are declared.
  record(type, value, address) {
    if (!isObject(bare(value))) throw expected(typeName(type, this.memory.types), value);
    const given = entriesOf(bare(value));
    const names = new Set(type.fields.map((field) => field.name));
    const undeclared = [...given].filter(([name]) => !names.has(name));
    // The payload of a variant has no brand: there only literals may give more than is declared.
    if (!(type.open && type.brand) && undeclared.length > 0) {
      const [name, item] = undeclared[0];
      throw new Mismatch(`unexpected field \`${name}\` of ${typeName(type, this.memory.types)}`, placeOf(item).keyAt);
    }
    for (const { name, type: index, offset } of type.fields) {
      if (!given.has(name) && this.absent(type, index, address + offset)) continue;
      if (!given.has(name)) throw new Mismatch(`missing field \`${name}\` of ${typeName(type, this.memory.types)}`, placeOf(value).at);
      this.child(name, index, given.get(name), address + offset);
    }
    if (type.open) this.undeclared(undeclared, address + type.undeclared);
  }

  // A schema's Option, or a field with a default, may be missing. True if that is so.
  absent(record, index, address) {
    const { kind } = this.memory.types[index];
    const mayBe = kind === "Given" || (kind === "Option" && record.brand);
    if (mayBe) this.memory.view().setInt32(address, kind === "Given" ? GIVEN_ABSENT : OPTION_ABSENT, true);
    return mayBe;
  }

  undeclared(entries, address) {
    const dict = entries.length === 0 ? 0 : this.program.allocate(DICT_SIZE);
    this.memory.view().setUint32(address, dict, true);
    if (dict !== 0) this.dict(new Map(entries), dict, ANY, ANY_SIZE);
  }

  // Keys, then as many values, each sorted by key.
  dict(entries, address, element, stride) {
    const sorted = [...entries].sort(([a], [b]) => compareText(a, b));
    this.program.checkElements(membersGiven(sorted));
    const keys = sorted.length === 0 ? 0 : this.program.allocate(STRING_SIZE * sorted.length);
    const values = stride * sorted.length === 0 ? 0 : this.program.allocate(stride * sorted.length);
    sorted.forEach(([name, value], i) => {
      this.text(name, keys + STRING_SIZE * i);
      this.child(name, element, value, values + stride * i);
    });
    this.memory.writeSlice(address, keys, sorted.length);
    this.memory.view().setUint32(address + 4, values, true);
  }
}

// Those of repeated keys are members, too.
function membersGiven(entries) {
  return entries.reduce((count, [, value]) => count + (placeOf(value).times ?? 1), 0);
}

function entriesIn(type, types, value) {
  if (!isObject(bare(value))) throw expected(typeName(type, types), value);
  return entriesOf(bare(value));
}

// The fields of an object; absent are those whose value is undefined.
function entriesOf(object) {
  if (object instanceof Map) return object;
  return new Map(Object.entries(object).filter(([, value]) => value !== undefined));
}
