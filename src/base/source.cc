#include "base/source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <vector>

#include "base/component.h"
#include "base/try_again.h"

namespace p2g {
namespace {

Error read_error(const std::string& file, std::string message, std::string hint = {}) {
  Error error{ErrorKind::input, std::move(message), file};
  error.hint = std::move(hint);
  return error;
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

// Turns compressed bytes into plain ones, a block at a time.
class Decoder {
 public:
  virtual ~Decoder() = default;
  // Fills up to `size`; 0 at the end.
  virtual Result<std::size_t> read(char* into, std::size_t size) = 0;
};

class Refill {  // the compressed side of both decoders
 public:
  Refill(Raw& raw, const std::string& name, std::string first) : raw_(raw), name_(name), block_(std::move(first)) {
    left_ = block_;
  }
  // At least one byte when there is one.
  Result<std::string_view> get() {
    if (left_.empty()) {
      block_.resize(Source::block_bytes);
      Result<std::size_t> got = raw_.read(name_, block_.data(), block_.size());
      if (!got) return fail(std::move(got).error());
      left_ = std::string_view(block_).substr(0, *got);
    }
    return left_;
  }
  void use(std::size_t size) { left_.remove_prefix(size); }
  const std::string& name() const { return name_; }

 private:
  Raw& raw_;
  std::string name_;
  std::string block_;
  std::string_view left_;
};

constexpr std::string_view truncated_hint = "the file is truncated or damaged: was the upload or download complete?";

class GzipDecoder : public Decoder {
 public:
  explicit GzipDecoder(Refill input) : input_(std::move(input)) {
    ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK;  // 15: largest window, +16: gzip header expected
  }
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;
  ~GzipDecoder() override {
    if (ready_) inflateEnd(&stream_);
  }

  Result<std::size_t> read(char* into, std::size_t size) override {
    if (!ready_) throw std::bad_alloc();  // with constant arguments nothing else can go wrong
    std::size_t have = 0;
    while (have < size) {
      Result<std::string_view> input = input_.get();
      if (!input) return fail(std::move(input).error());
      if (input->empty()) {
        if (inside_) return fail(read_error(input_.name(), "gzip data ends early", std::string(truncated_hint)));
        break;
      }
      inside_ = true;
      // zlib's interface is not const-correct but does not write to next_in.
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input->data()));
      stream_.avail_in = static_cast<uInt>(input->size());
      stream_.next_out = reinterpret_cast<Bytef*>(into + have);
      stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(size - have, 1U << 30));
      const uInt room = stream_.avail_out;
      const int status = inflate(&stream_, Z_NO_FLUSH);
      have += room - stream_.avail_out;
      input_.use(input->size() - stream_.avail_in);
      if (status == Z_STREAM_END) {  // files may be several gzip members in a row
        inside_ = false;
        inflateReset(&stream_);
      } else if (status == Z_MEM_ERROR) {
        throw std::bad_alloc();
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        return fail(read_error(input_.name(), "gzip data is damaged", std::string(truncated_hint)));
      }
    }
    return have;
  }

 private:
  Refill input_;
  z_stream stream_{};
  bool ready_ = false;
  bool inside_ = false;
};

class ZstdDecoder : public Decoder {
 public:
  explicit ZstdDecoder(Refill input) : input_(std::move(input)), context_(ZSTD_createDCtx()) {
    if (context_ == nullptr) throw std::bad_alloc();
  }
  ZstdDecoder(const ZstdDecoder&) = delete;
  ZstdDecoder& operator=(const ZstdDecoder&) = delete;
  ~ZstdDecoder() override { ZSTD_freeDCtx(context_); }

  Result<std::size_t> read(char* into, std::size_t size) override {
    ZSTD_outBuffer output{into, size, 0};
    while (output.pos < size) {
      Result<std::string_view> input = input_.get();
      if (!input) return fail(std::move(input).error());
      const bool dry = input->empty();
      ZSTD_inBuffer in{input->data(), input->size(), 0};
      const std::size_t before = output.pos;
      const std::size_t status = ZSTD_decompressStream(context_, &output, &in);
      if (ZSTD_getErrorCode(status) == ZSTD_error_memory_allocation) throw std::bad_alloc();
      if (ZSTD_isError(status) != 0) {
        return fail(read_error(input_.name(), std::string("zstd data is damaged: ") + ZSTD_getErrorName(status),
                               std::string(truncated_hint)));
      }
      input_.use(in.pos);
      if (in.pos > 0 || output.pos > before) inside_ = status != 0;
      if (dry && output.pos == before) {
        if (inside_) return fail(read_error(input_.name(), "zstd data ends early", std::string(truncated_hint)));
        break;
      }
    }
    return output.pos;
  }

