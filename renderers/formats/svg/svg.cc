// Prints a scene as SVG: one pass, no document in memory.
//
// Small (classes instead of colours, coordinates of at most one decimal, relative paths), complete without scripts, and
// closed: no reference leaves the file. Every text from outside goes through append_xml.
#include <algorithm>
#include <array>
#include <charconv>

#include "renderers/document.h"
#include "renderers/formats/svg/figures.h"
#include "renderers/formats/svg/picture_id.h"
#include "renderers/formats/svg/style.h"
#include "src/base/embedded.h"
#include "src/base/text.h"

namespace p2g {
namespace {

// Most of a file is coordinates: they are written into a buffer, not appended digit by digit. 12 bytes are enough.
char* put_tenths(char* at, Tenths value) {
  if (value < 0) {
    *at++ = '-';
    value = -value;
  }
  const Tenths whole = value / 10;
  if (whole > 0 || value % 10 == 0) at = std::to_chars(at, at + 10, whole).ptr;
  if (value % 10 != 0) {
    *at++ = '.';
    *at++ = static_cast<char>('0' + value % 10);
  }
  return at;
}

void append_tenths(std::string& out, Tenths value) {
  std::array<char, 16> digits;
  out.append(digits.data(), put_tenths(digits.data(), value));
}

// ` name="12.3"`; names are short.
void append_attribute(std::string& out, std::string_view name, Tenths value) {
  std::array<char, 40> bytes;
  char* at = bytes.data();
  *at++ = ' ';
  at = std::copy(name.begin(), name.end(), at);
  *at++ = '=';
  *at++ = '"';
  at = put_tenths(at, value);
  *at++ = '"';
  out.append(bytes.data(), at);
}
void append_attribute(std::string& out, std::string_view name, double px) {
  append_attribute(out, name, to_tenths(px));
}

// Collects the classes of one element: ` class="h5 sK u30"`, or nothing.
class ClassList {
 public:
  explicit ClassList(std::string& out) : out_(out) {}
  ~ClassList() {
    if (open_) out_ += '"';
  }
  ClassList(const ClassList&) = delete;
  ClassList& operator=(const ClassList&) = delete;

  void add(std::string_view prefix, std::string_view name = {}) {
    out_ += open_ ? " " : " class=\"";
    open_ = true;
    out_.append(prefix).append(name);
  }
  void add(std::string_view prefix, std::size_t number) {
    add(prefix);
    append_int(out_, static_cast<std::int64_t>(number));
  }
  void add_paint(const Paint& paint) {
    if (paint.fill != Slot::none) {
      add(slot_class(paint.fill));
      if (const auto percent = percent_of(paint.fill_opacity); percent < 100) add("o", percent);
    }
    if (paint.stroke != Slot::none) {
      add("s", slot_class(paint.stroke));
      if (const auto percent = percent_of(paint.stroke_opacity); percent < 100) add("u", percent);
      if (paint.dash != Dash::none) add(paint.dash == Dash::dashed ? "dd" : "dt");
    }
  }

