# What `cmake --install` puts where, and the package that find_package(Relon) finds:
#
#   bin/relon                        the command line
#   lib/librelon.a                   Relon::relon, the embeddable engine, without LLVM
#   lib/librelon-runtime.a           Relon::runtime, what compiled programs link
#   lib/relon/librelon-compiler.so   LLVM, loaded only when something is compiled
#   include/relon                    the public headers
#   lib/cmake/Relon                  the package, relon_add_library, relon_add_callables
include(CMakePackageConfigHelpers)

add_library(relon-runtime-library STATIC $<TARGET_OBJECTS:relon-runtime>)
add_library(Relon::runtime ALIAS relon-runtime-library)
target_include_directories(relon-runtime-library PUBLIC
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>)
set_target_properties(relon-runtime-library PROPERTIES OUTPUT_NAME relon-runtime EXPORT_NAME runtime)

install(TARGETS relon relon-runtime-library EXPORT RelonTargets ARCHIVE DESTINATION lib)
install(DIRECTORY include/relon DESTINATION include)

function(relon_install_tools)
  install(TARGETS relon-cli EXPORT RelonTargets RUNTIME DESTINATION bin)
  if(TARGET relon-compiler)
    install(TARGETS relon-compiler LIBRARY DESTINATION lib/relon)
  endif()
  install(EXPORT RelonTargets NAMESPACE Relon:: DESTINATION lib/cmake/Relon)
  configure_package_config_file(
    cmake/RelonConfig.cmake.in ${PROJECT_BINARY_DIR}/RelonConfig.cmake INSTALL_DESTINATION lib/cmake/Relon)
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/RelonConfigVersion.cmake COMPATIBILITY SameMinorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/RelonConfig.cmake ${PROJECT_BINARY_DIR}/RelonConfigVersion.cmake
          cmake/RelonCallables.cmake cmake/RelonLibrary.cmake DESTINATION lib/cmake/Relon)
endfunction()
