package dev.berth.verification.surface;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.verification.Repository;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SurfaceTest {
    @Test
    void difference_ofTwoSurfaces_hasWhatOneHasAlone() {
        assertThat(
                        Surface.difference(
                                new TreeSet<>(List.of("a", "b: 1")),
                                new TreeSet<>(List.of("a", "b: 2", "c"))))
                .containsExactly("- b: 1", "+ b: 2", "+ c");
    }

    @Test
    void options_ofHelp_areThoseThatALineBegins() {
        String help =
                """
                Usage: berth x [-hV] [--to=FILE] DIR

                      DIR            The directory, --not=this.
                  -c, --count=N[,N]  How many.
                      --[no-]log     Whether.
                      --to=FILE

                Commands:
                  one-two   The first.

                Examples:
                  berth x y
                """;

        assertThat(CommandSurface.options(help))
                .containsExactly("-c, --count=N[,N]", "--[no-]log", "--to=FILE");
        assertThat(CommandSurface.commands(help)).containsExactly("one-two");
    }

    @Test
    void messages_ofAProto_haveTheirBlocks() {
        assertThat(
                        SourceSurface.messagesOf(
                                """
                                package p; // words
                                service S {
                                  rpc A(B)
                                      returns (C) {}
                                }
                                message B { oneof k { string a = 1; } }
                                """))
                .containsExactly(
                        "grpc  > package p",
                        "grpc  > service S",
                        "grpc service S > rpc A(B) returns (C)",
                        "grpc  > message B",
                        "grpc message B > oneof k",
                        "grpc message B > oneof k > string a = 1");
    }

    @Test
    void rows_ofTables_giveMetricsAndProblems() {
        assertThat(SourceSurface.row("| `berth_a_total` | rows | `model`, `kind`: `x`, `y` | b |"))
                .containsExactly("metric berth_a_total [model, kind]");
        assertThat(
                        SourceSurface.row(
                                "| `queue-full` | capacity | 429 | `RESOURCE_EXHAUSTED` | m |"))
                .containsExactly("problem queue-full: capacity 429 RESOURCE_EXHAUSTED");
        assertThat(SourceSurface.row("| `other` | words |")).isEmpty();
    }

    @Test
    void server_ofDocumentAndScrape_givesPropertiesAndLabels() {
        assertThat(
                        ServerSurface.openApi(
                                "{\"paths\": {\"/a\": {\"get\": {\"summary\": \"s\", \"x\": [1, 2]}}}}"))
                .containsExactly("http paths /a get x = 1", "http paths /a get x = 2");
        assertThat(ServerSurface.metrics("# HELP berth_a\nberth_a{m=\"1\",v=\"2\"} 3\nberth_b 1"))
                .containsExactly("scraped berth_a [m, v]", "scraped berth_b []");
    }

    @Test
    void settings_ofThisRepository_areRead() throws IOException {
        assertThat(SourceSurface.settings(Repository.root()))
                .anyMatch(line -> line.startsWith("yaml model limits.timeout: "));
        assertThat(SourceSurface.tables(Repository.root()))
                .anyMatch(line -> line.startsWith("metric berth_model_ready "))
                .anyMatch(line -> line.startsWith("problem queue-full: "));
    }
}
