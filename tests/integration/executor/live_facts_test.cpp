#include "other_client.hpp"
#include "shop.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <string>
#include <vector>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Count;
using core::LiveColumn;
using core::LiveFacts;
using core::LiveQuestions;
using core::LiveRelation;
using core::LockMode;
using core::RelationName;
using core::TransactionMode;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr milliseconds enough{20'000};
constexpr milliseconds nothing{0};

const RelationName orders{"public", "orders"};

LiveQuestions about_nothing() {
    LiveQuestions questions;
    questions.history = {"public", "flyway_schema_history"};
    return questions;
}

LiveQuestions about(const RelationName& relation, const std::set<std::string>& columns = {}) {
    LiveQuestions questions = about_nothing();
    questions.relations[relation] = {true, columns};
    return questions;
}

class LookAtLiveData : public ::testing::Test {
protected:
    void sql(const std::string& text) const { static_cast<void>(query(shop_, text)); }

    LiveRelation look_at(
        const RelationName& relation,
        milliseconds budget = enough,
        const std::set<std::string>& columns = {}
    ) const {
        return shop_.open()->look(about(relation, columns), budget).relations.at(relation);
    }

    Shop shop_;
};

const LiveColumn& column_of(const LiveRelation& relation, const std::string& name) {
    return *std::ranges::find(relation.columns, name, &LiveColumn::name);
}

TEST_F(LookAtLiveData, LeavesOutWhatIsNotThere) {
    LiveQuestions questions = about({"public", "no_such_table"});
    questions.relations[{"no_such_schema", "t1"}].rows = true;
    questions.schemas = {"no_such_schema"};
    questions.roles = {"no_such_role"};
    const LiveFacts facts = shop_.open()->look(questions, enough);
    EXPECT_THAT(facts.relations, IsEmpty());
    EXPECT_THAT(facts.schemas, IsEmpty());
    EXPECT_THAT(facts.roles, IsEmpty());
}

TEST_F(LookAtLiveData, CountsRowsAndValues) {
    sql("CREATE TABLE orders (id int, note text); "
        "INSERT INTO orders SELECT i, CASE WHEN i <= 30 THEN 'x' END FROM generate_series(1, 100) i"
    );
    const LiveRelation live = look_at(orders, enough, {"note", "no_such_column"});
    EXPECT_EQ(live.rows, (Count{100, true}));
    EXPECT_EQ(column_of(live, "note").filled, (Count{30, true}));
    EXPECT_EQ(column_of(live, "id").filled, std::nullopt);
    EXPECT_EQ(std::to_string(live.bytes), shop_.value("SELECT pg_total_relation_size('orders')"));
}

TEST_F(LookAtLiveData, CountsNoRowsThatNobodyAskedFor) {
    LiveQuestions questions = about_nothing();
    questions.relations[{"public", "t1"}] = {};
    const LiveFacts facts = shop_.open()->look(questions, enough);
    EXPECT_EQ(facts.relations.at({"public", "t1"}).rows, std::nullopt);
}

TEST_F(LookAtLiveData, DescribesColumnsAndTheKeyInItsOrder) {
    sql("CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE DOMAIN sku AS varchar(12); "
        "CREATE TABLE orders (b int, gone int, a numeric(10,2), m mood, s sku, list mood[], "
        "twice int GENERATED ALWAYS AS (b * 2) STORED, PRIMARY KEY (a, b) INCLUDE (m)); "
        "ALTER TABLE orders DROP COLUMN gone");
    const LiveRelation live = look_at(orders);
    EXPECT_EQ(live.kind, LiveRelation::Kind::table);
    EXPECT_THAT(live.primary_key, ElementsAre("a", "b"));
    EXPECT_THAT(
        live.columns,
        ElementsAre(
            LiveColumn{"b", "integer", true, false, {}},
            LiveColumn{"a", "numeric(10,2)", true, false, {}},
            LiveColumn{"m", "public.mood", false, false, {}},
            LiveColumn{"s", "public.sku", false, false, {}},
            LiveColumn{"list", "public.mood[]", false, false, {}},
            LiveColumn{"twice", "integer", true, true, {}}
        )
    );
}

TEST_F(LookAtLiveData, FindsNamesWithQuotesAndOfAnyScript) {
    sql(R"(CREATE SCHEMA "größe \ {1}"; CREATE TABLE "größe \ {1}"."o""rders,ñ" ("na""me" int); )"
        R"(INSERT INTO "größe \ {1}"."o""rders,ñ" VALUES (1), (NULL))");
    const LiveRelation live = look_at({"größe \\ {1}", "o\"rders,ñ"}, enough, {"na\"me"});
    EXPECT_EQ(live.rows, (Count{2, true}));
    EXPECT_EQ(column_of(live, "na\"me").filled, (Count{1, true}));
}

TEST_F(LookAtLiveData, FindsANameWithoutSchemaAsAScriptWould) {
    sql("CREATE SCHEMA app; CREATE TABLE app.orders (id int); CREATE TABLE public.orders (id int)");
    LiveQuestions questions = about({std::nullopt, "orders"});
    questions.relations[{std::nullopt, "t1"}].rows = true;
    questions.history = {"app", "history"};
    const LiveFacts facts = shop_.open()->look(questions, enough);
    EXPECT_EQ(facts.relations.at({std::nullopt, "orders"}).schema, "app");
    EXPECT_EQ(facts.relations.at({std::nullopt, "t1"}).schema, "public");
}

TEST_F(LookAtLiveData, AnswersEachOfTwoNamesForOneTable) {
    sql("CREATE TABLE orders (id int PRIMARY KEY)");
    LiveQuestions questions = about(orders);
    questions.relations[{std::nullopt, "orders"}].rows = true;
    const LiveFacts facts = shop_.open()->look(questions, enough);
    EXPECT_EQ(facts.relations.at(orders), facts.relations.at({std::nullopt, "orders"}));
}

struct KindCase {
    const char* name;
    const char* sql;
    LiveRelation::Kind kind;
    const char* index_of;
};

class KindOfRelation
    : public LookAtLiveData
    , public ::testing::WithParamInterface<KindCase> {};

INSTANTIATE_TEST_SUITE_P(
    Kinds,
    KindOfRelation,
    ::testing::Values(
        KindCase{"View", "CREATE VIEW thing AS SELECT 1 AS x", LiveRelation::Kind::view, ""},
        KindCase{
            "MaterializedView",
            "CREATE MATERIALIZED VIEW thing AS SELECT 1 AS x",
            LiveRelation::Kind::materialized_view,
            ""},
        KindCase{"Index", "CREATE INDEX thing ON t1 (id)", LiveRelation::Kind::index, "public.t1"},
        KindCase{"Sequence", "CREATE SEQUENCE thing", LiveRelation::Kind::sequence, ""},
        KindCase{
            "OwnedSequence",
            "CREATE SEQUENCE thing OWNED BY t1.id",
            LiveRelation::Kind::sequence,
            "public.t1.id"},
        KindCase{"Type", "CREATE TYPE thing AS (x int)", LiveRelation::Kind::other, ""},
        KindCase{
            "PartitionedTable",
            "CREATE TABLE thing (x int) PARTITION BY LIST (x)",
            LiveRelation::Kind::partitioned_table,
            ""}
    ),
    [](const auto& kind) { return kind.param.name; }
);

TEST_P(KindOfRelation, IsTold) {
    sql(GetParam().sql);
    const LiveRelation live = look_at({"public", "thing"});
    EXPECT_EQ(live.kind, GetParam().kind);
    EXPECT_EQ(live.index_of, GetParam().index_of);
}

TEST_F(LookAtLiveData, SaysWhetherASequenceWasUsed) {
    sql("CREATE SEQUENCE used; CREATE SEQUENCE fresh; SELECT nextval('used')");
    EXPECT_TRUE(look_at({"public", "used"}).was_used);
    EXPECT_FALSE(look_at({"public", "fresh"}).was_used);
}

TEST_F(LookAtLiveData, SumsUpPartitions) {
    sql("CREATE TABLE orders (id int, note text) PARTITION BY LIST (id); "
        "CREATE TABLE one PARTITION OF orders FOR VALUES IN (1) PARTITION BY LIST (note); "
        "CREATE TABLE one_a PARTITION OF one FOR VALUES IN ('a'); "
        "CREATE TABLE two PARTITION OF orders FOR VALUES IN (2); "
        "INSERT INTO orders VALUES (1, 'a'), (1, 'a'), (2, NULL)");
    const LiveRelation live = look_at(orders, enough, {"note"});
    EXPECT_EQ(live.rows, (Count{3, true}));
    EXPECT_EQ(column_of(live, "note").filled, (Count{2, true}));
    EXPECT_EQ(
        std::to_string(live.bytes),
        shop_.value("SELECT pg_total_relation_size('one_a') + pg_total_relation_size('two')")
    );
}

TEST_F(LookAtLiveData, KnowsAnEmptyTableWithoutABudget) {
    sql("CREATE TABLE orders (id int)");
    EXPECT_EQ(look_at(orders, nothing).rows, (Count{0, true}));
}

TEST_F(LookAtLiveData, EstimatesFromStatisticsWithoutABudget) {
    sql("CREATE TABLE orders (id int, note text); "
        "INSERT INTO orders SELECT i, CASE WHEN i % 4 = 0 THEN 'x' END "
        "FROM generate_series(1, 1000) i; ANALYZE orders");
    const LiveRelation live = look_at(orders, nothing, {"note"});
    EXPECT_EQ(live.rows, (Count{1000, false}));
    EXPECT_EQ(column_of(live, "note").filled, (Count{250, false}));
}

TEST_F(LookAtLiveData, NeverEstimatesThatThereIsNothing) {
    sql("CREATE TABLE orders (id int, note text); INSERT INTO orders VALUES (1), (2); "
        "ANALYZE orders");
    EXPECT_EQ(column_of(look_at(orders, nothing, {"note"}), "note").filled, (Count{1, false}));
}

TEST_F(LookAtLiveData, EstimatesATableThatWasNeverAnalysed) {
    sql("CREATE TABLE orders (id int) WITH (autovacuum_enabled = off); "
        "INSERT INTO orders VALUES (1)");
    const Count rows = look_at(orders, nothing).rows.value();
    EXPECT_FALSE(rows.is_exact);
    EXPECT_GT(rows.value, 0);
}

TEST_F(LookAtLiveData, CountsTheSmallTablesFirst) {
    sql("CREATE TABLE a_large (id int); CREATE TABLE z_small (id int); "
        "INSERT INTO a_large SELECT i FROM generate_series(1, 1000000) i; "
        "INSERT INTO z_small VALUES (1); ANALYZE a_large");
    LiveQuestions questions = about({"public", "a_large"});
    questions.relations[{"public", "z_small"}].rows = true;
    const auto facts = shop_.open()->look(questions, milliseconds{100});
    EXPECT_EQ(facts.relations.at({"public", "z_small"}).rows, (Count{1, true}));
    EXPECT_FALSE(facts.relations.at({"public", "a_large"}).rows->is_exact);
}

class LookAtALockedTable
    : public LookAtLiveData
    , public ::testing::WithParamInterface<const char*> {};

INSTANTIATE_TEST_SUITE_P(
    Partly,
    LookAtALockedTable,
    ::testing::Values("orders", "part"),
    [](const auto& locked) { return std::string{locked.param}; }
);

TEST_P(LookAtALockedTable, DoesNotWait) {
    sql("CREATE TABLE orders (id int) PARTITION BY LIST (id); "
        "CREATE TABLE part PARTITION OF orders DEFAULT; "
        "INSERT INTO orders SELECT i FROM generate_series(1, 500) i; ANALYZE orders");
    OtherClient other{shop_, "psql"};
    other.execute(
        std::string{"BEGIN; LOCK TABLE ONLY "} + GetParam() + " IN ACCESS EXCLUSIVE MODE"
    );
    const auto start = std::chrono::steady_clock::now();
    const LiveRelation live = look_at(orders);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{5});
    EXPECT_EQ(live.rows, (Count{500, false}));
    ASSERT_EQ(live.locked_by.size(), 1U);
    const core::LockedBy& locked = live.locked_by.front();
    EXPECT_EQ(locked.mode, LockMode::access_exclusive);
    EXPECT_TRUE(locked.granted);
    EXPECT_EQ(locked.session.pid, other.pid());
    EXPECT_EQ(locked.session.application, "psql");
    EXPECT_EQ(locked.session.user, pg_cluster().user());
    EXPECT_EQ(locked.session.client, "local");
    EXPECT_EQ(locked.session.state, "idle in transaction");
    EXPECT_THAT(locked.session.since, ::testing::MatchesRegex("20.+T.+Z"));
}

