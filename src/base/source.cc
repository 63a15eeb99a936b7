#include "src/base/source.h"

#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <limits>
#include <new>
#include <optional>
#include <vector>

#include "src/base/platform.h"
#include "src/base/third_party.h"
#include "src/base/try_again.h"

namespace p2g {
namespace {

Error read_error(const std::string& file, std::string message, std::string hint = {}) {
  Error error{ErrorKind::input, std::move(message), file};
  error.hint = std::move(hint);
  return error;
}

Error directory_error(const std::string& path) {
  return read_error(path, "is a directory, expected a profile", "name the files in it: prof2graph DIR/*.prof");
}

std::string system_message(int code) { return std::strerror(code); }

// Where raw bytes come from: a file descriptor or memory.
class Raw {
 public:
  int fd = -1;
  bool owned = false;
  std::string_view memory;
  std::uint64_t taken = 0;

  Raw() = default;
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;
  ~Raw() {
    if (owned) ::close(fd);
  }

  Result<std::size_t> read(const std::string& name, char* into, std::size_t size) {
    if (fd < 0) {
      const std::size_t step = std::min(size, memory.size());
      if (step > 0) std::memcpy(into, memory.data(), step);
      memory.remove_prefix(step);
      taken += step;
      return step;
    }
    std::size_t have = 0;
    while (have < size) {  // short reads are normal for pipes
      const ssize_t got = ::read(fd, into + have, size - have);
      if (got < 0 && should_try_again(fd, POLLIN)) continue;
      if (got < 0) return fail(read_error(name, "cannot be read: " + system_message(errno)));
      if (got == 0) break;
      have += static_cast<std::size_t>(got);
    }
    taken += have;
    return have;
  }
};

class Refill {  // the compressed side of a decoder
 public:
  Refill(Raw& raw, const std::string& name, std::string first) : raw_(raw), name_(name), block_(std::move(first)) {}
  // At least one byte when there is one.
  Result<std::string_view> get() {
    if (used_ == block_.size()) {
      block_.resize(Source::block_bytes);
      Result<std::size_t> got = raw_.read(name_, block_.data(), block_.size());
      block_.resize(got.value_or(0));
      used_ = 0;
      if (!got) return fail(std::move(got).error());
    }
    return std::string_view(block_).substr(used_);
  }
  void use(std::size_t size) { used_ += size; }
  const std::string& name() const { return name_; }

 private:
  Raw& raw_;
  std::string name_;
  std::string block_;
  std::size_t used_ = 0;  // of block_
};

constexpr std::uint64_t shortest_magic = 4;  // of zstd; gzip tells after two bytes
constexpr std::string_view truncated_hint = "the file is truncated or damaged: was the upload or download complete?";

// Turns compressed bytes into plain ones, a block at a time. A file may be several units (gzip members, zstd frames) in
// a row. Zeros between and after them are padding; anything else after a whole one is counted and not read, as gzip
// does.
class Decoder {
 public:
  Decoder(Refill input, std::string_view format) : input_(std::move(input)), format_(format) {}
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  virtual ~Decoder() = default;

  // Fills up to `size`; 0 at the end.
  Result<std::size_t> read(char* into, std::size_t size);

  std::string_view format() const { return format_; }
  // Bytes after the last unit; most_counted and more are not looked at any further.
  std::uint64_t unread() const { return unread_; }

 protected:
  struct Step {
    std::size_t used = 0;
    std::size_t made = 0;
    bool is_end = false;       // of a unit
    bool is_stranger = false;  // `input` is not the beginning of a unit
  };
  // Decodes some of `input`; without any what is left inside. `begun` bytes of the unit have been used before.
  virtual Result<Step> decode(std::string_view input, char* into, std::size_t size, std::uint64_t begun) = 0;

  tl::unexpected<Error> damaged(const std::string& what) const {
    return fail(read_error(input_.name(), std::string(format_) + what, std::string(truncated_hint)));
  }
  const std::string& name() const { return input_.name(); }

