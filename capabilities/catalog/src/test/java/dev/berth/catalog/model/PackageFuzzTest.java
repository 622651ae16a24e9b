package dev.berth.catalog.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.berth.catalog.SystemOnDisk;
import dev.berth.catalog.document.Schema;
import dev.berth.catalog.feature.FeatureVersions;
import dev.berth.catalog.feature.Features;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ModelReference;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a description says, reading it ends in a package or in errors.
class PackageFuzzTest {
    private static final int ROUNDS = 900 * Integer.getInteger("berth.cases.factor", 1);

    private static final String DESCRIPTION =
            """
            summary: s
            license: MIT
            artifacts: {model: model.onnx, b: {source: "maven:g:a:1!/x", file-name: w}, c: {source: "https://h/x", sha256: 00}}
            runtime: {executors: 2, intra-op-threads: 1, optimization: all, providers: [cpu], options: {a: 1}}
            signature:
              batch: N
              inputs:
                - {name: a, type: int8, shape: [N, 2], meaning: m, range: {min: 0, max: 9}, example: [1, 2], default: [0, 0]}
                - {name: b, type: string, shape: [N, seq], meaning: m, categories: [x, y], example: [x]}
              outputs:
                - {name: c, type: float32, shape: [N, 2], meaning: m, categories: [x, 1], unit: m}
            encode: [{step: cel, a: {b: [1]}}]
            batch: {max-size: 4, max-queue-delay: 5ms, mixed-shapes: pad, buckets: {seq: [8, 16]}}
            limits: {max-queue-rows: 9, timeout: 2m}
            warm-up: 1
            """;

    private static final List<String> FRAGMENTS =
            List.of(
                    "0",
                    "-1",
                    "1.5",
                    "99999999999",
                    "9223372036854775807",
                    ".nan",
                    ".inf",
                    "x",
                    "''",
                    "true",
                    "[]",
                    "{}",
                    "[[1], [1, 2]]",
                    "{a: 1}",
                    "[2147483647, 2147483647]",
                    "0ms",
                    "999999999h",
                    "maven:a:b:c!/",
                    "http://[",
                    "\"\\0\"",
                    "../x",
                    "~",
                    "int64",
                    "bool",
                    "bytes",
                    "[N, N]",
                    "[N]",
                    "?",
                    "[~]",
                    "!x y",
                    "*a",
                    "&a [*a]");

    private static final String FEATURES =
            """
            entities: {airport: {type: string, meaning: m}}
            sources:
              flights: {csv: a.csv, timestamp-column: at, event-id-column: origin, columns: {at: timestamp, origin: string, delay: float64}}
            views:
              departures:
                version: 1
                summary: s
                entities: {airport: origin}
                source: flights
                ttl: 1d
                features:
                  a: {aggregate: {top: 3}, input-column: origin, filter: delay > 1.0, window: 3h, meaning: m}
                  b: {aggregate: mean, input-column: delay, bucket-by: origin, window: {tumbling: 1d}, meaning: m}
            """;

    @TempDir Path directory;

    @Test
    void descriptions_mutated_neverThrow() throws IOException {
        long seed = 42;
        Random random = new Random(seed);
        PackageReader reader = new PackageReader(Schema.shipped("model"));
        Files.writeString(directory.resolve("model.onnx"), "x");
        for (int round = 0; round < ROUNDS; round++) {
            String mutated = DESCRIPTION;
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                mutated = mutate(mutated, random);
            }
            Files.writeString(directory.resolve("model.yaml"), mutated);
            assertThatCode(() -> reader.read(ModelReference.of("m", "1"), directory))
                    .as("seed %d round %d:%n%s", seed, round, mutated)
                    .doesNotThrowAnyException();
        }
    }

    /// Whatever becomes of the file of a publication: either it says what was published, or it is a
    /// error.
    @Test
    void publications_mutated_areAsPublishedOrAnError() throws IOException {
        long seed = 43;
        Random random = new Random(seed);
        var system = new SystemOnDisk(directory).with("sum", "1", SystemOnDisk.PACKAGE);
        system.write("features/all.yaml", FEATURES);
        FeatureVersions.of(directory, system.catalog().read()).apply(Instant.EPOCH, "1");
        ViewReference view = ViewReference.of("departures", 1);
        CatalogSnapshot published = system.catalog().read();
        Path file = FeatureVersions.of(directory, published).file(view);
        String text = Files.readString(file);
        Sha256 digest = FeatureVersions.of(directory, published).canonicalText(view).digest();
        Files.delete(directory.resolve("features/all.yaml"));
        for (int round = 0; round < ROUNDS / 6; round++) {
            Files.writeString(file, mutate(text, random));
            CatalogSnapshot snapshot = system.catalog().read();
            if (snapshot.errors().isEmpty()
                    && snapshot.part(Features.class).definitions().views().containsKey(view)) {
                assertThat(FeatureVersions.of(directory, snapshot).canonicalText(view).digest())
                        .as("seed %d round %d:%n%s", seed, round, Files.readString(file))
                        .isEqualTo(digest);
            }
        }
    }

    /// Puts a fragment in place of a value: what stands between a colon, comma or bracket and the
    /// next of them.
    private static String mutate(String text, Random random) {
        int[] starts =
                IntStream.range(0, text.length())
                        .filter(i -> ":,[".indexOf(text.charAt(i)) >= 0)
                        .toArray();
        int start = starts[random.nextInt(starts.length)] + 1;
        int end = start;
        while (end < text.length() && ",]}\n".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String fragment = FRAGMENTS.get(random.nextInt(FRAGMENTS.size()));
        return text.substring(0, start) + " " + fragment + text.substring(end);
    }
}
