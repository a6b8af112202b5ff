#include "timeseries/block_codec.hpp"

#include <cmath>
#include <numeric>

#include "timeseries/bytes.hpp"
#include "timeseries/packing.hpp"

namespace umec::timeseries {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr int kLevel = 3;
constexpr std::size_t kMaxPlain = 64 << 20;
enum TimeMode : std::uint8_t { kRegular = 0, kIrregular = 1 };
enum FloatMode : std::uint8_t { kDecimal = 0, kPlanes = 1 };

constexpr double kPowers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12};
constexpr int kMaxExponent = 12;
constexpr double kMaxMantissa = 9007199254740992.0;  // 2^53: every integer below is a double

std::uint64_t difference(Timestamp later, Timestamp earlier) {
  return static_cast<std::uint64_t>(later) - static_cast<std::uint64_t>(earlier);
}

void encode_times(std::string &out, const std::vector<Timestamp> &times) {
  std::uint64_t divisor = 0;
  bool regular = true;
  for (std::size_t i = 1; i < times.size(); ++i) {
    const std::uint64_t step = difference(times[i], times[i - 1]);
    regular = regular && step == difference(times[1], times[0]);
    if (divisor == 0 || step % divisor != 0) divisor = std::gcd(divisor, step);
  }
  out += static_cast<char>(regular ? kRegular : kIrregular);
  put_varint(out, zigzag(times.front()));
  put_varint(out, divisor);
  if (regular) return;
  std::uint64_t previous = 0;
  for (std::size_t i = 1; i < times.size(); ++i) {
    const std::uint64_t step = difference(times[i], times[i - 1]) / divisor;
    put_varint(out, zigzag(static_cast<std::int64_t>(step - previous)));
    previous = step;
  }
}

bool decode_times(ByteReader &in, std::vector<Timestamp> &times, std::size_t count) {
  const std::uint8_t mode = in.byte();
  if (mode > kIrregular) return false;
  auto time = static_cast<std::uint64_t>(in.signed_varint());
  const std::uint64_t divisor = in.varint();
  times.reserve(count);
  times.push_back(static_cast<Timestamp>(time));
  std::uint64_t step = mode == kRegular ? 1 : 0;
  for (std::size_t i = 1; i < count; ++i) {
    if (mode == kIrregular) step += static_cast<std::uint64_t>(in.signed_varint());
    time += step * divisor;
    times.push_back(static_cast<Timestamp>(time));
    if (times[i] <= times[i - 1]) return false;  // readers rely on order
  }
  return in.ok();
}

/// The integers m with m / 10^exponent == value, bit for bit, or false where there are none.
bool to_decimal(const std::vector<std::uint64_t> &bits, int &exponent, std::vector<std::int64_t> &mantissas) {
  mantissas.resize(bits.size());
  exponent = 0;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const double value = as_double(bits[i]);
    for (;; ++exponent) {
      if (exponent > kMaxExponent) return false;
      const double scaled = std::nearbyint(value * kPowers[exponent]);
      if (!(std::abs(scaled) < kMaxMantissa)) return false;
      if (bits_of(scaled / kPowers[exponent]) == bits[i]) break;
    }
  }
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const double scaled = std::nearbyint(as_double(bits[i]) * kPowers[exponent]);
    if (!(std::abs(scaled) < kMaxMantissa) || bits_of(scaled / kPowers[exponent]) != bits[i]) return false;
    mantissas[i] = static_cast<std::int64_t>(scaled);
  }
  return true;
}

void encode_differences(std::string &out, const std::uint64_t *values, std::size_t count) {
  std::uint64_t previous = 0;
  for (std::size_t i = 0; i < count; ++i) {
    put_varint(out, zigzag(static_cast<std::int64_t>(values[i] - previous)));
    previous = values[i];
  }
}

