#pragma once

#include <cstdint>

// The kernels as a C++ programmer writes them, in a translation unit of their own, so that
// no caller's knowledge of `n` reaches them. `plain` computes unchecked; `checked` tests
// each Int operation as Relon does and returns false where one overflows.
namespace plain {

int64_t products(int64_t n);
int64_t chain(int64_t n);
int64_t branches(int64_t n);
int64_t listSum(const int64_t* xs, int64_t n);
int64_t hostCalls(int64_t n);
double floats(int64_t n);
int64_t mapReduce(int64_t n);
int64_t add(int64_t a, int64_t b);

}

namespace checked {

bool products(int64_t n, int64_t& result);
bool chain(int64_t n, int64_t& result);
bool branches(int64_t n, int64_t& result);
bool listSum(const int64_t* xs, int64_t n, int64_t& result);
bool hostCalls(int64_t n, int64_t& result);
bool mapReduce(int64_t n, int64_t& result);

}

// `clang version 22.1.8 ...`
const char* twinCompiler();
