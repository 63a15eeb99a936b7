#include "renderers/formats/html/page.h"

#include <array>
#include <utility>

#include "renderers/page/comparison_words.h"
#include "renderers/page/css_palette.h"
#include "src/base/embedded.h"
#include "src/base/sha256.h"
#include "src/base/text.h"

namespace p2g::report {
namespace {

// As a Content-Security-Policy names what it allows: 'sha256-' and base64.
std::string source_of(std::string_view text) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string hex = sha256_of(text);
  const auto value = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
  std::string out = " 'sha256-";
  // Three hex digits are two of base64; 64 leave one over.
  for (std::size_t i = 0; i < hex.size(); i += 3) {
    const unsigned high = value(hex[i]), middle = i + 1 < hex.size() ? value(hex[i + 1]) : 0;
    const unsigned low = i + 2 < hex.size() ? value(hex[i + 2]) : 0;
    const unsigned bits = high << 8U | middle << 4U | low;
    out += digits[bits >> 6U];
    out += i + 1 < hex.size() ? digits[bits & 63U] : '=';
  }
  return out + '\'';
}

// What stands between the marks, wherever they are: names are escaped, so they cannot hold any.
std::string sources_between(std::string_view text, std::string_view begin, std::string_view end) {
  std::string sources;
  for (std::size_t at = text.find(begin); at != std::string_view::npos; at = text.find(begin, at)) {
    at += begin.size();
    const std::size_t close = text.find(end, at);
    if (close == std::string_view::npos) break;
    const std::string source = source_of(text.substr(at, close - at));
    if (sources.find(source) == std::string::npos) sources += source;
    at = close;
  }
  return sources;
}

std::string policy(const std::string& css, const Picture& graph, const Picture& flame, bool script) {
  std::string styles = source_of(css), scripts;
  if (script) scripts = source_of(embedded_file("report.min.js"));
  for (const Picture* picture : {&graph, &flame}) {
    styles += sources_between(picture->svg, "<style>", "</style>");
    scripts += sources_between(picture->svg, "<script><![CDATA[", "]]></script>");
  }
  std::string text = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src" + styles;
  if (!scripts.empty()) text += "; script-src" + scripts;
  return text;
}

// The script makes buttons of them.
void append_buttons(std::string& out, const Sentence& sentence) {
  for (const Sentence::Button& button : sentence.buttons) {
    if (sentence.lists_them && &button != &sentence.buttons.front()) out += ',';
    out += sentence.lists_them ? " <span data-go=\"" : " <span class=\"js\" hidden data-go=\"";
    append_int(out, static_cast<std::int64_t>(button.function));
    append_xml(out += "\">", button.text);
    out += "</span>";
  }
}

void append_gate(std::string& out, const Verdict& verdict) {
  if (verdict.empty()) return;
  append_xml(out += "<section class=\"gate\" aria-label=\"Gate\"><p><b>Gate: ", diffs::gate_sentence(verdict));
  out += "</b></p>\n<ul>";
  for (const LimitResult& result : verdict) {
    append_xml(out += "<li class=\"", state_word(result.state()));
    append_xml(out += "\">", result.limit);
    append_xml(out += ": ", state_word(result.state()));
    if (result.state() == LimitState::undecided) append_xml(out += ": ", result.undecided);
    for (const Trip& trip : result.trips) append_xml(out += "<br>", trip.what + ": " + trip.text);
    if (result.more() > 0) append_int(out += "<br>and ", result.more()), out += " more";
    out += "</li>\n";
  }
  out += "</ul></section>\n";
}

void append_header(std::string& out, const Report& report, const Verdict& verdict) {
  append_xml(out += "<header>\n<h1>", report.title);
  append_xml(out += "</h1>\n<p class=\"facts\">", report.facts);
  out += "</p>\n";
  if (!report.sentences.empty()) out += "<ol class=\"look\" aria-label=\"What to look at\">\n";
  for (const Sentence& sentence : report.sentences) {
    append_xml(out += "<li>", sentence.text);
    append_buttons(out, sentence);
    out += "</li>\n";
  }
  if (!report.sentences.empty()) out += "</ol>\n";
  append_gate(out, verdict);
  out += "</header>\n";
}

constexpr std::string_view bar_begin =
    "<nav aria-label=\"Sections\"><div><a href=\"#graph\">Call graph</a><a href=\"#around\" class=\"js\" "
    "hidden>Callers and callees</a>";
constexpr std::string_view bar_code = "<a href=\"#code\">Source lines</a>";
constexpr std::string_view bar_end =
    "<a href=\"#table\">Functions</a><a href=\"#flame\">Flame graph</a><input id=\"q\" type=\"search\" "
    "class=\"js\" hidden placeholder=\"Search ( / )\" aria-label=\"Search functions: a regular expression or text\" "
    "autocomplete=\"off\" spellcheck=\"false\"><output id=\"hits\" for=\"q\"></output></div></nav>\n";

void append_picture(std::string& out, std::string_view id, std::string_view head, const Picture& picture) {
  out.append("<section id=\"").append(id).append("\"><h2>").append(head).append("</h2>\n");
  if (picture.svg.empty()) {
    append_xml(out += "<p class=\"muted\">", picture.missing);
    out += "</p></section>\n";
    return;
  }
  // Wider than a telephone: it scrolls in its place, and keys have to reach it for that.
  out.append("<div class=\"pic\" role=\"region\" aria-label=\"").append(head).append("\" tabindex=\"0\"><div>\n");
  out.append(picture.svg).append("</div></div></section>\n");
}

void append_head_row(std::string& out, const std::vector<Column>& columns) {
  out += "<thead><tr>";
  for (const Column& column : columns) {
    out += column.is_figure ? "<th scope=\"col\"" : "<th scope=\"col\" class=\"t\"";
    if (!column.key.empty()) out.append(" data-k=\"").append(column.key).append("\"");
    append_xml(out += '>', column.head);
    out += "</th>";
  }
  out += "</tr></thead>\n";
}

void append_row(std::string& out, const std::vector<std::string>& row, const std::vector<Column>& columns) {
  out += "<tr>";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    out += i == 0 ? "<th scope=\"row\" class=\"t\">" : columns[i].is_figure ? "<td>" : "<td class=\"t\">";
    append_xml(out, row[i]);
    out += i == 0 ? "</th>" : "</td>";
  }
  out += "</tr>\n";
}

