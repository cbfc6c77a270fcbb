// Runs a Relon program that was compiled to a wasm32 module, in Node and in
// browsers. It needs the module's bytes and the JSON manifest beside it:
//
//   import { instantiate, RelonError } from "./price.mjs";
//   const price = await instantiate(bytes, manifest, { imports: { now_ms: () => BigInt(Date.now()) },
//                                                      grants: ["reads_clock"] });
//   price.run({ order: { id: 7n, total: 12.5 } });        // a JavaScript value
//   price.runJson('{"order": {"id": 7, "total": 12.5}}'); // JSON text, exact 64-bit integers
//
// Int is BigInt (safe integers are accepted too), Float is number, Bool is boolean,
// String is string, a list or tuple is an array, a record is an object, None is null.
// An import receives and returns such scalars and strings. Whatever goes wrong is a
// RelonError. An instance serves one call at a time.

// `kind` is a run-time error kind (`division_by_zero`) or `internal_error`;
// `site` is {file, line, column}, or null where the place is not known.
export class RelonError extends Error {
  constructor(kind, message, site = null) {
    super(message);
    this.name = "RelonError";
    this.kind = kind;
    this.site = site;
  }

  toString() {
    const place = this.site ? `${this.site.file}:${this.site.line}:${this.site.column}: ` : "";
    return `${place}error[${this.kind}]: ${this.message}`;
  }
}

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;
const NO_BUDGET = MAX_INT;
const DEFAULT_DEPTH = 10000;
const MAX_NESTING = 512;
// Of the module's stack of 1 MiB: the rest is for what one call needs itself.
const STACK_BYTES = 960 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

// options: imports {name: function}, grants [capability], and the budgets maxSteps,
// maxElements, maxDepth, maxMemory (numbers or BigInts; absent means none).
export async function instantiate(bytes, manifest, options = {}) {
  const description = typeof manifest === "string" ? JSON.parse(manifest) : manifest;
  const program = new Program(description, options);
  const { instance } = await WebAssembly.instantiate(bytes, { env: program.importObject() });
  program.start(instance.exports);
  return { run: (args = {}) => program.run(args), runJson: (text = "{}") => program.runJson(text) };
}

// One instance: its memory, its context, and the calls into it.
class Program {
  constructor(manifest, options) {
    this.manifest = manifest;
    this.imports = options.imports ?? {};
    this.budgets = {
      max_steps: budget(options.maxSteps, NO_BUDGET),
      max_elements: budget(options.maxElements, NO_BUDGET),
      max_depth: budget(options.maxDepth, BigInt(DEFAULT_DEPTH)),
      max_memory: budget(options.maxMemory, NO_BUDGET),
    };
    this.capabilities = grantedBits(manifest.capabilities, options.grants ?? []);
  }

  start(exports) {
    this.exports = exports;
    this.memory = new Memory(exports, this.manifest.types);
    this.context = exports.relon_wasm_context.value;
    this.stackTop = exports.__stack_pointer.value;
    exports.relon_context_init(this.context);
    this.running = false;
  }

  run(args) {
    const given = new Map(args instanceof Map ? args : Object.entries(args));
    return this.call(given, false, (type, address) => new Decoder(this.memory).value(type, address));
  }

  runJson(text) {
    const given = parseJson(text, "main_arg_type_mismatch");
    if (!(given instanceof Map)) throw new RelonError("main_arg_type_mismatch", "the arguments are not a JSON object");
    return this.call(given, true, (type, address) => new Printer(this.memory).text(type, address));
  }

  call(given, exact, read) {
    if (this.running) throw new RelonError("internal_error", "the instance is in use by a call that has not returned");
    this.running = true;
    try {
      this.reset();
      const args = this.writeArguments(given, exact);
      const result = this.allocate(this.memory.types[this.manifest.result].size);
      if (this.enter(args, result) !== 0) throw this.failure();
      return read(this.manifest.result, result);
    } finally {
      this.running = false;
    }
  }

