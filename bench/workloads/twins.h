#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "checked.h"

// The W rows as a C++ programmer writes them: the same algorithm, each Int operation
// tested, a loop where Relon's list pipeline is one.
namespace bench::twins {

Int w01(Int n);
Int w02(Int n);
std::string w03(Int n);
Int w04(Int n, std::string_view text);
Int w05(Int n);
Int w06(Int n);
Int w07(Int n);
Int w08(Int n);
Int w09(Int n);
Int w10(Int n);
Int w13(Int n);
Int w14(Int n);
Int w15(Int n);
Int w16(Int n);
Int w17(Int n);
Int w18(Int n);
Int w19(Int n);
double w20(Int n);
Int w21(Int n);
Int w23(Int n);
Int w24(Int n);
Int w25(Int n);
Int w26(Int n);
Int w27(Int n);
double w28(Int n);
Int w30(Int n);

}
