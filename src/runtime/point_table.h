#pragma once

#include <stddef.h>
#include <stdint.h>

namespace relon::runtime {

// A small number for each code point, 0 unless the table says otherwise. The code
// point's high bits choose a group of blocks, its middle bits one of them, its low bits
// a cell; equal groups and equal blocks are stored once. scripts/unicode-tables makes them.
template <int highShift, int lowShift, typename Top, size_t tops, typename Middle, size_t middles, typename Cell,
          size_t cells>
struct PointTable {
  Top top[tops];
  Middle middle[middles];
  Cell cell[cells];

  constexpr Cell operator[](char32_t point) const {
    const size_t group = point >> (highShift + lowShift);
    if (group >= tops) return 0;
    const size_t inGroup = (point >> lowShift) & ((1u << highShift) - 1);
    const size_t block = middle[(size_t{top[group]} << highShift) | inGroup];
    return cell[(block << lowShift) | (point & ((1u << lowShift) - 1))];
  }
};

}
