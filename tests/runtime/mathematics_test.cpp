#include <cmath>
#include <limits>

#include "library.h"

namespace relon {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

class Mathematics : public Library {
 protected:
  int64_t toInt(std::string_view name, double value) { return call<int64_t>(name, {number(value)}); }
  double floats(std::string_view name, std::initializer_list<double> values) {
    std::vector<uint64_t> words;
    for (double value : values) words.push_back(number(value));
    double result = 0;
    row(name)->thunk(nullptr, &context_, words.data(), &result);
    return result;
  }
  double pow(double x, double y) { return floats("_float_pow", {x, y}); }
  bool isMultiple(double value, double divisor) {
    return call<bool>("_float_multiple_of", {number(value), number(divisor)});
  }
  bool isMultiple(int64_t value, int64_t divisor) {
    return call<bool>("_int_multiple_of", {number(value), number(divisor)});
  }
};

TEST_F(Mathematics, RoundsTiesToEven) {
  EXPECT_EQ(toInt("_float_round", 0.5), 0);
  EXPECT_EQ(toInt("_float_round", 1.5), 2);
  EXPECT_EQ(toInt("_float_round", 2.5), 2);
  EXPECT_EQ(toInt("_float_round", -0.5), 0);
  EXPECT_EQ(toInt("_float_round", -1.5), -2);
  EXPECT_EQ(toInt("_float_round", -2.5), -2);
  EXPECT_EQ(toInt("_float_round", 0.49999999999999994), 0);
  EXPECT_EQ(toInt("_float_round", -2.6), -3);
  EXPECT_EQ(toInt("_float_round", 4503599627370495.5), 4503599627370496);
}

TEST_F(Mathematics, FloorAndCeil) {
  EXPECT_EQ(toInt("_float_floor", 1.9), 1);
  EXPECT_EQ(toInt("_float_floor", -1.1), -2);
  EXPECT_EQ(toInt("_float_floor", -2.0), -2);
  EXPECT_EQ(toInt("_float_ceil", 1.1), 2);
  EXPECT_EQ(toInt("_float_ceil", -1.9), -1);
  EXPECT_EQ(toInt("_float_ceil", -0.0), 0);
}

TEST_F(Mathematics, ConversionsToIntSaturate) {
  for (std::string_view name : {"_float_round", "_float_floor", "_float_ceil"}) {
    EXPECT_EQ(toInt(name, kNaN), 0);
    EXPECT_EQ(toInt(name, kInfinity), INT64_MAX);
    EXPECT_EQ(toInt(name, -kInfinity), INT64_MIN);
    EXPECT_EQ(toInt(name, 0x1p63), INT64_MAX);
    EXPECT_EQ(toInt(name, -0x1p63), INT64_MIN);
    EXPECT_EQ(toInt(name, -1e300), INT64_MIN);
    EXPECT_EQ(toInt(name, 0x1p62), int64_t{1} << 62);
  }
}

TEST_F(Mathematics, Abs) {
  EXPECT_FALSE(std::signbit(floats("_float_abs", {-0.0})));
  EXPECT_EQ(floats("_float_abs", {-3.5}), 3.5);
  EXPECT_TRUE(std::isnan(floats("_float_abs", {kNaN})));
  EXPECT_FALSE(context_.failed());
}

TEST_F(Mathematics, MultipleOf) {
  EXPECT_TRUE(isMultiple(int64_t{6}, int64_t{3}));
  EXPECT_FALSE(isMultiple(int64_t{7}, int64_t{3}));
  EXPECT_FALSE(isMultiple(int64_t{1}, int64_t{0}));
  EXPECT_FALSE(isMultiple(int64_t{0}, int64_t{0}));
  EXPECT_TRUE(isMultiple(INT64_MIN, int64_t{-1}));
  EXPECT_TRUE(isMultiple(0.3, 0.1));
  EXPECT_TRUE(isMultiple(-0.3, 0.1));
  EXPECT_TRUE(isMultiple(0.30000000001, 0.1));
  EXPECT_FALSE(isMultiple(0.3000000002, 0.1));
  EXPECT_FALSE(isMultiple(0.2999999998, 0.1));
  EXPECT_FALSE(isMultiple(1.0, 0.0));
  EXPECT_FALSE(isMultiple(kInfinity, 2.0));
  EXPECT_FALSE(isMultiple(kNaN, 2.0));
}

TEST_F(Mathematics, Sqrt) {
  EXPECT_EQ(floats("_float_sqrt", {2}), 0x1.6a09e667f3bcdp0);
  EXPECT_TRUE(std::signbit(floats("_float_sqrt", {-0.0})));
  EXPECT_TRUE(std::isnan(floats("_float_sqrt", {-1})));
  EXPECT_EQ(floats("_float_sqrt", {kInfinity}), kInfinity);
}

// What is representable comes out exactly.
TEST_F(Mathematics, PowIsExactWhereItCanBe) {
  double power = 1;
  for (int i = 0; i <= 22; ++i, power *= 10) EXPECT_EQ(pow(10, i), power);
  for (int i = -1074; i <= 1023; ++i) EXPECT_EQ(pow(2, i), std::ldexp(1, i));
  for (int i = 1; i < 3000; ++i) {
    EXPECT_EQ(pow(i, 2), static_cast<double>(i) * i);
    EXPECT_EQ(pow(static_cast<double>(i) * i, 0.5), i);
    EXPECT_EQ(pow(i, 1), i);
  }
  EXPECT_EQ(pow(-3, 3), -27);
  EXPECT_EQ(pow(-2, -2), 0.25);
  EXPECT_EQ(pow(9, 1.5), 27);
}

// Nearest Floats by 200-bit arithmetic, among them results near 0, 1 and infinity.
TEST_F(Mathematics, PowIsAccurate) {
  EXPECT_EQ(pow(2, 0.5), 0x1.6a09e667f3bcdp0);
  EXPECT_EQ(pow(10, 0.1), 1.2589254117941673);
  EXPECT_EQ(pow(3, -7.25), 0.00034743286952519095);
  EXPECT_EQ(pow(1.0000000000000002, 4503599627370496.0), 2.718281828459045);
  EXPECT_EQ(pow(0.9999999999999999, 1e18), 6.076124616751106e-49);
  EXPECT_EQ(pow(1.7976931348623157e308, 0.999), 8.840174632999172e+307);
  EXPECT_EQ(pow(5e-324, 0.3), 1.018908996936868e-97);
  EXPECT_EQ(pow(10, -320), 1e-320);
}

// The C library's is off by less than one unit in the last place, and so is ours.
TEST_F(Mathematics, PowIsCloseToTheOneOfC) {
  uint64_t state = 1;
  const auto random = [&] {
    state = state * 6364136223846793005 + 1442695040888963407;
    return static_cast<double>(state >> 11) * 0x1p-53;
  };
  for (int i = 0; i < 100000; ++i) {
    const double x = std::exp2(random() * 80 - 40);
    const double y = random() * 50 - 25;
    const double expected = std::pow(x, y);
    EXPECT_LE(std::abs(pow(x, y) - expected), std::nextafter(expected, kInfinity) - expected) << x << ' ' << y;
  }
}

// Annex F of the C standard.
TEST_F(Mathematics, PowOfSpecialValues) {
  const double values[] = {0.0, -0.0, 0.5,   -0.5,   1,      -1,          2,         -2,         3,   -3,
                           2.5, -2.5, 1e300, -1e300, 0x1p53, -0x1p53 + 1, kInfinity, -kInfinity, kNaN};
  for (double x : values) {
    for (double y : values) {
      const double expected = std::pow(x, y);
      const double result = pow(x, y);
      if (std::isnan(expected)) {
        EXPECT_TRUE(std::isnan(result)) << x << ' ' << y;
      } else if (expected == 0 || std::isinf(expected)) {
        EXPECT_EQ(std::bit_cast<uint64_t>(result), std::bit_cast<uint64_t>(expected)) << x << ' ' << y;
      }
    }
  }
  EXPECT_EQ(pow(kNaN, 0), 1);
  EXPECT_EQ(pow(1, kNaN), 1);
  EXPECT_EQ(pow(-1, kInfinity), 1);
}

}
}
