package dev.berth.verification.reference;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.server.telemetry.MetricFamily;
import dev.berth.verification.Repository;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Test of the pages in `docs/reference` against the code.
class ReferenceTest {
    private static Map<String, String> pages;
    private static SampleServer server;

    @BeforeAll
    static void generate() throws IOException {
        pages = Reference.pages(Repository.root());
        server = SampleServer.start(Repository.root().resolve("examples/flights"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"settings.md", "commands.md", "problem-codes.md", "metrics.md", "routes.md"})
    void page_inTheRepository_isWhatTheCodeSays(String name) throws IOException {
        Path file = Repository.root().resolve("docs/reference").resolve(name);

        assertThat(Files.readString(file))
                .as("run quality/verification/reference")
                .isEqualTo(pages.get(name));
    }

    @Test
    void metrics_ofAServer_areInTheCatalog() throws IOException {
        List<String> shown =
                server.get("/metrics")
                        .lines()
                        .filter(line -> line.startsWith("# TYPE berth_"))
                        .map(line -> line.split(" ", -1)[2])
                        .toList();

        String metrics = requireNonNull(pages.get("metrics.md"));
        assertThat(Arrays.stream(MetricFamily.values()).map(MetricFamily::metric).toList())
                .doesNotHaveDuplicates();
        // Those of capabilities are in no enum.
        assertThat(shown).allMatch(metric -> metrics.contains("`" + metric + "`"));
        assertThat(shown).hasSizeGreaterThan(20);
    }

    @Test
    void routes_besideTheOpenApiDocument_areThere() throws IOException {
        for (String route : RoutesPage.BESIDE_OPENAPI.keySet()) {
            List<String> parts = List.of(route.split(" ", -1));
            String path =
                    parts.get(1)
                            .replace("{model}", "delay")
                            .replace("{version}", "1")
                            .replace("{endpoint}", "arrival");

            HttpResponse<String> response = server.send(parts.getFirst(), path);

            assertThat(response.statusCode()).as(route).isNotEqualTo(405);
            if (response.statusCode() == 404) {
                assertThat(response.body()).as(route).doesNotContain("route-not-found");
            }
        }
    }

    @Test
    void settings_ofASchema_haveTheirPathsAndValues() {
        List<Setting> settings =
                Setting.allOf(
                        """
                        {"properties": {
                          "a": {"title": "first", "type": "object", "required": ["n"],
                            "properties": {"n": {"$ref": "#/$defs/n"}}},
                          "b": {"title": "second", "additionalProperties": {"type": "string", "title": "t"}},
                          "c": {"title": "third", "enum": ["x", "y"], "default": "x"}},
                         "$defs": {"n": {"title": "number", "type": "integer", "minimum": 1}}}
                        """);

        assertThat(settings.stream().map(Setting::path).collect(Collectors.joining(" ")))
                .isEqualTo("a a.n b b.<name> c");
        assertThat(settings.get(1).value()).isEqualTo("integer, from 1");
        assertThat(settings.get(1).isRequired()).isTrue();
        assertThat(settings.get(4).defaultValue()).contains("x");
    }

    @Test
    void entry_withoutDescription_isRefused() {
        assertThatThrownBy(() -> Markdown.described("berth_x", " "))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("berth_x has no description");
    }
}
