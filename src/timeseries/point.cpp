#include "timeseries/point.hpp"

#include <algorithm>
#include <cmath>

namespace umec::timeseries {
namespace {

void append_escaped(std::string &out, std::string_view text, std::string_view special) {
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
}

}  // namespace

std::string_view type_name(FieldType type) {
  static constexpr std::string_view names[] = {"float", "integer", "boolean", "string"};
  return names[static_cast<std::size_t>(type)];
}

std::string series_key(std::string_view measurement, const Tags &tags) {
  std::string key;
  append_escaped(key, measurement, ", ");
  for (const auto &[name, value] : tags) {
    key += ',';
    append_escaped(key, name, ",= ");
    key += '=';
    append_escaped(key, value, ",= ");
  }
  return key;
}

void Batch::add(const Point &point) {
  if (point.fields.empty()) return;
  Tags tags;
  for (const Tag &tag : point.tags)
    if (!tag.first.empty() && !tag.second.empty()) tags.push_back(tag);
  std::sort(tags.begin(), tags.end());
  std::string key = series_key(point.measurement, tags);
  auto found = known_.find(key);
  if (found == known_.end())
    found = known_.emplace(std::move(key), add_series(point.measurement, std::move(tags))).first;
  bool first = true;
  for (const Field &field : point.fields) {
    // What is not a number has no place in line protocol, in JSON, or in a mean.
    if (const auto *number = std::get_if<double>(&field.value); number != nullptr && !std::isfinite(*number))
      continue;
    const std::uint32_t at = slot(found->second, field.name, type_of(field.value));
    if (const auto *text = std::get_if<std::string>(&field.value))
      add_text(point.time, at, *text, first);
    else if (const auto *number = std::get_if<double>(&field.value))
      add_sample(point.time, at, bits_of(*number), first);
    else if (const auto *integer = std::get_if<std::int64_t>(&field.value))
      add_sample(point.time, at, bits_of(*integer), first);
    else
      add_sample(point.time, at, std::get<bool>(field.value) ? 1 : 0, first);
    first = false;
  }
}

std::uint32_t Batch::add_series(std::string measurement, Tags tags) {
  series_.push_back({std::move(measurement), std::move(tags)});
  slots_of_series_.emplace_back();
  return static_cast<std::uint32_t>(series_.size() - 1);
}

std::uint32_t Batch::slot(std::uint32_t series, std::string_view field, FieldType type) {
  std::vector<std::uint32_t> &mine = slots_of_series_[series];
  for (const std::uint32_t at : mine)
    if (slots_[at].type == type && slots_[at].field == field) return at;
  slots_.push_back({series, type, std::string(field)});
  mine.push_back(static_cast<std::uint32_t>(slots_.size() - 1));
  return mine.back();
}

void Batch::add_sample(Timestamp time, std::uint32_t slot, std::uint64_t bits, bool first) {
  samples_.push_back({time, bits, slot, first});
  points_ += first ? 1 : 0;
}

void Batch::add_text(Timestamp time, std::uint32_t slot, std::string text, bool first) {
  texts_.push_back(std::move(text));
  add_sample(time, slot, texts_.size() - 1, first);
}

void Batch::roll_back(std::size_t samples, std::size_t points) {
  samples_.resize(samples);
  points_ = points;
}

void Batch::set_time(std::size_t from, Timestamp time) {
  for (std::size_t i = from; i < samples_.size(); ++i) samples_[i].time = time;
}

}  // namespace umec::timeseries
