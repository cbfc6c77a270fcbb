// Enums and values of any type, into memory. What JSON writes for them is that of the
// language reference, file 02, section 1; of two readings of an object the one that
// fits the type counts, as in the native reader.

const STRING_SIZE = 16;
const DICT_SIZE = 16;
// In place of a type's number: a value of any type.
const ANY = "any";
const ANY_SIZE = 24;
const OBJECT_SIZE = 48;
const ANY_TAGS = { bool: 0, int: 1, float: 2, string: 3, list: 4, tuple: 5, object: 6, closure: 7 };
const OPTION_NONE = 0;
const OPTION_SOME = 1;
const OPTION_ABSENT = 2;
const GIVEN_ABSENT = 0;
const GIVEN_GIVEN = 1;

// Of an enum, in messages; longer names are compared with no other.
const MOST_NAMES = 12;
const LONGEST_NAME = 40;

function writeVariant(encode, type, value, address) {
  switch (type.kind) {
    case "Any": return writeAny(encode, value, address);
    case "Option": return writeOption(encode, type, value, address);
    case "Given": return writeOnly(encode, type, GIVEN_GIVEN, value, address);
    case "Number": return writeNumber(encode, type, value, address);
    case "Result": return writeResult(encode, type, value, address);
    default: return writeEnum(encode, type, value, address);
  }
}

// The tag; returns where the payload goes.
function begin(encode, type, variant, address) {
  const { type: payload, offset, indirect } = type.variants[variant];
  const place = indirect ? encode.program.allocate(encode.memory.types[payload].size) : address + offset;
  const view = encode.memory.view();
  view.setInt32(address, variant, true);
  if (indirect) view.setUint32(address + offset, place, true);
  return place;
}

// The one field of a variant's payload.
function onlyField(encode, type, variant) {
  return encode.memory.types[type.variants[variant].type].fields[0];
}

function writeOnly(encode, type, variant, value, address) {
  const { type: index, offset } = onlyField(encode, type, variant);
  encode.value(index, value, begin(encode, type, variant, address) + offset);
}

// `v` or `{"value": v}`.
function writeNamed(encode, type, variant, value, address) {
  const field = onlyField(encode, type, variant);
  const member = namedMember(encode, field, value);
  within(type.variants[variant].name, () => {
    if (member === undefined) return writeOnly(encode, type, variant, value, address);
    within(field.name, () => writeOnly(encode, type, variant, member, address));
  });
}

function within(step, write) {
  try {
    write();
  } catch (thrown) {
    throw thrown instanceof Mismatch ? thrown.within(step) : thrown;
  }
}

function namedMember(encode, field, value) {
  const [name, member] = sole(value) ?? [];
  const isNamed = name === field.name && (fits(encode, field.type, member) || !fits(encode, field.type, value));
  return isNamed ? member : undefined;
}

// The only entry of an object, or undefined.
function sole(value) {
  if (!isObject(bare(value))) return undefined;
  const entries = [...entriesOf(bare(value))];
  return entries.length === 1 ? entries[0] : undefined;
}

function isNothing(value) {
  return bare(value) === null || bare(value) === undefined;
}

function writeOption(encode, type, value, address) {
  if (isNothing(value) || bare(value) === "None") return void begin(encode, type, OPTION_NONE, address);
  if (isTaggedSome(encode, type, value)) return writeNamed(encode, type, OPTION_SOME, sole(value)[1], address);
  if (!fits(encode, onlyField(encode, type, OPTION_SOME).type, value)) throw expected(typeName(type, encode.memory.types), value);
  writeOnly(encode, type, OPTION_SOME, value, address);
}

function isTaggedSome(encode, type, value) {
  const [name, member] = sole(value) ?? [];
  if (name !== "Some") return false;
  const field = onlyField(encode, type, OPTION_SOME);
  return !fits(encode, field.type, value) || mayMean(encode, field.type, namedMember(encode, field, member) ?? member);
}

function writeNumber(encode, type, value, address) {
  const number = bare(value);
  const isNumber = number instanceof JsonNumber || typeof number === "number" || typeof number === "bigint";
  if (!isNumber) throw expected(typeName(type, encode.memory.types), value);
  writeOnly(encode, type, asInteger(number) === undefined ? 1 : 0, value, address);
}

// A BigInt in the range of Int, or undefined.
function asInteger(number) {
  let integer;
  if (number instanceof JsonNumber && number.isShortInteger()) integer = BigInt(number.text);
  if (typeof number === "bigint") integer = number;
  if (Number.isSafeInteger(number)) integer = BigInt(number);
  return integer !== undefined && integer >= MIN_INT && integer <= MAX_INT ? integer : undefined;
}

function variantNamed(encode, type, name, value) {
  const variant = type.variants.findIndex((one) => one.name === name);
  if (variant >= 0) return variant;
  const names = type.variants.slice(0, MOST_NAMES).map((one) => `\`${one.name}\``);
  if (type.variants.length > MOST_NAMES) names.push("...");
  const wanted = `expected a variant of ${typeName(type, encode.memory.types)} (${names.join(", ")}), found \`${name}\``;
  throw new Mismatch(wanted + suggestion(type, name), placeOf(value).at);
}

// As the native reader: the nearest name, if it is near.
function suggestion(type, wrong) {
  let best = 3;
  let nearest;
  for (const { name } of type.variants) {
    const distance = editDistance(encoder.encode(name), encoder.encode(wrong));
    if (distance >= best || distance >= encoder.encode(name).length) continue;
    best = distance;
    nearest = name;
  }
  return nearest === undefined ? "" : `; did you mean \`${nearest}\`?`;
}

