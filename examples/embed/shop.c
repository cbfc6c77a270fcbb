#include <relon/relon.h>
#include <stdio.h>

static void tax(void* target, relon_context* context, const uint64_t* args, void* result) {
  (void)context;
  double amount = 0;
  __builtin_memcpy(&amount, &args[0], sizeof amount);
  *(double*)result = amount * *(const double*)target;
}

/* Loads rules, lets them call a function, runs them. */
int main(int argc, char** argv) {
  double rate = 0.25;
  char* error = NULL;
  char* json = NULL;
  relon_engine* engine = relon_engine_create();
  relon_engine_bind(engine, "tax", "(Float) -> Float", 0, &tax, &rate, &error);
  relon_program* program =
      relon_engine_load(engine, argc > 1 ? argv[1] : "total.rir", relon_interpreter, relon_imported, &error);
  if (program != NULL) json = relon_program_run(program, "{\"qty\": 2, \"price\": 10.0}", &error);
  puts(json != NULL ? json : error);
  const int status = json != NULL ? 0 : 1;
  relon_free(json);
  relon_free(error);
  relon_program_destroy(program);
  relon_engine_destroy(engine);
  return status;
}
