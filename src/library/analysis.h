// What can be made of a profile, and of two sides: graphs, trees, tables, differences, each when it is asked for.
#pragma once

#include "src/analysis/analysis.h"
#include "src/analysis/comparison.h"
