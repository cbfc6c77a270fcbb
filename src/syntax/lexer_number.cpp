#include <charconv>
#include <limits>

#include "syntax/lexer.h"

namespace relon::syntax {
namespace {

// 2^63: the largest magnitude, allowed only under a minus (the parser checks).
constexpr uint64_t kMaxMagnitude = uint64_t{1} << 63;

bool isDigitOf(char c, int base) {
  if (base == 16) return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  return c >= '0' && c < '0' + base;
}

// `from_chars` leaves the value alone beyond the range: it is infinite or zero,
// which the magnitude of the exponent tells.
double parseFloat(std::string_view text) {
  double value = 0;
  auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc::result_out_of_range) return value;
  size_t exponent = text.find_first_of("eE");
  bool tiny = exponent != std::string_view::npos && exponent + 1 < text.size() && text[exponent + 1] == '-';
  bool zeroBefore = exponent == std::string_view::npos && text.starts_with("0.");
  return tiny || zeroBefore ? 0.0 : std::numeric_limits<double>::infinity();
}

}

void Lexer::number() {
  bool afterDot = !out_.tokens.empty() && out_.tokens.back().kind == TokenKind::Dot;
  if (!afterDot && peek() == '0') {
    if (peek(1) == 'x') return prefixedNumber(16);
    if (peek(1) == 'o') return prefixedNumber(8);
    if (peek(1) == 'b') return prefixedNumber(2);
  }
  decimal(afterDot);
}

void Lexer::prefixedNumber(int base) {
  size_t begin = pos_;
  pos_ += 2;
  size_t digits = pos_;
  while (isDigitOf(peek(), base)) ++pos_;
  if (pos_ == digits) error(begin, pos_, "expected digits after `" + std::string(text_.substr(begin, 2)) + "`");
  pushInt(begin, text_.substr(digits, pos_ - digits), base);
  rejectSuffix(begin);
}

// After a dot only an index can stand, so that `t.0.1` is two of them.
void Lexer::decimal(bool afterDot) {
  size_t begin = pos_;
  bool isFloat = false;
  auto digits = [&] {
    while (isDigit(peek())) ++pos_;
  };
  digits();
  if (!afterDot && peek() == '.' && isDigit(peek(1))) isFloat = true, ++pos_, digits();
  size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
  if (!afterDot && (peek() == 'e' || peek() == 'E') && isDigit(peek(1 + sign)))
    isFloat = true, pos_ += 1 + sign, digits();
  std::string_view text = text_.substr(begin, pos_ - begin);
  if (isFloat) {
    push(TokenKind::Float, begin).payload = static_cast<uint32_t>(out_.floats.size());
    out_.floats.push_back(parseFloat(text));
  } else {
    pushInt(begin, text, 10);
  }
  rejectSuffix(begin);
}

void Lexer::rejectSuffix(size_t begin) {
  if (!isIdentStart(peek())) return;
  size_t suffix = pos_;
  while (isIdentPart(peek())) ++pos_;
  out_.tokens.back().end = static_cast<uint32_t>(pos_);
  if (text_[suffix] == '_') return error(suffix, pos_, "digits cannot be separated by `_`");
  error(suffix, pos_,
        "expected the number `" + std::string(text_.substr(begin, std::min<size_t>(suffix - begin, 40))) +
            "` to end, found `" + std::string(text_.substr(suffix, std::min<size_t>(pos_ - suffix, 40))) + "`");
}

void Lexer::pushInt(size_t begin, std::string_view digits, int base) {
  uint64_t value = 0;
  auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  bool tooLarge = status == std::errc::result_out_of_range || value > kMaxMagnitude;
  if (tooLarge) error(begin, pos_, "this number does not fit in Int, which ends at 9223372036854775807");
  push(TokenKind::Int, begin).payload = static_cast<uint32_t>(out_.ints.size());
  out_.ints.push_back(tooLarge ? 0 : value);
}

}
