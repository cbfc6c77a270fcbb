#include <gtest/gtest.h>

#include "diag/render.h"

namespace relon {
namespace {

struct Fixture {
  SourceMap sources;
  DiagnosticSink sink;
  FileId file;
  explicit Fixture(std::string text) : file(sources.add("a.relon", std::move(text))) {}
  std::string render(uint32_t begin, uint32_t end, std::string help = {}) {
    return renderText(sources, {DiagCode::parse_error, {file, begin, end}, "m", {}, std::move(help)});
  }
};

TEST(Sink, KeepsTheSameCodeAtTheSamePlaceOnce) {
  Fixture f("abc");
  f.sink.report(DiagCode::parse_error, {f.file, 0, 1}, "first");
  f.sink.report(DiagCode::parse_error, {f.file, 0, 1}, "second").help = "lost";
  f.sink.report(DiagCode::duplicate_key, {f.file, 0, 1}, "a warning");
  ASSERT_EQ(f.sink.all().size(), 2u);
  EXPECT_EQ(f.sink.all()[0].message, "first");
  EXPECT_EQ(f.sink.all()[0].help, "");
  EXPECT_EQ(f.sink.errorCount(), 1u);
}

TEST(Sink, SortsByPlace) {
  Fixture f("abc");
  f.sink.report(DiagCode::parse_error, {f.file, 2, 3}, "late");
  f.sink.report(DiagCode::parse_error, {f.file, 0, 1}, "early");
  EXPECT_EQ(f.sink.sorted()[0].message, "early");
}

TEST(Render, UnderlinesTheSpan) {
  Fixture f("one\ntwo three\n");
  EXPECT_EQ(f.render(8, 13, "h"),
            "a.relon:2:5: error[parse_error]: m\n   2 | two three\n     |     ^^^^^\n  help: h\n");
}

TEST(Render, ClipsToTheFirstLineAndShowsAnEmptySpan) {
  Fixture f("one\ntwo\n");
  EXPECT_EQ(f.render(1, 6), "a.relon:1:2: error[parse_error]: m\n   1 | one\n     |  ^^\n");
  EXPECT_EQ(f.render(8, 8), "a.relon:3:1: error[parse_error]: m\n   3 | \n     | ^\n");
}

TEST(Render, CountsCharactersAndTabsAsOneColumn) {
  Fixture f("\té€x");
  EXPECT_EQ(f.render(6, 7), "a.relon:1:4: error[parse_error]: m\n   1 |  é€x\n     |    ^\n");
}

TEST(Render, ShowsAWindowOfALongLine) {
  Fixture f(std::string(500000, 'a') + "X" + std::string(500000, 'b'));
  std::string text = f.render(500000, 1000001);
  EXPECT_LT(text.size(), 500u);
  size_t source = text.find(" | ") + 3;
  size_t carets = text.find(" | ", source) + 3;
  // The ellipsis takes three bytes and one column.
  EXPECT_EQ(text.find('X') - source - 2, text.find('^') - carets);
}

TEST(Render, PrintsWithoutAPlace) {
  Fixture f("");
  EXPECT_EQ(renderText(f.sources, {DiagCode::parse_error, Span::none(), "m", {}, ""}), "error[parse_error]: m\n");
}

TEST(Render, WritesJson) {
  Fixture f("a\n\"b");
  EXPECT_EQ(renderJson(f.sources, {}), "[]");
  Diagnostic d{DiagCode::duplicate_key, {f.file, 2, 3}, "say \"x\"\n\x1b", {{{f.file, 0, 1}, "here"}}, ""};
  EXPECT_EQ(renderJson(f.sources, {d}),
            R"([{"code":"duplicate_key","severity":"warning","message":"say \"x\"\n\u001b","file":"a.relon",)"
            R"("start":{"line":2,"column":1},"end":{"line":2,"column":2},"labels":[{"file":"a.relon",)"
            R"("start":{"line":1,"column":1},"end":{"line":1,"column":2},"message":"here"}],"help":""}])");
}

TEST(Nearest, FindsTypos) {
  EXPECT_EQ(nearest("pirce", {"place", "price", "total"}), "price");
  EXPECT_EQ(nearest("lenght", {"length"}), "length");
  EXPECT_EQ(nearest("xyz", {"total", "abc"}), "");
  EXPECT_EQ(nearest("", {"a"}), "");
  EXPECT_EQ(nearest("a", {}), "");
}

}
}