TEST_F(LookAtLiveData, TellsWhoLocksTheTableOfAnIndex) {
    sql("CREATE INDEX t1_id ON t1 (id)");
    OtherClient other{shop_, "psql"};
    other.execute("BEGIN; INSERT INTO t1 VALUES (1)");
    const LiveRelation live = look_at({"public", "t1_id"});
    EXPECT_THAT(
        live.locked_by,
        ::testing::Contains(::testing::Field(&core::LockedBy::mode, LockMode::row_exclusive))
    );
}

TEST_F(LookAtLiveData, TellsNothingOfItsOwnLocks) {
    const auto database = shop_.open();
    RecordingObserver observer;
    database->lock(shop_.table, TransactionMode::package, milliseconds{0}, observer);
    static_cast<void>(database->read_history(shop_.table));
    LiveQuestions questions = about({"public", "flyway_schema_history"});
    questions.long_transaction = std::chrono::seconds{0};
    const LiveFacts facts = database->look(questions, enough);
    EXPECT_THAT(facts.relations.at({"public", "flyway_schema_history"}).locked_by, IsEmpty());
    EXPECT_THAT(facts.long_transactions, IsEmpty());
}

/// Process ids of the server for rollpack's sessions in the database, idle ones in no transaction.
constexpr const char* idle_sessions =
    "SELECT string_agg(pid::text, ' ' ORDER BY pid) FROM pg_stat_activity "
    "WHERE application_name = 'rollpack' AND datname = current_database() AND state = 'idle'";

