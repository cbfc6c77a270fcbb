# relon_add_library(NAME RULES price.relon
#                   [HOST tax.cpp ...] [INCLUDES dir ...] [DEPENDS file ...]
#                   [GRANT capability ...] [HEADER_DIR dir] [PORTABLE])
#
# Compiles a Relon program, together with the host functions that it calls, to a
# static library and a typed C++ header:
#
#   relon_add_library(price RULES price.relon HOST tax.cpp)
#   target_link_libraries(shop PRIVATE price)
#
#   #include "price.h"
#   relon::Context context;
#   price::Args arguments{...};
#   price::Result result;
#   relon_status status = price::run(context, arguments, result);
#
# NAME        the target, the header NAME.h, its namespace and the prefix of the symbols
# RULES       the program's entry file; modules that it imports go to DEPENDS
# HOST        C, C++ or Rust sources, bitcode (.bc) or LLVM IR (.ll) with host functions.
#             They are inlined; where a rule forbids it, C and C++ ones are called
# INCLUDES    include directories for HOST
# DEPENDS     further files whose change makes the library anew, such as headers of HOST
# GRANT       capabilities that the program may use (reads_clock, network, ...)
# HEADER_DIR  where the header goes; default: ${CMAKE_CURRENT_BINARY_DIR}/NAME
# PORTABLE    use only instructions that every CPU of the architecture has
#
# The compiler is the target relon-cli or Relon::cli, or the program in RELON_CLI. Its
# messages appear in the output of the build.

# The command that runs the compiler, and what a rebuild depends on.
function(relon_find_compiler command dependency)
  if(RELON_CLI)
    set(found ${RELON_CLI})
    set(depends ${RELON_CLI})
  elseif(TARGET relon-cli)
    set(found $<TARGET_FILE:relon-cli>)
    set(depends relon-cli)
    if(TARGET relon-compiler)
      list(APPEND depends relon-compiler)
    endif()
  elseif(TARGET Relon::cli)
    set(found $<TARGET_FILE:Relon::cli>)
    set(depends)
  else()
    message(FATAL_ERROR "relon_add_library needs the program `relon`: call find_package(Relon), or set RELON_CLI to it")
  endif()
  set(${command} ${found} PARENT_SCOPE)
  set(${dependency} ${depends} PARENT_SCOPE)
endfunction()

# Absolute paths, as relative ones are meant: from the calling CMakeLists.txt.
function(relon_absolute_paths result)
  set(paths)
  foreach(path IN LISTS ARGN)
    get_filename_component(absolute ${path} ABSOLUTE)
    list(APPEND paths ${absolute})
  endforeach()
  set(${result} ${paths} PARENT_SCOPE)
endfunction()

# `--flag a --flag b` of the items.
function(relon_repeated_flag result flag)
  set(list)
  foreach(item IN LISTS ARGN)
    list(APPEND list ${flag} ${item})
  endforeach()
  set(${result} ${list} PARENT_SCOPE)
endfunction()

function(relon_add_library name)
  cmake_parse_arguments(arg "PORTABLE" "RULES;HEADER_DIR" "HOST;INCLUDES;DEPENDS;GRANT" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "relon_add_library(${name}): unknown argument `${arg_UNPARSED_ARGUMENTS}`")
  endif()
  if(NOT arg_RULES)
    message(FATAL_ERROR "relon_add_library(${name}): name the program after RULES")
  endif()
  if(NOT name MATCHES "^[A-Za-z_][A-Za-z0-9_]*$")
    message(FATAL_ERROR "relon_add_library(${name}): the name becomes a C++ namespace, so it must be an identifier")
  endif()
  if(NOT arg_HEADER_DIR)
    set(arg_HEADER_DIR ${CMAKE_CURRENT_BINARY_DIR}/${name})
  endif()

  relon_find_compiler(relon relon_depends)
  relon_absolute_paths(rules ${arg_RULES})
  relon_absolute_paths(host ${arg_HOST})
  relon_absolute_paths(includes ${arg_INCLUDES})
  relon_absolute_paths(depends ${arg_DEPENDS})
  relon_absolute_paths(header_dir ${arg_HEADER_DIR})
  relon_repeated_flag(host_flags --host ${host})
  relon_repeated_flag(include_flags --include ${includes})
  set(grants)
  if(arg_GRANT)
    list(JOIN arg_GRANT "," grants)
    set(grants --grant ${grants})
  endif()
  set(binding)
  if(host)
    set(binding --binding inlined)
  endif()
  set(portable)
  if(arg_PORTABLE)
    set(portable --portable)
  endif()

  set(object ${CMAKE_CURRENT_BINARY_DIR}/${name}.relon.o)
  set(header ${header_dir}/${name}.h)
  file(MAKE_DIRECTORY ${header_dir})
  add_custom_command(
    OUTPUT ${object} ${header}
    COMMAND ${relon} build ${rules} --name ${name} -o ${object} --header ${header}
            ${host_flags} ${include_flags} ${binding} ${grants} ${portable}
    DEPENDS ${rules} ${host} ${depends} ${relon_depends}
    COMMENT "Compiling the Relon program ${name}"
    VERBATIM)

  # The native code of host functions is there for those that could not be inlined.
  set(native ${host})
  list(FILTER native INCLUDE REGEX "\\.(c|cc|cpp|cxx)$")
  add_library(${name} STATIC ${object} ${header} ${native})
  set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX POSITION_INDEPENDENT_CODE ON)
  target_include_directories(${name} PUBLIC ${header_dir} PRIVATE ${includes})
  target_link_libraries(${name} PUBLIC Relon::runtime)
endfunction()
