# The program as one file that needs nothing of the machine it runs on: no libraries, no loader, no fonts. -D
# P2G_PORTABLE=ON, or ./do portable. A static program must not load libraries, so Cairo is linked, and Graphviz, which
# Debian has no archive of, is left out.
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
# Version 2, which is under the OFL: a program may hold it. Version 1 is under the GPL with an exception for documents.
set(P2G_FONT_DIR /usr/share/fonts/truetype/liberation2 CACHE PATH "Where the font that goes into the program is")

# portable_sources(LIST): takes out of LIST what loads libraries, and adds the fonts.
function(portable_sources list)
  set(sources ${${list}})
  list(FILTER sources EXCLUDE REGEX "/(cairo_loaded_common|cairo_canvas_left_out_common|dot_layout|shared_library)\\.cc$")
  set(texts "")
  foreach(name Regular Bold)
    set(font ${P2G_FONT_DIR}/LiberationSans-${name}.ttf)
    if(NOT EXISTS ${font})
      message(FATAL_ERROR "${font} is missing (Debian 12: fonts-liberation2); -D P2G_FONT_DIR=FOLDER says where else it is")
    endif()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${font})
    file(SIZE ${font} size)
    string(APPEND texts "asm(\".section .rodata\\n.balign 16\\n.global p2g_font_${name}\\np2g_font_${name}:\"\n")
    string(APPEND texts "    \".incbin \\\"${font}\\\"\\n.previous\");\n")
    string(APPEND texts "extern \"C\" const char p2g_font_${name}[${size}];\n")
  endforeach()
  file(CONFIGURE OUTPUT ${GENERATED}/embedded_font.cc CONTENT "// Generated from the fonts.
#include <string_view>
@texts@namespace p2g {
std::string_view embedded_font(bool bold);
std::string_view embedded_font(bool bold) {
  return bold ? std::string_view(p2g_font_Bold, sizeof(p2g_font_Bold))
              : std::string_view(p2g_font_Regular, sizeof(p2g_font_Regular));
}
}  // namespace p2g
" @ONLY)
  set(${list} ${sources} ${GENERATED}/embedded_font.cc PARENT_SCOPE)
endfunction()

# portable_libraries(LIBRARY): what only this build links. A function that cannot work in a static program (dlopen,
# getpwnam) is a warning of the linker, and so an error. The map says which archives were linked (notices.py).
function(portable_libraries library)
  target_include_directories(${library} SYSTEM PRIVATE ${CAIRO_STATIC_INCLUDE_DIRS})
  target_link_libraries(${library} PRIVATE ${CAIRO_STATIC_LDFLAGS})
  target_link_options(prof2graph_flags INTERFACE -Wl,--fatal-warnings -Wl,--gc-sections -Wl,-Map=prof2graph.map)
endfunction()
