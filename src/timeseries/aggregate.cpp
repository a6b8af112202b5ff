#include "timeseries/aggregate.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace umec::timeseries {
namespace {

double number_of(FieldType type, std::uint64_t bits) {
  return type == FieldType::float64 ? as_double(bits) : static_cast<double>(as_integer(bits));
}

bool less(FieldType type, std::uint64_t a, std::uint64_t b) {
  if (type == FieldType::float64) return as_double(a) < as_double(b);
  return as_integer(a) < as_integer(b);
}

Cell cell_of_bits(const FieldBuckets &field, std::uint64_t bits) {
  switch (field.type) {
    case FieldType::float64: return as_double(bits);
    case FieldType::integer: return as_integer(bits);
    case FieldType::boolean: return bits != 0;
    case FieldType::text: return Text(field.texts[bits]);
  }
  return {};
}

Outcome outcome_of(const FieldBuckets &field, const Pick &pick) {
  return {cell_of_bits(field, pick.bits), pick.time, pick.series};
}

bool value_less(const FieldBuckets &field, const Pick &a, const Pick &b) {
  if (field.type == FieldType::text) return field.texts[a.bits] < field.texts[b.bits];
  return less(field.type, a.bits, b.bits);
}

/// The values in rising order.
std::vector<Pick> ranked(const FieldBuckets &field, const Bucket &bucket) {
  std::vector<Pick> picks = bucket.picks;
  std::stable_sort(picks.begin(), picks.end(), [&](const Pick &a, const Pick &b) {
    if (value_less(field, a, b)) return true;
    return !value_less(field, b, a) && a.time < b.time;
  });
  return picks;
}

std::vector<Outcome> distinct(const FieldBuckets &field, const Bucket &bucket) {
  std::vector<Pick> picks = ranked(field, bucket);
  const auto same = [&](const Pick &a, const Pick &b) {
    return !value_less(field, a, b) && !value_less(field, b, a);
  };
  picks.erase(std::unique(picks.begin(), picks.end(), same), picks.end());
  // As InfluxDB: in the order in which the values first came.
  std::stable_sort(picks.begin(), picks.end(), [](const Pick &a, const Pick &b) { return a.time < b.time; });
  std::vector<Outcome> out;
  for (const Pick &pick : picks) out.push_back(outcome_of(field, pick));
  return out;
}

std::vector<Outcome> mode(const FieldBuckets &field, const Bucket &bucket) {
  const std::vector<Pick> picks = ranked(field, bucket);
  std::size_t best = 0;
  std::size_t best_run = 0;
  Timestamp best_time = 0;
  for (std::size_t i = 0; i < picks.size();) {
    std::size_t end = i;
    Timestamp earliest = picks[i].time;
    while (end < picks.size() && !value_less(field, picks[i], picks[end]))
      earliest = std::min(earliest, picks[end++].time);
    if (end - i > best_run || (end - i == best_run && earliest < best_time)) {
      best = i;
      best_run = end - i;
      best_time = earliest;
    }
    i = end;
  }
  return {outcome_of(field, picks[best])};
}

std::vector<Outcome> top(const FieldBuckets &field, const Bucket &bucket, double parameter, bool bottom) {
  std::vector<Pick> picks = bucket.picks;
  std::stable_sort(picks.begin(), picks.end(), [&](const Pick &a, const Pick &b) {
    if (a.bits != b.bits) return bottom ? value_less(field, a, b) : value_less(field, b, a);
    return a.time < b.time;
  });
  if (parameter < static_cast<double>(picks.size()))
    picks.resize(static_cast<std::size_t>(std::max(parameter, 0.0)));
  std::stable_sort(picks.begin(), picks.end(), [](const Pick &a, const Pick &b) { return a.time < b.time; });
  std::vector<Outcome> out;
  for (const Pick &pick : picks) out.push_back(outcome_of(field, pick));
  return out;
}

std::vector<Outcome> median(const FieldBuckets &field, const Bucket &bucket) {
  const std::vector<Pick> picks = ranked(field, bucket);
  const std::size_t middle = picks.size() / 2;
  const auto value = [&](std::size_t at) { return number_of(field.type, picks[at].bits); };
  if (picks.size() % 2 == 1) return {{value(middle)}};
  return {{value(middle - 1) + (value(middle) - value(middle - 1)) / 2}};
}

std::vector<Outcome> deviation(const FieldBuckets &field, const Bucket &bucket) {
  if (bucket.picks.size() < 2) return {{Cell()}};
  double mean = 0;
  for (std::size_t i = 0; i < bucket.picks.size(); ++i)
    mean += (number_of(field.type, bucket.picks[i].bits) - mean) / static_cast<double>(i + 1);
  double squares = 0;
  for (const Pick &pick : bucket.picks) squares += std::pow(number_of(field.type, pick.bits) - mean, 2);
  return {{std::sqrt(squares / static_cast<double>(bucket.picks.size() - 1))}};
}

constexpr std::array<std::string_view, 15> kAggregates = {"bottom",     "count",  "distinct", "first", "last",
                                                          "max",        "mean",   "median",   "min",   "mode",
                                                          "percentile", "spread", "stddev",   "sum",   "top"};
constexpr std::array<std::string_view, 7> kSelectors = {"bottom", "first",      "last", "max",
                                                        "min",    "percentile", "top"};

}  // namespace

