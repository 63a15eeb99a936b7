// What is used of Cairo, under the names that it has there, so that calls read as they would anywhere. How it comes is
// decided when the program is built: loaded when it is first needed (cairo_loaded_common.cc), since most runs need none
// of it, or in the program with a font of its own (cairo_linked_common.cc), for machines that have neither.
#pragma once

#include <cairo-pdf.h>
#include <cairo.h>

#include <string_view>

#include "src/base/result.h"

namespace p2g {

#define P2G_CAIRO_FUNCTIONS(use)                                                                                      \
  use(cairo_arc) use(cairo_clip) use(cairo_close_path) use(cairo_create) use(cairo_curve_to) use(cairo_destroy)       \
      use(cairo_fill_preserve) use(cairo_font_options_create) use(cairo_font_options_destroy)                         \
          use(cairo_font_options_set_antialias) use(cairo_font_options_set_hint_metrics)                              \
              use(cairo_font_options_set_hint_style) use(cairo_get_scaled_font) use(cairo_glyph_free)                 \
                  use(cairo_image_surface_create) use(cairo_line_to) use(cairo_move_to) use(cairo_new_path)           \
                      use(cairo_new_sub_path) use(cairo_paint) use(cairo_pdf_surface_create_for_stream)               \
                          use(cairo_pdf_surface_set_metadata) use(cairo_rectangle) use(cairo_restore) use(cairo_save) \
                              use(cairo_scale) use(cairo_scaled_font_text_to_glyphs) use(cairo_set_dash)              \
                                  use(cairo_set_font_options) use(cairo_set_font_size) use(cairo_set_line_width)      \
                                      use(cairo_set_source_rgba) use(cairo_show_page) use(cairo_show_text)            \
                                          use(cairo_status) use(cairo_status_to_string) use(cairo_stroke_preserve)    \
                                              use(cairo_surface_destroy) use(cairo_surface_finish)                    \
                                                  use(cairo_surface_status) use(cairo_surface_write_to_png_stream)    \
                                                      use(cairo_text_extents) use(cairo_translate)                    \
                                                          use(cairo_version_string)
#define P2G_DECLARE(name) extern decltype(&::name) name;
P2G_CAIRO_FUNCTIONS(P2G_DECLARE)
#undef P2G_DECLARE

// Before anything else of this file: whether the functions are there.
const Result<void>& load_cairo();

// Gives `context` what stands for Helvetica.
void select_font(cairo_t* context, bool bold);
// Whose font that is, and what to do when it lacks a letter, for the warning.
std::string_view font_owner();
std::string_view font_advice();

}  // namespace p2g