void append_table(std::string& out, const Report& report) {
  append_xml(out += "<section id=\"table\"><h2>Functions <small id=\"count\">", report.rows_caption);
  out += "</small></h2>\n<div class=\"wide\" role=\"region\" aria-label=\"Functions\" tabindex=\"0\"><table>\n";
  append_head_row(out, report.columns);
  out += "<tbody id=\"rows\">\n";
  for (const std::vector<std::string>& row : report.rows) append_row(out, row, report.columns);
  out += "</tbody></table></div>\n<p class=\"js\" hidden><button type=\"button\" id=\"more\"></button></p></section>\n";
}

void append_code_row(std::string& out, const CodeRow& row, const FunctionCode& code) {
  if (row.place.empty()) {
    out += "<tr><th scope=\"row\" aria-label=\"lines left out\">⋮</th>";
    if (code.has_figures) out += "<td></td><td></td>";
    out += "<td class=\"t\"></td></tr>\n";
    return;
  }
  append_xml(out += "<tr><th scope=\"row\">", row.place);
  out += "</th>";
  if (code.has_figures) {
    append_xml(out += "<td>", row.self);
    out += "</td><td";
    if (row.step >= 0) append_int(out += " class=\"s", row.step), out += '"';
    append_xml(out += '>', row.share);
    out += "</td>";
  }
  if (code.has_text) append_xml(out += "<td class=\"t\">", row.text), out += "</td>";
  out += "</tr>\n";
}

void append_function_code(std::string& out, const FunctionCode& code, std::string_view noun, bool is_open) {
  append_int(out += "<details data-f=\"", static_cast<std::int64_t>(code.function));
  append_xml(out += is_open ? "\" open><summary>" : "\"><summary>", code.name);
  append_xml(out += " <small>", code.about);
  out += "</small></summary>\n";
  for (const std::string& note : code.notes) {
    append_xml(out += "<p class=\"muted\">", note);
    out += "</p>\n";
  }
  append_xml(out += "<div class=\"src\" role=\"region\" tabindex=\"0\" aria-label=\"Lines of ", code.name);
  out += "\"><table><thead><tr><th scope=\"col\">line</th>";
  if (code.has_figures) {
    append_xml(out += "<th scope=\"col\">self ", noun);
    out += "</th><th scope=\"col\">%</th>";
  }
  if (code.has_text) out += "<th scope=\"col\" class=\"t\">source</th>";
  out += "</tr></thead><tbody>\n";
  for (const CodeRow& row : code.rows) append_code_row(out, row, code);
  out += "</tbody></table></div></details>\n";
}