Timestamp Buckets::begin(Timestamp time) const {
  if (interval == 0) return 0;
  // 128 bits: the subtraction may leave int64 at the ends of time.
  const __int128 shifted = static_cast<__int128>(time) - offset;
  __int128 rest = shifted % interval;
  if (rest < 0) rest += interval;
  const __int128 start = shifted - rest + offset;
  constexpr __int128 least = std::numeric_limits<Timestamp>::min();
  return static_cast<Timestamp>(std::max(start, least));
}

void Accumulator::add(FieldType type, const Pick &pick) {
  if (count == 0) {
    least = most = first = last = pick;
  } else {
    // Ties as InfluxDB breaks them: the earlier extreme; of two values at one time the greater.
    if (less(type, pick.bits, least.bits) || (pick.bits == least.bits && pick.time < least.time))
      least = pick;
    if (less(type, most.bits, pick.bits) || (pick.bits == most.bits && pick.time < most.time)) most = pick;
    if (pick.time < first.time || (pick.time == first.time && less(type, first.bits, pick.bits)))
      first = pick;
    if (pick.time > last.time || (pick.time == last.time && less(type, last.bits, pick.bits))) last = pick;
  }
  ++count;
  if (type == FieldType::float64)
    sum += as_double(pick.bits);
  else
    integer_sum = as_integer(static_cast<std::uint64_t>(integer_sum) + pick.bits);
}

void Accumulator::add(FieldType type, const Summary &summary, std::uint32_t series) {
  const std::uint64_t before = count;
  const double sum_before = sum;
  const std::int64_t integer_before = integer_sum;
  add(type, {summary.start, summary.first, series});
  add(type, {summary.end, summary.last, series});
  add(type, {summary.least_time, summary.least, series});
  add(type, {summary.most_time, summary.most, series});
  count = before + summary.count;
  sum = sum_before + (type == FieldType::float64 ? as_double(summary.sum) : 0);
  integer_sum =
      as_integer(static_cast<std::uint64_t>(integer_before) + (type == FieldType::float64 ? 0 : summary.sum));
}

bool is_aggregate(std::string_view function) {
  return std::binary_search(kAggregates.begin(), kAggregates.end(), function);
}

bool is_selector(std::string_view function) {
  return std::binary_search(kSelectors.begin(), kSelectors.end(), function);
}

bool needs_picks(std::string_view function, FieldType type) {
  if (function == "count") return false;
  if (type == FieldType::text) return true;
  return function == "distinct" || function == "median" || function == "mode" || function == "percentile" ||
         function == "stddev" || function == "top" || function == "bottom";
}

std::vector<Outcome> evaluate(std::string_view function, double parameter, const FieldBuckets &field,
                              const Bucket &bucket) {
  const Accumulator &all = bucket.accumulator;
  const FieldType type = field.type;
  if (function == "count") return {{static_cast<std::int64_t>(all.count)}};
  if (function == "first") return {outcome_of(field, all.first)};
  if (function == "last") return {outcome_of(field, all.last)};
  if (function == "distinct") return distinct(field, bucket);
  if (function == "mode") return mode(field, bucket);
  if (type == FieldType::text) return {};
  if (function == "min") return {outcome_of(field, all.least)};
  if (function == "max") return {outcome_of(field, all.most)};
  if (type == FieldType::boolean) return {};
  const bool integer = type == FieldType::integer;
  if (function == "sum") return {{integer ? Cell(all.integer_sum) : Cell(all.sum)}};
  if (function == "mean")
    return {{(integer ? static_cast<double>(all.integer_sum) : all.sum) / static_cast<double>(all.count)}};
  if (function == "spread") {
    if (integer) return {{as_integer(all.most.bits - all.least.bits)}};
    return {{as_double(all.most.bits) - as_double(all.least.bits)}};
  }
  if (function == "median") return median(field, bucket);
  if (function == "stddev") return deviation(field, bucket);
  if (function == "top" || function == "bottom") return top(field, bucket, parameter, function == "bottom");
  if (function == "percentile") {
    const std::vector<Pick> picks = ranked(field, bucket);
    const double rank = std::floor(static_cast<double>(picks.size()) * parameter / 100 + 0.5) - 1;
    if (!(rank >= 0) || rank >= static_cast<double>(picks.size())) return {};
    return {outcome_of(field, picks[static_cast<std::size_t>(rank)])};
  }
  return {};
}

}  // namespace umec::timeseries
