#include "timeseries/samples.hpp"

#include <algorithm>
#include <numeric>

namespace umec::timeseries {

void Samples::append(const Samples &from, std::size_t at) {
  times.push_back(from.times[at]);
  if (type == FieldType::text) {
    texts.push_back(from.texts[from.bits[at]]);
    bits.push_back(texts.size() - 1);
  } else {
    bits.push_back(from.bits[at]);
  }
}

void sort_and_unify(Samples &samples) {
  bool rising = true;
  for (std::size_t i = 1; i < samples.size() && rising; ++i) rising = samples.times[i - 1] < samples.times[i];
  if (rising) return;
  std::vector<std::uint32_t> order(samples.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return samples.times[a] < samples.times[b]; });
  Samples sorted;
  sorted.type = samples.type;
  sorted.times.reserve(order.size());
  sorted.bits.reserve(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    if (i + 1 == order.size() || samples.times[order[i]] != samples.times[order[i + 1]])
      sorted.append(samples, order[i]);
  samples = std::move(sorted);
}

Samples merge(const Samples &older, const Samples &newer) {
  Samples out;
  out.type = newer.type;
  out.times.reserve(older.size() + newer.size());
  out.bits.reserve(older.size() + newer.size());
  std::size_t o = 0;
  std::size_t n = 0;
  while (o < older.size() || n < newer.size()) {
    if (o == older.size() || (n < newer.size() && newer.times[n] <= older.times[o])) {
      if (o < older.size() && older.times[o] == newer.times[n]) ++o;
      out.append(newer, n++);
    } else {
      out.append(older, o++);
    }
  }
  return out;
}

Samples slice(const Samples &samples, Timestamp from, Timestamp to) {
  Samples out;
  out.type = samples.type;
  const auto begin = std::lower_bound(samples.times.begin(), samples.times.end(), from);
  const auto end = std::upper_bound(begin, samples.times.end(), to);
  const std::size_t first = begin - samples.times.begin();
  const std::size_t last = end - samples.times.begin();
  if (samples.type == FieldType::text) {
    for (std::size_t i = first; i < last; ++i) out.append(samples, i);
  } else {
    out.times.assign(begin, end);
    out.bits.assign(samples.bits.begin() + first, samples.bits.begin() + last);
  }
  return out;
}

namespace {

template <class T>
void summarise_numbers(const Samples &samples, Summary &out) {
  const auto value = [&](std::size_t i) { return std::bit_cast<T>(samples.bits[i]); };
  T sum = 0;
  std::size_t least = 0;
  std::size_t most = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if constexpr (std::is_same_v<T, std::int64_t>)
      sum = as_integer(static_cast<std::uint64_t>(sum) + samples.bits[i]);
    else
      sum += value(i);
    if (value(i) < value(least)) least = i;
    if (value(i) > value(most)) most = i;
  }
  out.sum = std::bit_cast<std::uint64_t>(sum);
  out.least = samples.bits[least];
  out.least_time = samples.times[least];
  out.most = samples.bits[most];
  out.most_time = samples.times[most];
}

}  // namespace

Summary summarise(const Samples &samples) {
  Summary out;
  if (samples.empty()) return out;
  out.start = samples.times.front();
  out.end = samples.times.back();
  out.count = samples.size();
  out.least_time = out.most_time = out.start;
  if (samples.type == FieldType::text) return out;
  out.first = samples.bits.front();
  out.last = samples.bits.back();
  if (samples.type == FieldType::float64)
    summarise_numbers<double>(samples, out);
  else
    summarise_numbers<std::int64_t>(samples, out);
  return out;
}

}  // namespace umec::timeseries