 private:
  Refill input_;
  ZSTD_DCtx* context_;
  bool inside_ = false;
};

bool begins_like_gzip(std::string_view head) { return head.starts_with("\x1f\x8b\x08"); }
bool begins_like_zstd(std::string_view head) { return head.starts_with("\x28\xb5\x2f\xfd"); }

}  // namespace

struct Source::Impl {
  std::string name;
  Raw raw;
  std::unique_ptr<Decoder> decoder;
  std::string head;            // read ahead for sniffing …
  std::size_t head_taken = 0;  // … and how much of it was handed out
  std::uint64_t bytes_out = 0;
  std::uint64_t size = 0;
  std::function<void(std::uint64_t, std::uint64_t)> progress;

  Result<std::size_t> pull(char* into, std::size_t wanted) {
    return decoder ? decoder->read(into, wanted) : raw.read(name, into, wanted);
  }

  // Looks at the first bytes, puts a decoder in front when they are compressed, and fills `head`.
  Result<void> start() {
    std::string first(head_bytes, '\0');
    Result<std::size_t> got = raw.read(name, first.data(), first.size());
    if (!got) return fail(std::move(got).error());
    first.resize(*got);
    if (begins_like_gzip(first)) {
      decoder = std::make_unique<GzipDecoder>(Refill(raw, name, std::move(first)));
    } else if (begins_like_zstd(first)) {
      decoder = std::make_unique<ZstdDecoder>(Refill(raw, name, std::move(first)));
    } else {
      head = std::move(first);
      return {};
    }
    size = 0;
    head.resize(head_bytes);
    got = decoder->read(head.data(), head.size());
    if (!got) return fail(std::move(got).error());
    head.resize(*got);
    return {};
  }
};

Source::Source(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Source::Source(Source&&) noexcept = default;
Source& Source::operator=(Source&&) noexcept = default;
Source::~Source() = default;

Result<Source> Source::open(const std::string& path) {
  auto impl = std::make_unique<Impl>();
  if (path == "-") {
    impl->name = "<stdin>";
    impl->raw.fd = STDIN_FILENO;
  } else {
    impl->name = path;
    do {
      impl->raw.fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    } while (impl->raw.fd < 0 && errno == EINTR);
    if (impl->raw.fd < 0) {
      const int code = errno;
      return fail(read_error(path, "cannot be opened: " + system_message(code)));
    }
    impl->raw.owned = true;
    struct stat status {};
    if (::fstat(impl->raw.fd, &status) == 0) {
      if (S_ISDIR(status.st_mode)) {
        return fail(
            read_error(path, "is a directory, expected a profile", "name the files in it: prof2graph DIR/*.prof"));
      }
      if (S_ISREG(status.st_mode)) impl->size = static_cast<std::uint64_t>(status.st_size);
    }
  }
  if (Result<void> started = impl->start(); !started) return fail(std::move(started).error());
  return Source(std::move(impl));
}

Source Source::from_memory(std::string name, std::string_view bytes) {
  auto impl = std::make_unique<Impl>();
  impl->name = std::move(name);
  impl->raw.memory = bytes;
  impl->size = bytes.size();
  // Damaged compressed bytes fail here; the first read() then says so again, so nothing is lost.
  if (Result<void> started = impl->start(); !started) impl->head.clear();
  return Source(std::move(impl));
}

std::string_view Source::head() const { return impl_->head; }
const std::string& Source::name() const { return impl_->name; }
std::uint64_t Source::bytes_read() const { return impl_->bytes_out; }
bool Source::may_hold(std::uint64_t bytes) const { return bytes <= (8U << 20U) + 4 * impl_->raw.taken; }
std::uint64_t Source::size_hint() const { return impl_->size; }
void Source::on_progress(std::function<void(std::uint64_t, std::uint64_t)> callback) {
  impl_->progress = std::move(callback);
}

Result<std::size_t> Source::read(char* into, std::size_t size) {
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

std::vector<Component> compression_components() {
  return {{"zlib", ZLIB_VERSION, zlibVersion(), "Zlib", linked_from("z")},
          {"zstd", ZSTD_VERSION_STRING, ZSTD_versionString(), "BSD-3-Clause OR GPL-2.0-only", linked_from("zstd")}};
}

}  // namespace p2g
