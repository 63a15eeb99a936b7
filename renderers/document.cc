#include "renderers/document.h"

namespace p2g {
namespace {

Error nothing_to(std::string_view what) {
  Error error{ErrorKind::usage, "there is nothing to " + std::string(what), ""};
  error.hint = "prof2graph --list-views and --list-types say what goes together";
  return error;
}

}  // namespace

const Verdict& Document::verdict() const {
  static const Verdict none;
  return verdict_ != nullptr ? *verdict_ : none;
}

const Comparison* Document::comparison() const {
  const auto* comparison = std::get_if<const Comparison*>(&subject_);
  return comparison != nullptr ? *comparison : nullptr;
}

Result<const Analysis*> Document::analysis() const {
  if (const auto* analysis = std::get_if<const Analysis*>(&subject_)) return *analysis;
  return fail(nothing_to("print for one profile"));
}

Result<Scene> Document::draw() const {
  if (view_ == nullptr) return fail(nothing_to("draw"));
  if (const Comparison* both = comparison()) {
    if (view_->draw_comparison == nullptr) return fail(nothing_to("draw of a comparison"));
    return view_->draw_comparison(*both, options_, theme_, draw_stats_);
  }
  if (view_->draw == nullptr) return fail(nothing_to("draw"));
  P2G_TRY_ASSIGN(const Analysis* one, analysis());
  return view_->draw(*one, options_, theme_, draw_stats_);
}

Result<const Scene*> Document::picture() const {
  if (!picture_) {
    P2G_TRY_ASSIGN(picture_, draw());
  }
  return &*picture_;
}

}  // namespace p2g
