#include "runtime/number.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

extern "C" double relon_float_rem(double dividend, double divisor);

namespace relon::runtime {
namespace {

std::string text(double value) {
  char buffer[kMaxFloatText];
  return std::string(buffer, static_cast<size_t>(writeFloatText(buffer, value)));
}

std::string json(double value) {
  char buffer[kMaxFloatText];
  return std::string(buffer, static_cast<size_t>(writeFloatJson(buffer, value)));
}

std::string intText(int64_t value) {
  char buffer[kMaxIntText];
  return std::string(buffer, static_cast<size_t>(writeInt(buffer, value)));
}

double parse(std::string_view number) {
  return parseFloat(number.data(), number.data() + number.size());
}

std::string standardText(double value) {
  char buffer[400];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed).ptr;
  return std::string(buffer, end);
}

std::string standardScientific(double value) {
  char buffer[400];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
  return std::string(buffer, end);
}

// The significant digits of a number's text, without the zeros around them.
std::string digitsOf(std::string_view number) {
  std::string digits;
  for (char c : number.substr(0, number.find('e'))) {
    if (c >= '0' && c <= '9') digits += c;
  }
  digits.erase(0, digits.find_first_not_of('0'));
  digits.erase(digits.find_last_not_of('0') + 1);
  return digits;
}

bool sameBits(double a, double b) {
  return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}

double randomFloat(std::mt19937_64& random) {
  while (true) {
    const double value = std::bit_cast<double>(static_cast<uint64_t>(random()));
    if (std::isfinite(value)) return value;
  }
}

TEST(IntText, Edges) {
  EXPECT_EQ(intText(0), "0");
  EXPECT_EQ(intText(-1), "-1");
  EXPECT_EQ(intText(INT64_MAX), "9223372036854775807");
  EXPECT_EQ(intText(INT64_MIN), "-9223372036854775808");
}

TEST(FloatText, LanguageForm) {
  EXPECT_EQ(text(1.0), "1");
  EXPECT_EQ(text(0.1), "0.1");
  EXPECT_EQ(text(1e21), "1000000000000000000000");
  EXPECT_EQ(text(1e-7), "0.0000001");
  EXPECT_EQ(text(-0.0), "-0");
  EXPECT_EQ(text(0.0), "0");
  EXPECT_EQ(text(-12.5), "-12.5");
  EXPECT_EQ(text(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(text(-std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(text(std::nan("")), "NaN");
  EXPECT_EQ(text(-std::nan("")), "NaN");
}

TEST(FloatText, JsonForm) {
  EXPECT_EQ(json(1.0), "1.0");
  EXPECT_EQ(json(100.0), "100.0");
  EXPECT_EQ(json(-0.0), "-0.0");
  EXPECT_EQ(json(0.0), "0.0");
  EXPECT_EQ(json(0.00001), "0.00001");
  EXPECT_EQ(json(1e-6), "1e-6");
  EXPECT_EQ(json(2.5e-8), "2.5e-8");
  EXPECT_EQ(json(1000000000000000.0), "1000000000000000.0");
  EXPECT_EQ(json(1e16), "1e+16");
  EXPECT_EQ(json(1.2345678901234568e17), "1.2345678901234568e+17");
  EXPECT_EQ(json(5e-324), "5e-324");
  EXPECT_EQ(json(-1.5), "-1.5");
  EXPECT_EQ(json(std::numeric_limits<double>::max()), "1.7976931348623157e+308");
}

TEST(FloatText, LongestFits) {
  EXPECT_LE(text(-5e-324).size(), static_cast<size_t>(kMaxFloatText));
  EXPECT_LE(text(-2.2250738585072014e-308).size(), static_cast<size_t>(kMaxFloatText));
  EXPECT_LE(text(-std::numeric_limits<double>::max()).size(), static_cast<size_t>(kMaxFloatText));
  EXPECT_EQ(text(2.2250738585072014e-308), standardText(2.2250738585072014e-308));
}

TEST(FloatText, ShortestAsTheStandardLibrary) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 1000000; ++i) {
    const double value = randomFloat(random);
    ASSERT_EQ(digitsOf(json(value)), digitsOf(standardScientific(value))) << standardScientific(value);
    ASSERT_TRUE(sameBits(std::strtod(json(value).c_str(), nullptr), value)) << json(value);
  }
}

TEST(FloatText, ShortestAtPowersAndNeighbours) {
  for (int exponent = -1074; exponent <= 1023; ++exponent) {
    const double power = std::ldexp(1.0, exponent);
    for (double value : {std::nextafter(power, 0.0), power, std::nextafter(power, 2 * power), 3 * power}) {
      if (value == 0 || !std::isfinite(value)) continue;
      ASSERT_EQ(digitsOf(json(value)), digitsOf(standardScientific(value))) << standardScientific(value);
    }
  }
}

TEST(FloatText, PositionalAsTheStandardLibraryForModerateNumbers) {
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> uniform(-1e6, 1e6);
  for (int i = 0; i < 200000; ++i) {
    const double value = uniform(random);
    ASSERT_EQ(text(value), standardText(value));
  }
  for (int i = -100000; i < 100000; ++i) ASSERT_EQ(text(i / 100.0), standardText(i / 100.0));
}

TEST(ParseFloat, RoundTripsRandomFloats) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 500000; ++i) {
    const double value = randomFloat(random);
    ASSERT_TRUE(sameBits(parse(json(value)), value)) << json(value);
    ASSERT_TRUE(sameBits(parse(standardScientific(value)), value));
  }
}

TEST(ParseFloat, RandomDigitsAsTheStandardLibrary) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 500000; ++i) {
    std::string number;
    const int count = 1 + static_cast<int>(random() % 40);
    for (int d = 0; d < count; ++d) number += static_cast<char>('0' + random() % 10);
    number.insert(1 + random() % number.size(), ".");
    if (number.back() == '.') number += '0';
    number += "e" + std::to_string(static_cast<int>(random() % 700) - 350);
    ASSERT_TRUE(sameBits(parse(number), std::strtod(number.c_str(), nullptr))) << number;
  }
}

