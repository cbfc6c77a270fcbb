// The two lookups that a parser of this grammar would otherwise answer by
// scanning ahead again and again. Both passes are linear in the token count.

#include "syntax/token.h"

namespace relon::syntax {
namespace {

bool endsTypeName(const Token& token) {
  return token.kind == TokenKind::Identifier || token.kind == TokenKind::String;
}

// Whether the token can stand at this place between `<` and `>`. `?` counts
// where it is the retired suffix `T?`, so that the parser can say so.
bool fitsType(const std::vector<Token>& tokens, size_t i) {
  switch (tokens[i].kind) {
    case TokenKind::Identifier:
    case TokenKind::String:
      return i == 0 || !endsTypeName(tokens[i - 1]);
    case TokenKind::Less:
      return i > 0 && endsTypeName(tokens[i - 1]);
    case TokenKind::Dot:
    case TokenKind::Comma:
    case TokenKind::LeftParen:
    case TokenKind::RightParen:
    case TokenKind::Greater:
      return true;
    case TokenKind::Question: {
      TokenKind next = tokens[i + 1].kind;
      return next == TokenKind::Greater || next == TokenKind::Comma || next == TokenKind::RightParen;
    }
    default:
      return false;
  }
}

bool opens(TokenKind kind) {
  return kind == TokenKind::LeftParen || kind == TokenKind::LeftBracket || kind == TokenKind::LeftBrace ||
         kind == TokenKind::InterpolationBegin;
}

bool closes(TokenKind kind) {
  return kind == TokenKind::RightParen || kind == TokenKind::RightBracket || kind == TokenKind::RightBrace ||
         kind == TokenKind::InterpolationEnd;
}

// The `?` of one bracket level, between two commas.
struct Level {
  struct Open {
    uint32_t token;
    // Not before `[`, so that only a conditional is possible.
    bool certain;
    // Directly after its operand, as in `xs?[0]`.
    bool tight;
  };
  std::vector<Open> open;
  // How many of them are not tight.
  size_t loose = 0;
  // Ambiguous `?` that were given a `:`, in order.
  std::vector<uint32_t> given;
};

// Gives the colon to the last `?` that looks like a conditional; if all look
// like accesses, to the last of them.
void giveColon(std::vector<Token>& tokens, Level& level) {
  if (level.open.empty()) return;
  if (level.loose != 0)
    while (level.open.back().tight) level.open.pop_back();
  Level::Open chosen = level.open.back();
  level.open.pop_back();
  if (!chosen.tight) --level.loose;
  if (chosen.certain) return;
  tokens[chosen.token].isAccess = false;
  level.given.push_back(chosen.token);
}

// A conditional left without its colon takes one back from an ambiguous `?`.
void endSegment(std::vector<Token>& tokens, Level& level) {
  for (const Level::Open& open : level.open) {
    if (!open.certain || level.given.empty()) continue;
    tokens[level.given.back()].isAccess = true;
    level.given.pop_back();
  }
  level = {};
}

bool endsOperand(TokenKind kind) {
  bool isLiteral = kind == TokenKind::Int || kind == TokenKind::Float || kind == TokenKind::FStringEnd;
  bool isBracket = closes(kind) && kind != TokenKind::InterpolationEnd;
  return isLiteral || isBracket || kind == TokenKind::Identifier || kind == TokenKind::String;
}

// Whether a name follows an operand, and no tail such as `where {`: something new begins, as the
// field in `#default xs?[0].a Int n: *` or the next method of a `with` block.
bool beginsAnew(const std::vector<Token>& tokens, size_t i) {
  bool isName = i > 0 && endsTypeName(tokens[i]) && endsOperand(tokens[i - 1].kind);
  return isName && tokens[i + 1].kind != TokenKind::LeftBrace;
}

// The operand ended without a colon for them.
void dropAmbiguous(Level& level) {
  for (; !level.open.empty() && !level.open.back().certain; level.open.pop_back())
    if (!level.open.back().tight) --level.loose;
}

void addQuestion(std::vector<Token>& tokens, Level& level, size_t i) {
  TokenKind next = tokens[i + 1].kind;
  if (next == TokenKind::Dot) {
    tokens[i].isAccess = true;
    return;
  }
  bool ambiguous = next == TokenKind::LeftBracket;
  tokens[i].isAccess = ambiguous;
  bool tight = ambiguous && i > 0 && tokens[i - 1].end == tokens[i].begin;
  level.open.push_back({static_cast<uint32_t>(i), !ambiguous, tight});
  if (!tight) ++level.loose;
}

}

// Pairs `<` with `>` where only a type can stand between them.
void matchAngles(std::vector<Token>& tokens) {
  std::vector<uint32_t> open;
  auto closeParen = [&] {
    while (!open.empty() && tokens[open.back()].kind == TokenKind::Less) open.pop_back();
    if (!open.empty()) open.pop_back();
  };
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    TokenKind kind = tokens[i].kind;
    if (!fitsType(tokens, i)) {
      open.clear();
    } else if (kind == TokenKind::Less || (kind == TokenKind::LeftParen && !open.empty())) {
      open.push_back(static_cast<uint32_t>(i));
    } else if (kind == TokenKind::RightParen) {
      closeParen();
    } else if (kind == TokenKind::Greater && !open.empty() && tokens[open.back()].kind == TokenKind::Less) {
      tokens[i].match = open.back();
      tokens[open.back()].match = static_cast<uint32_t>(i);
      open.pop_back();
    } else if (kind == TokenKind::Greater) {
      open.clear();
    }
  }
}

// Decides for each `?` before `[` whether it is `xs?[0]` or `c ? [1] : [2]`:
// it is a conditional iff a `:` of its bracket level is left for it.
void matchQuestions(std::vector<Token>& tokens) {
  std::vector<Level> levels(1);
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    TokenKind kind = tokens[i].kind;
    if (opens(kind)) {
      levels.emplace_back();
    } else if (closes(kind)) {
      endSegment(tokens, levels.back());
      if (levels.size() > 1) levels.pop_back();
    } else if (kind == TokenKind::Comma) {
      endSegment(tokens, levels.back());
    } else if (kind == TokenKind::Question) {
      addQuestion(tokens, levels.back(), i);
    } else if (kind == TokenKind::Colon) {
      giveColon(tokens, levels.back());
    } else if (beginsAnew(tokens, i)) {
      dropAmbiguous(levels.back());
    }
  }
  endSegment(tokens, levels.back());
}

}
