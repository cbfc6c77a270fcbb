#include "find_tests.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace relon::cli {

namespace {

namespace fs = std::filesystem;

Error cannotRead(const fs::path& path, const std::error_code& reason) {
  return {"io_error", path.string() + ": error[io_error]: cannot read the file: " + reason.message() + "\n"};
}

// Directly in `folder`; sorted, so that reports do not depend on the file system.
Result<std::vector<fs::path>> entriesOf(const fs::path& folder) {
  std::error_code failed;
  std::vector<fs::path> entries;
  fs::directory_iterator entry(folder, failed);
  for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) entries.push_back(entry->path());
  if (failed) return cannotRead(folder, failed);
  std::sort(entries.begin(), entries.end());
  return entries;
}

Result<Done> search(const std::string& root, std::vector<FoundTest>& found) {
  // What is still to be visited, the next one last.
  std::vector<fs::path> open{root};
  while (!open.empty()) {
    const fs::path path = std::move(open.back());
    open.pop_back();
    std::error_code failed;
    const fs::file_status status = path == root ? fs::status(path, failed) : fs::symlink_status(path, failed);
    if (!fs::is_directory(status)) {
      if (path.string().ends_with("_test.relon")) found.push_back({path.lexically_normal().string(), root});
      continue;
    }
    Result<std::vector<fs::path>> entries = entriesOf(path);
    if (!entries) return entries.error();
    std::erase_if(*entries, [](const fs::path& entry) { return entry.filename().string().starts_with('.'); });
    open.insert(open.end(), entries->rbegin(), entries->rend());
  }
  return Done{};
}

void dropRepeated(std::vector<FoundTest>& tests) {
  std::set<fs::path> seen;
  std::erase_if(tests, [&](const FoundTest& test) {
    std::error_code failed;
    const fs::path canonical = fs::canonical(test.path, failed);
    return !failed && !seen.insert(canonical).second;
  });
}

}

Result<std::vector<FoundTest>> findTests(const std::vector<std::string>& paths) {
  std::vector<FoundTest> found;
  for (const std::string& path : paths) {
    std::error_code failed;
    if (fs::is_directory(path, failed)) {
      if (Result<Done> searched = search(path, found); !searched) return searched.error();
      continue;
    }
    const std::string folder = fs::path(path).parent_path().string();
    found.push_back({path, folder.empty() ? "." : folder});
  }
  dropRepeated(found);
  return found;
}

}
