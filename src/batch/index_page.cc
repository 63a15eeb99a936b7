#include "src/batch/index_page.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <string_view>

#include "renderers/page/css_palette.h"
#include "src/base/embedded.h"
#include "src/base/text.h"
#include "src/batch/index_card.h"

namespace p2g {
namespace {

void put_head(Sink& sink, const Theme& theme, const std::string& title) {
  sink.put(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "script-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"generator\" content=\"prof2graph\">\n<title>");
  sink.put(title);
  sink.put("</title>\n<style>\n");
  sink.put(css_palette(theme, Scheme::automatic));
  sink.put(embedded_file("index.min.css"));
  sink.put("\n</style>\n</head>\n");
}

// For each card its place in an order, so that the style sheet can sort without a script.
using Places = std::vector<std::size_t>;

template <class Less>
Places places_by(const std::vector<BatchRecord>& records, const Less& less) {
  std::vector<std::size_t> order(records.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return less(records[a], records[b]); });
  Places places(records.size());
  for (std::size_t i = 0; i < order.size(); ++i) places[order[i]] = i;
  return places;
}

double total_of(const BatchRecord& record) {
  double total = static_cast<double>(record.summary.total);
  for (int i = 0; i < record.summary.metric.decimals; ++i) total /= 10;
  return total;
}

// Failures first: they are what somebody has to look at.
bool comes_before_all(const BatchRecord& a, const BatchRecord& b, bool& decided) {
  decided = a.is_drawn() != b.is_drawn();
  return !a.is_drawn() && b.is_drawn();
}

bool is_larger(const BatchRecord& a, const BatchRecord& b) {
  bool decided = false;
  const bool first = comes_before_all(b, a, decided);  // what has no total comes last
  if (decided) return first;
  const Metric& left = a.summary.metric;
  const Metric& right = b.summary.metric;
  if (!left.measures_same(right)) return left.unit < right.unit;
  return total_of(a) > total_of(b);
}

// What changed for the worse, beyond the noise, by how much of it; then the rest in the same way.
bool is_worse(const BatchRecord& a, const BatchRecord& b) {
  bool decided = false;
  const bool first = comes_before_all(a, b, decided);
  if (decided) return first;
  const auto tripped = [](const BatchRecord& record) { return record.state == BatchState::tripped; };
  if (tripped(a) != tripped(b)) return tripped(a);
  const auto certain = [](const BatchRecord& record) {
    const auto& change = record.summary.change;
    if (!change) return 0;  // new: neither better nor worse
    if (!change->counts) return 0;
    return record.summary.total > change->before ? 1 : -1;
  };
  if (certain(a) != certain(b)) return certain(a) > certain(b);
  return growth_of(a) > growth_of(b);
}

void put_counts(Sink& sink, const std::vector<BatchRecord>& records) {
  std::array<std::int64_t, 4> counts{};
  std::int64_t warned = 0;
  for (const BatchRecord& record : records) {
    ++counts[static_cast<std::size_t>(record.state)];
    if (!record.warnings.empty()) ++warned;
  }
  const auto put = [&](std::int64_t count, std::string_view what) {
    if (count > 0) sink.put(", " + thousands_text(count) + ' ' + std::string(what));
  };
  sink.put("<p class=\"counts\">" + thousands_text(counts[0] + counts[1]) + " drawn");
  put(counts[1], "over a limit");
  put(counts[2], "failed");
  put(counts[3], "left out: no profiles");
  put(warned, "with warnings");
  sink.put("</p>\n");
}

void put_sorting(Sink& sink, bool compares) {
  const auto put = [&](std::string_view id, std::string_view text, bool checked) {
    sink.put("<input type=\"radio\" name=\"sort\" id=\"");
    sink.put(id);
    sink.put(checked ? "\" checked><label for=\"" : "\"><label for=\"");
    sink.put(id);
    sink.put("\">");
    sink.put(text);
    sink.put("</label>\n");
  };
  if (compares) put("by-change", "worst first", true);
  put("by-name", "by name", !compares);
  put("by-total", "by total", false);
  sink.put(
      "<input type=\"search\" id=\"find\" placeholder=\"find a name or a function\" aria-label=\"find a name or a "
      "function\" hidden><output id=\"found\" for=\"find\"></output>\n");
}

void put_list(Sink& sink, std::string_view id, const std::string& summary, const std::vector<std::string>& names) {
  if (names.empty()) return;
  sink.put("<details id=\"");
  sink.put(id);
  sink.put("\"><summary>" + summary + "</summary><ul>\n");
  for (const std::string& name : names) sink.put("<li>" + to_xml(name) + "</li>\n");
  sink.put("</ul></details>\n");
}

// Files that nobody named and that are no profiles.
void put_left_out(Sink& sink, const std::vector<BatchRecord>& records) {
  std::vector<std::string> names;
  for (const BatchRecord& record : records) {
    if (record.state == BatchState::no_profile) names.push_back(record.name);
  }
  const std::string count = thousands_text(static_cast<std::int64_t>(names.size()));
  put_list(sink, "left-out", count + (names.size() == 1 ? " file is no profile" : " files are no profiles"), names);
}

void put_stale(Sink& sink, const std::vector<std::string>& stale) {
  const std::string count = thousands_text(static_cast<std::int64_t>(stale.size()));
  put_list(sink, "stale", count + (stale.size() == 1 ? " file" : " files") + " of earlier batches", stale);
}

}  // namespace

void write_index(Sink& sink, const std::vector<BatchRecord>& records, const std::vector<std::string>& stale,
                 const Theme& theme) {
  const bool compares = std::any_of(records.begin(), records.end(),
                                    [](const BatchRecord& record) { return record.summary.change.has_value(); });
  const std::int64_t shown = std::count_if(
      records.begin(), records.end(), [](const BatchRecord& record) { return record.state != BatchState::no_profile; });
  const std::string title = thousands_text(shown) + (shown == 1 ? " profile" : " profiles");
  put_head(sink, theme, title);
  sink.put("<body>\n<main>\n<h1>" + title + "</h1>\n");
  put_counts(sink, records);
  put_sorting(sink, compares);
  const Places by_total = places_by(records, is_larger);
  const Places by_change = places_by(records, is_worse);
  // Who has no style sheet, or reads aloud, gets the order that is chosen at first.
  std::vector<std::size_t> order(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) order[compares ? by_change[i] : i] = i;
  sink.put("<ul id=\"cards\">\n");
  for (const std::size_t i : order) {
    if (records[i].state == BatchState::no_profile) continue;
    put_card(sink, records[i], theme, {i, by_total[i], by_change[i]}, compares);
  }
  sink.put("</ul>\n");
  put_left_out(sink, records);
  put_stale(sink, stale);
  sink.put("</main>\n<script>\n");
  sink.put(embedded_file("index.min.js"));
  sink.put("\n</script>\n</body>\n</html>\n");
}

}  // namespace p2g
