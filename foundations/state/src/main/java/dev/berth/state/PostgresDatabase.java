package dev.berth.state;

import dev.berth.core.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// A PostgreSQL database that servers share which share nothing else.
final class PostgresDatabase implements StateDatabase {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(2);

    /// A thousand times what an answer takes.
    private static final Duration ANSWER_MAX = Duration.ofSeconds(3);

    /// Of the lock that writers take: any number that others do not use for theirs.
    private static final long LOCK = 0x6265_7274_6873_7461L;

    private static final String CREATE =
            "create table if not exists berth_state ("
                    + "revision bigint generated always as identity primary key, "
                    + JdbcStateStore.COLUMNS
                    + ")";

    private final PostgresAddress address;
    private final long lock;
    private final Duration answerMax;
    private final Object identity = new Object();

    PostgresDatabase(PostgresAddress address) {
        this(address, ANSWER_MAX);
    }

    /// @param answerMax wait for an answer, in whole seconds
    PostgresDatabase(PostgresAddress address, Duration answerMax) {
        this(address, LOCK, answerMax);
    }

    /// @param lock that writers take
    private PostgresDatabase(PostgresAddress address, long lock, Duration answerMax) {
        this.address = address;
        this.lock = lock;
        this.answerMax = answerMax;
    }

    /// The same database for writers of other tables, which do not wait for those of this one.
    PostgresDatabase forTables(String name) {
        return new PostgresDatabase(address, LOCK ^ name.hashCode(), answerMax);
    }

    @Override
    public boolean isPresent() {
        return true;
    }

    @Override
    public Object identity() {
        return identity;
    }

    @Override
    public Connection connect() throws SQLException {
        Connection connection =
                JdbcDriver.connect("org.postgresql:postgresql", address.url(), settings());
        boolean isReady = false;
        try {
            prepare(connection);
            isReady = true;
            return connection;
        } finally {
            if (!isReady) {
                connection.close();
            }
        }
    }

    /// In the driver's words.
    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        if (!address.user().isEmpty()) {
            settings.put("user", address.user());
        }
        if (!address.password().isEmpty()) {
            settings.put("password", address.password());
        }
        settings.put("sslmode", address.sslMode());
        if (address.authorities().isPresent()) {
            settings.put("sslrootcert", address.authorities().get().toString());
        } else if (address.sslMode().equals(PostgresAddress.SSL_VERIFIED)) {
            settings.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        settings.put("ApplicationName", "berth");
        settings.put("connectTimeout", String.valueOf(CONNECT_MAX.toSeconds()));
        settings.put("socketTimeout", String.valueOf(answerMax.toSeconds()));
        settings.put("tcpKeepAlive", "true");
        // Without statements that a server keeps: a pool between may give each transaction another.
        settings.put("prepareThreshold", "0");
        settings.put("gssEncMode", "disable");
        return settings;
    }

    /// Where the table is there already, the user need not be allowed to make one.
    private void prepare(Connection connection) throws SQLException {
        if (hasTable(connection, "berth_state")) {
            return;
        }
        StateDatabase.execute(connection, beginWriting());
        StateDatabase.execute(connection, List.of(CREATE, "commit"));
    }

    @Override
    public boolean hasTable(Connection connection, String name) throws SQLException {
        return StateDatabase.isFound(connection, "select 1 where to_regclass(?) is not null", name);
    }

    /// Writers take turns, so that revisions grow in the order of commits.
    @Override
    public List<String> beginWriting() {
        return List.of(
                "begin",
                "set local statement_timeout = " + answerMax.toMillis(),
                "select pg_advisory_xact_lock(" + lock + ")");
    }

    @Override
    public boolean isCommitUncertain() {
        return true;
    }

    @Override
    public Problem problem(SQLException failure) {
        String said = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        String safe = address.password().isEmpty() ? said : said.replace(address.password(), "***");
        return StateDatabase.unavailable(
                "the state at " + address + " cannot be used: " + safe, remedy(failure));
    }

    /// By the class of PostgreSQL's code for the error.
    private static String remedy(SQLException failure) {
        String code = Objects.requireNonNullElse(failure.getSQLState(), "     ");
        return switch (code.substring(0, 2).toUpperCase(Locale.ROOT)) {
            case "08" -> "start it, or look at its address and at the network";
            case "28" -> "look at user and password in `state.store` of berth.yaml";
            case "3D" -> "create the database, or correct its name in `state.store` of berth.yaml";
            case "42" ->
                    "let its user create, read and write the tables whose names begin with"
                            + " berth_, such as: "
                            + CREATE;
            case "25" -> "name the server that others replicate, not a read-only one";
            case "53" -> "make room on its disk, or allow it more connections";
            case "57" -> "look at its load and its log";
            default -> "look at its log";
        };
    }
}
