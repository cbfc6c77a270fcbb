#include "host_flags.h"

namespace relon::cli {

void HostFlags::addTo(CLI::App& command) {
  command.add_option("--host", sources, "host functions: C++, C or Rust source, LLVM bitcode or IR")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command.add_option("--include", includeDirectories, "directory for #include in host sources")
      ->type_name("DIR")
      ->allow_extra_args(false);
  command.add_option("--native", declarations, "a host function without a row: 'mix(Int, Float) -> Int'")
      ->type_name("SIGNATURE")
      ->allow_extra_args(false);
  command.add_option("--grant", grants, "capabilities that are granted, separated by commas")
      ->type_name("CAP,...")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_option("--binding", binding, "of host functions in compiled programs: imported, called or inlined")
      ->check(CLI::IsMember({"imported", "called", "inlined"}));
}

int HostFlags::apply(Engine& engine, const FormatFlag& format) const {
  engine.errorFormat(format.value());
  for (const std::string& path : sources) engine.addHostSource(path);
  for (const std::string& path : includeDirectories) engine.addIncludeDirectory(path);
  for (const std::string& declaration : declarations) {
    if (Result<Done> added = engine.addNative(declaration); !added) {
      reportError(added.error());
      return kUsage;
    }
  }
  for (const std::string& name : grants) {
    Capability capability{};
    if (!parseCapability(name, capability)) {
      return reportUsage(format, "unknown_capability", "there is no capability `" + name + "`");
    }
    engine.grant(capability);
  }
  return kSuccess;
}

Binding HostFlags::bindingOr(Binding otherwise) const {
  if (binding == "imported") return Binding::Imported;
  if (binding == "called") return Binding::Called;
  if (binding == "inlined") return Binding::Inlined;
  return otherwise;
}

}
