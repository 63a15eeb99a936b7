// Pieces of JSON that the profile's and the comparison's have in common. Every append_… of a value with a key begins
// with
// ", ".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "src/base/diagnostics.h"
#include "src/model/frame.h"
#include "src/model/metric.h"
#include "src/model/verdict.h"

namespace p2g {

void append_key(std::string& out, std::string_view key);
void append_string(std::string& out, std::string_view text);
// Left out when unknown.
void append_weight(std::string& out, std::string_view key, Weight weight, const Metric& metric);
void append_count(std::string& out, std::string_view key, std::int64_t count);
// "name", "frame", and where known "file", "line", "module".
void append_function_keys(std::string& out, const Frames& frames, FrameId frame);
// The items of the list.
void append_warnings(std::string& out, const Warnings& warnings);
// ` "gate": [...]`, one limit a line; without a comma in front.
void append_gate(std::string& out, const Verdict& verdict, const Metric& metric);

}  // namespace p2g
