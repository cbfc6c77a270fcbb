#include "linked_program.h"

#include <dlfcn.h>

#include "engine/error_text.h"
#include "engine/front_end.h"

namespace relon::test {

namespace {

template <typename T>
const T* symbol(void* library, const std::string& name) {
  return reinterpret_cast<const T*>(dlsym(library, name.c_str()));
}

// The tables and entries that an object exports.
class LinkedCode final : public JitCode {
 public:
  LinkedCode(void* library, const std::string& name, const SourceMap& sources) {
    record_ = reinterpret_cast<RecordEntry>(dlsym(library, (name + "_run").c_str()));
    scalar_ = dlsym(library, (name + "_call").c_str());
    const auto* importCount = symbol<uint32_t>(library, name + "_import_count");
    const auto* siteCount = symbol<uint32_t>(library, name + "_site_count");
    if (record_ == nullptr || importCount == nullptr || siteCount == nullptr) return;
    const auto* imports = symbol<const char*>(library, name + "_imports");
    imports_.assign(imports, imports + *importCount);
    const auto* sites = symbol<relon_site>(library, name + "_sites");
    for (uint32_t i = 0; i < *siteCount; ++i) addSite(sites[i], sources);
  }

  // All symbols are there, and the lines and columns of the sites are those of the source.
  bool isComplete() const { return record_ != nullptr && sitesAreRight_; }

  RecordEntry recordEntry() const override { return record_; }
  void* scalarEntry() const override { return scalar_; }
  const std::vector<std::string>& imports() const override { return imports_; }
  const std::vector<Span>& sites() const override { return sites_; }
  const Report& report() const override { return report_; }
  const CompileTimes& times() const override { return times_; }

 private:
  void addSite(const relon_site& site, const SourceMap& sources) {
    Span span = Span::none();
    for (uint32_t file = 0; file < sources.size(); ++file) {
      if (sources.file(FileId(file)).name() == site.file) span = Span{FileId(file), site.begin, site.end};
    }
    const LineColumn place{site.line, site.column};
    sitesAreRight_ = sitesAreRight_ && (!span.valid() || sources.lineColumn(span) == place);
    sites_.push_back(span);
  }

  RecordEntry record_ = nullptr;
  void* scalar_ = nullptr;
  std::vector<std::string> imports_;
  std::vector<Span> sites_;
  bool sitesAreRight_ = true;
  Report report_;
  CompileTimes times_;
};

}

Result<Loaded> loadWithoutCode(const detail::Configuration& configuration, std::string name, std::string text) {
  auto program = std::make_unique<detail::LoadedProgram>();
  program->name = name;
  program->format = configuration.format;
  program->start.limits = configuration.limits;
  program->start.capabilities = configuration.capabilities;
  Result<engine::Host> host = engine::gatherHost(configuration, engine::HostForm::Native);
  if (!host) return host.error();
  program->host = std::move(*host);
  Result<engine::FrontEndOutput> front = engine::runFrontEnd(
      {std::move(name), std::move(text), configuration.format, configuration.capabilities, configuration.modules},
      program->host.functions);
  if (!front) return front.error();
  program->module = std::move(front->module);
  program->codec = std::make_unique<engine::Codec>(program->module);
  return program;
}

void setCode(detail::LoadedProgram& program, std::unique_ptr<JitCode> code) {
  program.imports.bind(code->imports(), program.host.functions);
  program.start.imports = program.imports.entries();
  program.start.scalar_entry = code->scalarEntry();
  program.compiled = std::move(code);
}

Result<Done> setLinkedCode(detail::LoadedProgram& program, void* library, const std::string& name) {
  auto code = std::make_unique<LinkedCode>(library, name, *program.module.sources);
  if (!code->isComplete()) {
    return engine::errorWithoutPlace(program.format, program.name, "internal_error",
                                     "the object lacks symbols of `" + name + "`, or its sites are wrong");
  }
  setCode(program, std::move(code));
  return Done{};
}

}