TEST_F(LookAtLiveData, LooksAgainOverTheSameConnection) {
    const auto database = shop_.open();
    static_cast<void>(database->look(about({"public", "t1"}), enough));
    const std::string after_first = shop_.value(idle_sessions);
    static_cast<void>(database->look(about({"public", "t1"}), enough));
    EXPECT_EQ(shop_.value(idle_sessions), after_first);
    EXPECT_THAT(after_first, testing::ContainsRegex("^[0-9]+ [0-9]+$"));
}

TEST_F(LookAtLiveData, LooksAgainWhenTheServerClosedItsConnection) {
    const auto database = shop_.open();
    const std::string first = shop_.value(idle_sessions);
    static_cast<void>(database->look(about({"public", "t1"}), enough));
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'rollpack' "
        "AND datname = current_database() AND pid <> "
        + first);
    EXPECT_TRUE(database->look(about({"public", "t1"}), enough).relations.contains({"public", "t1"})
    );
}

TEST_F(LookAtLiveData, LeavesALockHeldAndItsTransactionUsable) {
    const auto database = shop_.open();
    RecordingObserver observer;
    const auto plan = PlanBuilder{}.undo("3", "DROP TABLE t3").build();
    database->lock(shop_.table, TransactionMode::package, milliseconds{0}, observer);
    static_cast<void>(database->look(about({"public", "t3"}), enough));
    EXPECT_EQ(database->run(plan, {"", "0.1.0"}, observer).ending, core::Ending::done);
    EXPECT_EQ(shop_.tables(), "t1 t2");
}

