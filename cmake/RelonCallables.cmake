# relon_add_callables(NAME SOURCES a.cpp... [INCLUDES dir...] [WASM])
#
# Builds C and C++ sources that contain RELON_CALLABLE twice: as native code and as
# LLVM bitcode that programs inline. NAME becomes an object library; what links it
# gets the native code, the embedded bitcode and the header:
#
#   #include "NAME_callables.h"
#   engine.add(NAME::callables());      // a relon::CallableLibrary
#
# With WASM the bitcode for wasm32 is built as well. There is no C library there:
# the sources then include <stdint.h>, <stddef.h> and Relon's headers only.
#
# relon_embed_bitcode(TARGET NAME SOURCES a.cpp... [WASM]) is its second half: adds
# bitcode of the sources, compiled with TARGET's include directories and definitions,
# to TARGET, as relon::CallableLibrary NAME::callables().
#
# Needs clang-22 and llvm-link-22 (Debian: `apt install clang-22 llvm-22`) and the
# variable RELON_INCLUDE_DIR, which find_package(Relon) sets.

set(RELON_BITCODE_FLAGS
    -O2 -Xclang -disable-llvm-passes -g0 -fPIC -fwrapv -fno-exceptions -ffp-contract=off -fno-math-errno -Wall)
set(RELON_WASM_FLAGS --target=wasm32-unknown-unknown -nostdlibinc)

# Finds a tool of LLVM 22 or stops with what to install.
function(relon_require_tool variable name package)
  find_program(${variable} NAMES ${name}-22 ${name} HINTS /usr/lib/llvm-22/bin)
  if(NOT ${variable})
    message(FATAL_ERROR "Relon callables are compiled to bitcode by ${name}-22, which is not installed. "
                        "Install the package ${package}, or set ${variable} to the program.")
  endif()
  execute_process(COMMAND ${${variable}} --version OUTPUT_VARIABLE version ERROR_QUIET)
  if(NOT version MATCHES "version 22\\.")
    message(FATAL_ERROR "Relon callables need LLVM 22, but ${${variable}} is another version. "
                        "Install the package ${package}, or set ${variable} to the program.")
  endif()
endfunction()

# Compiles one source to bitcode, its headers tracked.
function(relon_compile_bitcode target source output)
  cmake_parse_arguments(arg "" "" "FLAGS" ${ARGN})
  get_filename_component(extension ${source} LAST_EXT)
  if(extension STREQUAL ".c")
    set(compiler ${RELON_CLANG} -std=c17)
  else()
    set(compiler ${RELON_CLANGXX} -std=c++20 -fno-rtti)
  endif()
  set(includes "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
  set(definitions "$<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>")
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${compiler} ${RELON_BITCODE_FLAGS} ${arg_FLAGS} -I${RELON_INCLUDE_DIR}
            "$<$<BOOL:${includes}>:-I$<JOIN:${includes},;-I>>" "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},;-D>>"
            -MD -MF ${output}.d -MT ${output} -c -emit-llvm ${source} -o ${output}
    DEPENDS ${source}
    DEPFILE ${output}.d
    COMMAND_EXPAND_LISTS VERBATIM
    COMMENT "Compiling ${output} to bitcode")
endfunction()

# Compiles the sources and merges them to one bitcode file.
function(relon_link_bitcode target directory variant)
  cmake_parse_arguments(arg "" "" "SOURCES;FLAGS" ${ARGN})
  set(parts)
  foreach(source IN LISTS arg_SOURCES)
    get_filename_component(source ${source} ABSOLUTE)
    file(RELATIVE_PATH relative ${CMAKE_CURRENT_SOURCE_DIR} ${source})
    string(MAKE_C_IDENTIFIER ${relative} part)
    relon_compile_bitcode(${target} ${source} ${directory}/${part}.${variant}.bc FLAGS ${arg_FLAGS})
    list(APPEND parts ${directory}/${part}.${variant}.bc)
  endforeach()
  add_custom_command(
    OUTPUT ${directory}/${variant}.bc
    COMMAND ${RELON_LLVM_LINK} ${parts} -o ${directory}/${variant}.bc
    DEPENDS ${parts}
    VERBATIM)
endfunction()

