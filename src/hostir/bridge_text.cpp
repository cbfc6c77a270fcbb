#include "hostir/bridge_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>
#include <vector>

// The parser says where it stopped. The construct there is found among the tokens
// around it: the innermost parenthesis that belongs to a droppable word, the word
// itself, or a node of debug information, which programs never carry.
namespace relon::hostir {
namespace {

// Sigil: a word behind one of @ % ! # $. Label: a word and its colon.
enum class TokenKind { Word, Sigil, Label, String, Punctuation };

struct Token {
  TokenKind kind = TokenKind::Punctuation;
  std::size_t begin = 0;
  std::size_t end = 0;
};

using Tokens = std::vector<Token>;

enum class Form { Word, Group, Prefix };

struct Droppable {
  std::string_view name;
  Form form;
};

constexpr std::array kDroppables = {
#define RELON_DROPPABLE(name, form, reason) Droppable{#name, Form::form},
#include "hostir/droppable.def"
};

bool isWordByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-';
}

bool isSigil(char c) {
  return c == '@' || c == '%' || c == '!' || c == '#' || c == '$';
}

std::size_t skipWord(std::string_view text, std::size_t at) {
  while (at < text.size() && isWordByte(text[at])) ++at;
  return at;
}

// LLVM's strings have no escaped quote: a quote is written \22.
std::size_t skipString(std::string_view text, std::size_t at) {
  std::size_t close = text.find('"', at + 1);
  return close == std::string_view::npos ? text.size() : close + 1;
}

std::size_t skipSpace(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (text[at] == ';') {
      at = std::min(text.find('\n', at), text.size());
    } else if (text.substr(at, 2) == "/*") {
      std::size_t close = text.find("*/", at + 2);
      at = close == std::string_view::npos ? text.size() : close + 2;
    } else if (std::isspace(static_cast<unsigned char>(text[at])) != 0) {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

Token sigilToken(std::string_view text, std::size_t at) {
  bool quoted = at + 1 < text.size() && text[at + 1] == '"' && text[at] != '!';
  std::size_t end = quoted ? skipString(text, at + 1) : skipWord(text, at + 1);
  return {end == at + 1 ? TokenKind::Punctuation : TokenKind::Sigil, at, end};
}

Token tokenFrom(std::string_view text, std::size_t at) {
  if (isSigil(text[at])) return sigilToken(text, at);
  if (text[at] == '"') return {TokenKind::String, at, skipString(text, at)};
  if (!isWordByte(text[at])) return {TokenKind::Punctuation, at, at + 1};
  std::size_t end = skipWord(text, at);
  bool label = end < text.size() && text[end] == ':';
  return {label ? TokenKind::Label : TokenKind::Word, at, label ? end + 1 : end};
}

Tokens tokensOf(std::string_view text) {
  Tokens tokens;
  for (std::size_t at = skipSpace(text, 0); at < text.size(); at = skipSpace(text, at)) {
    tokens.push_back(tokenFrom(text, at));
    at = tokens.back().end;
  }
  return tokens;
}

// A text with its tokens.
struct Scan {
  std::string_view text;
  Tokens tokens;

  explicit Scan(std::string_view t) : text(t), tokens(tokensOf(t)) {}
  std::string_view at(std::size_t i) const {
    return i < tokens.size() ? text.substr(tokens[i].begin, tokens[i].end - tokens[i].begin) : std::string_view();
  }
  std::size_t containing(std::size_t offset) const {
    auto after = std::partition_point(tokens.begin(), tokens.end(), [&](const Token& t) { return t.end <= offset; });
    return static_cast<std::size_t>(after - tokens.begin());
  }
};

const Droppable* droppable(const Scan& scan, std::size_t i) {
  if (i >= scan.tokens.size() || scan.tokens[i].kind != TokenKind::Word) return nullptr;
  std::string_view word = scan.at(i);
  auto found = std::find_if(kDroppables.begin(), kDroppables.end(), [&](const Droppable& d) {
    return d.form == Form::Prefix ? word.starts_with(d.name) : word == d.name;
  });
  return found == kDroppables.end() ? nullptr : &*found;
}

bool isDebugNode(std::string_view token) {
  return token.starts_with("!DI") || token.starts_with("!GenericDINode") || token.starts_with("#dbg_");
}

// The token behind the parenthesis that opens at token i; 0 if it never closes.
std::size_t closeOf(const Scan& scan, std::size_t i) {
  std::size_t depth = 0;
  for (; i < scan.tokens.size(); ++i) {
    if (scan.at(i) == "(") ++depth;
    if (scan.at(i) == ")" && --depth == 0) return i + 1;
  }
  return 0;
}

// A construct: tokens [first, last).
struct Span {
  std::size_t first = 0;
  std::size_t last = 0;
};

std::string_view textOf(const Scan& scan, Span span) {
  std::size_t begin = scan.tokens[span.first].begin;
  return scan.text.substr(begin, scan.tokens[span.last - 1].end - begin);
}

// The construct that begins with a droppable word or a debug node at token i.
std::optional<Span> constructAt(const Scan& scan, std::size_t i) {
  const Droppable* entry = droppable(scan, i);
  bool node = isDebugNode(scan.at(i));
  if (entry == nullptr && !node) return std::nullopt;
  bool grouped = (node || entry->form == Form::Group) && scan.at(i + 1) == "(";
  if (!grouped) return node ? std::nullopt : std::optional<Span>({i, i + 1});
  std::size_t last = closeOf(scan, i + 1);
  return last == 0 ? std::nullopt : std::optional<Span>({i, last});
}

// The innermost open parenthesis around token i that belongs to a construct. A
// parenthesis of anything with a name, such as a parameter list, ends the search.
std::optional<Span> constructAround(const Scan& scan, std::size_t i) {
  std::size_t closed = 0;
  for (std::size_t k = std::min(i + 1, scan.tokens.size()); k-- > 1;) {
    if (scan.at(k) == ")" && k != i) ++closed;
    if (scan.at(k) != "(" || closed-- > 0) continue;
    closed = 0;
    std::optional<Span> found = constructAt(scan, k - 1);
    if (found && found->last > k) return found;
    if (scan.tokens[k - 1].kind == TokenKind::Sigil) return std::nullopt;
  }
  return std::nullopt;
}

// The first word of the line that token i stands in, behind `%x =`.
std::string_view lineHead(const Scan& scan, std::size_t i) {
  std::size_t begin = scan.text.rfind('\n', scan.tokens[i].begin);
  std::size_t k = scan.containing(begin == std::string_view::npos ? 0 : begin + 1);
  while (k < i && scan.tokens[k].kind != TokenKind::Word) ++k;
  return scan.at(k);
}

int strength(std::string_view access) {
  constexpr std::array<std::pair<std::string_view, int>, 4> kinds = {
      {{"none", 0}, {"read", 1}, {"write", 2}, {"readwrite", 3}}};
  for (auto [name, bits] : kinds)
    if (name == access) return bits;
  return -1;
}

// One argument of memory(...), without its commas: `read` or `argmem: read`.
struct Access {
  std::string_view location;
  std::string_view kind;
};

std::optional<std::vector<Access>> accessesOf(const Scan& scan, Span span) {
  std::vector<Access> result;
  for (std::size_t i = span.first + 2; i + 1 < span.last; ++i) {
    if (scan.at(i) == ",") continue;
    bool located = scan.tokens[i].kind == TokenKind::Label;
    Access access = {located ? scan.at(i) : std::string_view(), scan.at(located ? i + 1 : i)};
    if (strength(access.kind) < 0) return std::nullopt;
    result.push_back(access);
    if (located) ++i;
  }
  return result;
}

bool isKnownLocation(std::string_view label) {
  constexpr std::array<std::string_view, 6> known = {
      "", "argmem:", "inaccessiblemem:", "errnomem:", "target_mem0:", "target_mem1:"};
  return std::find(known.begin(), known.end(), label) != known.end();
}

// What memory(...) may become. An unknown location is part of what the default
// covers here, so an argument for it goes alone only if the default permits at
// least as much: without `errnomem: write`, `memory(argmem: read, errnomem: write)`
// would promise more. Otherwise the whole attribute goes: the empty string.
std::string weakerMemory(const Scan& scan, Span span) {
  std::optional<std::vector<Access>> accesses = accessesOf(scan, span);
  if (!accesses) return "";
  int base = 0;
  for (const Access& a : *accesses)
    if (a.location.empty()) base = strength(a.kind);
  std::string kept;
  for (const Access& a : *accesses) {
    if (!isKnownLocation(a.location)) {
      if ((strength(a.kind) & ~base) != 0) return "";
      continue;
    }
    kept +=
        (kept.empty() ? "" : ", ") + std::string(a.location) + (a.location.empty() ? "" : " ") + std::string(a.kind);
  }
  std::string result = "memory(" + (kept.empty() ? "none" : kept) + ")";
  return result == textOf(scan, span) || result.size() > textOf(scan, span).size() ? "" : result;
}

std::string replacementOf(const Scan& scan, Span span) {
  std::string_view head = scan.at(span.first);
  if (head == "memory" && span.last - span.first > 1) return weakerMemory(scan, span);
  // Nodes that refer to this one still find a node.
  return head.starts_with("!") ? "!{!\"\"}" : "";
}

void overwrite(std::string& text, std::size_t begin, std::size_t end, std::string_view replacement) {
  for (std::size_t i = begin; i < end; ++i)
    if (text[i] != '\n') text[i] = i - begin < replacement.size() ? replacement[i - begin] : ' ';
}

bool isRepetition(const Scan& scan, Span wanted, Span other) {
  if (scan.at(wanted.first) != scan.at(other.first)) return false;
  if (isDebugNode(scan.at(wanted.first))) return true;
  return textOf(scan, wanted) == textOf(scan, other) && lineHead(scan, wanted.first) == lineHead(scan, other.first);
}

}

std::optional<Dropped> dropConstruct(std::string& text, std::size_t offset) {
  const std::string before = text;
  const Scan scan(before);
  std::size_t stop = scan.containing(offset);
  std::optional<Span> wanted = constructAround(scan, stop);
  if (!wanted) wanted = constructAt(scan, stop);
  if (!wanted) return std::nullopt;
  Dropped result = {std::string(textOf(scan, *wanted)), std::string::npos, 0};
  for (std::size_t i = 0; i < scan.tokens.size(); ++i) {
    std::optional<Span> here = scan.at(i) == scan.at(wanted->first) ? constructAt(scan, i) : std::nullopt;
    if (!here || !isRepetition(scan, *wanted, *here)) continue;
    overwrite(text, scan.tokens[i].begin, scan.tokens[here->last - 1].end, replacementOf(scan, *here));
    result.offset = std::min(result.offset, scan.tokens[i].begin);
    ++result.places;
    i = here->last - 1;
  }
  return text == before ? std::nullopt : std::optional<Dropped>(std::move(result));
}

std::string_view tokenAt(std::string_view text, std::size_t offset) {
  std::size_t begin = skipSpace(text, std::min(offset, text.size()));
  if (begin > 0 && begin < text.size() && text[begin - 1] == '#') --begin;
  // A word that takes no parenthesis here is what is unknown, not the parenthesis.
  if (begin < text.size() && text[begin] == '(')
    while (begin > 0 && (isWordByte(text[begin - 1]) || isSigil(text[begin - 1]))) --begin;
  if (begin >= text.size()) return {};
  Token token = tokenFrom(text, begin);
  return text.substr(token.begin, token.end - token.begin);
}

bool isWordOrNode(std::string_view token) {
  return !token.empty() && (std::isalpha(static_cast<unsigned char>(token[0])) != 0 || isDebugNode(token));
}

std::size_t nestingDepth(std::string_view text) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  for (const Token& token : tokensOf(text)) {
    if (token.kind != TokenKind::Punctuation) continue;
    char c = text[token.begin];
    if (std::string_view("([{<").find(c) != std::string_view::npos) deepest = std::max(deepest, ++depth);
    if (std::string_view(")]}>").find(c) != std::string_view::npos && depth > 0) --depth;
  }
  return deepest;
}

bool looksLikeIr(std::string_view text) {
  constexpr std::array<std::string_view, 7> starts = {"define", "declare", "@", "%", "!", "target", "source_filename"};
  for (std::size_t at = skipSpace(text, 0); at < text.size();) {
    std::string_view rest = text.substr(at);
    if (std::any_of(starts.begin(), starts.end(), [&](std::string_view s) { return rest.starts_with(s); })) return true;
    at = skipSpace(text, std::min(text.find('\n', at), text.size()));
  }
  return false;
}

std::string producerOf(std::string_view text) {
  const std::string unknown = "an unknown version";
  std::size_t named = text.find("!llvm.ident = !{");
  if (named == std::string_view::npos) return unknown;
  std::string_view list = text.substr(named + 16);
  std::string node = std::string(list.substr(0, list.find_first_of(",}")));
  std::size_t at = text.find("\n" + node + " = !{!\"");
  if (node.empty() || at == std::string_view::npos) return unknown;
  std::string_view ident = text.substr(at + node.size() + 8);
  return "`" + std::string(ident.substr(0, ident.find('"'))) + "`";
}

}
