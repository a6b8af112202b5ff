// What every document store must do.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <thread>

#include "runtime/runtime.hpp"
#include "store/memory_document_store.hpp"
#include "store/sqlite_document_store.hpp"

namespace umec::store {
namespace {

class Store {
 public:
  virtual ~Store() = default;
  virtual DocumentStore &store() = 0;
};

class MemoryStore : public Store {
 public:
  DocumentStore &store() override { return store_; }

 private:
  MemoryDocumentStore store_;
};

class SqliteStore : public Store {
 public:
  SqliteStore() {
    std::string pattern = (std::filesystem::temp_directory_path() / "umec-store-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    store_ = std::move(SqliteDocumentStore::open(folder_ / "documents.sqlite").value());
  }
  ~SqliteStore() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  DocumentStore &store() override { return *store_; }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<SqliteDocumentStore> store_;
};

using Make = std::unique_ptr<Store> (*)();

class DocumentStoreContract : public testing::TestWithParam<Make> {
 protected:
  std::unique_ptr<Store> owner_ = GetParam()();
  DocumentStore &store_ = owner_->store();
};

TEST_P(DocumentStoreContract, WhatWasPutIsRead) {
  const auto revision = store_.put("apps", "a", R"({"x":1})");
  ASSERT_TRUE(revision) << revision.error().detail;
  const auto document = store_.get("apps", "a");
  ASSERT_TRUE(document);
  EXPECT_EQ(*document->body, R"({"x":1})");
  EXPECT_EQ(document->revision, *revision);
  EXPECT_EQ(store_.get("apps", "b").error().code, Errc::not_found);
  EXPECT_EQ(store_.get("other", "a").error().code, Errc::not_found);
}

TEST_P(DocumentStoreContract, ListsOneCollectionByKey) {
  ASSERT_TRUE(store_.put("c", "b", "2"));
  ASSERT_TRUE(store_.put("c", "a", "1"));
  ASSERT_TRUE(store_.put("d", "z", "3"));
  const auto list = store_.list("c");
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].key, "a");
  EXPECT_EQ(*list[1].body, "2");
  EXPECT_TRUE(store_.list("none").empty());
}

TEST_P(DocumentStoreContract, RevisionsGrow) {
  const auto first = store_.put("c", "a", "1");
  const auto second = store_.put("c", "a", "2");
  const auto third = store_.remove("c", "a");
  ASSERT_TRUE(first && second && third);
  EXPECT_GT(*first, 0U);
  EXPECT_GT(*second, *first);
  EXPECT_GT(*third, *second);
}

TEST_P(DocumentStoreContract, AnExpectedRevisionMustBeThePresentOne) {
  EXPECT_EQ(store_.put("c", "a", "1", 7).error().code, Errc::precondition_failed);
  const auto revision = store_.put("c", "a", "1", 0);
  ASSERT_TRUE(revision);
  EXPECT_EQ(store_.put("c", "a", "2", 0).error().code, Errc::precondition_failed);
  ASSERT_TRUE(store_.put("c", "a", "2", *revision));
  EXPECT_EQ(store_.remove("c", "a", *revision).error().code, Errc::precondition_failed);
  EXPECT_EQ(*store_.get("c", "a")->body, "2");
}

TEST_P(DocumentStoreContract, RemovingNothingIsNotFound) {
  EXPECT_EQ(store_.remove("c", "a").error().code, Errc::not_found);
}

TEST_P(DocumentStoreContract, ACommitIsWholeOrNothing) {
  ASSERT_TRUE(store_.put("c", "a", "1"));
  EXPECT_EQ(
      store_.commit({Change::put("c", "new", std::string("x")), Change::remove("c", "missing")}).error().code,
      Errc::not_found);
  EXPECT_FALSE(store_.get("c", "new"));
  const auto revision = store_.commit({Change::put("c", "new", std::string("x")), Change::remove("c", "a"),
                                       Change::put("c", "new", std::string("y"))});
  ASSERT_TRUE(revision) << revision.error().detail;
  EXPECT_EQ(*store_.get("c", "new")->body, "y");
  EXPECT_EQ(store_.get("c", "new")->revision, *revision);
  EXPECT_FALSE(store_.get("c", "a"));
}

TEST_P(DocumentStoreContract, TooLargeABodyIsRefused) {
  EXPECT_EQ(store_.put("c", "a", std::string(kMaxBody + 1, 'x')).error().code, Errc::too_large);
}

TEST_P(DocumentStoreContract, AnyTextIsKept) {
  const std::string text("\0 \xff µ", 7);
  ASSERT_TRUE(store_.put("c", text, text));
  EXPECT_EQ(*store_.get("c", text)->body, text);
}

TEST_P(DocumentStoreContract, AWatchTellsChangesInOrder) {
  const auto watch = store_.watch("mec/");
  ASSERT_TRUE(store_.put("mec/services", "a", "1"));
  ASSERT_TRUE(store_.put("sensors", "a", "1"));
  const auto last = store_.remove("mec/services", "a");
  ASSERT_TRUE(last);
  const auto soon = runtime::Deadline::after(std::chrono::seconds(5));
  const auto put = watch->next(soon);
  ASSERT_TRUE(put && *put);
  EXPECT_EQ((*put)->kind, Change::Kind::put);
  EXPECT_EQ(*(*put)->body, "1");
  const auto removed = watch->next(soon);
  ASSERT_TRUE(removed && *removed);
  EXPECT_EQ((*removed)->kind, Change::Kind::remove);
  EXPECT_EQ((*removed)->revision, *last);
  const auto nothing = watch->next(runtime::Deadline::after(std::chrono::milliseconds(1)));
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(*nothing);
}

TEST_P(DocumentStoreContract, AWatchThatIsNotReadEndsAndHoldsNobodyUp) {
  const auto watch = store_.watch("");
  std::vector<Change> changes;
  for (int i = 0; i < 5000; ++i) changes.push_back(Change::put("c", std::to_string(i), std::string("x")));
  ASSERT_TRUE(store_.commit(std::move(changes)));
  ASSERT_TRUE(store_.put("c", "after", "x"));
  const auto soon = runtime::Deadline::after(std::chrono::seconds(5));
  Result<std::optional<Event>> event;
  for (int i = 0; i < 5001; ++i)
    if (event = watch->next(soon); !event) break;
  ASSERT_FALSE(event);
  EXPECT_EQ(event.error().code, Errc::gone);
}

TEST_P(DocumentStoreContract, OneOfManyWritersWinsARace) {
  ASSERT_TRUE(store_.put("c", "counter", "0"));
  auto increment = [&] {
    for (int done = 0; done < 25;) {
      const auto document = store_.get("c", "counter");
      if (store_.put("c", "counter", std::to_string(std::stoi(*document->body) + 1), document->revision))
        ++done;
    }
  };
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(increment);
  threads.clear();
  EXPECT_EQ(*store_.get("c", "counter")->body, "100");
}

TEST_P(DocumentStoreContract, FibersWriteTogether) {
  auto runtime = std::move(runtime::Runtime::start({.loops = 2}).value());
  std::atomic<int> done{0};
  {
    runtime::TaskGroup group(*runtime);
    for (int i = 0; i < 100; ++i)
      group.spawn([&, i] { done += store_.put("c", std::to_string(i), "x").has_value() ? 1 : 0; });
    EXPECT_TRUE(group.wait(runtime::Deadline::after(std::chrono::seconds(20))));
  }
  EXPECT_EQ(done, 100);
  EXPECT_EQ(store_.list("c").size(), 100U);
}

INSTANTIATE_TEST_SUITE_P(Memory, DocumentStoreContract, testing::Values(+[]() -> std::unique_ptr<Store> {
                           return std::make_unique<MemoryStore>();
                         }));
INSTANTIATE_TEST_SUITE_P(Sqlite, DocumentStoreContract, testing::Values(+[]() -> std::unique_ptr<Store> {
                           return std::make_unique<SqliteStore>();
                         }));

}  // namespace
}  // namespace umec::store