  enter(args, result) {
    try {
      return this.exports.run(this.context, args, result);
    } catch (thrown) {
      throw this.translate(thrown);
    } finally {
      this.exports.__stack_pointer.value = this.stackTop;
    }
  }

  // A trap or an overflow of the VM's own stack is an error like any other.
  translate(thrown) {
    if (thrown instanceof RelonError) return thrown;
    const overflown = thrown instanceof RangeError || this.exports.__stack_pointer.value <= 0;
    if (overflown) return new RelonError("recursion_limit_exceeded", "calls are nested deeper than the stack allows");
    return new RelonError("internal_error", `the module trapped: ${thrown?.message ?? thrown}`);
  }

  reset() {
    this.exports.relon_context_reset(this.context);
    const view = this.memory.view();
    const field = this.manifest.context;
    const put = (name, value) => view.setBigInt64(this.context + field[name], value, true);
    put("max_steps", this.budgets.max_steps);
    put("steps_left", this.budgets.max_steps);
    put("max_elements", this.budgets.max_elements);
    put("max_depth", this.budgets.max_depth);
    put("max_memory", this.budgets.max_memory);
    put("memory_left", this.budgets.max_memory);
    put("stack_bytes", BigInt(STACK_BYTES));
    put("capabilities", this.capabilities);
    view.setInt32(this.context + field.status, 0, true);
    view.setInt32(this.context + field.site, -1, true);
  }

  allocate(size) {
    const address = this.exports.relon_allocate(this.context, BigInt(size)) >>> 0;
    if (address === 0) throw this.failure();
    return address;
  }

  // In the order of the parameters, then what is too much, by name.
  writeArguments(given, exact) {
    const address = this.allocate(this.manifest.argumentsSize);
    const writer = new Encoder(this.memory, (size) => this.allocate(size), exact);
    for (const { name, type, offset } of this.manifest.parameters) {
      if (!given.has(name)) throw new RelonError("missing_main_arg", `the argument \`${name}\` is not given`);
      writer.argument(name, type, given.get(name), address + offset);
    }
    const names = new Set(this.manifest.parameters.map((parameter) => parameter.name));
    const extra = [...given.keys()].filter((name) => !names.has(name)).sort(compareText);
    if (extra.length === 0) return address;
    if (!this.manifest.isMain) throw new RelonError("no_main_signature", "the document has no `#main` and takes no arguments");
    throw new RelonError("unexpected_main_arg", `\`#main\` has no parameter \`${extra[0]}\``);
  }

  // The failure that the context holds.
  failure() {
    const view = this.memory.view();
    const at = (name) => this.context + this.manifest.context[name];
    const status = view.getInt32(at("status"), true);
    const kind = this.manifest.errorKinds[status] ?? "internal_error";
    const site = this.manifest.sites[view.getInt32(at("site"), true)] ?? null;
    const detail = [view.getBigInt64(at("detail"), true), view.getBigInt64(at("detail") + 8, true)];
    return new RelonError(kind, this.memory.string(at("message")) || describe(kind, detail), site);
  }

  importObject() {
    const missing = this.manifest.imports.filter((item) => typeof this.imports[item.name] !== "function");
    if (missing.length > 0) {
      const names = missing.map((item) => `\`${item.name}\``).join(", ");
      throw new RelonError("function_not_found", `the module needs ${names}, which \`imports\` does not supply`);
    }
    return Object.fromEntries(this.manifest.imports.map((item) => [item.name, this.bridge(item)]));
  }

  // Between a host function of JavaScript values and the module's convention:
  // [context], scalars by value, everything else by address, and a last address
  // for a result that is no scalar.
  bridge(item) {
    const host = this.imports[item.name];
    const first = item.takesContext ? 1 : 0;
    return (...words) => {
      const decode = new Decoder(this.memory);
      const args = item.parameters.map((type, i) => decode.word(type, words[first + i]));
      return this.returnWord(item, callHost(item, host, args), words[first + args.length]);
    };
  }

