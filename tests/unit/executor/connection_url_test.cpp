#include "rollpack/executor/connection_url.hpp"

#include "support/error_of.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace rollpack::executor {
namespace {

using core::Error;
using core::ErrorCode;
using test::error_of;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// "host=db dbname=shop", sorted by name.
std::string parsed(std::string_view url, const JdbcProperties& properties = {}) {
    auto parameters = parse_connection_url(url, properties).parameters;
    std::ranges::sort(parameters);
    std::string text;
    for (const auto& [name, value] : parameters) {
        text += (text.empty() ? "" : " ") + name + "=" + value;
    }
    return text;
}

struct Reading {
    const char* name;
    const char* url;
    const char* parameters;
};

class ParseConnectionUrl : public ::testing::TestWithParam<Reading> {};

TEST_P(ParseConnectionUrl, GivesLibpqsParameters) {
    EXPECT_EQ(parsed(GetParam().url), GetParam().parameters);
}

INSTANTIATE_TEST_SUITE_P(
    Libpq,
    ParseConnectionUrl,
    ::testing::Values(
        Reading{
            "Uri",
            "postgresql://deploy:p%40ss@db:5433/shop?sslmode=require",
            "dbname=shop host=db password=p@ss port=5433 sslmode=require user=deploy"},
        Reading{"ShortScheme", "postgres://db/shop", "dbname=shop host=db"},
        Reading{"EmptyUri", "postgresql://", ""},
        Reading{
            "HostList",
            "postgresql://a:1,b:2/shop?target_session_attrs=read-write",
            "dbname=shop host=a,b port=1,2 target_session_attrs=read-write"},
        Reading{"Ipv6", "postgresql://[::1]/shop", "dbname=shop host=::1"},
        Reading{
            "Conninfo",
            "host=/run/pg dbname='my shop' password=secret",
            "dbname=my shop host=/run/pg password=secret"}
    ),
    [](const auto& reading) { return reading.param.name; }
);

INSTANTIATE_TEST_SUITE_P(
    Jdbc,
    ParseConnectionUrl,
    ::testing::Values(
        Reading{"HostAndPort", "jdbc:postgresql://db:5433/shop", "dbname=shop host=db port=5433"},
        Reading{"DefaultPort", "jdbc:postgresql://db/shop", "dbname=shop host=db port=5432"},
        Reading{"NoHost", "jdbc:postgresql:shop", "dbname=shop host=localhost port=5432"},
        Reading{"NoDatabase", "jdbc:postgresql://db/", "host=db port=5432"},
        Reading{"NeitherOfThem", "jdbc:postgresql:///", "host=localhost port=5432"},
        Reading{"HostList", "jdbc:postgresql://a:1,b/shop", "dbname=shop host=a,b port=1,5432"},
        Reading{
            "Ipv6AndEscapes",
            "jdbc:postgresql://[::1]:5433/d%20b?user=a%26b",
            "dbname=d b host=::1 port=5433 user=a&b"},
        Reading{
            "PlusIsASpace",
            "jdbc:postgresql:shop?password=a+b%2B",
            "dbname=shop host=localhost password=a b+ port=5432"},
        Reading{
            "SslMeansVerifyFull",
            "jdbc:postgresql:shop?ssl=true",
            "dbname=shop host=localhost port=5432 sslmode=verify-full"},
        Reading{
            "SslModeWins",
            "jdbc:postgresql:shop?ssl=true&sslmode=require",
            "dbname=shop host=localhost port=5432 sslmode=require"},
        Reading{
            "CurrentSchema",
            "jdbc:postgresql:shop?currentSchema=app, public&options=-c%20lock_timeout=5s",
            "dbname=shop host=localhost options=-c search_path=app,\\ public -c lock_timeout=5s "
            "port=5432"},
        Reading{
            "OtherNames",
            "jdbc:postgresql:shop?ApplicationName=x&connectTimeout=3&tcpKeepAlive=true"
            "&targetServerType=master&socketTimeout=7&kerberosServerName=k&gssEncMode=allow",
            "application_name=x connect_timeout=3 dbname=shop gssencmode=prefer host=localhost "
            "keepalives=1 krbsrvname=k port=5432 target_session_attrs=primary tcp_user_timeout=7000"},
        Reading{
            "DriverTuningIsLeftOut",
            "jdbc:postgresql:shop?prepareThreshold=0&reWriteBatchedInserts=true&loadBalanceHosts=true&&",
            "dbname=shop host=localhost port=5432"}
    ),
    [](const auto& reading) { return reading.param.name; }
);

struct Refusal {
    const char* name;
    const char* url;
    const char* message;
};

class RefusedConnectionUrl : public ::testing::TestWithParam<Refusal> {};

TEST_P(RefusedConnectionUrl, IsAUsageErrorWithoutThePassword) {
    const Error error = error_of([] { return parse_connection_url(GetParam().url); });
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_THAT(error.message(), AllOf(HasSubstr(GetParam().message), Not(HasSubstr("s3c"))));
    EXPECT_THAT(error.hint(), AllOf(Not(IsEmpty()), Not(HasSubstr("s3c"))));
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    RefusedConnectionUrl,
    ::testing::Values(
        Refusal{"Empty", " ", "it is empty"},
        Refusal{"PlainName", "shop", "missing \"=\" after \"shop\""},
        Refusal{"UnknownOption", "hots=db", "invalid connection option \"hots\""},
        Refusal{"UnknownQueryKey", "postgresql://db/shop?sslmod=x", "\"sslmod\""},
        Refusal{"PasswordWithSpace", "password=my s3cret", "missing"},
        Refusal{"PasswordWithSlash", "postgresql://u:s3c/ret@db/shop", "port is not a number"},
        Refusal{"BadEscape", "postgresql://u:s3c%zz@db/shop", "percent-encoded"},
        Refusal{"PortRange", "postgresql://db:99999/shop", "port is not a number"},
        Refusal{"OtherJdbc", "jdbc:mysql://db/shop", "only jdbc:postgresql:"},
        Refusal{"SecretsManager", "jdbc-secretsmanager:postgresql://db/shop", "a secret manager"},
        Refusal{"AwsWrapper", "jdbc:aws-wrapper:postgresql://db/shop", "jdbc:aws-wrapper:"},
        Refusal{"P6Spy", "jdbc:p6spy:postgresql://db/shop", "a Java driver that logs"},
        Refusal{"JdbcKeyOfJava", "jdbc:postgresql:shop?sslkey=s3c.pk8", "sslkey names a key"},
        Refusal{"JdbcSingleSlash", "jdbc:postgresql:/shop", "holds a /"},
        Refusal{"JdbcWithoutSlash", "jdbc:postgresql://db", "no / after the host"},
        Refusal{"JdbcUserInfo", "jdbc:postgresql://u:s3c@db/shop", "belong behind the ?"},
        Refusal{"JdbcPort", "jdbc:postgresql://db:x/shop", "port is not a number"},
        Refusal{"JdbcEscape", "jdbc:postgresql:shop?password=s3c%z", "the value of password"},
        Refusal{"JdbcTruncatedEscape", "jdbc:postgresql:shop%2", "the database's name"},
        Refusal{
            "JdbcClass",
            "jdbc:postgresql:shop?sslfactory=a.B",
            "sslfactory names a Java class"},
        Refusal{"JdbcTimeout", "jdbc:postgresql:shop?socketTimeout=soon", "socketTimeout"},
        Refusal{"JdbcTarget", "jdbc:postgresql:shop?targetServerType=best", "targetServerType"}
    ),
    [](const auto& refusal) { return refusal.param.name; }
);

TEST(JdbcProperties, FillWhatTheJdbcUrlLeavesOpen) {
    EXPECT_EQ(
        parsed(
            "jdbc:postgresql://db/shop?user=url",
            {{"user", "beside"}, {"password", "x"}, {"ssl", "true"}, {"sslmode", "require"}}
        ),
        "dbname=shop host=db password=x port=5432 sslmode=require user=url"
    );
}

TEST(JdbcProperties, FillWhatALibpqUrlLeavesOpen) {
    EXPECT_EQ(
        parsed("postgresql://url@db/shop", {{"user", "beside"}, {"connectTimeout", "3"}}),
        "connect_timeout=3 dbname=shop host=db user=url"
    );
}

TEST(JdbcProperties, KeepReadOnlyOutWhereTheDriverIgnoresIt) {
    EXPECT_EQ(
        parsed("jdbc:postgresql:shop", {{"readOnly", "true"}, {"readOnlyMode", "ignore"}}),
        "dbname=shop host=localhost port=5432"
    );
    EXPECT_EQ(
        parsed("jdbc:postgresql:shop", {{"readOnly", "true"}}),
        "dbname=shop host=localhost options=-c default_transaction_read_only=on port=5432"
    );
}

TEST(JdbcProperties, RefuseAJavaClassByName) {
    const Error error = error_of([] {
        return parse_connection_url("host=db", {{"socketFactory", "com.example.Factory"}});
    });
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_THAT(error.message(), HasSubstr("socketFactory names a Java class"));
}

TEST(ConnectionUrl, RefusesANulCharacter) {
    const Error error = error_of([] { return parse_connection_url({"host=a\0b", 8}); });
    EXPECT_EQ(error.code(), ErrorCode::usage);
}

TEST(DescribeConnection, NamesDatabasePlaceAndUserOnly) {
    EXPECT_EQ(
        describe(parse_connection_url("postgresql://deploy:secret@db:5433/shop")),
        "shop on db:5433 as deploy"
    );
}

TEST(DescribeConnection, PairsHostsWithPorts) {
    EXPECT_EQ(
        describe(parse_connection_url("jdbc:postgresql://a:1,[::1]:2/shop?user=u")),
        "shop on a:1,[::1]:2 as u"
    );
    EXPECT_EQ(
        describe(parse_connection_url("host=a,b port=7 dbname=shop user=u")),
        "shop on a:7,b:7 as u"
    );
}

TEST(DescribeConnection, TakesTheUserForTheDatabase) {
    EXPECT_EQ(describe(parse_connection_url("jdbc:postgresql://db/?user=u")), "u on db:5432 as u");
}

}  // namespace
}  // namespace rollpack::executor
