#pragma once

namespace relon::runtime {

// Twice the precision of a Float: the unevaluated sum of two, of which `low` is at most
// half a unit in the last place of `high`. Needs IEEE arithmetic without contraction, and
// numbers well inside of the range of Floats. Error-free sums are Knuth's, products
// Dekker's.
struct DoubleDouble {
  double high;
  double low;
};

// |a| >= |b|, or a is 0.
constexpr DoubleDouble exactSumOrdered(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

constexpr DoubleDouble exactSum(double a, double b) {
  const double sum = a + b;
  const double fromB = sum - a;
  return {sum, (a - (sum - fromB)) + (b - fromB)};
}

// The upper 26 bits of a Float and the rest.
constexpr DoubleDouble halves(double a) {
  const double scaled = a * 0x8000001p0;
  const double high = scaled - (scaled - a);
  return {high, a - high};
}

constexpr DoubleDouble exactProduct(double a, double b) {
  const double product = a * b;
  const DoubleDouble x = halves(a);
  const DoubleDouble y = halves(b);
  return {product, ((x.high * y.high - product) + x.high * y.low + x.low * y.high) + x.low * y.low};
}

constexpr DoubleDouble operator+(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble high = exactSum(a.high, b.high);
  const DoubleDouble low = exactSum(a.low, b.low);
  const DoubleDouble sum = exactSumOrdered(high.high, high.low + low.high);
  return exactSumOrdered(sum.high, sum.low + low.low);
}

constexpr DoubleDouble operator-(DoubleDouble a) {
  return {-a.high, -a.low};
}

constexpr DoubleDouble operator*(DoubleDouble a, double b) {
  const DoubleDouble product = exactProduct(a.high, b);
  return exactSumOrdered(product.high, product.low + a.low * b);
}

constexpr DoubleDouble operator*(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble product = exactProduct(a.high, b.high);
  return exactSumOrdered(product.high, product.low + (a.high * b.low + a.low * b.high));
}

constexpr DoubleDouble operator/(DoubleDouble a, double b) {
  const double quotient = a.high / b;
  const DoubleDouble product = exactProduct(quotient, b);
  return exactSumOrdered(quotient, (((a.high - product.high) - product.low) + a.low) / b);
}

}
