// The callers and callees of one function as GitHub Markdown.
#pragma once

#include "renderers/document.h"
#include "src/base/sink.h"

namespace p2g {

Result<void> write_sandwich_md(const Document& document, Sink& sink);

}  // namespace p2g