// How many bytes must be inserted, removed or replaced, upper and lower case being the same.
function editDistance(a, b) {
  if (a.length > LONGEST_NAME || b.length > LONGEST_NAME) return LONGEST_NAME;
  const lowerCase = (byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte);
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; ++i) {
    const next = [i];
    for (let j = 1; j <= b.length; ++j) {
      const replaced = row[j - 1] + (lowerCase(a[i - 1]) === lowerCase(b[j - 1]) ? 0 : 1);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}

function writeResult(encode, type, value, address) {
  const [name, member] = sole(value) ?? [];
  if (name === undefined) throw expected(typeName(type, encode.memory.types), value);
  writeNamed(encode, type, variantNamed(encode, type, name, value), member, address);
}

function writeEnum(encode, type, value, address) {
  const isName = typeof bare(value) === "string";
  const [name, member] = isName ? [bare(value), undefined] : sole(value) ?? [];
  if (name === undefined) throw expected(typeName(type, encode.memory.types), value);
  const variant = variantNamed(encode, type, name, value);
  const payload = encode.memory.types[type.variants[variant].type];
  if (!fitsPayload(payload, member)) throw unexpectedPayload(encode, type, variant, payload, isName ? value : member);
  const place = begin(encode, type, variant, address);
  if (payload.kind !== "None") encode.child(name, type.variants[variant].type, member, place);
}

function fitsPayload(payload, member) {
  const given = bare(member);
  if (payload.kind === "None") return member === undefined || (isObject(given) && entriesOf(given).size === 0);
  if (payload.kind === "Tuple") return Array.isArray(given) && given.length === payload.fields.length;
  return isObject(given);
}

function unexpectedPayload(encode, type, variant, payload, value) {
  const wanted = { None: "`{}`", Tuple: `an array of ${payload.fields?.length}` }[payload.kind] ?? "an object";
  const { name } = type.variants[variant];
  const message = `expected ${wanted} for the variant \`${name}\` of ${typeName(type, encode.memory.types)}, found ${found(bare(value))}`;
  return new Mismatch(message, placeOf(value).at);
}

// Whether a value of this type can begin so.
function fits(encode, index, value) {
  const given = bare(value);
  const type = encode.memory.types[index];
  const isNumber = given instanceof JsonNumber || typeof given === "number" || typeof given === "bigint";
  switch (type.kind) {
    case "Int": case "Float": case "Number": return isNumber;
    case "Bool": return typeof given === "boolean";
    case "None": return isNothing(value);
    case "String": return typeof given === "string";
    case "List": case "Tuple": return Array.isArray(given);
    case "Record": case "Dict": case "Result": return isObject(given);
    case "Enum": return isObject(given) || typeof given === "string";
    case "Option":
      return isNothing(value) || given === "None" || sole(value)?.[0] === "Some" ||
        fits(encode, onlyField(encode, type, OPTION_SOME).type, value);
    case "Given": return fits(encode, onlyField(encode, type, GIVEN_GIVEN).type, value);
    default: return type.kind === "Any";
  }
}

// As `fits`; an object must also name a variant where the type is an enum.
function mayMean(encode, index, value) {
  const type = encode.memory.types[index];
  if (!fits(encode, index, value)) return false;
  const hasVariants = type.kind === "Enum" || type.kind === "Result";
  return !hasVariants || !isObject(bare(value)) || type.variants.some(({ name }) => name === sole(value)?.[0]);
}

function writeAny(encode, value, address) {
  const given = bare(value);
  const tag = anyTag(given);
  if (tag === undefined) throw expected("a value", value);
  const place = address + 8;
  if (tag === ANY_TAGS.string) encode.string({ kind: "String" }, value, place);
  if (tag === ANY_TAGS.list) encode.list({ element: ANY, stride: ANY_SIZE }, value, place);
  if (tag === ANY_TAGS.object) writeObject(encode, given, place);
  const view = encode.memory.view();
  view.setInt32(address, tag, true);
  if (tag === ANY_TAGS.bool) view.setUint8(place, given ? 1 : 0);
  if (tag === ANY_TAGS.int) view.setBigInt64(place, asInteger(given), true);
  if (tag === ANY_TAGS.float) view.setFloat64(place, asFloat(value), true);
}

function anyTag(given) {
  if (typeof given === "boolean") return ANY_TAGS.bool;
  if (asInteger(given) !== undefined) return ANY_TAGS.int;
  if (given instanceof JsonNumber || typeof given === "number") return ANY_TAGS.float;
  if (typeof given === "string") return ANY_TAGS.string;
  if (Array.isArray(given)) return ANY_TAGS.list;
  return isNothing(given) || isObject(given) ? ANY_TAGS.object : undefined;
}

// `null` is the None of an Option.
function writeObject(encode, given, place) {
  const object = encode.program.allocate(OBJECT_SIZE);
  encode.memory.writeSlice(place, object, 1);
  const isNone = isNothing(given);
  encode.dict(isNone ? new Map() : entriesOf(given), object, ANY, ANY_SIZE);
  encode.text(isNone ? "None" : "", object + DICT_SIZE);
  encode.text(isNone ? "Option" : "", object + DICT_SIZE + STRING_SIZE);
}