  returnWord(item, value, address) {
    const { kind } = this.memory.types[item.result];
    try {
      if (kind === "Int") return BigInt.asIntN(64, asInt(value, false));
      if (kind === "Float") return asFloat(value);
      if (kind === "Bool") return asBool(value) ? 1 : 0;
      new Encoder(this.memory, (size) => this.allocate(size), false).value(item.result, value, address);
    } catch (thrown) {
      if (!(thrown instanceof Mismatch)) throw thrown;
      throw new RelonError("host_error", `\`${item.name}\` returned what is not ${kind}: ${thrown.message}`);
    }
  }
}

function callHost(item, host, args) {
  try {
    return host(...args);
  } catch (thrown) {
    if (thrown instanceof RelonError) throw thrown;
    throw new RelonError("host_error", `\`${item.name}\`: ${thrown?.message ?? thrown}`);
  }
}

function budget(given, otherwise) {
  if (given === undefined || given === null) return otherwise;
  const value = BigInt(given);
  return value > MAX_INT ? MAX_INT : value;
}

function grantedBits(names, grants) {
  let bits = 0n;
  for (const grant of grants) {
    const bit = names.indexOf(grant);
    if (bit < 0) throw new TypeError(`unknown capability \`${grant}\`; there are ${names.join(", ")}`);
    bits |= 1n << BigInt(bit);
  }
  return bits;
}

// Failures of operations carry no message but numbers.
function describe(kind, [first, second]) {
  switch (kind) {
    case "division_by_zero": return "division by zero";
    case "numeric_overflow": return "the result does not fit into Int";
    case "index_out_of_bounds": return `index ${first} lies outside a list of ${second} elements`;
    case "step_limit_exceeded": return `the program needs more than ${first} steps`;
    case "value_too_large": return `a container of ${second} elements exceeds the limit of ${first}`;
    case "recursion_limit_exceeded": return `calls are nested deeper than ${first} levels`;
    default: return kind.replaceAll("_", " ");
  }
}

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

  // The undeclared fields that an open record carries: [[name, JSON text]].
  extraFields(type, address) {
    const block = type.open ? this.pointer(address + type.extra) : 0;
    if (block === 0) return [];
    const first = this.pointer(block);
    return Array.from({ length: this.size(block) }, (_, i) => {
      const entry = first + 32 * i;
      return [this.string(entry), this.string(entry + 16)];
    });
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

// A value that does not fit its type: what was expected and what was found. The
// path leads to it from the argument.
class Mismatch extends Error {
  constructor(expected, value) {
    super(`expected ${expected}, found ${kindOf(value)}`);
    this.path = "";
  }
}

function kindOf(value) {
  if (value === null || value === undefined) return "null";
  if (typeof value === "bigint") return "Int";
  if (typeof value === "number") return Number.isSafeInteger(value) ? "Int" : "Float";
  if (value instanceof JsonNumber) return value.isInteger ? "Int" : "Float";
  if (typeof value === "boolean") return "Bool";
  if (typeof value === "string") return "String";
  if (Array.isArray(value)) return "List";
  return typeof value === "object" ? "Dict" : typeof value;
}

function asInt(value, exact) {
  let number = value;
  if (value instanceof JsonNumber && value.isInteger) number = BigInt(value.text);
  if (!exact && Number.isSafeInteger(value)) number = BigInt(value);
  if (typeof number !== "bigint") throw new Mismatch("Int", value);
  if (number < MIN_INT || number > MAX_INT) throw new Mismatch("Int", value);
  return number;
}

function asFloat(value) {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof JsonNumber) {
    const number = Number(value.text);
    if (Number.isFinite(number)) return number;
  }
  throw new Mismatch("Float", value);
}