 private:
  Result<bool> pass_over_padding();
  Result<void> count_unread(std::uint64_t begun);

  Refill input_;
  std::string_view format_;
  std::uint64_t begun_ = 0;  // bytes used of the present unit
  bool inside_ = false;      // a unit
  bool has_whole_ = false;   // at least one unit
  bool ended_ = false;       // what follows is no unit
  std::uint64_t idle_ = 0;   // bytes used since something came out
  std::uint64_t padding_ = 0;
  std::uint64_t unread_ = 0;
};

Result<std::size_t> Decoder::read(char* into, std::size_t size) {
  std::size_t have = 0;
  while (have < size && !ended_) {
    if (!inside_) {
      P2G_TRY_ASSIGN(const bool more, pass_over_padding());
      if (!more) break;
      inside_ = true;
      begun_ = 0;
    }
    P2G_TRY_ASSIGN(const std::string_view input, input_.get());
    P2G_TRY_ASSIGN(const Step step, decode(input, into + have, size - have, begun_));
    const bool is_dry = input.empty() && step.made == 0 && !step.is_end;
    // Fewer bytes than tell what they are, behind a whole unit.
    if (has_whole_ && (step.is_stranger || (is_dry && begun_ < shortest_magic))) {
      P2G_TRY(count_unread(begun_));
      break;
    }
    if (step.is_stranger) return damaged(" data is damaged");
    if (is_dry) return damaged(" data ends early");
    input_.use(step.used);
    begun_ += step.used;
    have += step.made;
    idle_ = step.made > 0 ? 0 : idle_ + step.used;
    if (idle_ > Source::most_counted) {  // a pipe of empty units, or of such as are to be skipped, may never end
      return fail(read_error(name(), std::string(format_) + " data holds nothing in more than 64 MB"));
    }
    if (step.is_end) {
      inside_ = false;
      has_whole_ = true;
    }
  }
  return have;
}

// Whether anything follows.
Result<bool> Decoder::pass_over_padding() {
  while (true) {
    P2G_TRY_ASSIGN(const std::string_view input, input_.get());
    if (input.empty()) return false;
    if (!has_whole_) return true;
    const std::size_t zeros = std::min(input.find_first_not_of('\0'), input.size());
    padding_ += zeros;
    input_.use(zeros);
    if (padding_ > Source::most_counted) {  // nobody pads so much: /dev/zero, a file with a hole
      P2G_TRY(count_unread(padding_));
      return false;
    }
    if (zeros < input.size()) return true;
  }
}

Result<void> Decoder::count_unread(std::uint64_t begun) {
  ended_ = true;
  for (unread_ = begun; unread_ <= Source::most_counted;) {
    P2G_TRY_ASSIGN(const std::string_view input, input_.get());
    if (input.empty()) break;
    unread_ += input.size();
    input_.use(input.size());
  }
  return {};
}

class GzipDecoder : public Decoder {
 public:
  explicit GzipDecoder(Refill input) : Decoder(std::move(input), "gzip") {
    ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK;  // 15: largest window, +16: gzip header expected
  }
  ~GzipDecoder() override {
    if (ready_) inflateEnd(&stream_);
  }

 private:
  Result<Step> decode(std::string_view input, char* into, std::size_t size, std::uint64_t /*begun*/) override {
    if (!ready_) throw std::bad_alloc();  // with constant arguments nothing else can go wrong
    // zlib's interface is not const-correct but does not write to next_in.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    stream_.avail_in = static_cast<uInt>(input.size());
    stream_.next_out = reinterpret_cast<Bytef*>(into);
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(size, 1U << 30));
    const uInt room = stream_.avail_out;
    const int status = inflate(&stream_, Z_NO_FLUSH);
    Step step{input.size() - stream_.avail_in, room - stream_.avail_out};
    if (status == Z_STREAM_END) {
      step.is_end = true;
      inflateReset(&stream_);
    } else if (status == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (status == Z_DATA_ERROR && stream_.total_in <= 2) {
      step.is_stranger = true;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      return damaged(" data is damaged");
    }
    return step;
  }

