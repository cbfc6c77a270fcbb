#include "relon/callable.h"

// Texts of well-known forms (language reference, file 04, section 8).

using relon::String;
using relon::Tuple;

namespace {

constexpr bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool isLetter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
constexpr bool isHexDigit(char c) {
  return isDigit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

bool isOneOf(char c, const String& set) {
  for (char each : set) {
    if (each == c) return true;
  }
  return false;
}

String slice(const String& text, int64_t begin, int64_t end) {
  return {text.data + begin, end - begin};
}

// The first place at or behind `from`, or the text's size.
int64_t indexOf(const String& text, char c, int64_t from) {
  while (from < text.size && text.data[from] != c) ++from;
  return from;
}

bool isLocalPart(const String& text) {
  if (text.size < 1 || text.size > 64) return false;
  char last = '.';
  for (char c : text) {
    if (c == '.' && last == '.') return false;
    if (!isLetter(c) && !isDigit(c) && !isOneOf(c, ".!#$%&'*+/=?^_`{|}~-")) return false;
    last = c;
  }
  return last != '.';
}

bool isDomainLabel(const String& text) {
  if (text.size < 1 || text.size > 63) return false;
  for (char c : text) {
    if (!isLetter(c) && !isDigit(c) && c != '-') return false;
  }
  return text.data[0] != '-' && text.data[text.size - 1] != '-';
}

bool isDomain(const String& text) {
  if (text.size > 255 || indexOf(text, '.', 0) == text.size) return false;
  for (int64_t begin = 0; begin <= text.size;) {
    const int64_t end = indexOf(text, '.', begin);
    if (!isDomainLabel(slice(text, begin, end))) return false;
    begin = end + 1;
  }
  return true;
}

// The number that `count` digits at `at` make, or -1.
int64_t readDigits(const String& text, int64_t at, int64_t count) {
  int64_t value = 0;
  for (int64_t i = at; i < at + count; ++i) {
    if (!isDigit(text.data[i])) return -1;
    value = value * 10 + (text.data[i] - '0');
  }
  return value;
}

int64_t daysInMonth(int64_t year, int64_t month) {
  const bool isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (month == 2) return isLeap ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

using Date = Tuple<bool, int64_t, int64_t, int64_t>;

// Whether the text is a date, and its year, month and day.
Date parseDate(const String& text) {
  const Date none = {false, 0, 0, 0};
  if (text.size != 10 || text.data[4] != '-' || text.data[7] != '-') return none;
  const Date date = {true, readDigits(text, 0, 4), readDigits(text, 5, 2), readDigits(text, 8, 2)};
  const bool isMonth = date.second >= 0 && date.third >= 1 && date.third <= 12;
  if (!isMonth || date.fourth < 1 || date.fourth > daysInMonth(date.second, date.third)) return none;
  return date;
}

bool skip(const char*& p, const char* end, char c) {
  if (p == end || *p != c) return false;
  ++p;
  return true;
}

// Three digits at most and 255 at most, without zeros in front. Moves behind it.
bool skipByte(const char*& p, const char* end) {
  const char* begin = p;
  int value = 0;
  while (p < end && isDigit(*p) && p - begin < 3) value = value * 10 + (*p++ - '0');
  return p > begin && value <= 255 && (p - begin == 1 || *begin != '0');
}

bool isIpv4(const char* p, const char* end) {
  for (int i = 0; i < 4; ++i) {
    if (i > 0 && !skip(p, end, '.')) return false;
    if (!skipByte(p, end)) return false;
  }
  return p == end;
}

// One to four hexadecimal digits. Moves behind them.
bool skipGroup(const char*& p, const char* end) {
  const char* begin = p;
  while (p < end && isHexDigit(*p) && p - begin < 4) ++p;
  return p > begin;
}

// Moves behind `::`.
bool skipGap(const char*& p, const char* end) {
  const bool isGap = end - p >= 2 && p[0] == ':' && p[1] == ':';
  if (isGap) p += 2;
  return isGap;
}

// The groups of an IPv6 address, the last two of them also as an IPv4 address; -1 if the
// text is none. A gap stands for any number of groups.
int countGroups(const char* p, const char* end, bool& hasGap) {
  hasGap = skipGap(p, end);
  if (hasGap && p == end) return 0;
  for (int groups = 1; groups <= 8; ++groups) {
    if (isIpv4(p, end)) return groups + 1;
    if (!skipGroup(p, end)) return -1;
    if (p == end) return groups;
    if (skipGap(p, end)) {
      if (hasGap) return -1;
      hasGap = true;
      if (p == end) return groups;
    } else if (!skip(p, end, ':')) {
      return -1;
    }
  }
  return -1;
}

// Eight groups, or fewer with a gap.
bool isIpv6(const char* p, const char* end) {
  bool hasGap = false;
  const int groups = countGroups(p, end, hasGap);
  return hasGap ? groups >= 0 && groups <= 7 : groups == 8;
}

}

extern "C" {

bool relon_is_email(const String& text) {
  const int64_t at = indexOf(text, '@', 0);
  if (at == text.size) return false;
  return isLocalPart(slice(text, 0, at)) && isDomain(slice(text, at + 1, text.size));
}

// A scheme, a colon and something.
bool relon_is_uri(const String& text) {
  const int64_t colon = indexOf(text, ':', 0);
  if (colon == 0 || colon + 1 >= text.size || !isLetter(text.data[0])) return false;
  for (int64_t i = 1; i < colon; ++i) {
    if (!isLetter(text.data[i]) && !isDigit(text.data[i]) && !isOneOf(text.data[i], "+.-")) return false;
  }
  return true;
}

bool relon_is_uuid(const String& text) {
  if (text.size != 36) return false;
  for (int64_t i = 0; i < text.size; ++i) {
    const bool isDash = i == 8 || i == 13 || i == 18 || i == 23;
    if (isDash ? text.data[i] != '-' : !isHexDigit(text.data[i])) return false;
  }
  return true;
}

bool relon_is_iso_date(const String& text) {
  return parseDate(text).first;
}

void relon_parse_iso_date(const String& text, Date& result) {
  result = parseDate(text);
}

bool relon_is_ipv4(const String& text) {
  return isIpv4(text.begin(), text.end());
}

bool relon_is_ipv6(const String& text) {
  return isIpv6(text.begin(), text.end());
}
}

RELON_CALLABLE(relon_is_email, "_is_email", relon::pure | relon::walks_arguments, "whether a text is an email address");
RELON_CALLABLE(relon_is_uri, "_is_uri", relon::pure | relon::walks_arguments, "whether a text is a URI");
RELON_CALLABLE(relon_is_uuid, "_is_uuid", relon::pure, "whether a text is a UUID");
RELON_CALLABLE(relon_is_iso_date, "_is_iso_date", relon::pure, "whether a text is a date, YYYY-MM-DD");
RELON_CALLABLE(relon_parse_iso_date, "_parse_iso_date", relon::pure,
               "whether a text is a date, YYYY-MM-DD, and its year, month and day");
RELON_CALLABLE(relon_is_ipv4, "_is_ipv4", relon::pure, "whether a text is an IPv4 address");
RELON_CALLABLE(relon_is_ipv6, "_is_ipv6", relon::pure, "whether a text is an IPv6 address");
