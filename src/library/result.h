// Errors as values, and as the text that the program prints for them.
#pragma once

#include "src/base/diagnostics.h"
#include "src/base/result.h"
