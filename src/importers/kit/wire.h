// Reads what protocol buffers look like on the wire, field by field, without a schema and within bounds. A message is a
// row of fields, each a number (a varint, or fixed) or bytes (text, another message, or packed numbers):
//
//   WireReader fields(message);
//   while (fields.next()) switch (fields.field()) …
//   if (fields.problem() != nullptr) it ended early, at fields.place()
//
// Source: protobuf.dev, "Encoding".
#pragma once

#include <cstdint>
#include <string_view>

namespace p2g {

// Takes a varint off the front; false when it does not end within ten bytes.
inline bool take_varint(std::string_view& bytes, std::uint64_t& number) {
  number = 0;
  const std::size_t size = bytes.size() < 10 ? bytes.size() : 10;
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    number |= std::uint64_t{byte & 0x7fU} << (7 * i);  // of the tenth byte only the lowest bit counts
    if (byte < 0x80) {
      bytes.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

class WireReader {
 public:
  // `base`: where the message begins in the input, for messages to people.
  explicit WireReader(std::string_view message, std::uint64_t base = 0)
      : rest_(message), begin_(message.data()), base_(base) {}

  // Goes to the next field; false at the end and at what is no field.
  bool next();

  std::uint32_t field() const { return field_; }
  // A field is one of the two; of the other kind it has the value 0 or is empty.
  bool is_bytes() const { return is_bytes_; }
  std::uint64_t number() const { return number_; }
  std::string_view bytes() const { return bytes_; }

  // Where bytes() begin in the input, or the field after the number.
  std::uint64_t place() const { return base_ + static_cast<std::uint64_t>(bytes_.data() - begin_); }
  // What was expected where next() ended early; null when all is well.
  const char* problem() const { return problem_; }

  // Calls use(number) for the number, or for each that is packed in bytes; false when they are cut off.
  template <class Use>
  bool each_number(Use use) const {
    if (!is_bytes_) {
      use(number_);
      return true;
    }
    std::string_view packed = bytes_;
    for (std::uint64_t number = 0; !packed.empty(); use(number)) {
      if (!take_varint(packed, number)) return false;
    }
    return true;
  }

 private:
  bool stop(const char* problem);
  bool take_fixed(std::size_t size);

  std::string_view rest_;
  const char* begin_;
  std::uint64_t base_;
  std::uint32_t field_ = 0;
  bool is_bytes_ = false;
  std::uint64_t number_ = 0;
  std::string_view bytes_;
  const char* problem_ = nullptr;
};

inline bool WireReader::stop(const char* problem) {
  problem_ = problem;
  bytes_ = rest_.substr(0, 0);
  return false;
}

inline bool WireReader::take_fixed(std::size_t size) {
  if (rest_.size() < size) return stop("expected a number, found the end");
  for (std::size_t i = 0; i < size; ++i) {
    number_ |= std::uint64_t{static_cast<unsigned char>(rest_[i])} << (8 * i);
  }
  rest_.remove_prefix(size);
  bytes_ = rest_.substr(0, 0);
  return true;
}

inline bool WireReader::next() {
  if (rest_.empty() || problem_ != nullptr) return false;
  std::uint64_t tag = 0;
  if (!take_varint(rest_, tag)) return stop("expected a field's number");
  if (tag >> 3 == 0 || tag >> 32 != 0) return stop("expected a field's number");
  field_ = static_cast<std::uint32_t>(tag >> 3);
  is_bytes_ = (tag & 7) == 2;
  number_ = 0;
  switch (tag & 7) {
    case 0:
      if (!take_varint(rest_, number_)) return stop("expected a number");
      bytes_ = rest_.substr(0, 0);
      return true;
    case 1:
      return take_fixed(8);
    case 2: {
      std::uint64_t size = 0;
      if (!take_varint(rest_, size)) return stop("expected a length");
      if (size > rest_.size()) return stop("expected more bytes, found the end");
      bytes_ = rest_.substr(0, size);
      rest_.remove_prefix(size);
      return true;
    }
    case 5:
      return take_fixed(4);
    default:
      return stop("expected a number, a text or a message");
  }
}

}  // namespace p2g
