// Pictures that this program drew: SVGs. What one shows stands in it as text, too, exactly, so that the picture of a
// review is enough for a table or a comparison. renderers/formats/svg/figures.cc writes it; figures.h has the grammar.
#include <string>
#include <string_view>
#include <utility>

#include "src/importers/importer.h"
#include "src/importers/kit/choose.h"
#include "src/importers/kit/xml_scanner.h"
#include "src/importers/picture/figures.h"

namespace p2g {
namespace {

// Of the first picture in the file that has any.
Result<std::string> find_figures(Source& source) {
  XmlScanner xml(source);
  for (XmlScanner::Token token = xml.next(); token != XmlScanner::Token::end; token = xml.next()) {
    if (token == XmlScanner::Token::open && xml.name() == "metadata" && xml.attribute("class") == "figures") {
      std::string text = xml.text();
      if (std::optional<Error> error = xml.take_error()) return fail(*std::move(error));
      return text;
    }
  }
  if (std::optional<Error> error = xml.take_error()) return fail(*std::move(error));
  Error error{ErrorKind::input, "is a picture without the figures that it was drawn from", source.name()};
  error.hint =
      "pictures of comparisons, of functions with huge names, and of versions before 0.2 have none: give the profile";
  return fail(std::move(error));
}

Result<Profile> read_picture(Source& source, const ReadOptions& options) {
  P2G_TRY_ASSIGN(const std::string text, find_figures(source));
  Source figures = Source::from_memory(source.name(), text);
  Profile profile;
  profile.format = "picture";
  profile.files = {source.name()};
  P2G_TRY(picture::read_figures(figures, options, profile));
  if (!profile.has_stacks()) P2G_TRY(choose_only_metric(profile, options.wanted));
  return profile;
}

Sniff sniff_picture(std::string_view head) {
  const std::size_t begin = head.find("<svg ");
  if (begin == std::string_view::npos) return Sniff::no;
  const std::string_view tag = head.substr(begin, head.find('>', begin) - begin);
  return tag.find(" data-view=\"") != std::string_view::npos ? Sniff::certain : Sniff::no;
}

}  // namespace

extern const Importer importer_picture;
const Importer importer_picture{
    .name = "picture",
    .aliases = "prof2graph",
    .summary = "call graphs and flame graphs that prof2graph drew (SVG)",
    .suffixes = "",
    .sniff = sniff_picture,
    .read = read_picture,
};

}  // namespace p2g
