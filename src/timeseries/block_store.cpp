#include "timeseries/block_store.hpp"

#include <limits>

#include "timeseries/block_codec.hpp"
#include "timeseries/bytes.hpp"

namespace umec::timeseries {
namespace {

constexpr int kPageSize = 16384;            // a block of an hour at 1 Hz takes 2 kB: several share a page
constexpr std::size_t kGoodBlock = 1024;    // a block of this size may end where an hour ends
constexpr std::size_t kJoinLimit = 4096;    // neighbours are not joined beyond this

constexpr std::uint64_t kMaxSpan = 1ULL << 62;  // keeps differences of times within a block in an int64

constexpr const char *kSchema =
    "CREATE TABLE IF NOT EXISTS database(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE NOT NULL, "
    "retention INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS field(id INTEGER PRIMARY KEY, database INTEGER NOT NULL, measurement TEXT "
    "NOT NULL, name TEXT NOT NULL, type INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS series(id INTEGER PRIMARY KEY, database INTEGER NOT NULL, measurement TEXT "
    "NOT NULL, tags BLOB NOT NULL);"
    "CREATE TABLE IF NOT EXISTS column_of(id INTEGER PRIMARY KEY, series INTEGER NOT NULL, field INTEGER NOT "
    "NULL);"
    "CREATE INDEX IF NOT EXISTS column_by_series ON column_of(series);"
    "CREATE TABLE IF NOT EXISTS block(id INTEGER PRIMARY KEY, data BLOB NOT NULL);"
    "CREATE TABLE IF NOT EXISTS summary(column_id INTEGER, start INTEGER, end INTEGER, count INTEGER, sum "
    "INTEGER, least INTEGER,"
    " most INTEGER, least_time INTEGER, most_time INTEGER, first INTEGER, last INTEGER, block INTEGER,"
    " PRIMARY KEY(column_id, start)) WITHOUT ROWID;";

// The times of least and most are stored relative to start: small integers take fewer bytes.
constexpr const char *kSelect =
    "SELECT start, end, count, sum, least, most, start + least_time, start + most_time, first, last, block "
    "FROM summary"
    " WHERE column_id = ?1 AND start <= ?3 AND start >= ifnull((SELECT max(start) FROM summary WHERE "
    "column_id = ?1 AND start <= ?2), ?2)"
    " AND end >= ?2 ORDER BY start";

BlockEntry read_entry(const Statement &row) {
  const auto bits = [&](int at) { return static_cast<std::uint64_t>(row.integer(at)); };
  BlockEntry entry;
  entry.summary = {row.integer(0), row.integer(1), bits(2),        bits(3), bits(4),
                   bits(5),        row.integer(6), row.integer(7), bits(8), bits(9)};
  entry.block = row.integer(10);
  return entry;
}

Result<Samples> load_from(Statement &statement, std::int64_t block) {
  statement.bind(1, block);
  const bool there = UMEC_TRY(statement.step());
  if (!there) {
    statement.reset();
    return fail(Errc::corrupt, "block {} of the time series is missing", block);
  }
  auto samples = decode_block(statement.blob(0));
  statement.reset();
  return samples;
}

std::string encode_tags(const Tags &tags) {
  std::string out;
  for (const auto &[name, value] : tags) {
    put_text(out, name);
    put_text(out, value);
  }
  return out;
}

Result<std::shared_ptr<const Tags>> decode_tags(std::string_view bytes) {
  ByteReader in(bytes);
  auto tags = std::make_shared<Tags>();
  while (in.left() > 0) {
    std::string name(in.text());
    tags->emplace_back(std::move(name), in.text());
  }
  if (!in.ok()) return fail(Errc::corrupt, "the tags of a stored series are damaged");
  return tags;
}

}  // namespace

Result<std::unique_ptr<BlockReader>> BlockReader::open(const std::filesystem::path &path) {
  auto reader = std::make_unique<BlockReader>();
  reader->connection_ = UMEC_TRY(Connection::open(path, kPageSize, 1024));
  UMEC_TRY(reader->connection_.execute("PRAGMA query_only=1"));
  reader->select_ = UMEC_TRY(reader->connection_.prepare(kSelect));
  reader->load_ = UMEC_TRY(reader->connection_.prepare("SELECT data FROM block WHERE id = ?"));
  return reader;
}

Result<void> BlockReader::begin() {
  // A read transaction begins at the first read, not at BEGIN.
  return connection_.execute("BEGIN; SELECT 1 FROM database LIMIT 1");
}

void BlockReader::end() { (void)connection_.execute("COMMIT"); }

Result<void> BlockReader::each(ColumnId column, Timestamp from, Timestamp to,
                               const std::function<Result<bool>(const BlockEntry &)> &visit) {
  select_.bind(1, column).bind(2, from).bind(3, to);
  Result<void> outcome;
  while (true) {
    auto row = select_.step();
    if (!row) outcome = std::unexpected(row.error());
    if (!row || !*row) break;
    auto more = visit(read_entry(select_));
    if (!more) outcome = std::unexpected(more.error());
    if (!more || !*more) break;
  }
  select_.reset();
  return outcome;
}

Result<Samples> BlockReader::load(std::int64_t block) { return load_from(load_, block); }

Result<std::unique_ptr<BlockStore>> BlockStore::open(const std::filesystem::path &path) {
  auto store = std::make_unique<BlockStore>();
  Connection &connection = store->connection_ = UMEC_TRY(Connection::open(path, kPageSize, 4096));
  UMEC_TRY(connection.execute(kSchema));
  store->overlapping_ = UMEC_TRY(connection.prepare(kSelect));
  store->before_ =
      UMEC_TRY(connection.prepare("SELECT start, end, count, sum, least, most, start + least_time, start + "
                                  "most_time, first, last, block FROM summary"
                                  " WHERE column_id = ?1 AND start < ?2 ORDER BY start DESC LIMIT 1"));
  store->load_ = UMEC_TRY(connection.prepare("SELECT data FROM block WHERE id = ?"));
  store->insert_block_ = UMEC_TRY(connection.prepare("INSERT INTO block(data) VALUES(?)"));
  store->insert_summary_ =
      UMEC_TRY(connection.prepare("INSERT INTO summary VALUES(?,?,?,?,?,?,?,?,?,?,?,?)"));
  store->remove_block_ = UMEC_TRY(connection.prepare("DELETE FROM block WHERE id = ?"));
  store->remove_summary_ =
      UMEC_TRY(connection.prepare("DELETE FROM summary WHERE column_id = ? AND start = ?"));
  return store;
}

Result<void> BlockStore::load(Catalogue &catalogue) {
  Statement rows = UMEC_TRY(connection_.prepare("SELECT id, name, retention FROM database"));
  while (UMEC_TRY(rows.step()))
    catalogue.load_database(rows.integer(0), std::string(rows.text(1)), rows.integer(2));
  rows = UMEC_TRY(connection_.prepare("SELECT id, database, measurement, name, type FROM field"));
  while (UMEC_TRY(rows.step()))
    catalogue.load(Catalogue::NewField{rows.integer(1),
                                       std::string(rows.text(2)),
                                       std::string(rows.text(3)),
                                       {rows.integer(0), static_cast<FieldType>(rows.integer(4))}});
  rows = UMEC_TRY(connection_.prepare("SELECT id, database, measurement, tags FROM series"));
  while (UMEC_TRY(rows.step())) {
    auto tags = UMEC_TRY(decode_tags(rows.blob(3)));
    catalogue.load(
        Catalogue::NewSeries{rows.integer(1), std::string(rows.text(2)), rows.integer(0), std::move(tags)});
  }
  rows = UMEC_TRY(connection_.prepare("SELECT id, series, field FROM column_of"));
  while (UMEC_TRY(rows.step()))
    catalogue.load(Catalogue::NewColumn{rows.integer(1), {rows.integer(2), rows.integer(0)}});
  return {};
}

Result<std::int64_t> BlockStore::add_database(std::string_view name, Timestamp retention) {
  Statement insert = UMEC_TRY(connection_.prepare("INSERT INTO database(name, retention) VALUES(?, ?)"));
  UMEC_TRY(insert.bind(1, name).bind(2, retention).run());
  return connection_.last_id();
}

Result<void> BlockStore::begin() { return connection_.execute("BEGIN IMMEDIATE"); }
Result<void> BlockStore::commit() { return connection_.execute("COMMIT"); }
void BlockStore::roll_back() { (void)connection_.execute("ROLLBACK"); }

Result<void> BlockStore::store(const Catalogue::Fresh &fresh) {
  Statement insert = UMEC_TRY(connection_.prepare("INSERT INTO field VALUES(?,?,?,?,?)"));
  for (const auto &field : fresh.fields)
    UMEC_TRY(insert.bind(1, field.entry.id)
                 .bind(2, field.database)
                 .bind(3, std::string_view(field.measurement))
                 .bind(4, std::string_view(field.name))
                 .bind(5, static_cast<std::int64_t>(field.entry.type))
                 .run());
  insert = UMEC_TRY(connection_.prepare("INSERT INTO series VALUES(?,?,?,?)"));
  for (const auto &series : fresh.series) {
    const std::string tags = encode_tags(*series.tags);
    UMEC_TRY(insert.bind(1, series.id)
                 .bind(2, series.database)
                 .bind(3, std::string_view(series.measurement))
                 .bind_blob(4, tags)
                 .run());
  }
  insert = UMEC_TRY(connection_.prepare("INSERT INTO column_of VALUES(?,?,?)"));
  for (const auto &column : fresh.columns)
    UMEC_TRY(insert.bind(1, column.column.id).bind(2, column.series).bind(3, column.column.field).run());
  return {};
}

Result<std::vector<BlockEntry>> BlockStore::overlapping(ColumnId column, Timestamp from, Timestamp to) {
  std::vector<BlockEntry> entries;
  overlapping_.bind(1, column).bind(2, from).bind(3, to);
  while (UMEC_TRY(overlapping_.step())) entries.push_back(read_entry(overlapping_));
  overlapping_.reset();
  return entries;
}

Result<std::optional<BlockEntry>> BlockStore::before(ColumnId column, Timestamp time) {
  before_.bind(1, column).bind(2, time);
  std::optional<BlockEntry> entry;
  if (UMEC_TRY(before_.step())) entry = read_entry(before_);
  before_.reset();
  return entry;
}

Result<Samples> BlockStore::load_block(std::int64_t block) { return load_from(load_, block); }

Result<void> BlockStore::insert(ColumnId column, Samples run) {
  const auto existing = UMEC_TRY(overlapping(column, run.times.front(), run.times.back()));
  // What falls into an existing block is merged with it; what lies between blocks becomes blocks of
  // its own, so a late straggler never rewrites the years between it and now.
  Timestamp from = run.times.front();
  for (const BlockEntry &entry : existing) {
    if (from < entry.summary.start) {
      const Samples gap = slice(run, from, entry.summary.start - 1);
      if (!gap.empty()) UMEC_TRY(write_blocks(column, gap));
    }
    const Samples inside = slice(run, entry.summary.start, entry.summary.end);
    if (!inside.empty()) {
      const Samples old = UMEC_TRY(load_block(entry.block));
      UMEC_TRY(remove(column, entry));
      UMEC_TRY(write_blocks(column, merge(old, inside)));
    }
    if (entry.summary.end == std::numeric_limits<Timestamp>::max()) return {};
    from = entry.summary.end + 1;
  }
  Samples rest = existing.empty() ? std::move(run) : slice(run, from, run.times.back());
  if (rest.empty()) return {};
  return append_run(column, std::move(rest));
}

Result<void> BlockStore::append_run(ColumnId column, Samples run) {
  // Joins with smaller neighbours before it, each time about doubling: a sample is rewritten a
  // logarithmic number of times however often small runs come.
  while (run.size() < kJoinLimit) {
    const auto neighbour = UMEC_TRY(before(column, run.times.front()));
    if (!neighbour || neighbour->summary.count > 2 * run.size() ||
        neighbour->summary.count + run.size() > kJoinLimit)
      break;
    const Samples old = UMEC_TRY(load_block(neighbour->block));
    UMEC_TRY(remove(column, *neighbour));
    run = merge(old, run);
  }
  return write_blocks(column, run);
}

Result<void> BlockStore::write_blocks(ColumnId column, const Samples &run) {
  const auto hour_of = [&](std::size_t at) {
    return run.times[at] / kHour - (run.times[at] % kHour < 0 ? 1 : 0);
  };
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= run.size(); ++i) {
    const std::size_t size = i - begin;
    const bool cut =
        i == run.size() || size == kMaxBlockSamples || (size >= kGoodBlock && hour_of(i) != hour_of(i - 1)) ||
        static_cast<std::uint64_t>(run.times[i]) - static_cast<std::uint64_t>(run.times[begin]) > kMaxSpan;
    if (!cut) continue;
    if (begin == 0 && i == run.size())
      UMEC_TRY(write_block(column, run));
    else
      UMEC_TRY(write_block(column, slice(run, run.times[begin], run.times[i - 1])));
    begin = i;
  }
  return {};
}

