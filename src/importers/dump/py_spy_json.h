// What `py-spy dump --json` prints: an array of threads, the innermost frame first.
//
//   [{"pid": 12, "thread_id": 139888, "thread_name": "worker" or null, "active": true, "owns_gil": false,
//     "frames": [{"name": "wait", "filename": "/usr/lib/python3.11/threading.py", "line": 327 or 0}, …]}, …]
//
// Line 0 is that of native code, whose "filename" is its library. Source: py-spy's documentation and its writer.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "src/base/json_reader.h"
#include "src/importers/dump/dialects.h"

namespace p2g::dump {

bool is_py_spy_json(std::string_view head);

// Gives take() what the lines of a dump would say, and where the reader was.
Result<void> read_py_spy_json(JsonReader& json, const std::function<Result<void>(const Line&, std::uint64_t)>& take);

}  // namespace p2g::dump
