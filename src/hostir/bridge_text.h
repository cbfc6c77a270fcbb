#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// Edits of LLVM's textual IR for readModule(). Every edit keeps the length of the
// text and its line breaks, so that positions stay right.
namespace relon::hostir {

struct Dropped {
  // As written: `captures(address_is_null_maybe)`.
  std::string construct;
  // Where it stands first, and in how many places it was dropped.
  std::size_t offset = 0;
  std::size_t places = 0;
};

// Drops the construct that the parser stopped at, here and wherever it is repeated
// in the same kind of line. None, and the text unchanged, when nothing there is known
// to be safe to drop (droppable.def).
std::optional<Dropped> dropConstruct(std::string& text, std::size_t offset);

// The token at `offset`, for messages; empty at the end of the text.
std::string_view tokenAt(std::string_view text, std::size_t offset);

// Whether a token at which the parser stopped could be a word of a newer LLVM.
bool isWordOrNode(std::string_view token);

// How deep the brackets of the text nest.
std::size_t nestingDepth(std::string_view text);

// Whether any line begins like a definition of LLVM's textual IR.
bool looksLikeIr(std::string_view text);

// The text of !llvm.ident, or "an unknown version".
std::string producerOf(std::string_view text);

}
