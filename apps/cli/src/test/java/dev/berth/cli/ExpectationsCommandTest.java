package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of `berth features` for rows that do not meet a view's expectations.
final class ExpectationsCommandTest {
    private static final String RULES =
            """
                expectations:
                  - {feature: sum, value: {min: 0, max: 100}}
                  - {rows: {min: 2, max: 2}, action: warn}
            """;

    private static final String SECOND_VIEW =
            """
              orders_so_far:
                version: 1
                summary: How often a customer bought
                entities: {customer: buyer}
                source: orders
                features:
                  count: {aggregate: count, window: unbounded, meaning: all orders}
            """;

    @TempDir private Path directory;

    private String system = "";

    @BeforeEach
    void writeSystem() throws IOException {
        system = OrdersSystem.in(directory);
        write("features/orders.yaml", OrdersSystem.FEATURES + RULES + SECOND_VIEW);
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    private Run materialize(String... options) {
        String[] words = new String[options.length + 3];
        words[0] = "features";
        words[1] = "materialize";
        words[2] = system;
        System.arraycopy(options, 0, words, 3, options.length);
        return RecordedTerminal.run(words);
    }

    @Test
    void materialize_ofWhatIsNotAsExpected_failsAfterTheOtherViewsAndKeepsTheRows()
            throws IOException {
        assertThat(materialize().status()).isZero();
        write("orders.csv", OrdersSystem.ORDERS + "2026-11-02T10:00:00Z,bob,500\n");

        Run stopped = materialize();

        assertThat(stopped.status()).isNotZero();
        assertThat(stopped.out()).startsWith("orders_so_far@1: 1 rows of 2 events");
        assertThat(stopped.err())
                .contains("spending@1 would not be as expected, so its rows stay as they were")
                .contains("value of sum: 1 of 1 entities, such as 520.0 of customer bob")
                .contains("expected: 0 to 100")
                .contains("action: warn");
        assertThat(OrdersSystem.sumOfBob(system)).contains("20.0");

        write("orders.csv", OrdersSystem.ORDERS + "2026-11-02T10:00:00Z,bob,5\n");
        assertThat(materialize().status()).isZero();
        assertThat(OrdersSystem.sumOfBob(system)).contains("25.0");
    }

    @Test
    void materialize_ofWhatWarns_writesAndSaysSo() throws IOException {
        write("orders.csv", OrdersSystem.ORDERS + "2026-11-01T12:00:00Z,eve,1\n");

        Run first = materialize();

        assertThat(first.status()).isZero();
        assertThat(first.err())
                .contains("spending@1 is not as expected: rows: 3 (expected: 2 to 2)");
        assertThat(materialize("--full", "--json").out())
                .contains("\"unmet\":[\"rows: 3 (expected: 2 to 2)\"]");
    }

    @Test
    void rules_ofAPublishedVersion_changeWithoutAnotherVersion() throws IOException {
        assertThat(RecordedTerminal.run("features", "apply", system).status()).isZero();
        write(
                "features/orders.yaml",
                OrdersSystem.FEATURES + RULES.replace("max: 100", "max: 10") + SECOND_VIEW);
        assertThat(RecordedTerminal.run("features", "apply", system).status()).isZero();

        assertThat(materialize().err()).contains("expected: 0 to 10");
        assertThat(RecordedTerminal.run("features", "show", system, "spending").out())
                .contains("expects    value of sum: 0 to 10")
                .contains("expects    rows: 2 to 2, or warns");
    }
}