  z_stream stream_{};
  bool ready_ = false;
};

// A frame may ask for a window of any size, and gets what it fills of it: a part of what a malformed file may cost.
int most_window_log(std::uint64_t file_bytes) {
  constexpr std::uint64_t always_good = 32U << 20U;
  return std::min(static_cast<int>(std::bit_width(std::max(always_good, 4 * file_bytes))) - 1, 31);
}

// Of a frame that begins here (RFC 8878, 3.1.1.1); 0 when its header is not all there.
std::uint64_t window_bytes(std::string_view frame) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint64_t>(static_cast<unsigned char>(frame[i])); };
  if (frame.size() < 18) return 0;
  const std::uint64_t descriptor = byte(4);
  if ((descriptor & 0x20) == 0) {
    const std::uint64_t power = std::uint64_t{1} << (10 + byte(5) / 8);
    return power + power / 8 * (byte(5) % 8);
  }
  // A single segment: as large as the content.
  const std::size_t begin = 5 + (std::size_t{1} << (descriptor & 3)) / 2;
  std::uint64_t size = 0;
  for (std::size_t i = std::size_t{1} << (descriptor >> 6); i > 0; --i) size = size << 8 | byte(begin + i - 1);
  return size;
}

class ZstdDecoder : public Decoder {
 public:
  ZstdDecoder(Refill input, std::uint64_t file_bytes) : Decoder(std::move(input), "zstd"), context_(ZSTD_createDCtx()) {
    if (context_ == nullptr) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(context_, ZSTD_d_windowLogMax, most_window_log(file_bytes));
  }
  ~ZstdDecoder() override { ZSTD_freeDCtx(context_); }

 private:
  Result<Step> decode(std::string_view input, char* into, std::size_t size, std::uint64_t begun) override {
    ZSTD_outBuffer output{into, size, 0};
    ZSTD_inBuffer in{input.data(), input.size(), 0};
    const std::size_t status = ZSTD_decompressStream(context_, &output, &in);
    Step step{in.pos, output.pos, status == 0};
    switch (ZSTD_getErrorCode(status)) {
      case ZSTD_error_no_error:
        break;
      case ZSTD_error_memory_allocation:
        throw std::bad_alloc();
      case ZSTD_error_prefix_unknown:
        step.is_stranger = true;
        break;
      case ZSTD_error_frameParameter_windowTooLarge:
        return too_large(begun == 0 ? window_bytes(input) : 0);
      case ZSTD_error_dictionary_wrong:
        return fail(read_error(name(), "zstd data was compressed with a dictionary",
                               "unpack it: zstd -dc -D DICTIONARY FILE | prof2graph -"));
      default:
        return damaged(std::string(" data is damaged: ") + ZSTD_getErrorName(status));
    }
    return step;
  }

  tl::unexpected<Error> too_large(std::uint64_t window) const {
    const int log = window == 0 ? 0 : static_cast<int>(std::bit_width(window - 1));
    if (log > 31) return damaged(" data is damaged: no zstd writes such a window");
    std::string message = "zstd data needs more memory than a file of this size may";
    if (log > 0) {
      message = "was written with zstd --long=" + std::to_string(log) + " (a window of " +
                std::to_string(window >> 20) + " MB), which takes more memory than a file of this size may";
    }
    return fail(read_error(name(), std::move(message), "unpack it: zstd -dc --long=31 FILE | prof2graph -"));
  }

  ZSTD_DCtx* context_;
};