 private:
  std::string& out_;
  bool open_ = false;
};

void append_geometry(std::string& out, const RectItem& rect) {
  const Tenths x = to_tenths(rect.x);
  const Tenths y = to_tenths(rect.y);
  append_attribute(out, "x", x);
  append_attribute(out, "y", y);
  // The right and lower edges are rounded, not the size: what meets in the scene meets in the file.
  append_attribute(out, "width", std::max<Tenths>(to_tenths(rect.x + rect.width) - x, 0));
  append_attribute(out, "height", std::max<Tenths>(to_tenths(rect.y + rect.height) - y, 0));
  if (rect.radius > 0) append_attribute(out, "rx", rect.radius);
}

// `id`: of the picture, which the ids of hatches begin with.
void write(std::string& out, const RectItem& rect, std::string_view id) {
  out += "<rect";
  if (rect.paint.fill == Slot::none && rect.paint.stroke == Slot::none) out += " fill=\"none\"";
  {
    ClassList classes(out);
    classes.add_paint(rect.paint);
    const std::size_t width = tenths_of(rect.paint.stroke_width);
    if (rect.paint.stroke != Slot::none && width != 10) classes.add("w", width);
  }
  append_geometry(out, rect);
  out += "/>";
  if (rect.hatch == Slot::none) return;
  out.append("<rect fill=\"url(#").append(id).append("-x").append(slot_class(rect.hatch)).append(")\"");
  append_geometry(out, rect);
  out += "/>";
}

void write(std::string& out, const TextItem& text, const StyleUse& use) {
  out += "<text";
  {
    ClassList classes(out);
    const std::size_t size = tenths_of(text.size);
    if (size != static_cast<std::size_t>(use.text_size)) classes.add("z", size);
    if (text.bold) classes.add("b");
    if (text.anchor == Anchor::middle) classes.add("tm");
    if (text.anchor == Anchor::end) classes.add("te");
    if (text.fill != Slot::ink) classes.add(slot_class(text.fill));
  }
  append_attribute(out, "x", text.x);
  append_attribute(out, "y", text.y);
  // Holds the text to the width it was measured with, whatever font the reader has. Short ones cannot go far wrong.
  if (text.width > 0 && (text.text.size() > 12 || count_code_points(text.text) > 3)) {
    append_attribute(out, "textLength", text.width);
    out += " lengthAdjust=\"spacingAndGlyphs\"";
  }
  out += '>';
  append_xml(out, text.text);
  out += "</text>";
}

// Appends path commands with relative coordinates; a number that begins with "-" needs no separator.
class PathData {
 public:
  explicit PathData(std::string& out) : out_(out) {}

  void command(char letter) { out_ += letter, first_ = true; }
  void number(Tenths value) {
    if (!first_ && value >= 0) out_ += ' ';
    append_tenths(out_, value);
    first_ = false;
  }
  void point(const double* xy) {
    number(to_tenths(xy[0]) - x_);
    number(to_tenths(xy[1]) - y_);
  }
  void move_to(const double* xy) { x_ = to_tenths(xy[0]), y_ = to_tenths(xy[1]); }