function(relon_embed_bitcode target name)
  cmake_parse_arguments(arg "WASM" "" "SOURCES" ${ARGN})
  relon_require_tool(RELON_CLANG clang clang-22)
  relon_require_tool(RELON_CLANGXX clang++ clang-22)
  relon_require_tool(RELON_LLVM_LINK llvm-link llvm-22)

  set(directory ${CMAKE_CURRENT_BINARY_DIR}/${name}_callables)
  file(MAKE_DIRECTORY ${directory})
  relon_link_bitcode(${target} ${directory} native SOURCES ${arg_SOURCES})
  set(bitcode ${directory}/native.bc)
  set(wasm_bytes "")
  if(arg_WASM)
    relon_link_bitcode(${target} ${directory} wasm32 SOURCES ${arg_SOURCES} FLAGS ${RELON_WASM_FLAGS})
    list(APPEND bitcode ${directory}/wasm32.bc)
    set(wasm_bytes ".incbin \\\"${directory}/wasm32.bc\\\"")
  endif()

  file(CONFIGURE OUTPUT ${directory}/${name}_callables.h @ONLY CONTENT [[
#pragma once

#include "relon/library.h"

namespace @name@ {

relon::CallableLibrary callables();

}
]])
  file(CONFIGURE OUTPUT ${directory}/${name}_callables.cpp @ONLY CONTENT [[
#include "@name@_callables.h"

__asm__(
    ".pushsection .rodata.relon_@name@, \"a\"\n"
    ".balign 16\n"
    ".globl relon_@name@_bitcode, relon_@name@_wasm_bitcode, relon_@name@_bitcode_end\n"
    ".hidden relon_@name@_bitcode, relon_@name@_wasm_bitcode, relon_@name@_bitcode_end\n"
    "relon_@name@_bitcode: .incbin \"@directory@/native.bc\"\n"
    "relon_@name@_wasm_bitcode: @wasm_bytes@\n"
    "relon_@name@_bitcode_end:\n"
    ".byte 0\n"
    ".popsection\n");

extern "C" {
#define RELON_HIDDEN __attribute__((visibility("hidden")))
extern RELON_HIDDEN const unsigned char relon_@name@_bitcode[];
extern RELON_HIDDEN const unsigned char relon_@name@_wasm_bitcode[];
extern RELON_HIDDEN const unsigned char relon_@name@_bitcode_end[];
extern RELON_HIDDEN __attribute__((weak)) const relon_callable_row* const __start_relon_rows_@name@[];
extern RELON_HIDDEN __attribute__((weak)) const relon_callable_row* const __stop_relon_rows_@name@[];
}

relon::CallableLibrary @name@::callables() {
  return {__start_relon_rows_@name@,
          __stop_relon_rows_@name@,
          relon_@name@_bitcode,
          static_cast<size_t>(relon_@name@_wasm_bitcode - relon_@name@_bitcode),
          relon_@name@_wasm_bitcode,
          static_cast<size_t>(relon_@name@_bitcode_end - relon_@name@_wasm_bitcode)};
}
]])
  set_source_files_properties(${directory}/${name}_callables.cpp PROPERTIES
      OBJECT_DEPENDS "${bitcode}" COMPILE_OPTIONS "-fno-lto")
  target_sources(${target} PRIVATE ${directory}/${name}_callables.cpp)
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${directory}> ${RELON_INCLUDE_DIR})
endfunction()

function(relon_add_callables name)
  cmake_parse_arguments(arg "WASM" "" "SOURCES;INCLUDES" ${ARGN})
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "relon_add_callables(${name}): name at least one source after SOURCES")
  endif()
  if(NOT name MATCHES "^[A-Za-z_][A-Za-z0-9_]*$")
    message(FATAL_ERROR "relon_add_callables(${name}): the name becomes a C++ namespace, so it must be an identifier")
  endif()
  set(wasm)
  if(arg_WASM)
    set(wasm WASM)
  endif()
  add_library(${name} OBJECT ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_include_directories(${name} PRIVATE ${arg_INCLUDES})
  target_compile_definitions(${name} PRIVATE RELON_CALLABLE_SET=relon_rows_${name})
  target_compile_options(${name} PRIVATE -ffp-contract=off)
  relon_embed_bitcode(${name} ${name} SOURCES ${arg_SOURCES} ${wasm})
endfunction()