// How compressed files begin, and what unpacks them. The first two are opened here.
struct Packing {
  std::string_view name;
  std::string_view unpack;
  bool (*is)(std::string_view head);
};
constexpr Packing packings[] = {
    {"gzip", "gunzip -c", [](std::string_view head) { return head.starts_with("\x1f\x8b\x08"); }},
    {"zstd", "zstd -dc",
     [](std::string_view head) {  // a frame, or one to be skipped, which parallel and seekable writers put first
       return head.starts_with("\x28\xb5\x2f\xfd") ||
              (head.size() >= 4 && (head[0] & 0xf0) == 0x50 && head.substr(1, 3) == "\x2a\x4d\x18");
     }},
    {"xz", "xz -dc",
     [](std::string_view head) {
       return head.starts_with(
           std::string_view("\xfd"
                            "7zXZ\0",
                            6));
     }},
    {"bzip2", "bzip2 -dc",
     [](std::string_view head) { return head.starts_with("BZh") && head.substr(4).starts_with("1AY&SY"); }},
    {"lz4", "lz4 -dc", [](std::string_view head) { return head.starts_with("\x04\x22\x4d\x18"); }},
    {"compress", "gunzip -c", [](std::string_view head) { return head.starts_with("\x1f\x9d"); }},
};

const Packing* find_packing(std::string_view head) {
  const auto* const found =
      std::find_if(std::begin(packings), std::end(packings), [&](const Packing& packing) { return packing.is(head); });
  return found == std::end(packings) ? nullptr : found;
}

}  // namespace

struct Source::Impl {
  std::string name;
  Raw raw;
  std::unique_ptr<Decoder> decoder;
  std::string head;            // read ahead for sniffing …
  std::size_t head_taken = 0;  // … and how much of it was handed out
  std::uint64_t bytes_out = 0;
  std::uint64_t size = 0;
  std::uint64_t stored = 0;  // of a file, on its disk
  std::function<void(std::uint64_t, std::uint64_t)> progress;

  std::optional<Error> failed;  // nothing can be read

  Result<std::size_t> pull(char* into, std::size_t wanted) {
    return decoder ? decoder->read(into, wanted) : raw.read(name, into, wanted);
  }

  // Looks at the first bytes, puts a decoder in front when they are compressed, and fills `head`.
  Result<void> start() {
    head.resize(head_bytes);
    P2G_TRY_ASSIGN(std::size_t got, raw.read(name, head.data(), head.size()));
    head.resize(got);
    const Packing* const packing = find_packing(head);
    if (packing == nullptr) return {};
    const std::string_view format = packing->name;
    if (format == "gzip") {
      decoder = std::make_unique<GzipDecoder>(Refill(raw, name, std::move(head)));
    } else if (format == "zstd") {
      decoder = std::make_unique<ZstdDecoder>(Refill(raw, name, std::move(head)), size);
    } else {
      return refuse("is compressed with " + std::string(format), std::string(packing->unpack) + " FILE");
    }
    size = 0;
    head.resize(head_bytes);
    P2G_TRY_ASSIGN(got, decoder->read(head.data(), head.size()));
    head.resize(got);
    // Twice is not undone here: each time takes its own memory.
    if (const Packing* const inner = find_packing(head)) {
      return refuse("is compressed twice: " + std::string(format) + " data holds " + std::string(inner->name) + " data",
                    std::string(packing->unpack) + " FILE | " + std::string(inner->unpack));
    }
    return {};
  }

  Result<void> refuse(const std::string& what, const std::string& unpack) const {
    return fail(read_error(name, what + ", expected a profile", "unpack it: " + unpack + " | prof2graph -"));
  }
};