void encode_floats(std::string &out, const std::vector<std::uint64_t> &bits) {
  int exponent = 0;
  std::vector<std::int64_t> mantissas;
  if (to_decimal(bits, exponent, mantissas)) {
    out += static_cast<char>(kDecimal);
    out += static_cast<char>(exponent);
    encode_differences(out, reinterpret_cast<const std::uint64_t *>(mantissas.data()), mantissas.size());
    return;
  }
  // Byte planes of the exclusive or with the value before: equal signs, exponents and leading bits become zeros.
  out += static_cast<char>(kPlanes);
  for (int plane = 7; plane >= 0; --plane) {
    std::uint64_t previous = 0;
    for (const std::uint64_t value : bits) {
      out += static_cast<char>((value ^ previous) >> (8 * plane));
      previous = value;
    }
  }
}

bool decode_floats(ByteReader &in, std::vector<std::uint64_t> &bits, std::size_t count) {
  const std::uint8_t mode = in.byte();
  bits.resize(count);
  if (mode == kDecimal) {
    const std::uint8_t exponent = in.byte();
    if (exponent > kMaxExponent) return false;
    std::uint64_t mantissa = 0;
    for (std::uint64_t &value : bits) {
      mantissa += static_cast<std::uint64_t>(in.signed_varint());
      value = bits_of(static_cast<double>(static_cast<std::int64_t>(mantissa)) / kPowers[exponent]);
    }
    return in.ok();
  }
  if (mode != kPlanes) return false;
  const std::string_view planes = in.take(8 * count);
  if (planes.size() != 8 * count) return false;
  std::uint64_t previous = 0;
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t value = 0;
    for (int plane = 0; plane < 8; ++plane)
      value = (value << 8) | static_cast<unsigned char>(planes[plane * count + i]);
    previous ^= value;
    bits[i] = previous;
  }
  return true;
}

}  // namespace

std::string encode_block(const Samples &samples) {
  std::string out;
  out.reserve(16 + samples.size() * 3);
  out += static_cast<char>(kVersion);
  out += static_cast<char>(samples.type);
  put_varint(out, samples.size());
  encode_times(out, samples.times);
  switch (samples.type) {
    case FieldType::float64: encode_floats(out, samples.bits); break;
    case FieldType::integer: encode_differences(out, samples.bits.data(), samples.size()); break;
    case FieldType::boolean:
      for (const std::uint64_t bit : samples.bits) out += static_cast<char>(bit);
      break;
    case FieldType::text:
      for (const std::uint64_t at : samples.bits) put_text(out, samples.texts[at]);
  }
  return pack(out, kLevel);
}

Result<Samples> decode_block(std::string_view block) {
  const std::string plain = UMEC_TRY(unpack(block, kMaxPlain));
  const auto damaged = [] { return fail(Errc::corrupt, "a stored block is damaged"); };
  ByteReader in(plain);
  if (in.byte() != kVersion) return fail(Errc::corrupt, "a stored block is of an unknown version");
  const std::uint8_t type = in.byte();
  const std::uint64_t count = in.varint();
  if (!in.ok() || type > static_cast<std::uint8_t>(FieldType::text) || count == 0 || count > kMaxBlockSamples)
    return damaged();
  Samples out;
  out.type = static_cast<FieldType>(type);
  if (!decode_times(in, out.times, count)) return damaged();
  switch (out.type) {
    case FieldType::float64:
      if (!decode_floats(in, out.bits, count)) return damaged();
      break;
    case FieldType::integer:
      out.bits.resize(count);
      for (std::uint64_t previous = 0; std::uint64_t &value : out.bits)
        value = previous += static_cast<std::uint64_t>(in.signed_varint());
      break;
    case FieldType::boolean:
      out.bits.resize(count);
      for (std::uint64_t &value : out.bits) {
        value = in.byte();
        if (value > 1) return damaged();
      }
      break;
    case FieldType::text:
      for (std::size_t i = 0; i < count; ++i) {
        out.bits.push_back(i);
        out.texts.emplace_back(in.text());
      }
  }
  if (!in.ok() || in.left() != 0) return damaged();
  return out;
}

}  // namespace umec::timeseries
