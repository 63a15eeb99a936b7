#include "src/batch/index_card.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "src/base/text.h"
#include "src/model/weight.h"

namespace p2g {
namespace {

// A path as the address of a link. Nothing in it can become a scheme or a query.
std::string link_to(std::string_view path) {
  constexpr std::string_view plain = "-._~/";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string link = "./";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || plain.find(c) != std::string_view::npos) {
      link += c;
    } else {
      link += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return link;
}

double share(Weight weight, Weight total) { return std::clamp(share_of(weight, total), 0.0, 1.0); }

// In thousandths, so that the text is the same everywhere.
std::string thousandths(double part) { return std::to_string(static_cast<int>(part * 1000 + 0.5)); }

std::string marked(const std::string& text, bool estimated) { return estimated ? "≈" + text : text; }

// Who holds the time, in one bar: as in the pictures, its parts are own costs, their colours cumulative ones.
void put_strip(Sink& sink, const Summary& summary, const Theme& theme) {
  if (summary.total <= 0 || summary.top.empty()) return;
  constexpr double least_share = 0.02;
  sink.put("<div class=\"strip\">");
  double rest = 1;
  for (const SummaryRow& row : summary.top) {
    const double part = std::min(share(row.self, summary.total), rest);
    if (part < least_share) break;
    rest -= part;
    const std::string name = to_xml(row.function);
    sink.put("<span class=\"s" + std::to_string(theme.step(share(row.cumulative, summary.total))) +
             "\" style=\"flex:" + thousandths(part) + "\" title=\"" + name + ": self " +
             marked(percent_text(share(row.self, summary.total)), row.estimated) + ", cumulative " +
             marked(percent_text(share(row.cumulative, summary.total)), row.estimated) + "\">" + name + "</span>");
  }
  if (rest >= 0.001)
    sink.put("<span class=\"rest\" style=\"flex:" + thousandths(rest) + "\" title=\"the others\"></span>");
  sink.put("</div>\n");
}

std::string total_text(const Summary& summary) {
  std::string text = to_xml(summary.metric.amount(summary.total));
  if (!summary.change) return text;
  const Weight delta = summary.total - summary.change->before;
  const std::string relative = relative_text(summary.change->before, summary.total);
  std::string words = to_xml(summary.metric.change(delta));
  if (!relative.empty()) words += " (" + relative + ')';
  const std::string_view kind = !summary.change->counts ? "same" : delta > 0 ? "worse" : "better";
  return text + " <span class=\"change " + std::string(kind) + "\">" + words +
         (summary.change->counts ? "" : ", within the noise") + "</span>";
}

void put_figures(Sink& sink, const BatchRecord& record) {
  const Summary& summary = record.summary;
  sink.put("<p>" + total_text(summary) + "</p>\n");
  if (summary.change && !summary.change->function.empty()) {
    sink.put("<p class=\"top\">most changed: <b>" + to_xml(summary.change->function) + "</b>, self " +
             to_xml(summary.metric.change(summary.change->delta)) + "</p>\n");
  } else if (!summary.top.empty()) {
    const SummaryRow& row = summary.top.front();
    sink.put("<p class=\"top\">top: <b>" + to_xml(row.function) + "</b>, self " +
             marked(percent_text(share(row.self, summary.total)), row.estimated) + "</p>\n");
  }
}

void put_links(Sink& sink, const BatchRecord& record) {
  if (record.outputs.size() < 2) return;
  sink.put("<p class=\"links\">");
  for (const WrittenFile& output : record.outputs) {
    sink.put("<a href=\"" + link_to(output.file) + "\">" + to_xml(output.type) + "</a> ");
  }
  sink.put("</p>\n");
}

void put_warnings(Sink& sink, const BatchRecord& record) {
  if (record.warnings.empty()) return;
  const std::size_t count = record.warnings.size();
  sink.put("<details><summary>" + std::to_string(count) + (count == 1 ? " warning" : " warnings") + "</summary><ul>");
  for (const Warning& warning : record.warnings) sink.put("<li>" + to_xml(warning.text) + "</li>");
  sink.put("</ul></details>\n");
}

}  // namespace

double growth_of(const BatchRecord& record) {
  if (!record.summary.change || record.summary.change->before <= 0) return 0;
  const auto before = static_cast<double>(record.summary.change->before);
  return static_cast<double>(record.summary.total) / before - 1;
}

void put_card(Sink& sink, const BatchRecord& record, const Theme& theme, const CardPlaces& places, bool compares) {
  sink.put("<li class=\"");
  sink.put(state_word(record.state));
  sink.put("\" style=\"--n:" + std::to_string(places.by_name) + ";--t:" + std::to_string(places.by_total) +
           ";--c:" + std::to_string(places.by_change) + "\">\n<h2>");
  const std::string name = to_xml(record.name);
  sink.put(record.outputs.empty() ? name : "<a href=\"" + link_to(record.outputs.front().file) + "\">" + name + "</a>");
  if (record.state == BatchState::tripped) sink.put(" <span class=\"change worse\">over a limit</span>");
  sink.put("</h2>\n");
  if (record.is_drawn()) {
    put_strip(sink, record.summary, theme);
    put_figures(sink, record);
    if (compares && !record.summary.change) sink.put("<p class=\"top\">new: compared with nothing</p>\n");
    put_links(sink, record);
  } else {
    sink.put("<p class=\"error\">failed: " + to_xml(record.error) + "</p>\n");
  }
  if (record.inputs.size() > 1) {
    sink.put("<p class=\"top\">" + thousands_text(static_cast<std::int64_t>(record.inputs.size())) + " files</p>\n");
  }
  put_warnings(sink, record);
  sink.put("</li>\n");
}

}  // namespace p2g
