# The program for Windows: one static file, without what windows_left_out names. ./do windows, with the toolchain of
# mingw.cmake.
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/windows_left_out P2G_LEFT_OUT REGEX "^[^#]")

# windows_sources(LIST): takes out of LIST what this program does without.
function(windows_sources list)
  set(kept "")
  foreach(source ${${list}})
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE name)
    set(is_left_out OFF)
    foreach(pattern ${P2G_LEFT_OUT})
      if(name MATCHES "${pattern}")
        set(is_left_out ON)
      endif()
    endforeach()
    if(NOT is_left_out)
      list(APPEND kept ${source})
    endif()
  endforeach()
  set(${list} ${kept} PARENT_SCOPE)
endfunction()

# Packages of Debian know only Linux: here are the targets that they would define.
function(windows_library target)
  add_library(${target} INTERFACE IMPORTED)
  target_include_directories(${target} SYSTEM INTERFACE ${P2G_WINDOWS_LIBRARIES}/include)
  target_link_libraries(${target} INTERFACE ${ARGN})
endfunction()
windows_library(PkgConfig::ZSTD ${P2G_WINDOWS_LIBRARIES}/lib/libzstd.a)
windows_library(PkgConfig::RE2 ${P2G_WINDOWS_LIBRARIES}/lib/libre2.a)
windows_library(CLI11::CLI11)
windows_library(fmt::fmt-header-only)
target_compile_definitions(fmt::fmt-header-only INTERFACE FMT_HEADER_ONLY)
