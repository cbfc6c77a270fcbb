#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"

namespace relon {

using FileId = Id<struct FileTag>;

// A half-open byte range of one source file. `none()` marks things without a place.
struct Span {
  FileId file;
  uint32_t begin = 0;
  uint32_t end = 0;

  static Span none() { return {}; }
  bool valid() const { return file.valid(); }
  bool operator==(const Span&) const = default;

  // The smallest span that covers both; both lie in the same file.
  Span to(Span last) const { return {file, begin, last.end}; }
};

// 1-based; columns count Unicode scalar values; `\r\n` is one line end.
struct LineColumn {
  uint32_t line = 0;
  uint32_t column = 0;
  bool operator==(const LineColumn&) const = default;
};

// One source text with its line starts. Immutable after construction.
class SourceFile {
 public:
  SourceFile(std::string name, std::string text);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  LineColumn lineColumn(uint32_t offset) const;
  // The text of a 1-based line, without its line end.
  std::string_view line(uint32_t line) const;
  uint32_t lineCount() const { return static_cast<uint32_t>(lineStarts_.size()); }

 private:
  std::string name_;
  std::string text_;
  std::vector<uint32_t> lineStarts_;
};

// All the files of one compilation. Files keep their address.
class SourceMap {
 public:
  FileId add(std::string name, std::string text);
  const SourceFile& file(FileId id) const { return *files_[id.index()]; }
  size_t size() const { return files_.size(); }
  LineColumn lineColumn(Span span) const { return file(span.file).lineColumn(span.begin); }
  std::string_view text(Span span) const { return file(span.file).text().substr(span.begin, span.end - span.begin); }

 private:
  std::vector<std::unique_ptr<SourceFile>> files_;
};

}