function asBool(value) {
  if (typeof value === "boolean") return value;
  throw new Mismatch("Bool", value);
}

// Writes values into the module's memory by the layout of their types. With
// `exact` the value comes from JSON text and its numbers are JsonNumbers.
class Encoder {
  constructor(memory, allocate, exact) {
    this.memory = memory;
    this.allocate = allocate;
    this.exact = exact;
  }

  argument(name, type, value, address) {
    try {
      this.value(type, value, address);
    } catch (thrown) {
      if (!(thrown instanceof Mismatch)) throw thrown;
      throw new RelonError("main_arg_type_mismatch", `argument \`${name}${thrown.path}\`: ${thrown.message}`);
    }
  }

  value(index, value, address) {
    const type = this.memory.types[index];
    const view = this.memory.view();
    switch (type.kind) {
      case "Int": return view.setBigInt64(address, asInt(value, this.exact), true);
      case "Float": return view.setFloat64(address, asFloat(value), true);
      case "Bool": return view.setUint8(address, asBool(value) ? 1 : 0);
      case "None": return this.none(value);
      case "String": return this.string(value, address);
      case "List": return this.list(type, value, address);
      case "Tuple": return this.tuple(type, value, address);
      case "Record": return this.record(type, value, address);
      default: throw new Mismatch(type.kind, value);
    }
  }

  // A mismatch below gets its place in the path.
  child(step, index, value, address) {
    try {
      this.value(index, value, address);
    } catch (thrown) {
      if (thrown instanceof Mismatch) thrown.path = step + thrown.path;
      throw thrown;
    }
  }

  none(value) {
    if (value !== null && value !== undefined) throw new Mismatch("None", value);
  }

  string(value, address) {
    if (typeof value !== "string" || /\p{Surrogate}/u.test(value)) throw new Mismatch("String", value);
    const bytes = encoder.encode(value);
    const data = bytes.length === 0 ? 0 : this.allocate(bytes.length);
    new Uint8Array(this.memory.memory.buffer).set(bytes, data);
    this.memory.writeSlice(address, data, bytes.length);
  }

  list(type, value, address) {
    if (!Array.isArray(value)) throw new Mismatch("List", value);
    const size = type.stride * value.length;
    const data = size === 0 ? 0 : this.allocate(size);
    value.forEach((item, i) => this.child(`[${i}]`, type.element, item, data + type.stride * i));
    this.memory.writeSlice(address, data, value.length);
  }

  tuple(type, value, address) {
    if (!Array.isArray(value)) throw new Mismatch("Tuple", value);
    if (value.length !== type.fields.length) throw new Mismatch(`a tuple of ${type.fields.length} items`, value);
    type.fields.forEach((field, i) => this.child(`[${i}]`, field.type, value[i], address + field.offset));
  }

  record(type, value, address) {
    if (kindOf(value) !== "Dict") throw new Mismatch(type.brand ?? "Dict", value);
    const given = value instanceof Map ? value : new Map(Object.entries(value));
    for (const { name, type: index, offset } of type.fields) {
      if (!given.has(name)) throw new Mismatch(`field '${name}'`, null);
      this.child(`.${name}`, index, given.get(name), address + offset);
    }
    const declared = new Set(type.fields.map((field) => field.name));
    const extra = [...given].filter(([name]) => !declared.has(name)).sort(([a], [b]) => compareText(a, b));
    if (type.open) return this.extraFields(extra, address + type.extra);
    if (extra.length > 0) throw new Mismatch(`no field '${extra[0][0]}'`, extra[0][1]);
  }

  extraFields(entries, address) {
    const block = entries.length === 0 ? 0 : this.allocate(16);
    this.memory.view().setUint32(address, block, true);
    if (block === 0) return;
    const first = this.allocate(32 * entries.length);
    entries.forEach(([name, value], i) => {
      this.string(name, first + 32 * i);
      this.string(plainJson(value), first + 32 * i + 16);
    });
    this.memory.writeSlice(block, first, entries.length);
  }
}