// Each function's lines stand here once: the script shows those of the selected one.
void append_code(Sink& sink, const Code& code, std::string_view noun) {
  if (code.functions.empty()) return;
  sink.put("<section id=\"code\"><h2>Source lines</h2>\n");
  for (const std::string& note : code.notes) {
    append_xml(sink.buffer() += "<p class=\"muted\">", note);
    sink.put("</p>\n");
  }
  sink.put("<p id=\"nocode\" hidden>Of the selected function this file has no lines.</p>\n");
  for (const FunctionCode& function : code.functions) {
    append_function_code(sink.buffer(), function, noun, &function == &code.functions.front());
    sink.drain();
  }
  sink.put("</section>\n");
}

void append_foot(std::string& out, const Report& report) {
  out +=
      "<footer>\n<p class=\"js keys\" hidden><kbd>/</kbd> search · <kbd>Enter</kbd> first hit · <kbd>↑</kbd> "
      "<kbd>↓</kbd> "
      "rows of the table · <kbd>Esc</kbd> clears the search · the address keeps the function and the search</p>\n";
  for (const std::string& note : report.notes) {
    append_xml(out += "<p>", note);
    out += "</p>\n";
  }
  out += "</footer>\n";
}

void append_head(std::string& out, const std::string& title, const std::string& css, const std::string& allowed) {
  out +=
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"";
  out.append(allowed).append(
      "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"prof2graph\">\n<title>");
  append_xml(out, title);
  out.append("</title>\n<style>").append(css).append("</style>\n</head>\n");
}

}  // namespace

Result<Picture> draw_picture(const Document& document, std::string_view view, Warnings& warnings) {
  P2G_TRY_ASSIGN(const View* found, find_view(view));
  P2G_TRY_ASSIGN(const Format* svg, find_format("svg"));
  ViewOptions options = document.options();
  options.picture.background = false;  // the page has the same colour
  options.picture.figures = false;     // the page has its own
  const Document picture = document.in_view(*found, options);
  if (const Result<const Scene*> scene = picture.picture(); !scene) {
    // Runs that have no sum have no common stacks, and still all the rest.
    if (scene.error().kind != ErrorKind::input) return fail(scene.error());
    warnings.add("no-picture", std::string(view) + ": " + scene.error().message);
    return Picture{{}, scene.error().message};
  }
  warnings.merge(picture.draw_stats().warnings);
  Picture drawn;
  Sink sink = Sink::to_string(drawn.svg);
  P2G_TRY(svg->write(picture, sink, warnings));
  P2G_TRY(sink.commit());
  return drawn;
}

void write_page(const Document& document, const Report& report, const Picture& graph, const Picture& flame,
                Sink& sink) {
  const PictureOptions& options = document.options().picture;
  const std::string css = css_palette(document.theme(), options.scheme) + std::string(embedded_file("report.min.css"));
  std::string& out = sink.buffer();
  append_head(out, report.title, css, policy(css, graph, flame, options.script));
  out += "<body data-address>\n";
  append_header(out, report, document.verdict());
  sink.put(bar_begin);
  if (!report.code.functions.empty()) sink.put(bar_code);
  sink.put(bar_end);
  sink.put("<main>\n");
  append_picture(sink.buffer(), "graph", "Call graph", graph);
  sink.drain();
  sink.put(
      "<section id=\"around\" class=\"js\" hidden><h2>Callers and callees</h2><div id=\"selected\" "
      "aria-live=\"polite\"></div><div id=\"neighbors\"></div></section>\n");
  append_code(sink, report.code, report.noun);
  append_table(sink.buffer(), report);
  append_picture(sink.buffer(), "flame", "Flame graph", flame);
  sink.put("</main>\n");
  append_foot(sink.buffer(), report);
  sink.drain();
  if (options.script) {
    sink.put("<script type=\"application/json\" id=\"data\">");
    sink.put(report.json);
    sink.put("</script>\n<script>");
    sink.put(embedded_file("report.min.js"));
    sink.put("</script>\n");
  }
  sink.put("</body>\n</html>\n");
}

}  // namespace p2g::report
