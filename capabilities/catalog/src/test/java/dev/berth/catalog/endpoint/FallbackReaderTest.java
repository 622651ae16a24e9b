package dev.berth.catalog.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.SystemOnDisk;
import dev.berth.core.ModelName;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.FallbackRule;
import dev.berth.core.endpoint.Guard;
import dev.berth.core.endpoint.ServiceLevel;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What answers where an endpoint's steps do not, and what the endpoint promises.
final class FallbackReaderTest {
    @TempDir private Path directory;

    private SystemOnDisk system;

    @BeforeEach
    void begin() {
        system = new SystemOnDisk(directory).with("m", "1", SystemOnDisk.PACKAGE);
    }

    private EndpointDescription description(String content) {
        system.write("endpoints/e.yaml", "summary: s\nsteps: {it: {model: m}}\n" + content);
        Catalog catalog = system.catalog();
        assertThat(catalog.check().errors()).isEmpty();
        return ((EndpointEntry.Valid) catalog.read().part(EndpointEntries.class).all().getFirst())
                .description();
    }

    private static Callee model(String name) {
        return new Callee.Model(new ModelName(name), Optional.empty());
    }

    @Test
    void fallbacks_ofAllKinds_areReadInTheirOrder() {
        EndpointDescription read =
                description(
                        """
                        cache: {max-bytes: 1MiB, ttl: 1m}
                        guards:
                          dark: {on: output, when: output.y < 0.1, fallback: too dark}
                        fallback:
                          kept: {cached: 2h}
                          before: {replace: {m: n}}
                          none: {respond: {y: 0}}
                        """);
        assertThat(read.guards().getFirst().response()).isEqualTo(new Guard.FallBack("too dark"));
        assertThat(read.fallbacks())
                .extracting(FallbackRule::name)
                .containsExactly("kept", "before", "none");
        assertThat(((FallbackRule.Kept) read.fallbacks().getFirst()).ageMax())
                .isEqualTo(Duration.ofHours(2));
        assertThat(((FallbackRule.Other) read.fallbacks().get(1)).arm().replaced())
                .isEqualTo(Map.of(model("m"), model("n")));
        var none = (FallbackRule.Answer) read.fallbacks().get(2);
        assertThat(none.values().get("y")).hasToString("0");
        assertThat(none.location().line()).isEqualTo(9);
    }

    @Test
    void serviceLevel_whole_isRead() {
        ServiceLevel promised =
                description(
                                "slo: {window: 28d, availability: 0.999, latency: {threshold: 50ms,"
                                        + " target-ratio: 0.95}}\n")
                        .serviceLevel()
                        .orElseThrow();
        assertThat(promised.window()).isEqualTo(Duration.ofDays(28));
        assertThat(promised.availability()).contains(0.999);
        assertThat(promised.latency())
                .contains(new ServiceLevel.Latency(Duration.ofMillis(50), 0.95));
    }

    @Test
    void serviceLevel_withoutAWindow_isForThirtyDays() {
        ServiceLevel promised =
                description("slo: {availability: 0.99}\n").serviceLevel().orElseThrow();
        assertThat(promised.window()).isEqualTo(Duration.ofDays(30));
        assertThat(promised.latency()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    guards: {a: {on: output, when: true, fallback: why}}    | 'fallback' of a guard without | declare 'fallback'
                    fallback: {a: {}}                                        | none of them | one of cached, replace, respond
                    fallback: {a: {respond: {y: 1}, replace: {m: n}}}     | replace and respond | one of cached, replace, respond
                    fallback: {a: {replace: {n: m}}}                     | in place of 'n' | something that a step calls: m
                    fallback: {a: {cached: 1h}}                              | no 'cache' | declare 'cache'
                    fallback: {a: {cashed: 1h}}                              | cashed | rename it to 'cached'
                    slo: {window: 30d}                                       | no objective | availability
                    slo: {availability: 99.9}                                | a share of 99.9 | write '0.999'
                    slo: {availability: 1}                                   | a share of 1.0 | less than 1
                    slo: {latency: {threshold: 100ms}}                          | no key 'target-ratio' | their share
                    slo: {latency: {threshold: 100ms, target-ratio: 0}}                | a share of 0.0 | more than 0
                    slo: {window: 0d, availability: 0.9}                     | 0d | the days
                    """)
    void error_isReportedWithItsLine(String part, String found, String expected) {
        assertError(part, 3, found, expected);
    }

    @Test
    void cachedAnswer_youngerThanTheCacheGives_isAnError() {
        assertError(
                "cache: {max-bytes: 1MiB, ttl: 1h}\nfallback: {a: {cached: 30m}}",
                4,
                "at most 30m",
                "ttl");
    }

    private void assertError(String part, int line, String found, String expected) {
        system.write("endpoints/e.yaml", "summary: s\nsteps: {it: {model: m}}\n" + part + "\n");
        List<ValidationError> errors = system.catalog().check().errors();
        assertThat(errors).hasSize(1);
        ValidationError error = errors.getFirst();
        assertThat(error.location().line()).isEqualTo(line);
        assertThat(error.found().replace('`', '\'')).contains(found);
        assertThat((error.expected() + " " + error.remedy()).replace('`', '\'')).contains(expected);
    }
}