// The exact decimal expansion of the midpoint between a Float and the next one, and the
// same number a last digit less and more.
TEST(ParseFloat, MidpointsAreDecidedExactly) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 20000; ++i) {
    const double value = std::fabs(randomFloat(random));
    const long double middle =
        (static_cast<long double>(value) + static_cast<long double>(std::nextafter(value, INFINITY))) / 2;
    if (std::isinf(static_cast<double>(middle))) continue;
    char buffer[1500];
    std::snprintf(buffer, sizeof buffer, "%.1100Le", middle);
    std::string exact(buffer);
    ASSERT_TRUE(sameBits(parse(exact), std::strtod(exact.c_str(), nullptr))) << exact;
    std::string more = exact;
    more[more.find('e') - 1] = '1';
    ASSERT_TRUE(sameBits(parse(more), std::strtod(more.c_str(), nullptr))) << more;
  }
}

TEST(ParseFloat, Edges) {
  EXPECT_TRUE(sameBits(parse("0"), 0.0));
  EXPECT_TRUE(sameBits(parse("-0"), -0.0));
  EXPECT_TRUE(sameBits(parse("-0.0e5"), -0.0));
  EXPECT_EQ(parse("9007199254740993"), 9007199254740992.0);
  EXPECT_EQ(parse("9007199254740993.0000000000000000000000000000001"), 9007199254740994.0);
  EXPECT_EQ(parse("4.9406564584124654e-324"), 5e-324);
  EXPECT_EQ(parse("2.4703282292062327e-324"), 0.0);
  EXPECT_EQ(parse("2.4703282292062328e-324"), 5e-324);
  EXPECT_EQ(parse("2.2250738585072011e-308"), 2.2250738585072011e-308);
  EXPECT_EQ(parse("1.7976931348623158e308"), std::numeric_limits<double>::max());
  EXPECT_EQ(parse("1.7976931348623159e308"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse("1e99999999999999999999"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse("1e-99999999999999999999"), 0.0);
  EXPECT_EQ(parse("0e99999999999999999999"), 0.0);
  EXPECT_EQ(parse("0." + std::string(400, '0') + "1e401"), 1.0);
  EXPECT_EQ(parse("1" + std::string(400, '0') + "e-400"), 1.0);
  EXPECT_EQ(parse("1" + std::string(5000, '0')), std::numeric_limits<double>::infinity());
}

TEST(FloatRem, AsFmod) {
  std::mt19937_64 random(6);
  for (int i = 0; i < 300000; ++i) {
    const double x = randomFloat(random);
    const double y = i % 2 == 0 ? randomFloat(random) : x * std::ldexp(1.0, -static_cast<int>(random() % 80)) / 3;
    if (y == 0 || !std::isfinite(y)) continue;
    ASSERT_TRUE(sameBits(relon_float_rem(x, y), std::fmod(x, y))) << x << " % " << y;
  }
}

TEST(FloatRem, Edges) {
  EXPECT_EQ(relon_float_rem(7.5, 2), 1.5);
  EXPECT_EQ(relon_float_rem(-7.5, 2), -1.5);
  EXPECT_TRUE(sameBits(relon_float_rem(-4, 2), -0.0));
  EXPECT_TRUE(sameBits(relon_float_rem(-0.0, 2), -0.0));
  EXPECT_EQ(relon_float_rem(5e-324, 1e308), 5e-324);
  EXPECT_EQ(relon_float_rem(1e308, 5e-324), 0.0);
  EXPECT_EQ(relon_float_rem(3, INFINITY), 3);
  EXPECT_TRUE(std::isnan(relon_float_rem(INFINITY, 2)));
  EXPECT_TRUE(std::isnan(relon_float_rem(1, NAN)));
  EXPECT_TRUE(std::isnan(relon_float_rem(NAN, 1)));
}

}
}