// Reads values out of the module's memory as JavaScript values.
class Decoder {
  constructor(memory) {
    this.memory = memory;
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
      case "Int": return view.getBigInt64(address, true);
      case "Float": return view.getFloat64(address, true);
      case "Bool": return view.getUint8(address) !== 0;
      case "None": return null;
      case "String": return this.memory.string(address);
      case "List": return this.list(type, address);
      case "Tuple": return type.fields.map((field) => this.value(field.type, address + field.offset));
      case "Record": return this.record(this.memory.sorted[index], type, address);
      default: throw new RelonError("unsupported_closure", "a function is no JavaScript value");
    }
  }

  list(type, address) {
    const first = this.memory.pointer(address);
    const length = this.memory.size(address);
    return Array.from({ length }, (_, i) => this.value(type.element, first + type.stride * i));
  }

  // Own properties, `__proto__` included. Functions are left out, as in JSON.
  record(fields, type, address) {
    const entries = fields
      .filter((field) => this.memory.types[field.type].kind !== "Closure")
      .map((field) => [field.name, this.value(field.type, address + field.offset)]);
    const extra = this.memory.extraFields(type, address).map(([name, text]) => [name, plainValue(parseJson(text))]);
    return Object.fromEntries([...entries, ...extra].sort(([a], [b]) => compareText(a, b)));
  }
}

// Prints values in the module's memory as canonical JSON (language reference, file 03, section 10).
class Printer {
  constructor(memory) {
    this.memory = memory;
  }

  text(index, address) {
    const type = this.memory.types[index];
    const view = this.memory.view();
    switch (type.kind) {
      case "Int": return view.getBigInt64(address, true).toString();
      case "Float": return floatText(view.getFloat64(address, true));
      case "Bool": return view.getUint8(address) !== 0 ? "true" : "false";
      case "None": return "null";
      case "String": return quoted(this.memory.string(address));
      case "List": return this.list(type, address);
      case "Tuple": return `[${type.fields.map((field) => this.text(field.type, address + field.offset)).join(",")}]`;
      case "Record": return this.record(this.memory.sorted[index], type, address);
      default: throw new RelonError("unsupported_closure", "closures are not supported in JSON output");
    }
  }

  list(type, address) {
    const first = this.memory.pointer(address);
    const length = this.memory.size(address);
    return `[${Array.from({ length }, (_, i) => this.text(type.element, first + type.stride * i)).join(",")}]`;
  }

  record(fields, type, address) {
    const entries = fields
      .filter((field) => this.memory.types[field.type].kind !== "Closure")
      .map((field) => [field.name, this.text(field.type, address + field.offset)]);
    const extra = this.memory.extraFields(type, address);
    return objectText(extra.length === 0 ? entries : [...entries, ...extra]);
  }
}

function objectText(entries) {
  const sorted = [...entries].sort(([a], [b]) => compareText(a, b));
  return `{${sorted.map(([name, text]) => `${quoted(name)}:${text}`).join(",")}}`;
}