Result<void> BlockStore::write_block(ColumnId column, const Samples &run) {
  const std::string data = encode_block(run);
  UMEC_TRY(insert_block_.bind_blob(1, data).run());
  const std::int64_t block = connection_.last_id();
  const Summary s = summarise(run);
  const auto bits = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
  const auto since_start = [&](Timestamp time) {
    return bits(static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(s.start));
  };
  insert_summary_.bind(1, column)
      .bind(2, s.start)
      .bind(3, s.end)
      .bind(4, bits(s.count))
      .bind(5, bits(s.sum))
      .bind(6, bits(s.least))
      .bind(7, bits(s.most))
      .bind(8, since_start(s.least_time))
      .bind(9, since_start(s.most_time))
      .bind(10, bits(s.first))
      .bind(11, bits(s.last))
      .bind(12, block);
  return insert_summary_.run();
}

Result<void> BlockStore::remove(ColumnId column, const BlockEntry &entry) {
  UMEC_TRY(remove_block_.bind(1, entry.block).run());
  return remove_summary_.bind(1, column).bind(2, entry.summary.start).run();
}

Result<void> BlockStore::erase(ColumnId column, Timestamp from, Timestamp to) {
  const auto entries = UMEC_TRY(overlapping(column, from, to));
  for (const BlockEntry &entry : entries) {
    const bool whole = entry.summary.start >= from && entry.summary.end <= to;
    Samples old;
    if (!whole) old = UMEC_TRY(load_block(entry.block));
    UMEC_TRY(remove(column, entry));
    if (whole) continue;
    if (from > entry.summary.start) UMEC_TRY(write_blocks(column, slice(old, entry.summary.start, from - 1)));
    if (to < entry.summary.end) UMEC_TRY(write_blocks(column, slice(old, to + 1, entry.summary.end)));
  }
  return {};
}

