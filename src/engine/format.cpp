#include "relon/format.h"

#include "engine/front_end.h"

namespace relon {

Result<Formatted> format(const std::string& name, std::string text, ErrorFormat errors) {
  const engine::FrontEndInput input{.name = name, .text = std::move(text), .format = errors};
  Result<std::string> made = engine::layOut(input);
  if (!made) return made.error();
  const bool changed = *made != input.text;
  return Formatted{std::move(*made), changed};
}

Result<Formatted> formatFile(const std::string& path, ErrorFormat errors) {
  Result<std::string> text = engine::readFile(path, errors);
  if (!text) return text.error();
  return format(path, std::move(*text), errors);
}

}
