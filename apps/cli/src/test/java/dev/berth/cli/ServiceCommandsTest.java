package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of feature services on the command line.
class ServiceCommandsTest {
    private static final String SERVICES =
            """
            on-demand:
              calendar:
                version: 1
                summary: What the time says
                inputs: {at: timestamp}
                features:
                  hour: {type: int64, expression: request.at.getHours(), meaning: the hour}
            services:
              report:
                version: 1
                summary: What the report shows
                owner: sales-team
                features: ["spending@1:count_1d"]
              report@2:
                summary: What the report shows of two customers
                features:
                  - {feature: "spending@1:sum", keys: {customer: giver}, as: given}
                  - {feature: "spending@1:sum", keys: {customer: taker}, as: taken}
                  - {feature: "spending@1:count_1d", keys: {customer: giver}}
                  - calendar@1:hour
            """;

    @TempDir private Path directory;

    private String system = "";
    private Path spine = Path.of("");

    @BeforeEach
    void writeSystem() throws IOException {
        system = OrdersSystem.in(directory);
        Files.writeString(directory.resolve("features/services.yaml"), SERVICES);
        spine = directory.resolve("spine.csv");
        Files.writeString(
                spine,
                "giver,taker,at\nann,bob,2026-11-01T11:30:00Z\nbob,ann,2026-11-01T13:00:00Z\n");
    }

    private Run join(Path to, String... more) {
        String[] arguments = {
            "features",
            "join",
            system,
            "--spine",
            spine.toString(),
            "--timestamp-column",
            "at",
            "--output",
            to.toString()
        };
        String[] all = new String[arguments.length + more.length];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return RecordedTerminal.run(all);
    }

    @Test
    void join_service_addsItsFeaturesAndNothingElse() throws IOException {
        Path training = directory.resolve("training.csv");
        Run run = join(training, "--service", "report");
        assertThat(run.err()).as(run.err()).isEmpty();
        assertThat(Files.readAllLines(training))
                .containsExactly(
                        "giver,taker,at,given,spending__count_1d,taken,calendar__hour",
                        "ann,bob,2026-11-01T11:30:00Z,1.5,1,20.0,11",
                        "bob,ann,2026-11-01T13:00:00Z,20.0,1,4.0,13");
    }

    @Test
    void join_serviceInAVersion_isTheJoinOfItsFeatures() throws IOException {
        Path byService = directory.resolve("a.csv");
        Path byView = directory.resolve("b.csv");
        join(byService, "--service", "report@1", "--entity-columns", "customer=taker");
        join(byView, "--view", "spending@1:count_1d", "--entity-columns", "customer=taker");
        assertThat(Files.readString(byService))
                .isEqualTo(Files.readString(byView))
                .contains("spending__count_1d");
    }

    @Test
    void join_serviceThatCannotBe_saysWhy() {
        Path to = directory.resolve("training.csv");
        assertThat(join(to, "--service", "repotr").err())
                .contains("did you mean 'report'?")
                .contains("report@1");
        assertThat(join(to, "--service", "report", "--view", "spending").err())
                .contains("both --service and --view");
        assertThat(join(to, "--service", "report", "--entity-columns", "giver=nobody").err())
                .contains("nobody");
        assertThat(Files.exists(to)).isFalse();
    }

    @Test
    void list_hasServices() {
        Run run = RecordedTerminal.run("features", "list", system);
        assertThat(run.out())
                .containsPattern("SERVICE +FEATURES +OWNER")
                .containsPattern("report@1 +1 +sales-team")
                .containsPattern("report@2 +4");
        assertThat(RecordedTerminal.run("features", "list", system, "--json").out())
                .contains("\"service\":\"report@2\"", "\"as\":\"given\"");
    }

    @Test
    void show_service_tellsItsFeatures() {
        Run run = RecordedTerminal.run("features", "show", system, "report");
        assertThat(run.out())
                .contains("report@2", "What the report shows of two customers")
                .containsPattern("spending@1:sum +customer=giver +given");
        assertThat(RecordedTerminal.run("features", "show", system, "report@1", "--json").out())
                .contains("\"owner\":\"sales-team\"");
    }

    @Test
    void lineage_ofAService_goesOnToItsSource() {
        Run run =
                RecordedTerminal.run("features", "lineage", system, "service:report", "--upstream");
        assertThat(run.out()).contains("report@2", "spending@1", "orders");
    }

    @Test
    void retire_ofAViewThatAServiceReads_isRefused() throws IOException {
        RecordedTerminal.run("features", "apply", system);
        Path views = directory.resolve("features/orders.yaml");
        Files.writeString(views, OrdersSystem.FEATURES.replace("version: 1", "version: 2"));
        RecordedTerminal.run("features", "apply", system);
        Run refused = RecordedTerminal.run("features", "retire", system, "spending@1");
        assertThat(refused.status()).isNotZero();
        assertThat(refused.err()).contains("is needed by", "service report@1", "service report@2");
        Files.writeString(
                directory.resolve("features/services.yaml"),
                SERVICES.replace("spending@1", "spending@2"));
        Run retired = RecordedTerminal.run("features", "retire", system, "spending@1");
        assertThat(retired.err()).as(retired.err()).isEmpty();
        assertThat(retired.status()).isZero();
    }

    @Test
    void check_tellsWhatAServiceLacks() throws IOException {
        Files.writeString(
                directory.resolve("features/services.yaml"),
                SERVICES.replace("spending@1:count_1d\"]", "spending@1:count_1w\"]"));
        Run run = RecordedTerminal.run("check", system);
        assertThat(run.status()).isNotZero();
        assertThat(run.out() + run.err())
                .contains("services.yaml:13", "count_1w", "did you mean 'count_1d'?");
    }
}
