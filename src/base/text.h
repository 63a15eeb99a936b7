// Text in and out, all of it: UTF-8, escaping for each output, numbers without locale.
#pragma once

#include "src/base/escape.h"       // IWYU pragma: export
#include "src/base/number_text.h"  // IWYU pragma: export
#include "src/base/utf8.h"         // IWYU pragma: export
