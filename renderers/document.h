// What a format may print: the figures of one profile or of a comparison, and a picture of them, drawn when it is first
// asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "renderers/renderer.h"
#include "src/model/verdict.h"

namespace p2g {

// Where reports look for the source of functions.
struct CodeOptions {
  std::vector<std::string> folders;           // in order of preference; nothing outside of them is read
  std::optional<std::int64_t> recorded = {};  // when the profile was written, in seconds since 1970
};

// Everything that is handed in outlives the document.
class Document {
 public:
  Document(const Analysis& analysis, const View& view, const ViewOptions& options, const Theme& theme,
           const Verdict& verdict, const CodeOptions* code = nullptr)
      : Document(&analysis, &view, options, theme, &verdict, code) {}
  Document(const Comparison& comparison, const View& view, const ViewOptions& options, const Theme& theme,
           const Verdict& verdict, const CodeOptions* code = nullptr)
      : Document(&comparison, &view, options, theme, &verdict, code) {}
  // A picture without figures behind it.
  Document(Scene picture, const ViewOptions& options, const Theme& theme)
      : Document(std::monostate(), nullptr, options, theme, nullptr, nullptr) {
    picture_ = std::move(picture);
  }

  // The same subject in another picture; what is handed in outlives it.
  Document in_view(const View& view, const ViewOptions& options) const {
    return Document(subject_, &view, options, theme_, verdict_, code_);
  }

  const ViewOptions& options() const { return options_; }
  const Theme& theme() const { return theme_; }
  // Null where no source is looked for.
  const CodeOptions* code() const { return code_; }
  // Whether the view is the callers and callees of one function.
  bool is_sandwich() const { return view_ != nullptr && view_->shows == Content::sandwich; }
  // Of the gate; empty when there are no limits.
  const Verdict& verdict() const;

  // The figures behind the view.
  Content shows() const { return view_ != nullptr ? view_->shows : Content::picture; }
  // Null when this is no comparison.
  const Comparison* comparison() const;
  // Fails with ErrorKind::usage when this is something else.
  Result<const Analysis*> analysis() const;
  // The same when the view cannot draw this.
  Result<const Scene*> picture() const;
  bool is_drawn() const { return picture_.has_value(); }
  // About the picture, once it was drawn.
  const DrawStats& draw_stats() const { return draw_stats_; }

 private:
  using Subject = std::variant<std::monostate, const Analysis*, const Comparison*>;
  Document(Subject subject, const View* view, const ViewOptions& options, const Theme& theme, const Verdict* verdict,
           const CodeOptions* code)
      : subject_(subject), view_(view), options_(options), theme_(theme), verdict_(verdict), code_(code) {}
  Result<Scene> draw() const;

  Subject subject_;
  const View* view_;
  const ViewOptions& options_;
  const Theme& theme_;
  const Verdict* verdict_;
  const CodeOptions* code_;
  mutable std::optional<Scene> picture_;
  mutable DrawStats draw_stats_;
};

}  // namespace p2g
