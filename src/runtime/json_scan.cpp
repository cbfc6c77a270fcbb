#include "relon/json.h"
#include "runtime/json.h"
#include "runtime/number.h"

// Reads parts of a checked text.
namespace relon::runtime::json {

namespace {

bool isNumberByte(char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

const char* skipScalar(const char* p, const char* end) {
  if (*p == '"') return skipString(p);
  if (*p == 't' || *p == 'n') return p + 4;
  if (*p == 'f') return p + 5;
  return skipNumber(p, end);
}

unsigned hexUnit(const char* p) {
  unsigned unit = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = p[i];
    unit = unit * 16 + static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return unit;
}

char* writeUtf8(char* out, unsigned point) {
  const auto put = [&](unsigned byte) { *out++ = static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
    return out;
  }
  if (point < 0x800) {
    put(0xc0 | point >> 6);
  } else if (point < 0x10000) {
    put(0xe0 | point >> 12);
    put(0x80 | ((point >> 6) & 0x3f));
  } else {
    put(0xf0 | point >> 18);
    put(0x80 | ((point >> 12) & 0x3f));
    put(0x80 | ((point >> 6) & 0x3f));
  }
  put(0x80 | (point & 0x3f));
  return out;
}

// `p` is at the letter behind the backslash; moves it behind the escape.
char* writeEscape(char* out, const char*& p) {
  const char letter = *p++;
  switch (letter) {
    case 'b':
      *out = '\b';
      return out + 1;
    case 'f':
      *out = '\f';
      return out + 1;
    case 'n':
      *out = '\n';
      return out + 1;
    case 'r':
      *out = '\r';
      return out + 1;
    case 't':
      *out = '\t';
      return out + 1;
    case 'u':
      break;
    default:
      *out = letter;
      return out + 1;
  }
  unsigned point = hexUnit(p);
  p += 4;
  if (point >= 0xd800 && point <= 0xdbff) {
    point = 0x10000 + ((point - 0xd800) << 10) + (hexUnit(p + 2) - 0xdc00);
    p += 6;
  }
  return writeUtf8(out, point);
}

}

const char* skipSpace(const char* p) {
  while (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t') ++p;
  return p;
}

StringToken scanString(const char* p) {
  const char* begin = ++p;
  while (*p != '"' && *p != '\\') ++p;
  const bool isPlain = *p == '"';
  for (; *p != '"'; ++p) {
    if (*p == '\\') ++p;
  }
  return {begin, p, isPlain};
}

const char* skipString(const char* p) {
  return scanString(p).end + 1;
}

const char* skipNumber(const char* p, const char* end) {
  while (p != end && isNumberByte(*p)) ++p;
  return p;
}

const char* skipValue(const char* p, const char* end) {
  if (*p != '{' && *p != '[') return skipScalar(p, end);
  int64_t depth = 0;
  while (true) {
    if (*p == '"') {
      p = skipString(p);
      continue;
    }
    if (*p == '{' || *p == '[') ++depth;
    if ((*p == '}' || *p == ']') && --depth == 0) return p + 1;
    ++p;
  }
}

bool Members::next() {
  if (value_ != nullptr) behind(skipValue(value_, end_));
  p_ = skipSpace(p_);
  if (*p_ == ',') p_ = skipSpace(p_ + 1);
  if (*p_ == '}' || *p_ == ']') {
    ++p_;
    return false;
  }
  if (isObject_) {
    key_ = scanString(p_);
    p_ = skipSpace(skipSpace(key_.end + 1) + 1);
  }
  value_ = p_;
  return true;
}

int64_t countMembers(const char* p, const char* end) {
  int64_t count = 0;
  for (Members members(p, end); members.next();) ++count;
  return count;
}

bool isIntegerToken(const char* begin, const char* end) {
  for (const char* p = begin; p != end; ++p) {
    if (*p == '.' || *p == 'e' || *p == 'E') return false;
  }
  return true;
}

bool readInt(const char* begin, const char* end, int64_t& value) {
  const bool negative = *begin == '-';
  value = 0;
  for (const char* p = begin + (negative ? 1 : 0); p != end; ++p) {
    const int64_t digit = *p - '0';
    if (__builtin_mul_overflow(value, int64_t{10}, &value)) return false;
    if (__builtin_add_overflow(value, negative ? -digit : digit, &value)) return false;
  }
  return true;
}

bool readString(relon_context* context, const char* p, relon_string& value) {
  return unescape(context, scanString(p), value);
}

bool unescape(relon_context* context, const StringToken& token, relon_string& value) {
  const char* begin = token.begin;
  const char* end = token.end;
  value = {begin, end - begin};
  if (token.isPlain) return true;
  auto* data = static_cast<char*>(relon_allocate(context, end - begin));
  if (data == nullptr) return false;
  char* out = data;
  for (const char* q = begin; q != end;) {
    if (*q != '\\') {
      *out++ = *q++;
    } else {
      out = writeEscape(out, ++q);
    }
  }
  value = {data, out - data};
  return true;
}

}