TEST_F(LookAtLiveData, ListsTransactionsThatAreOpenForLong) {
    OtherClient other{shop_, "report"};
    other.execute("BEGIN; SELECT 1");
    EXPECT_THAT(shop_.open()->look(about_nothing(), enough).long_transactions, IsEmpty());
    LiveQuestions questions = about_nothing();
    questions.long_transaction = std::chrono::seconds{0};
    const LiveFacts facts = shop_.open()->look(questions, enough);
    ASSERT_EQ(facts.long_transactions.size(), 1U);
    EXPECT_EQ(facts.long_transactions.front().session.pid, other.pid());
    EXPECT_EQ(facts.long_transactions.front().session.application, "report");
}

/// A role that may connect and little else.
class LookAsAModestRole : public LookAtLiveData {
protected:
    LookAsAModestRole() {
        sql("CREATE ROLE modest LOGIN; CREATE ROLE app_owner; CREATE ROLE outsider; "
            "GRANT app_owner TO modest");
    }

    ~LookAsAModestRole() override {
        sql("DROP OWNED BY modest, app_owner, outsider; DROP ROLE modest, app_owner, outsider");
    }

    LookAsAModestRole(const LookAsAModestRole&) = delete;
    LookAsAModestRole& operator=(const LookAsAModestRole&) = delete;
    LookAsAModestRole(LookAsAModestRole&&) = delete;
    LookAsAModestRole& operator=(LookAsAModestRole&&) = delete;

