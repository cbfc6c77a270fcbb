#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace relon::hostir {

// Sets a variable of the environment for as long as it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* old = getenv(name)) old_ = old, wasSet_ = true;
    setenv(name, value.c_str(), 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() {
    if (wasSet_) {
      setenv(name_, old_.c_str(), 1);
    } else {
      unsetenv(name_);
    }
  }

 private:
  const char* name_;
  std::string old_;
  bool wasSet_ = false;
};

// Each test has a directory of its own for sources, temporary files and the cache,
// and leaves no temporary file behind.
class HostFilesTest : public testing::Test {
 protected:
  HostFilesTest()
      : root_(makeRoot()), temporary_("TMPDIR", root_ + "/tmp"), cache_("XDG_CACHE_HOME", root_ + "/cache") {
    std::filesystem::create_directory(root_ + "/tmp");
  }
  ~HostFilesTest() override {
    EXPECT_TRUE(std::filesystem::is_empty(root_ + "/tmp")) << "temporary files are left";
    std::filesystem::remove_all(root_);
  }

  std::string path(const std::string& name) const { return root_ + "/" + name; }

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }

  std::string writeScript(const std::string& name, const std::string& text) const {
    write(name, "#!/bin/sh\n" + text);
    std::filesystem::permissions(path(name), std::filesystem::perms::owner_all);
    return path(name);
  }

 private:
  static std::string makeRoot() {
    std::string root = testing::TempDir() + "relon-test-XXXXXX";
    if (mkdtemp(root.data()) == nullptr) abort();
    return root;
  }

  std::string root_;
  Variable temporary_;
  Variable cache_;
};

}