Result<bool> BlockStore::has_samples(ColumnId column) {
  return UMEC_TRY(before(column, std::numeric_limits<Timestamp>::max())).has_value();
}

Result<void> BlockStore::expire(ColumnId column, Timestamp time) {
  const auto entries = UMEC_TRY(overlapping(column, std::numeric_limits<Timestamp>::min(), time));
  for (const BlockEntry &entry : entries)
    if (entry.summary.end < time) UMEC_TRY(remove(column, entry));
  return {};
}

Result<void> BlockStore::drop_series(std::int64_t series, std::span<const ColumnId> columns) {
  for (const ColumnId column : columns)
    UMEC_TRY(erase(column, std::numeric_limits<Timestamp>::min(), std::numeric_limits<Timestamp>::max()));
  Statement remove = UMEC_TRY(connection_.prepare("DELETE FROM column_of WHERE series = ?"));
  UMEC_TRY(remove.bind(1, series).run());
  remove = UMEC_TRY(connection_.prepare("DELETE FROM series WHERE id = ?"));
  return remove.bind(1, series).run();
}

Result<void> BlockStore::drop_measurement(std::int64_t database, std::string_view measurement,
                                          std::span<const ColumnId> columns) {
  for (const ColumnId column : columns)
    UMEC_TRY(erase(column, std::numeric_limits<Timestamp>::min(), std::numeric_limits<Timestamp>::max()));
  for (const char *sql : {"DELETE FROM column_of WHERE series IN (SELECT id FROM series WHERE database = ? "
                          "AND measurement = ?)",
                          "DELETE FROM series WHERE database = ? AND measurement = ?",
                          "DELETE FROM field WHERE database = ? AND measurement = ?"}) {
    Statement remove = UMEC_TRY(connection_.prepare(sql));
    UMEC_TRY(remove.bind(1, database).bind(2, measurement).run());
  }
  return {};
}

Result<void> BlockStore::drop_database(std::int64_t id) {
  Statement remove = UMEC_TRY(connection_.prepare("DELETE FROM database WHERE id = ?"));
  return remove.bind(1, id).run();
}

}  // namespace umec::timeseries
