#include "timeseries/table.hpp"

#include <algorithm>

namespace umec::timeseries {
namespace {

FieldType type_of_column(const ResultSeries &series, std::size_t column) {
  for (std::size_t row = 0; row < series.rows(); ++row) {
    const Cell &cell = series.at(row, column);
    if (!is_null(cell)) return static_cast<FieldType>(cell.index() - 1);
  }
  return FieldType::float64;
}

void add_cell(Samples &samples, Timestamp time, const Cell &cell) {
  if (const auto *number = std::get_if<double>(&cell)) {
    samples.bits.push_back(bits_of(*number));
  } else if (const auto *integer = std::get_if<std::int64_t>(&cell)) {
    // One column may mix integers and floats where rows came by different ways.
    samples.bits.push_back(samples.type == FieldType::float64 ? bits_of(static_cast<double>(*integer))
                                                              : bits_of(*integer));
  } else if (const auto *truth = std::get_if<bool>(&cell)) {
    samples.bits.push_back(*truth ? 1 : 0);
  } else if (const auto *text = std::get_if<Text>(&cell)) {
    samples.texts.push_back(text->get());
    samples.bits.push_back(samples.texts.size() - 1);
  } else {
    return;
  }
  samples.times.push_back(time);
}

}  // namespace

const Table::TableColumn *Table::Series::column(std::string_view field) const {
  for (const TableColumn &one : columns)
    if (one.field == field) return &one;
  return nullptr;
}

std::optional<Table> Table::of_measurement(const Catalogue &catalogue, std::string_view database,
                                           std::string_view measurement) {
  const Measurement *entry = catalogue.find(database, measurement);
  if (entry == nullptr) return std::nullopt;
  Table table;
  table.name_ = measurement;
  std::unordered_map<FieldId, std::pair<std::string, FieldType>> names;
  for (const auto &[name, field] : entry->fields) {
    table.fields_.emplace(name, field.type);
    names.emplace(field.id, std::pair(name, field.type));
  }
  for (const auto &[key, series] : entry->series) {
    Series one{series.tags, {}};
    for (const Column &column : series.columns) {
      const auto &[name, type] = names.at(column.field);
      one.columns.push_back({name, type, column.id, nullptr});
    }
    for (const auto &[tag, value] : *series.tags) table.tag_keys_.insert(tag);
    table.series_.push_back(std::move(one));
  }
  return table;
}

std::vector<Table> Table::of_results(const std::vector<ResultSeries> &results) {
  std::map<std::string, Table> tables;
  for (const ResultSeries &result : results) {
    Table &table = tables[result.name];
    table.name_ = result.name;
    auto tags = std::make_shared<Tags>();
    for (const auto &[name, value] : result.tags) {
      table.tag_keys_.insert(name);
      if (!value.empty()) tags->emplace_back(name, value);
    }
    std::sort(tags->begin(), tags->end());
    Series series{std::move(tags), {}};
    for (std::size_t column = 1; column < result.columns.size(); ++column) {
      auto samples = std::make_shared<Samples>();
      samples->type = type_of_column(result, column);
      for (std::size_t row = 0; row < result.rows(); ++row)
        add_cell(*samples, std::get<std::int64_t>(result.at(row, 0)), result.at(row, column));
      if (!std::is_sorted(samples->times.begin(), samples->times.end())) sort_and_unify(*samples);
      table.fields_.emplace(result.columns[column], samples->type);
      series.columns.push_back({result.columns[column], samples->type, 0, std::move(samples)});
    }
    table.series_.push_back(std::move(series));
  }
  std::vector<Table> all;
  for (auto &[name, table] : tables) all.push_back(std::move(table));
  return all;
}

Result<void> Table::open(Storage &storage, const std::vector<std::uint32_t> &series,
                         const std::set<std::string, std::less<>> &fields, Timestamp from, Timestamp to) {
  std::vector<ColumnId> columns;
  for (const std::uint32_t at : series)
    for (const TableColumn &column : series_[at].columns)
      if (column.samples == nullptr && fields.contains(column.field)) columns.push_back(column.id);
  if (!columns.empty()) snapshot_ = std::make_unique<Snapshot>(UMEC_TRY(storage.snapshot(columns, from, to)));
  return {};
}

Result<void> Table::scan(std::uint32_t series, std::string_view field, Timestamp from, Timestamp to,
                         Snapshot::Sink &sink) {
  const TableColumn *column = series_[series].column(field);
  if (column == nullptr || from > to) return {};
  if (column->samples == nullptr) {
    if (snapshot_ == nullptr) return {};
    return snapshot_->scan(column->id, column->type, from, to, sink);
  }
  const Samples part = slice(*column->samples, from, to);
  if (!part.empty()) (void)sink.run(part);
  return {};
}

Result<Samples> Table::read(std::uint32_t series, std::string_view field, Timestamp from, Timestamp to) {
  struct Collect : Snapshot::Sink {
    Samples all;
    bool run(const Samples &samples) override {
      if (all.empty()) {
        all = samples;
        return true;
      }
      for (std::size_t i = 0; i < samples.size(); ++i) all.append(samples, i);
      return true;
    }
  } collect;
  UMEC_TRY(scan(series, field, from, to, collect));
  return std::move(collect.all);
}

Cell cell_of(const Samples &samples, std::size_t at) {
  switch (samples.type) {
    case FieldType::float64: return as_double(samples.bits[at]);
    case FieldType::integer: return as_integer(samples.bits[at]);
    case FieldType::boolean: return samples.bits[at] != 0;
    case FieldType::text: return Text(samples.texts[samples.bits[at]]);
  }
  return {};
}

}  // namespace umec::timeseries
