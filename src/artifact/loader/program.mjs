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
    return this.call(args, undefined, (type, address) => new Reader(this.memory, VALUES).whole(type, address));
  }

  runJson(text) {
    const given = parseJson(text);
    if (!isObject(given.value)) throw new RelonError("main_arg_type_mismatch", expected("Dict", given).describe(text));
    return this.call(given, text, (type, address) => new Reader(this.memory, TEXTS).whole(type, address));
  }

  // `text` is what the arguments were read from, if they come as JSON.
  call(given, text, read) {
    if (this.running) throw new RelonError("internal_error", "the instance is in use by a call that has not returned");
    this.running = true;
    try {
      this.reset();
      const args = this.writeArguments(given, text);
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

  writeArguments(given, text) {
    const address = this.allocate(this.manifest.argumentsSize);
    const start = placeOf(given).at;
    try {
      this.encodeArguments(entriesOf(bare(given)), address, start);
    } catch (thrown) {
      if (!(thrown instanceof Mismatch)) throw thrown;
      throw new RelonError(thrown.kind ?? "main_arg_type_mismatch", thrown.describe(text));
    }
    return address;
  }

  // In the order of the parameters, then what is too much, by name.
  encodeArguments(given, address, start) {
    const encode = new Encoder(this);
    const refuse = (kind, message, at) => Object.assign(new Mismatch(message, at), { kind });
    for (const { name, type, offset } of this.manifest.parameters) {
      if (!given.has(name)) throw refuse("missing_main_arg", `the argument \`${name}\` is missing`, start);
      encode.child(name, type, given.get(name), address + offset);
    }
    const names = new Set(this.manifest.parameters.map((parameter) => parameter.name));
    const extra = [...given.keys()].filter((name) => !names.has(name)).sort(compareText)[0];
    if (extra === undefined) return;
    const kind = this.manifest.isMain ? "unexpected_main_arg" : "no_main_signature";
    throw refuse(kind, `there is no parameter \`${extra}\``, placeOf(given.get(extra)).keyAt);
  }

  checkElements(count) {
    const limit = this.budgets.max_elements;
    if (BigInt(count) > limit) throw new RelonError("value_too_large", tooLarge(limit + 1n, limit));
  }

  // The failure that the context holds.
  failure() {
    const view = this.memory.view();
    const at = (name) => this.context + this.manifest.context[name];
    const kind = this.manifest.errorKinds[view.getInt32(at("status"), true)];
    const site = this.manifest.sites[view.getInt32(at("site"), true)] ?? null;
    const detail = [view.getBigInt64(at("detail"), true), view.getBigInt64(at("detail") + 8, true)];
    const said = this.memory.string(at("message"));
    // What is not bound is named by the message where the call does not say it.
    const unbound = kind?.name === "function_not_found" && said ? `the function \`${said}\` is not bound` : "";
    const message = unbound || said || this.describe(kind?.name, detail, site) || kind?.meaning;
    return new RelonError(kind?.name ?? "internal_error", message ?? "an error of an unknown kind", site);
  }

  // Failures of operations carry no message but numbers.
  describe(kind, [first, second], site) {
    const { max_steps: steps, max_depth: depth, max_memory: memory } = this.budgets;
    switch (kind) {
      case "numeric_overflow": return `Int ${site?.operation ?? "arithmetic"} leaves the range of 64 bits`;
      case "division_by_zero": return "the divisor is zero";
      case "function_not_found": return `the function${site?.callee ? ` \`${site.callee}\`` : ""} is not bound`;
      case "circular_reference": return "the field needs its own value";
      case "step_limit_exceeded": return `the run needs more steps than the limit of ${steps}`;
      case "value_too_large": return tooLarge(second, first);
      case "recursion_limit_exceeded": return `calls are nested deeper than the limit of ${depth}`;
      case "memory_limit_exceeded":
        return memory === NO_BUDGET ? "the machine has no more memory" : `the run needs more bytes than the limit of ${memory}`;
      case "capability_denied":
        return `the call needs the capability \`${this.manifest.capabilities[first]}\`, which is not granted`;
      case "index_out_of_bounds":
        return `index ${first} lies outside a list of ${second} ${second === 1n ? "element" : "elements"}`;
    }
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
      const decode = new Reader(this.memory, VALUES);
      const args = item.parameters.map((type, i) => decode.word(type, words[first + i]));
      return this.returnWord(item, callHost(item, host, args), words[first + args.length]);
    };
  }

  returnWord(item, value, address) {
    const { kind } = this.memory.types[item.result];
    try {
      if (kind === "Int") return asInt(value);
      if (kind === "Float") return asFloat(value);
      if (kind === "Bool") return asBool(value) ? 1 : 0;
      new Encoder(this).value(item.result, value, address);
    } catch (thrown) {
      if (!(thrown instanceof Mismatch)) throw thrown;
      throw new RelonError("host_error", `\`${item.name}\` returned a wrong value: ${thrown.message}`);
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

function tooLarge(amount, limit) {
  return `a container of ${amount} elements is larger than the limit of ${limit}`;
}