    LiveFacts look(const LiveQuestions& questions) const {
        return open_database(parse_connection_url(shop_.conninfo() + " user=modest"))
            ->look(questions, enough);
    }
};

TEST_F(LookAsAModestRole, EstimatesWhatItMayNotRead) {
    sql("CREATE TABLE orders (id int); INSERT INTO orders SELECT generate_series(1, 50); "
        "ANALYZE orders");
    EXPECT_EQ(look(about(orders)).relations.at(orders).rows, (Count{50, false}));
}

TEST_F(LookAsAModestRole, CountsTheOthersBesideWhatItMayNotRead) {
    LiveQuestions questions = about(orders);
    for (int i = 0; i < 5; ++i) {
        const std::string name = "mine_" + std::to_string(i);
        sql("CREATE TABLE " + name + " (id int, note text); INSERT INTO " + name
            + " SELECT n, CASE n WHEN 1 THEN 'x' END FROM generate_series(1, 3) AS n; GRANT SELECT ON "
            + name + " TO modest");
        questions.relations[{"public", name}] = {true, {"note"}};
    }
    sql("CREATE TABLE orders (id int); INSERT INTO orders SELECT generate_series(1, 50); "
        "ANALYZE orders");
    const LiveFacts facts = look(questions);
    EXPECT_EQ(facts.relations.at(orders).rows, (Count{50, false}));
    for (int i = 0; i < 5; ++i) {
        const LiveRelation& mine = facts.relations.at({"public", "mine_" + std::to_string(i)});
        EXPECT_EQ(mine.rows, (Count{3, true})) << mine.name;
        EXPECT_EQ(mine.columns.at(1).filled, (Count{1, true})) << mine.name;
    }
}

TEST_F(LookAsAModestRole, EstimatesWhatRowSecurityHides) {
    sql("CREATE TABLE orders (id int); INSERT INTO orders SELECT generate_series(1, 50); "
        "ANALYZE orders; ALTER TABLE orders ENABLE ROW LEVEL SECURITY; "
        "CREATE POLICY few ON orders USING (id = 1); GRANT SELECT ON orders TO modest");
    EXPECT_EQ(look(about(orders)).relations.at(orders).rows, (Count{50, false}));
}

TEST_F(LookAsAModestRole, TellsWhatItMayAlter) {
    sql("CREATE TABLE orders (id int); ALTER TABLE t1 OWNER TO app_owner");
    LiveQuestions questions = about(orders);
    questions.relations[{"public", "t1"}] = {};
    const LiveFacts facts = look(questions);
    EXPECT_FALSE(facts.relations.at(orders).may_alter);
    EXPECT_EQ(facts.relations.at(orders).owner, pg_cluster().user());
    EXPECT_TRUE(facts.relations.at({"public", "t1"}).may_alter);
    EXPECT_EQ(facts.relations.at({"public", "t1"}).owner, "app_owner");
}

