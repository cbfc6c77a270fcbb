#include <stdlib.h>
#include <string.h>

#include "relon/engine.h"
#include "relon/relon.h"

struct relon_engine {
  relon::Engine engine;
};

struct relon_program {
  relon::Program program;
};

namespace relon {

namespace {

char* copy(std::string_view text) {
  auto* bytes = static_cast<char*>(malloc(text.size() + 1));
  if (bytes == nullptr) return nullptr;
  memcpy(bytes, text.data(), text.size());
  bytes[text.size()] = '\0';
  return bytes;
}

void store(char** error, const Error& reason) {
  if (error != nullptr) *error = copy(reason.message);
}

LoadOptions loadOptions(relon_executor executor, relon_binding binding) {
  return {.executor = executor == relon_jit ? Executor::Jit : Executor::Interpreter,
          .binding = binding == relon_inlined  ? Binding::Inlined
                     : binding == relon_called ? Binding::Called
                                               : Binding::Imported};
}

relon_program* finish(Result<Program> loaded, char** error) {
  if (loaded) return new relon_program{std::move(*loaded)};
  store(error, loaded.error());
  return nullptr;
}

}

}

extern "C" {

const char* relon_version(void) {
  return relon::version().data();
}

relon_engine* relon_engine_create(void) {
  return new relon_engine;
}

void relon_engine_destroy(relon_engine* engine) {
  delete engine;
}

void relon_engine_set_limits(relon_engine* engine, const relon_limits* limits) {
  engine->engine.limits({limits->max_steps, limits->max_elements, limits->max_depth, limits->max_memory});
}

void relon_engine_grant(relon_engine* engine, int capability) {
  engine->engine.grant(static_cast<relon::Capability>(uint64_t{1} << (capability & 63)));
}

void relon_engine_allow_imports(relon_engine* engine, const char* directory) {
  engine->engine.allowImports(directory);
}

void relon_engine_add_module(relon_engine* engine, const char* path, const char* text) {
  engine->engine.addModule(path, text);
}

bool relon_engine_bind(relon_engine* engine, const char* name, const char* signature, uint64_t gate, relon_thunk thunk,
                       void* target, char** error) {
  relon::Result<relon::Done> bound = engine->engine.bindThunk(name, signature, gate, thunk, target);
  if (!bound) relon::store(error, bound.error());
  return bound.ok();
}

void relon_engine_add_host_source(relon_engine* engine, const char* path) {
  engine->engine.addHostSource(path);
}

relon_program* relon_engine_load(const relon_engine* engine, const char* path, relon_executor executor,
                                 relon_binding binding, char** error) {
  return relon::finish(engine->engine.load(path, relon::loadOptions(executor, binding)), error);
}

relon_program* relon_engine_load_text(const relon_engine* engine, const char* name, const char* text,
                                      relon_executor executor, relon_binding binding, char** error) {
  return relon::finish(engine->engine.loadText(name, text, relon::loadOptions(executor, binding)), error);
}

void relon_program_destroy(relon_program* program) {
  delete program;
}

char* relon_program_run(const relon_program* program, const char* arguments, char** error) {
  relon::Result<std::string> json = program->program.run(arguments == nullptr ? "" : arguments);
  if (json) return relon::copy(*json);
  relon::store(error, json.error());
  return nullptr;
}

void relon_free(char* text) {
  free(text);
}
}
