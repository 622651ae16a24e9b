package dev.berth.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.core.system.AccessRules;
import dev.berth.core.system.FeatureSettings;
import dev.berth.core.system.StateStoreConfig;
import dev.berth.core.system.SystemDescription;
import dev.berth.testkit.Await;
import dev.berth.testkit.time.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store in PostgreSQL: the contract, and servers that stop, hang or refuse.
final class PostgresStateTest extends StateStoreContract {
    private static final AtomicInteger SYSTEMS = new AtomicInteger();

    /// Of a store whose server does not answer.
    private static final Duration ANSWER_MAX = Duration.ofSeconds(1);

    @TempDir static Path directory;

    private static PostgresServer server;

    /// Of its own for each test: one database holds several systems.
    private final String system = "system " + SYSTEMS.incrementAndGet();

    @BeforeAll
    static void start() {
        server = PostgresServer.start(directory.resolve("data"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Override
    StateStore open() {
        return open(server.address());
    }

    private StateStore open(String uri) {
        return open(uri, Map.of());
    }

    private StateStore open(String uri, Map<String, String> environment) {
        return new JdbcStateStore(
                database(uri, environment, Await.TIMEOUT), system, System::nanoTime);
    }

    private static PostgresDatabase database(
            String uri, Map<String, String> environment, Duration answerMax) {
        return new PostgresDatabase(
                PostgresAddress.of(StateStoreConfig.of(uri), directory, environment), answerMax);
    }

    @Test
    void systems_inOneDatabase_doNotSeeEachOther() {
        try (StateStore one = open();
                StateStore other =
                        new JdbcStateStore(
                                database(server.address(), Map.of(), Await.TIMEOUT),
                                "another",
                                System::nanoTime)) {
            var _ = one.append(TOPIC, change("1"));
            assertThat(other.findLast(TOPIC)).isEmpty();
            assertThat(other.poll("traffic", StatePosition.START).orElseThrow().last()).isEmpty();
        }
    }

    @Test
    void server_thatStopped_isAProblem_andIsUsedAgainWhenItIsBack() throws Exception {
        try (StateStore store = open()) {
            var _ = store.append(TOPIC, change("1"));
            server.stop();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> store.findLast(TOPIC))
                        .hasMessageContaining("state-unavailable");
            }
            assertThatThrownBy(() -> store.findLast(TOPIC))
                    .hasMessageContaining("start it, or look at its address");
            server.restart();
            Await.until("an append", () -> isAppended(store));
            assertThat(store.findLast(TOPIC)).map(StateEntry::number).contains(2L);
        }
    }

    private static boolean isAppended(StateStore store) {
        try {
            return store.append(TOPIC, change("2")).number() > 0;
        } catch (ProblemException notYet) {
            return false;
        }
    }

    @Test
    void server_thatHangs_isAProblem_andIsLeftAloneForHalfASecond() throws Exception {
        var time = new ManualTime();
        // Accepts connections and never answers.
        try (var hanging = new ServerSocket(0);
                StateStore store =
                        new JdbcStateStore(
                                database(
                                        PostgresServer.address(hanging.getLocalPort())
                                                .replace("localhost", "127.0.0.1"),
                                        Map.of(),
                                        ANSWER_MAX),
                                system,
                                time)) {
            assertUnavailable(store);
            assertThat(connections(hanging)).isPositive();

            time.advance(Duration.ofMillis(499));
            assertUnavailable(store);
            assertThat(connections(hanging)).isZero();

            time.advance(Duration.ofMillis(1));
            assertUnavailable(store);
            assertThat(connections(hanging)).isPositive();
        }
    }

    private static void assertUnavailable(StateStore store) {
        assertThatThrownBy(() -> store.findLast(TOPIC)).hasMessageContaining("state-unavailable");
    }

    /// How many connections were made since the last call: those before one of its own.
    private static int connections(ServerSocket server) throws IOException {
        try (var last = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
            for (int others = 0; ; others++) {
                try (Socket accepted = server.accept()) {
                    if (accepted.getPort() == last.getLocalPort()) {
                        return others;
                    }
                }
            }
        }
    }

    @Test
    void system_whoseFileNamesAnotherStore_isFollowedThere() {
        var config = new AtomicReference<>(Optional.<StateStoreConfig>empty());
        try (StateStore store =
                        SystemStateStore.of(
                                () -> described(config.get()), Map.of("PORT", "" + server.port()));
                StateStore shared = open()) {
            var _ = store.append(TOPIC, change("in the file"));
            var _ = shared.append(TOPIC, change("shared"));
            StatePosition position =
                    store.poll("traffic", StatePosition.START).orElseThrow().position();

            config.set(
                    Optional.of(
                            StateStoreConfig.of(
                                    "postgresql://postgres@localhost:${PORT}/postgres")));
            StateUpdate update = store.poll("traffic", position).orElseThrow();
            assertThat(update.isComplete()).isTrue();
            assertThat(update.last())
                    .singleElement()
                    .extracting(entry -> entry.change().value())
                    .isEqualTo("shared");

            config.set(Optional.of(StateStoreConfig.of("postgresql://localhost:${NONE}/b")));
            assertThatThrownBy(() -> store.poll("traffic", update.position()))
                    .hasMessageContaining("the variable NONE");
        }
    }

    private SystemDescription described(Optional<StateStoreConfig> state) {
        return new SystemDescription(
                directory.resolve(system),
                system,
                "",
                Optional.empty(),
                Map.of(),
                List.of(),
                FeatureSettings.DEFAULT,
                state,
                AccessRules.none());
    }

    @Test
    void append_whileAnotherHoldsTheLock_failsAndChangesNothing() throws Exception {
        try (StateStore store = open();
                StateStore impatient =
                        new JdbcStateStore(
                                database(server.address(), Map.of(), ANSWER_MAX),
                                system,
                                System::nanoTime);
                Connection holder = server.connect();
                Statement statement = holder.createStatement()) {
            var _ = store.append(TOPIC, change("1"));
            Await.until("a connection", () -> isRead(impatient));
            statement.execute("begin; lock table berth_state in access exclusive mode");
            assertThatThrownBy(() -> impatient.append(TOPIC, change("2")))
                    .hasMessageContaining("state-unavailable")
                    .hasMessageContaining("nothing was changed");
            statement.execute("rollback");
            assertThat(store.append(TOPIC, change("3")).number()).isEqualTo(2);
        }
    }

    private static boolean isRead(StateStore store) {
        try {
            return store.findLast(TOPIC).isPresent();
        } catch (ProblemException notYet) {
            return false;
        }
    }

    /// Revisions are given in the order of commits, or a reader would miss what commits late.
    @Test
    void poll_besideManyWriters_missesNone() throws Exception {
        int writers = 4;
        int each = 50;
        List<Thread> threads = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            var key = new StateKey("traffic", "writer " + writer);
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try (StateStore store = open()) {
                                            for (int i = 0; i < each; i++) {
                                                var _ = store.append(key, change("" + i));
                                            }
                                        }
                                    }));
        }
        try (StateStore reader = open()) {
            StatePosition position = StatePosition.START;
            Map<StateKey, Long> seen = new HashMap<>();
            boolean isLast = false;
            while (true) {
                var update = reader.poll("traffic", position);
                if (update.isPresent()) {
                    position = update.get().position();
                    update.get().last().forEach(entry -> seen.put(entry.key(), entry.number()));
                }
                if (isLast) {
                    break;
                }
                isLast = threads.stream().noneMatch(Thread::isAlive);
            }
            assertThat(seen).hasSize(writers);
            assertThat(seen.values()).containsOnly((long) each);
        }
    }

    @Test
    void password_isNeverSaid_andAWrongOneIsAProblem() throws SQLException {
        try (Connection admin = server.connect();
                Statement statement = admin.createStatement()) {
            statement.execute("create role nobody_knows login password 'right'");
        }
        // The server of the test trusts everybody, so that another database shows the failure.
        String uri = "postgresql://nobody_knows:${PASSWORD}@localhost:" + server.port() + "/none";
        try (StateStore store = open(uri, Map.of("PASSWORD", "s3:cr@t/%"))) {
            assertThatThrownBy(() -> store.findLast(TOPIC))
                    .hasMessageContaining("database \"none\" does not exist")
                    .hasMessageContaining("create the database")
                    .hasMessageNotContaining("s3:cr@t");
        }
    }

    @Test
    void user_whoMayNotMakeTheTable_isToldWhatToAllow() throws SQLException {
        try (Connection admin = server.connect();
                Statement statement = admin.createStatement()) {
            statement.execute("create database bare");
            statement.execute("create role plain login");
        }
        try (Connection admin = server.connect("bare");
                Statement statement = admin.createStatement()) {
            statement.execute("revoke create on schema public from public");
        }
        String uri = "postgresql://plain@localhost:" + server.port() + "/bare";
        try (StateStore store = open(uri)) {
            assertThatThrownBy(() -> store.findLast(TOPIC))
                    .hasMessageContaining("permission denied")
                    .hasMessageContaining("create table if not exists berth_state");
        }
    }
}