 private:
  std::string& out_;
  bool first_ = true;
  Tenths x_ = 0, y_ = 0;  // current point
};

void append_path_data(std::string& out, const PathItem& path) {
  PathData data(out);
  const double* at = path.coordinates.data();
  const double* start = at;
  for (const PathItem::Op op : path.ops) {
    switch (op) {
      case PathItem::Op::move:
        // The first "m" of a path is absolute.
        data.command(at == path.coordinates.data() ? 'M' : 'm');
        data.point(at);
        data.move_to(start = at);
        at += 2;
        break;
      case PathItem::Op::line:
        data.command('l');
        data.point(at);
        data.move_to(at);
        at += 2;
        break;
      case PathItem::Op::cubic:
        data.command('c');
        data.point(at);
        data.point(at + 2);
        data.point(at + 4);
        data.move_to(at + 4);
        at += 6;
        break;
      case PathItem::Op::close:
        data.command('z');
        data.move_to(start);
        break;
    }
  }
}

void write(std::string& out, const PathItem& path) {
  out += "<path";
  if (path.paint.fill == Slot::none && path.paint.stroke == Slot::none) out += " fill=\"none\"";
  {
    ClassList classes(out);
    if (!path.role.empty()) classes.add(path.role);
    classes.add_paint(path.paint);
  }
  // Edges have a width each: an attribute, not a class.
  if (path.paint.stroke != Slot::none && tenths_of(path.paint.stroke_width) != 10) {
    append_attribute(out, "stroke-width", path.paint.stroke_width);
  }
  out += " d=\"";
  append_path_data(out, path);
  out += "\"/>";
}

void write(std::string& out, const GroupBegin& group) {
  out.append("<g class=\"").append(group.role).append("\"");
  if (!group.id.empty()) {
    // Not an id: the same function stands in several pictures of a page.
    out += " data-id=\"";
    append_xml(out, group.id);
    out += '"';
  }
  for (const auto& [name, value] : group.attributes) {
    out.append(" data-").append(name).append("=\"");
    append_xml(out, value);
    out += '"';
  }
  out += '>';
  if (group.title.empty()) return;
  out += "<title>";
  append_xml(out, group.title);
  out += "</title>";
}

// A comment must not hold "--" nor end in "-".
void append_comment(std::string& out, std::string_view text) {
  std::string safe;
  append_xml(safe, text);
  out += "<!-- ";
  for (const char c : safe) {
    if (c == '-' && out.back() == '-') out += ' ';
    out += c;
  }
  out += " -->\n";
}

void append_head(std::string& out, const Scene& scene, std::string_view id, std::string_view css) {
  out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"").append(id).append("\"");
  append_attribute(out, "width", scene.width);
  append_attribute(out, "height", scene.height);
  out += " viewBox=\"0 0 ";
  append_tenths(out, to_tenths(scene.width));
  out += ' ';
  append_tenths(out, to_tenths(scene.height));
  out.append("\" role=\"img\" aria-labelledby=\"").append(id).append("-t ").append(id).append("-d\"");
  if (!scene.view.empty()) out.append(" data-view=\"").append(scene.view).append("\"");
  out.append(">\n<title id=\"").append(id).append("-t\">");
  append_xml(out, scene.title);
  out.append("</title>\n<desc id=\"").append(id).append("-d\">");
  append_xml(out, scene.description);
  out += "</desc>\n";
  for (const std::string& comment : scene.comments) append_comment(out, comment);
  out.append("<style>").append(css).append("</style>\n");
}

void append_hatches(std::string& out, const StyleUse& use, std::string_view id) {
  std::string patterns;
  for (std::size_t slot = 1; slot < use.hatches.size(); ++slot) {
    if (!use.hatches[slot]) continue;
    const std::string_view name = slot_class(static_cast<Slot>(slot));
    patterns.append("<pattern id=\"").append(id).append("-x").append(name).append("\"");
    append_attribute(patterns, "width", hatch_period_px);
    append_attribute(patterns, "height", hatch_period_px);
    patterns.append(" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><path class=\"s").append(name);
    patterns.append(" u");
    append_int(patterns, static_cast<std::int64_t>(percent_of(static_cast<float>(hatch_opacity))));
    patterns += '"';
    append_attribute(patterns, "stroke-width", hatch_width_px);
    patterns += " d=\"M3.5 0V";
    append_tenths(patterns, to_tenths(hatch_period_px));
    patterns += "\"/></pattern>";
  }
  if (!patterns.empty()) out.append("<defs>").append(patterns).append("</defs>\n");
}

// Each view has a script of its own, with what all have in common inside (assets/script); one without gets none.
void append_script(std::string& out, std::string_view view) {
  const std::string_view script = embedded_file(std::string(view) + ".min.js");
  if (!script.empty()) out.append("<script><![CDATA[").append(script).append("]]></script>\n");
}

Result<void> write_svg(const Document& document, Sink& sink, Warnings&) {
  P2G_TRY_ASSIGN(const Scene* picture, document.picture());
  const Scene& scene = *picture;
  const PictureOptions& options = document.options().picture;
  const StyleUse use = style_use(scene);
  std::string& out = sink.buffer();
  // Without a script it is the same picture.
  PictureOptions plain = options;
  plain.script = false;
  const std::string id = picture_id(scene, style_sheet(use, plain, document.theme()));
  append_head(out, scene, id, with_id(style_sheet(use, options, document.theme()), id));
  append_hatches(out, use, id);
  if (options.background) {
    RectItem page{.width = scene.width, .height = scene.height};
    page.paint.fill = Slot::page;
    write(out, page, id);
    out += '\n';
  }
  for (const Item& item : scene.items) {
    if (const auto* rect = std::get_if<RectItem>(&item)) {
      write(out, *rect, id);
    } else if (const auto* text = std::get_if<TextItem>(&item)) {
      write(out, *text, use);
    } else if (const auto* path = std::get_if<PathItem>(&item)) {
      write(out, *path);
    } else if (const auto* group = std::get_if<GroupBegin>(&item)) {
      // One line a group keeps differences between two pictures readable.
      out += '\n';
      write(out, *group);
    } else {
      out += "</g>";
    }
    sink.drain();
  }
  out += '\n';
  if (options.figures) append_figures(out, document, scene);
  if (options.script) append_script(out, scene.view);
  out += "</svg>\n";
  return {};
}

}  // namespace

extern const Format format_svg;
const Format format_svg = {.name = "svg",
                           .summary = "picture for the web: scales, follows light and dark, can be searched",
                           .suffixes = ".svg",
                           .write = write_svg};

}  // namespace p2g
