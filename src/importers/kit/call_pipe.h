// Functions and calls as an importer reads them, on their way to where they are added up: of a large file by a second
// thread, while the first still reads.
#pragma once

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include "src/base/pipe.h"
#include "src/model/frame.h"

namespace p2g {

// `Given` is what the file says of each. What can be worked out of it is better worked out behind the pipe: the first
// thread has more to do.
template <class Given>
class CallPipe {
 public:
  // A function (no callee) or a call.
  struct Entry {
    FrameId caller;
    FrameId callee;
    Given figures;
  };
  using Batch = std::vector<Entry>;

  // `take` empties the batch.
  CallPipe(int workers, std::function<void(Batch&)> take) : pipe_(workers, std::move(take)) {}

  void add(const Entry& entry) {
    Batch& batch = pipe_.filling();
    batch.push_back(entry);
    if (batch.size() == batch_size) pipe_.send();
  }
  // Waits until all that was added has been taken.
  void drain() { pipe_.drain(); }

 private:
  static constexpr std::size_t batch_size = 2048;

  Pipe<Batch> pipe_;
};

}  // namespace p2g
