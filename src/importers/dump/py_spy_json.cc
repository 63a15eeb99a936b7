#include "src/importers/dump/py_spy_json.h"

#include <string>
#include <utility>
#include <vector>

#include "src/importers/kit/json_head.h"

namespace p2g::dump {
namespace {

struct Thread {
  std::string pid, tid, name;
  bool is_active = false;
  bool has_lock = false;
  std::vector<CodeFrame> frames;

  std::string state() const {
    if (has_lock) return is_active ? "active+gil" : "gil";
    return is_active ? "active" : "idle";
  }
};

CodeFrame read_frame(JsonReader& json) {
  CodeFrame frame;
  std::string file;
  while (json.next_key()) {
    if (json.key() == "name") {
      frame.name = json.text();
    } else if (json.key() == "filename") {
      file = json.text();
    } else if (json.key() == "line") {
      const std::int64_t line = json.integer().value_or(0);
      frame.line = line > 0 && line <= INT32_MAX ? static_cast<std::int32_t>(line) : 0;
    }
  }
  (frame.line > 0 ? frame.file : frame.module) = std::move(file);
  if (frame.line == 0) frame.kind = FrameKind::native;
  return frame;
}

Thread read_thread(JsonReader& json) {
  Thread thread;
  while (json.next_key()) {
    const std::string& key = json.key();
    if (key == "pid") {
      thread.pid = json.scalar();
    } else if (key == "thread_id") {
      thread.tid = json.scalar();
    } else if (key == "thread_name") {
      if (json.peek() == JsonReader::Kind::text) thread.name = json.text();
    } else if (key == "active") {
      thread.is_active = json.boolean();
    } else if (key == "owns_gil") {
      thread.has_lock = json.boolean();
    } else if (key == "frames" && json.begin_array()) {
      while (json.next_item()) {
        if (json.begin_object()) thread.frames.push_back(read_frame(json));
      }
    }
  }
  return thread;
}

}  // namespace

bool is_py_spy_json(std::string_view head) {
  const JsonHead keys(head);
  return keys.is_array() && keys.has("thread_id") && keys.has("owns_gil") && keys.has("frames");
}

Result<void> read_py_spy_json(JsonReader& json, const std::function<Result<void>(const Line&, std::uint64_t)>& take) {
  if (!json.begin_array()) return {};
  while (json.next_item()) {
    if (!json.begin_object()) continue;
    Thread thread = read_thread(json);
    const std::uint64_t place = json.bytes();
    Line process{.is = Line::Is::process};
    process.thread.pid = thread.pid;
    P2G_TRY(take(process, place));
    Line head{.is = Line::Is::head};
    head.thread.tid = thread.tid;
    head.thread.thread = thread.name;
    head.state = thread.state();
    P2G_TRY(take(head, place));
    for (CodeFrame& frame : thread.frames) {
      Line line{.is = Line::Is::frame};
      line.frame = std::move(frame);
      P2G_TRY(take(line, place));
    }
  }
  if (std::optional<Error> error = json.take_error()) return fail(*std::move(error));
  return {};
}

}  // namespace p2g::dump
