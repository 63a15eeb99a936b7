#include "renderers/page/part_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "renderers/page/first_line.h"
#include "src/base/text.h"
#include "src/model/names.h"

namespace p2g {
namespace {

constexpr std::size_t name_at_most = 30;

std::string short_name(const std::string& name) {
  return name.empty() ? "(no name)" : shorten_middle(name, name_at_most);
}

std::string plural(std::string_view what) { return std::string(what) + (what.ends_with('s') ? "es" : "s"); }

std::string ratio_text(double ratio) {
  constexpr double whole_from = 10;
  return ratio < whole_from ? fmt::format("{:.1f}", ratio)
                            : thousands_text(static_cast<std::int64_t>(std::min(ratio + 0.5, 1e15)));
}

std::string length_sentence(const Parts& parts, const Metric& metric) {
  constexpr double alike = 1.1;
  const auto [shortest, longest] = std::minmax_element(parts.list.begin(), parts.list.end(),
                                                       [](const Part& a, const Part& b) { return a.total < b.total; });
  // Of equal ones the first.
  const auto first = [&](Weight total) {
    return std::find_if(parts.list.begin(), parts.list.end(), [&](const Part& part) { return part.total == total; });
  };
  const Part& most = *first(longest->total);
  const Part& least = *first(shortest->total);
  const double ratio = least.total > 0 ? static_cast<double>(most.total) / static_cast<double>(least.total) : 0;
  if (ratio > 0 && ratio < alike) {
    const std::string from = metric.amount(least.total), to = metric.amount(most.total);
    return fmt::format("The {} are about as {}: {}.", parts_text(parts), metric.is_time() ? "long" : "large",
                       from == to ? to + " each" : from + " to " + to);
  }
  const std::string line = fmt::format("{} is the {}, {}", short_name(most.name),
                                       metric.is_time() ? "longest" : "largest", metric.amount(most.total));
  if (ratio == 0) return fmt::format("{}; {} has {}.", line, short_name(least.name), metric.amount(least.total));
  return fmt::format("{}: {} times {} ({}).", line, ratio_text(ratio), short_name(least.name),
                     metric.amount(least.total));
}

std::string difference_sentence(const Parts& parts, const Profile& profile) {
  constexpr double worth_telling = 0.1;
  if (!parts.differ || parts.differ->most - parts.differ->least < worth_telling) return "The work is spread alike.";
  const DisplayName shown = display_name(profile.frames.parts(parts.differ->frame));
  const bool is_module = shown.name == "<module>" && !shown.where.empty();
  const std::string name = is_module ? shown.where.substr(0, shown.where.rfind(':')) : shown.name;
  const bool estimated = (profile.estimates.of(parts.differ->frame) & estimated_self) != 0;
  const std::string_view about = estimated ? "≈" : "";
  return fmt::format("{} differs most: {}{} to {}{} of a {}.", short_name(name), about,
                     percent_text(parts.differ->least), about, percent_text(parts.differ->most), parts.what);
}

}  // namespace

std::string all_parts_text(const Parts& parts) {
  return parts.list.size() == 2 ? "both " + plural(parts.what) : "all " + parts_text(parts);
}

std::string parts_text(const Parts& parts) {
  const auto count = static_cast<std::int64_t>(parts.list.size());
  return thousands_text(count) + ' ' + (count == 1 ? std::string(parts.what) : plural(parts.what));
}

std::vector<std::string> part_lines(const Parts& parts, const Profile& profile) {
  if (parts.empty()) return {};
  std::string first = length_sentence(parts, profile.metric);
  std::string second = difference_sentence(parts, profile);
  if (count_code_points(first) + count_code_points(second) + 1 <= first_line_at_most) return {first + ' ' + second};
  return {std::move(first), std::move(second)};
}

}  // namespace p2g
