// JSON text in and out (language reference, file 03, section 10).

const SHORT_ESCAPES = { '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function quoted(text) {
  const escape = (unit) => SHORT_ESCAPES[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return `"${text.replace(/["\\\u0000-\u001f]/g, escape)}"`;
}

// Shortest digits that read back as the same number; positional while the decimal
// exponent is in -5...15, and always recognisable as a Float.
function floatText(value) {
  if (!Number.isFinite(value)) throw new RelonError("non_finite_float", "a Float that is not finite has no JSON form");
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

// A number as it is written, so that 9007199254740993 stays that.
class JsonNumber {
  constructor(text) {
    this.text = text;
  }

  // An integer that may fit into 64 bits; longer ones are not worth reading.
  isShortInteger() {
    return this.text.length <= 20 && /^-?\d+$/.test(this.text);
  }
}

// A value read from JSON text, with the place where it starts. In an object it has
// `keyAt` too, the place of the first key that names it, and `times`, the number of them.
class JsonNode {
  constructor(value, at) {
    this.value = value;
    this.at = at;
  }
}

function parseJson(text) {
  return new JsonReader(text).document();
}

// `line 2, column 7`; columns count code points.
function placeInText(text, at) {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  const column = [...before.slice(before.lastIndexOf("\n") + 1)].length + 1;
  return `line ${line}, column ${column}`;
}

// JSON text to a tree of JsonNodes that hold null, booleans, strings, JsonNumbers,
// arrays and Maps of nodes. Of repeated keys the last one wins. Messages and places
// are those of the native reader.
class JsonReader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  document() {
    const value = this.value(0);
    if (this.at < this.text.length) this.fail("expected nothing more after the value");
    return value;
  }

  fail(message) {
    throw new RelonError("invalid_json", `${placeInText(this.text, this.at)}: malformed JSON: ${message}`);
  }

  peek() {
    return this.text[this.at];
  }

  accept(mark) {
    const found = this.peek() === mark;
    if (found) ++this.at;
    return found;
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at += found[0].length;
    return found?.[0] ?? "";
  }

  space() {
    this.match(/[ \t\n\r]*/y);
  }

  // With the white space around it.
  value(depth) {
    this.space();
    const at = this.at;
    const node = new JsonNode(this.bareValue(depth), at);
    this.space();
    return node;
  }

  bareValue(depth) {
    switch (this.peek()) {
      case "{": return this.object(depth);
      case "[": return this.array(depth);
      case '"': return this.string();
      case "t": return this.word("true", true);
      case "f": return this.word("false", false);
      case "n": return this.word("null", null);
    }
    return /[-0-9]/.test(this.peek() ?? "") ? this.number() : this.fail("expected a value");
  }

  word(text, value) {
    for (const letter of text) if (!this.accept(letter)) this.fail("expected a value");
    return value;
  }

  open(depth) {
    if (depth === MAX_NESTING) this.fail(`nested deeper than ${MAX_NESTING} levels`);
    ++this.at;
    this.space();
  }

  array(depth) {
    const items = [];
    this.open(depth);
    if (this.accept("]")) return items;
    do items.push(this.value(depth + 1));
    while (this.accept(","));
    return this.accept("]") ? items : this.fail("expected `,` or `]`");
  }

  object(depth) {
    const entries = new Map();
    this.open(depth);
    if (this.accept("}")) return entries;
    do {
      this.space();
      const at = this.at;
      const key = this.key();
      const node = this.value(depth + 1);
      const before = entries.get(key);
      node.keyAt = before?.keyAt ?? at;
      node.times = 1 + (before?.times ?? 0);
      entries.set(key, node);
    } while (this.accept(","));
    return this.accept("}") ? entries : this.fail("expected `,` or `}`");
  }

  key() {
    if (this.peek() !== '"') this.fail("expected a key in double quotes");
    const key = this.string();
    this.space();
    return this.accept(":") ? key : this.fail("expected `:`");
  }

  number() {
    const begin = this.at;
    this.accept("-");
    if (!this.accept("0")) this.digits();
    else if (/\d/.test(this.peek() ?? "")) this.fail("a number must not start with `0`");
    if (this.accept(".")) this.digits();
    if (this.match(/[eE][+-]?/y)) this.digits();
    return new JsonNumber(this.text.slice(begin, this.at));
  }

  digits() {
    if (!this.match(/\d+/y)) this.fail("expected a digit");
  }

  // Piece by piece: one pattern for the whole would need a stack as deep as the text.
  string() {
    let value = "";
    ++this.at;
    while (true) {
      value += this.match(/[^"\\\u0000-\u001f\p{Surrogate}]*/uy);
      if (this.accept('"')) return value;
      if (this.at === this.text.length) this.fail("a string is not closed");
      if (this.peek() < " ") this.fail("a control character in a string must be escaped");
      if (!this.accept("\\")) this.fail("the text is not UTF-8");
      value += this.escape();
    }
  }

  escape() {
    if (this.accept("u")) return this.unicodeEscape();
    const letter = this.match(/["\\/bfnrt]/y);
    return letter ? JSON.parse(`"\\${letter}"`) : this.fail("unknown escape in a string");
  }

  unicodeEscape() {
    const unit = this.hexUnit();
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    const lone = "a surrogate in a string has no partner";
    if (unit > 0xdbff || !this.accept("\\") || !this.accept("u")) this.fail(lone);
    const second = this.hexUnit();
    if (second < 0xdc00 || second > 0xdfff) this.fail(lone);
    return String.fromCharCode(unit, second);
  }

  hexUnit() {
    const digits = this.match(/[0-9a-fA-F]{0,4}/y);
    return digits.length === 4 ? parseInt(digits, 16) : this.fail("expected four hexadecimal digits");
  }
}