TEST_F(LookAsAModestRole, TellsSchemasRolesAndPrivileges) {
    sql("CREATE SCHEMA theirs; CREATE SCHEMA ours AUTHORIZATION app_owner; "
        "GRANT SELECT ON flyway_schema_history TO modest");
    LiveQuestions questions = about_nothing();
    questions.schemas = {"theirs", "ours"};
    questions.roles = {"app_owner", "outsider", "modest"};
    const LiveFacts facts = look(questions);
    EXPECT_FALSE(facts.schemas.at("theirs").may_create);
    EXPECT_FALSE(facts.schemas.at("theirs").may_alter);
    EXPECT_TRUE(facts.schemas.at("ours").may_create);
    EXPECT_TRUE(facts.schemas.at("ours").may_alter);
    EXPECT_THAT(
        facts.roles,
        ElementsAre(Pair("app_owner", true), Pair("modest", true), Pair("outsider", false))
    );
    EXPECT_THAT(facts.history_privileges_missing, ElementsAre("DELETE", "INSERT"));
    EXPECT_FALSE(facts.may_create_schemas);
}

TEST_F(LookAtLiveData, ListsTheTablesOfASchemaButNoPartitionTwice) {
    sql("CREATE SCHEMA app; CREATE TABLE app.b (id int) PARTITION BY LIST (id); "
        "CREATE TABLE app.b_1 PARTITION OF app.b DEFAULT; CREATE TABLE app.a (id int); "
        "CREATE VIEW app.v AS SELECT 1 AS x; CREATE TABLE p (id int) PARTITION BY LIST (id); "
        "CREATE TABLE app.p_1 PARTITION OF p DEFAULT");
    LiveQuestions questions = about_nothing();
    questions.schemas = {"app"};
    EXPECT_THAT(
        shop_.open()->look(questions, enough).schemas.at("app").tables,
        ElementsAre(RelationName{"app", "a"}, RelationName{"app", "b"}, RelationName{"app", "p_1"})
    );
}

/// A role that may have one connection only.
class LookOverOneConnection : public LookAtLiveData {
protected:
    LookOverOneConnection() { sql("CREATE ROLE single LOGIN CONNECTION LIMIT 1"); }

    ~LookOverOneConnection() override { sql("DROP OWNED BY single; DROP ROLE single"); }

    LookOverOneConnection(const LookOverOneConnection&) = delete;
    LookOverOneConnection& operator=(const LookOverOneConnection&) = delete;
    LookOverOneConnection(LookOverOneConnection&&) = delete;
    LookOverOneConnection& operator=(LookOverOneConnection&&) = delete;

    std::unique_ptr<Database> open_single() const {
        sql("GRANT CREATE ON SCHEMA public TO single; "
            "GRANT SELECT, INSERT ON flyway_schema_history TO single");
        return open_database(parse_connection_url(shop_.conninfo() + " user=single"));
    }
};

TEST_F(LookOverOneConnection, BorrowsTheSessionAndGivesItBackAsItWas) {
    const auto database = open_single();
    const LiveFacts facts = database->look(about({"public", "t1"}), enough);
    EXPECT_TRUE(facts.relations.contains({"public", "t1"}));
    RecordingObserver observer;
    database->lock(shop_.table, TransactionMode::package, milliseconds{0}, observer);
    const auto plan = PlanBuilder{}
                          .undo(
                              "3",
                              "CREATE TABLE seen AS SELECT current_setting('lock_timeout') || "
                              "current_setting('statement_timeout') || "
                              "current_setting('row_security') AS settings"
                          )
                          .build();
    EXPECT_EQ(database->run(plan, {"", "0.1.0"}, observer).ending, core::Ending::done);
    EXPECT_EQ(shop_.value("SELECT settings FROM seen"), "5s0on");
}

TEST_F(LookOverOneConnection, RefusesUnderTheLock) {
    const auto database = open_single();
    RecordingObserver observer;
    database->lock(shop_.table, TransactionMode::package, milliseconds{0}, observer);
    const core::Error error = error_of([&] {
        return database->look(about({"public", "t1"}), enough);
    });
    EXPECT_EQ(error.code(), core::ErrorCode::connection_failed);
    EXPECT_THAT(error.message(), HasSubstr("no second connection"));
}

}  // namespace
}  // namespace rollpack::executor
