// Cells of CSV files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "src/model/frame.h"

namespace p2g {

inline constexpr int csv_decimals = 9;

// A spreadsheet takes a cell that begins with = + - or @ for a formula and runs it; an apostrophe in front makes it
// text. So does each part of a cell behind what a spreadsheet of another country takes for the end of one: ; | and tab.
// Control characters are made visible, but for the three that belong into a cell.
void append_cell(std::string& out, std::string_view text);

// Which figures are estimates (bits of EstimatedFigure): "self", "cumulative", "self cumulative" or nothing.
void append_estimated(std::string& out, std::uint8_t estimated);

// file,line,name
void append_name_cells(std::string& out, const Frames& frames, FrameId frame);

}  // namespace p2g