Source::Source(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Source::Source(Source&&) noexcept = default;
Source& Source::operator=(Source&&) noexcept = default;
Source::~Source() = default;

Result<Source> Source::open(const std::string& path) {
  if (path.empty()) return fail(read_error("", "expected a file name, got an empty text"));
  auto impl = std::make_unique<Impl>();
  if (path == "-") {
    impl->name = "<stdin>";
    impl->raw.fd = STDIN_FILENO;
  } else {
    impl->name = path;
    do {
      impl->raw.fd = open_to_read(path.c_str());
    } while (impl->raw.fd < 0 && errno == EINTR);
    if (impl->raw.fd < 0) {
      const int code = errno;
      if (code == EISDIR) return fail(directory_error(path));
      struct stat status {};
      if (code == ENXIO && ::stat(path.c_str(), &status) == 0 && is_socket(status)) {
        return fail(read_error(path, "is a socket, expected a profile"));
      }
      return fail(read_error(path, "cannot be opened: " + system_message(code)));
    }
    impl->raw.owned = true;
    struct stat status {};
    if (::fstat(impl->raw.fd, &status) == 0) {
      if (S_ISDIR(status.st_mode)) return fail(directory_error(path));
      if (S_ISREG(status.st_mode)) impl->size = static_cast<std::uint64_t>(status.st_size);
      impl->stored = stored_bytes(status);
    }
  }
  P2G_TRY(impl->start());
  return Source(std::move(impl));
}

Source Source::from_memory(std::string name, std::string_view bytes) {
  auto impl = std::make_unique<Impl>();
  impl->name = std::move(name);
  impl->raw.memory = bytes;
  impl->size = bytes.size();
  if (Result<void> started = impl->start(); !started) {
    impl->head.clear();
    impl->size = 0;
    impl->failed = std::move(started).error();  // the first read() says so
  }
  return Source(std::move(impl));
}

std::string_view Source::head() const { return impl_->head; }
const std::string& Source::name() const { return impl_->name; }
void Source::set_name(std::string name) { impl_->name = std::move(name); }
std::uint64_t Source::bytes_read() const { return impl_->bytes_out; }
bool Source::may_hold(std::uint64_t bytes) const { return bytes <= (8U << 20U) + 4 * impl_->raw.taken; }
std::uint64_t Source::most_items() const {
  return impl_->decoder ? (1U << 20U) + impl_->raw.taken : std::numeric_limits<std::uint64_t>::max();
}
std::uint64_t Source::size_hint() const {
  constexpr std::uint64_t always_good = 64U << 20U;
  return impl_->raw.owned ? std::min(impl_->size, std::max(always_good, impl_->stored)) : impl_->size;
}
void Source::on_progress(std::function<void(std::uint64_t, std::uint64_t)> callback) {
  impl_->progress = std::move(callback);
}

Warnings Source::warnings() const {
  Warnings warnings;
  const std::uint64_t unread = impl_->decoder ? impl_->decoder->unread() : 0;
  if (unread > 0) {
    warnings.add("trailing-garbage",
                 unread_text(unread) + " after the " + std::string(impl_->decoder->format()) + " data were not read");
  }
  return warnings;
}

std::string Source::unread_text(std::uint64_t bytes) {
  if (bytes > most_counted) return "more than " + std::to_string(most_counted >> 20U) + " MB";
  return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
}

Result<std::size_t> Source::read(char* into, std::size_t size) {
  if (impl_->failed) return fail(*impl_->failed);
  std::size_t have = std::min(size, impl_->head.size() - impl_->head_taken);
  if (have > 0) {
    std::memcpy(into, impl_->head.data() + impl_->head_taken, have);
    impl_->head_taken += have;
  }
  if (have < size) {
    Result<std::size_t> got = impl_->pull(into + have, size - have);
    if (!got) return got;
    have += *got;
  }
  impl_->bytes_out += have;
  if (impl_->progress) impl_->progress(impl_->raw.taken, impl_->size);
  return have;
}

std::vector<ThirdParty> compression_third_parties() {
  return {{"zlib", ZLIB_VERSION, zlibVersion(), "Zlib", linked_from("z")},
          {"zstd", ZSTD_VERSION_STRING, ZSTD_versionString(), "BSD-3-Clause OR GPL-2.0-only", linked_from("zstd")}};
}

}  // namespace p2g