const SHORT_ESCAPES = { '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function quoted(text) {
  const escape = (unit) => SHORT_ESCAPES[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return `"${text.replace(/["\\\u0000-\u001f]/g, escape)}"`;
}

// Shortest digits that read back as the same number; positional while the decimal
// exponent is in -5...15, and always recognisable as a Float.
function floatText(value) {
  if (!Number.isFinite(value)) throw new RelonError("non_finite_float", "NaN and infinities have no JSON form");
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [, sign, head, tail = "", power] = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(value.toExponential());
  const exponent = Number(power);
  if (exponent < -5 || exponent > 15) return `${sign}${head}${tail && `.${tail}`}e${power}`;
  return sign + positional(head + tail, exponent);
}

function positional(digits, exponent) {
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${whole}.${digits.slice(exponent + 1) || "0"}`;
}

// Canonical text of a value that no type describes: an undeclared field.
function plainJson(value) {
  if (value === null || value === undefined) return "null";
  if (value instanceof JsonNumber) return value.isInteger ? integerText(value) : floatText(Number(value.text));
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : floatText(value);
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(plainJson).join(",")}]`;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return objectText(entries.map(([name, item]) => [name, plainJson(item)]));
}

function integerText(number) {
  const value = BigInt(number.text);
  return value < MIN_INT || value > MAX_INT ? floatText(Number(number.text)) : value.toString();
}

// The same value without JsonNumbers and Maps.
function plainValue(value) {
  if (value instanceof JsonNumber) return value.isInteger ? BigInt(value.text) : Number(value.text);
  if (Array.isArray(value)) return value.map(plainValue);
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, item]) => [name, plainValue(item)]));
  return value;
}

// A number as it is written, so that 9007199254740993 stays that.
class JsonNumber {
  constructor(text) {
    this.text = text;
    this.isInteger = /^-?\d+$/.test(text);
  }
}

function parseJson(text, kind = "internal_error") {
  return new JsonReader(text, kind).document();
}

// JSON text to null, booleans, strings, JsonNumbers, arrays and Maps.
class JsonReader {
  constructor(text, kind) {
    this.text = text;
    this.kind = kind;
    this.at = 0;
    this.nesting = 0;
  }

  document() {
    const value = this.value();
    this.space();
    if (this.at < this.text.length) this.fail("unexpected text after the value");
    return value;
  }

  fail(message) {
    const before = this.text.slice(0, this.at).split(/\r\n|\n|\r/);
    const column = [...before[before.length - 1]].length + 1;
    throw new RelonError(this.kind, `JSON, line ${before.length}, column ${column}: ${message}`);
  }

  space() {
    this.match(/[ \t\n\r]*/y);
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at += found[0].length;
    return found?.[0];
  }

  accept(mark) {
    this.space();
    const found = this.text[this.at] === mark;
    if (found) ++this.at;
    return found;
  }

  expect(mark) {
    if (!this.accept(mark)) this.fail(`expected \`${mark}\``);
  }

  value() {
    this.space();
    switch (this.text[this.at]) {
      case "{": return this.nested(() => this.object());
      case "[": return this.nested(() => this.array());
      case '"': return this.string();
    }
    const number = this.match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (number !== undefined) return new JsonNumber(number);
    const word = this.match(/true|false|null/y);
    if (word === undefined) this.fail("expected a value");
    return word === "null" ? null : word === "true";
  }

  nested(read) {
    if (++this.nesting > MAX_NESTING) this.fail(`more than ${MAX_NESTING} levels of nesting`);
    ++this.at;
    const value = read();
    --this.nesting;
    return value;
  }

  array() {
    const items = [];
    if (this.accept("]")) return items;
    do items.push(this.value());
    while (this.accept(","));
    this.expect("]");
    return items;
  }

  object() {
    const entries = new Map();
    if (this.accept("}")) return entries;
    do {
      this.space();
      if (this.text[this.at] !== '"') this.fail("expected a key");
      const key = this.string();
      this.expect(":");
      entries.set(key, this.value());
    } while (this.accept(","));
    this.expect("}");
    return entries;
  }

  // Piece by piece: one pattern for the whole would need a stack as deep as the text.
  string() {
    let value = "";
    for (++this.at; this.text[this.at] !== '"'; value += this.escape()) {
      value += this.match(/[^"\\\u0000-\u001f]*/y);
      if (this.text[this.at] === '"') break;
    }
    ++this.at;
    if (/\p{Surrogate}/u.test(value)) this.fail("the string has half a surrogate pair");
    return value;
  }

  escape() {
    const escape = this.match(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y);
    if (escape === undefined) this.fail("the string is not complete or not valid");
    return JSON.parse(`"${escape}"`);
  }
}
