#include "timeseries/batch_codec.hpp"

#include "timeseries/bytes.hpp"
#include "timeseries/packing.hpp"

namespace umec::timeseries {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr int kLevel = 1;  // on the path of every write
constexpr std::size_t kMaxPlain = 256 << 20;

}  // namespace

std::string encode_batch(const Batch &batch) {
  std::string out;
  out.reserve(64 + batch.samples().size() * 12);
  out += static_cast<char>(kVersion);
  put_varint(out, batch.series().size());
  for (const Batch::Series &series : batch.series()) {
    put_text(out, series.measurement);
    put_varint(out, series.tags.size());
    for (const auto &[name, value] : series.tags) {
      put_text(out, name);
      put_text(out, value);
    }
  }
  put_varint(out, batch.slots().size());
  for (const Batch::Slot &slot : batch.slots()) {
    put_varint(out, slot.series);
    out += static_cast<char>(slot.type);
    put_text(out, slot.field);
  }
  put_varint(out, batch.samples().size());
  Timestamp time = 0;
  for (const Batch::Sample &sample : batch.samples()) {
    put_varint(out, std::uint64_t{sample.slot} << 1 | (sample.first ? 1 : 0));
    if (sample.first) {
      put_varint(out, zigzag(static_cast<std::int64_t>(static_cast<std::uint64_t>(sample.time) -
                                                       static_cast<std::uint64_t>(time))));
      time = sample.time;
    }
    switch (batch.slots()[sample.slot].type) {
      case FieldType::float64: put_fixed64(out, sample.bits); break;
      case FieldType::integer: put_varint(out, zigzag(as_integer(sample.bits))); break;
      case FieldType::boolean: out += static_cast<char>(sample.bits); break;
      case FieldType::text: put_text(out, batch.texts()[sample.bits]);
    }
  }
  return pack(out, kLevel);
}

Result<Batch> decode_batch(std::string_view bytes) {
  const std::string plain = UMEC_TRY(unpack(bytes, kMaxPlain));
  const auto damaged = [] { return fail(Errc::corrupt, "a logged write is damaged"); };
  ByteReader in(plain);
  if (in.byte() != kVersion) return fail(Errc::corrupt, "a logged write is of an unknown version");
  Batch batch;
  std::uint64_t count = in.varint();
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    std::string measurement(in.text());
    Tags tags;
    const std::uint64_t tag_count = in.varint();
    for (std::uint64_t t = 0; t < tag_count && in.ok(); ++t) {
      std::string name(in.text());
      tags.emplace_back(std::move(name), in.text());
    }
    batch.add_series(std::move(measurement), std::move(tags));
  }
  count = in.varint();
  std::vector<std::uint32_t> slots;
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    const std::uint64_t series = in.varint();
    const std::uint8_t type = in.byte();
    if (series >= batch.series().size() || type > static_cast<std::uint8_t>(FieldType::text))
      return damaged();
    slots.push_back(batch.slot(static_cast<std::uint32_t>(series), in.text(), static_cast<FieldType>(type)));
  }
  count = in.varint();
  if (count > in.left()) return damaged();  // every sample takes at least two bytes
  batch.reserve(count);
  Timestamp time = 0;
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    const std::uint64_t head = in.varint();
    if (head >> 1 >= slots.size()) return damaged();
    const std::uint32_t slot = slots[head >> 1];
    const bool first = (head & 1) != 0;
    if (first)
      time = static_cast<Timestamp>(static_cast<std::uint64_t>(time) +
                                    static_cast<std::uint64_t>(in.signed_varint()));
    switch (batch.slots()[slot].type) {
      case FieldType::float64: batch.add_sample(time, slot, in.fixed64(), first); break;
      case FieldType::integer: batch.add_sample(time, slot, bits_of(in.signed_varint()), first); break;
      case FieldType::boolean: batch.add_sample(time, slot, in.byte() & 1, first); break;
      case FieldType::text: batch.add_text(time, slot, std::string(in.text()), first);
    }
  }
  if (!in.ok() || in.left() != 0) return damaged();
  return batch;
}

}  // namespace umec::timeseries
