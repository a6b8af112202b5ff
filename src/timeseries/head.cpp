#include "timeseries/head.hpp"

#include <algorithm>

namespace umec::timeseries {
namespace {

constexpr std::size_t kValueBytes = 16;

/// A slot of the batch, once resolved.
struct Target {
  HeadRun *run = nullptr;
  std::string refusal;
  bool resolved = false;
};

void resolve(const Batch &batch, const Batch::Slot &slot, DatabaseEntry &database, Catalogue &catalogue,
             Head &head, std::size_t max_series, Target &target) {
  target.resolved = true;
  const Batch::Series &series = batch.series()[slot.series];
  FieldType existing{};
  const FieldEntry *field = catalogue.field(database, series.measurement, slot.field, slot.type, existing);
  if (field == nullptr) {
    target.refusal = fmt::format(
        "field type conflict: input field \"{}\" on measurement \"{}\" is type {}, already exists as type {}",
        slot.field, series.measurement, type_name(slot.type), type_name(existing));
    return;
  }
  const FieldEntry known = *field;
  if (catalogue.series_count() >= max_series) {
    const auto &all = database.measurements[series.measurement].series;
    if (!all.contains(series_key(series.measurement, series.tags))) {
      target.refusal = fmt::format("max-series-per-database limit exceeded: ({})", max_series);
      return;
    }
  }
  const ColumnId column =
      catalogue.column(catalogue.series(database, series.measurement, series.tags), known.id);
  target.run = &head.run(column, known.type);
}

}  // namespace

Samples HeadRun::sorted(Timestamp from, Timestamp to) const {
  if (rising) return slice(samples, from, to);
  Samples copy = samples;
  sort_and_unify(copy);
  return slice(copy, from, to);
}

HeadRun &Head::run(ColumnId column, FieldType type) {
  const auto [at, fresh] = index.try_emplace(column, static_cast<std::uint32_t>(runs.size()));
  if (fresh) runs.emplace_back().samples.type = type;
  return runs[at->second];
}

const HeadRun *Head::find(ColumnId column) const {
  const auto found = index.find(column);
  return found == index.end() ? nullptr : &runs[found->second];
}

Applied apply(const Batch &batch, DatabaseEntry &database, Catalogue &catalogue, Head &head,
              std::size_t max_series) {
  Applied outcome;
  std::vector<Target> targets(batch.slots().size());
  const auto &samples = batch.samples();
  for (std::size_t begin = 0; begin < samples.size();) {
    std::size_t end = begin;
    const Target *refused = nullptr;
    do {
      Target &target = targets[samples[end].slot];
      if (!target.resolved) [[unlikely]]
        resolve(batch, batch.slots()[samples[end].slot], database, catalogue, head, max_series, target);
      if (target.run == nullptr) [[unlikely]]
        refused = &target;
      ++end;
    } while (end < samples.size() && !samples[end].first);
    if (refused != nullptr) [[unlikely]] {
      ++outcome.dropped;
      outcome.reason = refused->refusal;
    } else {
      for (std::size_t i = begin; i < end; ++i) {
        HeadRun &run = *targets[samples[i].slot].run;
        if (run.samples.type == FieldType::text) {
          const std::string &text = batch.texts()[samples[i].bits];
          run.samples.texts.push_back(text);
          run.add(samples[i].time, run.samples.texts.size() - 1);
          head.values += text.size() / kValueBytes + 2;
        } else {
          run.add(samples[i].time, samples[i].bits);
        }
      }
      head.values += end - begin;
    }
    begin = end;
  }
  return outcome;
}

}  // namespace umec::timeseries
