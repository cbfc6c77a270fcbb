#include "library.h"

namespace relon {
namespace {

class Formats : public Library {
 protected:
  bool is(std::string_view format, std::string_view text) { return call<bool>(format, {string(text)}); }

  void accepts(std::string_view format, std::initializer_list<std::string_view> texts) {
    for (std::string_view text : texts) EXPECT_TRUE(is(format, text)) << text;
  }
  void refuses(std::string_view format, std::initializer_list<std::string_view> texts) {
    for (std::string_view text : texts) EXPECT_FALSE(is(format, text)) << text;
  }
};

TEST_F(Formats, Email) {
  accepts("_is_email", {"a@b.c", "a.b@c.d.e", "!#$%&'*+/=?^_`{|}~-@x.y", "A9@x-y.z-1"});
  refuses("_is_email", {"", "@", "a", "a@b", "@b.c", "a@.c", "a@b.", "a@b..c", "a@-b.c", "a@b-.c", "a@b_c.d", "a@b@c.d",
                        ".a@b.c", "a.@b.c", "a..b@c.d", "a b@c.d", "é@b.c", "a@é.c"});
}

TEST_F(Formats, EmailLengths) {
  const auto repeat = [](std::string_view text, int times) {
    std::string result;
    for (int i = 0; i < times; ++i) result += text;
    return result;
  };
  EXPECT_TRUE(is("_is_email", repeat("x", 64) + "@b.c"));
  EXPECT_FALSE(is("_is_email", repeat("x", 65) + "@b.c"));
  EXPECT_TRUE(is("_is_email", "a@" + repeat("b", 63) + ".c"));
  EXPECT_FALSE(is("_is_email", "a@" + repeat("b", 64) + ".c"));
  EXPECT_TRUE(is("_is_email", "a@" + repeat("bbbb.", 50) + "bbbbb"));
  EXPECT_FALSE(is("_is_email", "a@" + repeat("bbbb.", 50) + "bbbbbb"));
}

TEST_F(Formats, Uri) {
  accepts("_is_uri", {"a:b", "http://x", "a+b-c.d1:x", "mailto:é"});
  refuses("_is_uri", {"", ":", "a", "a:", ":b", "1a:b", "a_b:x", "é:x", " a:b"});
}

TEST_F(Formats, Uuid) {
  accepts("_is_uuid", {"123e4567-e89b-12d3-a456-426614174000", "00000000-0000-0000-0000-00000000ABCF"});
  refuses("_is_uuid", {"", "123e4567-e89b-12d3-a456-42661417400", "123e4567-e89b-12d3-a456-4266141740000",
                       "123e4567ae89b-12d3-a456-426614174000", "g23e4567-e89b-12d3-a456-426614174000",
                       "-23e4567-e89b-12d3-a456-426614174000"});
}

TEST_F(Formats, IsoDate) {
  accepts("_is_iso_date", {"2024-02-29", "2000-02-29", "1999-12-31", "0000-01-01", "2023-04-30"});
  refuses("_is_iso_date", {"", "2023-02-29", "1900-02-29", "2023-00-10", "2023-13-10", "2023-01-00", "2023-01-32",
                           "2023-04-31", "2023-1-01", "2023/01/01", "2023-01-01T", "+023-01-01", "2023-01-1x"});
}

TEST_F(Formats, ParseIsoDate) {
  using Date = Tuple<bool, int64_t, int64_t, int64_t>;
  const Date date = call<Date>("_parse_iso_date", {string("2024-02-29")});
  EXPECT_TRUE(date.first);
  EXPECT_EQ(date.second, 2024);
  EXPECT_EQ(date.third, 2);
  EXPECT_EQ(date.fourth, 29);
  EXPECT_FALSE(call<Date>("_parse_iso_date", {string("2024-02-30")}).first);
}

TEST_F(Formats, Ipv4) {
  accepts("_is_ipv4", {"0.0.0.0", "255.255.255.255", "1.20.199.249"});
  refuses("_is_ipv4", {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "00.0.0.0", "1.2.3.", ".1.2.3", "1..2.3",
                       "1.2.3.4 ", "1.2.3.1000", "a.2.3.4", "1,2,3,4"});
}

TEST_F(Formats, Ipv6) {
  accepts("_is_ipv6", {"::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "FE80::a:0db8",
                       "1:2:3:4:5:6:1.2.3.4", "::ffff:1.2.3.4", "::1.2.3.4", "1:2:3:4:5::1.2.3.4"});
  refuses("_is_ipv6", {"",
                       ":",
                       "1",
                       "1:",
                       ":1",
                       ":::",
                       "1::2::3",
                       "1:2:3:4:5:6:7",
                       "1:2:3:4:5:6:7:8:9",
                       "1::2:3:4:5:6:7:8",
                       "1:2:3:4::5:6:7:8",
                       "12345::",
                       "g::",
                       "1.2.3.4",
                       "1.2.3.4::",
                       "::1.2.3.4:1",
                       "::1.2.3.04",
                       "1:2:3:4:5:6:7:1.2.3.4",
                       "::1%eth0",
                       "1:2:3:4:5:6:7:",
                       "::1 "});
}

}
}
