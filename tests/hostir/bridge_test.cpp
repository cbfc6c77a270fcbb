#include "hostir/bridge.h"

#include <gtest/gtest.h>
#include <llvm/Bitcode/BitcodeWriter.h>
#include <llvm/Config/llvm-config.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace relon::hostir {
namespace {

using std::filesystem::path;

std::string contentsOf(const path& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

std::vector<path> corpus() {
  std::vector<path> files;
  for (const auto& entry : std::filesystem::directory_iterator(RELON_TEST_BRIDGE))
    if (entry.path().extension() == ".ll") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string textOf(const llvm::Module& module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, nullptr);
  return text;
}

// The commands of a file: its leading lines `; accept: dropped N`, `; refuse: TEXT`,
// `; keeps: TEXT`, `; lacks: TEXT`, `; remark: TEXT`.
struct Expectation {
  bool accept = false;
  std::size_t dropped = 0;
  std::vector<std::string> refuse, keeps, lacks, remarks;
};

bool takePrefix(std::string& line, std::string_view prefix) {
  if (!line.starts_with(prefix)) return false;
  line.erase(0, prefix.size());
  return true;
}

Expectation expectationOf(const std::string& text) {
  Expectation e;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line) && line.starts_with("; ");) {
    if (takePrefix(line, "; accept")) e.accept = true;
    if (takePrefix(line, ": dropped ")) e.dropped = std::stoul(line);
    if (takePrefix(line, "; refuse: ")) e.refuse.push_back(line);
    if (takePrefix(line, "; keeps: ")) e.keeps.push_back(line);
    if (takePrefix(line, "; lacks: ")) e.lacks.push_back(line);
    if (takePrefix(line, "; remark: ")) e.remarks.push_back(line);
  }
  return e;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void expectAccepted(const Expectation& e, const ReadModule& read) {
  std::string all;
  for (const std::string& remark : read.remarks) all += remark + "\n";
  EXPECT_EQ(read.remarks.size(), e.dropped) << all;
  for (const std::string& part : e.remarks) EXPECT_TRUE(has(all, part)) << part << "\n" << all;
  EXPECT_FALSE(llvm::verifyModule(*read.module, &llvm::errs()));
  std::string ir = textOf(*read.module);
  for (const std::string& part : e.keeps) EXPECT_TRUE(has(ir, part)) << part << "\n" << ir;
  for (const std::string& part : e.lacks) EXPECT_FALSE(has(ir, part)) << part << "\n" << ir;
}

class BridgeFile : public testing::TestWithParam<path> {};

TEST_P(BridgeFile, IsReadAsItsFirstLinesSay) {
  std::string text = contentsOf(GetParam());
  Expectation e = expectationOf(text);
  ASSERT_NE(e.accept, !e.refuse.empty()) << "the file must say `; accept` or `; refuse: TEXT`";
  llvm::LLVMContext context;
  Result<ReadModule> read = readModule(context, text, "host.ll");
  if (e.accept) {
    ASSERT_TRUE(read.ok()) << read.error().message;
    return expectAccepted(e, *read);
  }
  ASSERT_FALSE(read.ok()) << textOf(*read->module);
  for (const std::string& part : e.refuse) EXPECT_TRUE(has(read.error().message, part)) << read.error().message;
}

std::string nameOf(const testing::TestParamInfo<path>& info) {
  return info.param.stem().string();
}

INSTANTIATE_TEST_SUITE_P(All, BridgeFile, testing::ValuesIn(corpus()), nameOf);

// The error's code, or empty if the bytes were read.
std::string codeFor(const std::string& bytes) {
  llvm::LLVMContext context;
  Result<ReadModule> read = readModule(context, bytes, "host.ll");
  return read.ok() ? "" : read.error().code;
}

std::string bitcode() {
  llvm::LLVMContext context;
  std::string text = "define i64 @test(i64 %a) {\n  %r = add nuw i64 %a, 1\n  ret i64 %r\n}\n";
  Result<ReadModule> read = readModule(context, text, "host.ll");
  std::string bytes;
  llvm::raw_string_ostream stream(bytes);
  llvm::WriteBitcodeToFile(*read->module, stream);
  return bytes;
}

TEST(Bridge, ReadsBitcode) {
  llvm::LLVMContext context;
  std::string bytes = bitcode();
  Result<ReadModule> read = readModule(context, bytes, "host.bc");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_NE(read->module->getFunction("test"), nullptr);
  EXPECT_TRUE(has(textOf(*read->module), "add nuw i64"));
}

TEST(Bridge, ReadsWrappedBitcode) {
  std::string raw = bitcode();
  std::string header("\xDE\xC0\x17\x0B\0\0\0\0\x14\0\0\0", 12);
  auto size = static_cast<std::uint32_t>(raw.size());
  for (int i = 0; i < 4; ++i) header.push_back(static_cast<char>(size >> (8 * i)));
  header.append(4, '\0');
  EXPECT_EQ(codeFor(header + raw), "");
}

TEST(Bridge, RefusesEveryTruncationOfBitcode) {
  std::string bytes = bitcode();
  for (std::size_t n = 1; n < bytes.size() / 2; ++n) EXPECT_EQ(codeFor(bytes.substr(0, n)), "host_input_invalid") << n;
  // The end holds the symbol table, which may be missing.
  for (std::size_t n = bytes.size() / 2; n < bytes.size(); ++n) codeFor(bytes.substr(0, n));
}

TEST(Bridge, RefusesGarbage) {
  for (const std::string& bytes :
       {std::string(), std::string(1, '\0'), std::string("\xff\xfe"), std::string(4096, '('), std::string("BC\xC0\xDE"),
        std::string("\xDE\xC0\x17\x0B"), std::string(300, '\xDE'), std::string("define\0i64", 10),
        std::string("\x7f"
                    "ELF")})
    EXPECT_EQ(codeFor(bytes), "host_input_invalid");
}

TEST(Bridge, RefusesDeepNesting) {
  std::string deep;
  for (int i = 0; i < 200000; ++i) deep += "[1 x ";
  EXPECT_EQ(codeFor("@g = external global " + deep + "i8"), "host_input_invalid");
  EXPECT_EQ(codeFor("!0 = !{" + std::string(200000, '{') + "\n"), "host_input_invalid");
}

// The identification block spells its producer in 6-bit characters: a-z A-Z 0-9 . _
unsigned sixBitsOf(char c) {
  return static_cast<unsigned>(
      std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._").find(c));
}

bool bitOf(const std::string& bytes, std::size_t bit) {
  return ((static_cast<unsigned char>(bytes[bit / 8]) >> (bit % 8)) & 1) != 0;
}

bool wanted(std::string_view word, std::size_t bit) {
  return ((sixBitsOf(word[bit / 6]) >> (bit % 6)) & 1) != 0;
}

bool spells(const std::string& bytes, std::size_t bit, std::string_view word) {
  for (std::size_t i = 0; i < word.size() * 6; ++i)
    if (bitOf(bytes, bit + i) != wanted(word, i)) return false;
  return true;
}

// The same bitcode, said to be made by LLVM 99. The characters are not aligned to
// bytes, so they are found bit by bit.
std::string ofANewerLlvm(std::string bytes) {
  const std::string from = "LLVM" + std::to_string(LLVM_VERSION_MAJOR);
  const std::string to = "LLVM99";
  std::size_t bit = 0;
  while (bit + 64 < bytes.size() * 8 && !spells(bytes, bit, from)) ++bit;
  if (bit + 64 >= bytes.size() * 8) return "";
  for (std::size_t i = 0; i < to.size() * 6; ++i)
    if (bitOf(bytes, bit + i) != wanted(to, i))
      bytes[(bit + i) / 8] = static_cast<char>(bytes[(bit + i) / 8] ^ (1 << ((bit + i) % 8)));
  return bytes;
}

TEST(Bridge, RefusesBitcodeOfANewerLlvm) {
  std::string bytes = ofANewerLlvm(bitcode());
  ASSERT_NE(bytes, "");
  llvm::LLVMContext context;
  Result<ReadModule> read = readModule(context, bytes, "host.bc");
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, "host_version_unsupported");
  EXPECT_TRUE(has(read.error().message, "LLVM99")) << read.error().message;
  EXPECT_TRUE(has(read.error().message, LLVM_VERSION_STRING)) << read.error().message;
}

TEST(Bridge, DropsInLinearNumberOfPasses) {
  std::string text;
  for (int i = 0; i < 2000; ++i)
    text += "define i64 @f" + std::to_string(i) + "(ptr captures(later) %p) { ret i64 0 }\n";
  llvm::LLVMContext context;
  Result<ReadModule> read = readModule(context, text, "host.ll");
  ASSERT_TRUE(read.ok()) << read.error().message;
  ASSERT_EQ(read->remarks.size(), 1U);
  EXPECT_TRUE(has(read->remarks[0], "host.ll:1: dropped `captures(later)` in 2000 places")) << read->remarks[0];
}

std::string mutated(std::string text, std::mt19937& random, const std::string& other) {
  for (std::size_t edits = 1 + random() % 4; edits > 0 && !text.empty(); --edits) {
    std::size_t at = random() % text.size();
    std::size_t length = 1 + random() % 12;
    switch (random() % 4) {
      case 0:
        text[at] = static_cast<char>(32 + random() % 95);
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(random() % text.size(), length));
        break;
      case 3:
        text.insert(at, other.substr(random() % other.size(), length));
        break;
    }
  }
  return text;
}

TEST(Bridge, MutatedTextNeverCrashes) {
  std::vector<std::string> texts;
  for (const path& file : corpus()) texts.push_back(contentsOf(file));
  std::mt19937 random(22);
  std::size_t read = 0;
  const char* more = std::getenv("RELON_BRIDGE_MUTATIONS");
  int rounds = more == nullptr ? 4000 : std::atoi(more);
  for (int i = 0; i < rounds; ++i) {
    const std::string& text = texts[random() % texts.size()];
    read += codeFor(mutated(text, random, texts[random() % texts.size()])).empty() ? 1 : 0;
  }
  EXPECT_GT(read, 0U);
}

TEST(Bridge, MutatedBitcodeNeverCrashes) {
  const std::string bytes = bitcode();
  std::mt19937 random(22);
  std::size_t refused = 0;
  for (int i = 0; i < 1000; ++i) {
    std::string damaged = bytes;
    for (std::size_t flips = 1 + random() % 3; flips > 0; --flips) {
      char& byte = damaged[random() % damaged.size()];
      byte = static_cast<char>(byte ^ (1 << (random() % 8)));
    }
    refused += codeFor(damaged).empty() ? 0 : 1;
  }
  EXPECT_GT(refused, 0U);
}

}
}
