package dev.berth.catalog.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.document.DocumentReader;
import dev.berth.catalog.document.Schema;
import dev.berth.catalog.document.SchemaValidator;
import dev.berth.catalog.document.ValidationErrors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ModelProfileTest {
    private static final Map<?, ?> TUNED = Map.of("digest", "ab", "executors", 2L);

    private static final ModelProfile WHOLE =
            new ModelProfile(
                    "m",
                    "1",
                    Optional.of(Instant.parse("2026-12-01T12:00:00Z")),
                    "0.1",
                    new ModelProfile.Origin("berth bench shop m", "cd"),
                    new Machine("Fast", 2, 1L << 30, "Linux", "JVM 25", Map.of("onnx", "1.28.0")),
                    "in-process",
                    OptionalLong.of(2_000),
                    OptionalLong.of(1_000),
                    OptionalDouble.of(0.5),
                    OptionalDouble.of(2),
                    OptionalDouble.of(5),
                    List.of(
                            new LoadMeasurement(
                                    OptionalLong.of(1),
                                    OptionalDouble.empty(),
                                    1,
                                    100,
                                    Map.of("queue-full", 3L),
                                    5,
                                    20,
                                    Optional.of(new LatencySummary(1, 2, 3, 4, 5, 6, 7))),
                            new LoadMeasurement(
                                    OptionalLong.empty(),
                                    OptionalDouble.of(2.5),
                                    8,
                                    0,
                                    Map.of(),
                                    5,
                                    0,
                                    Optional.empty())),
                    Optional.of(TUNED));

    @Test
    void read_whatWasWritten_isEqual() {
        assertThat(ModelProfile.read(WHOLE.plain())).isEqualTo(WHOLE);
        assertThat(WHOLE.plain()).containsEntry("format", 1L);
    }

    @Test
    void read_emptyObject_knowsNothing() {
        ModelProfile nothing = ModelProfile.read(Map.of());
        assertThat(nothing.model()).isEmpty();
        assertThat(nothing.measuredAt()).isEmpty();
        assertThat(nothing.measurements()).isEmpty();
        assertThat(nothing.machine().cores()).isZero();
        assertThat(nothing.tuned()).isEmpty();
        assertThat(nothing.origin()).isEqualTo(ModelProfile.Origin.UNKNOWN);
    }

    @Test
    void read_otherTypesAndFurtherKeys_arePassedOver() {
        ModelProfile profile =
                ModelProfile.read(
                        Map.of(
                                "model",
                                7L,
                                "version",
                                "2",
                                "measuredAt",
                                "yesterday",
                                "machine",
                                List.of(),
                                "memoryBytes",
                                -1L,
                                "measurements",
                                List.of("x", Map.of("calls", 4L)),
                                "colour",
                                "red"));
        assertThat(profile.model()).isEmpty();
        assertThat(profile.version()).isEqualTo("2");
        assertThat(profile.measuredAt()).isEmpty();
        assertThat(profile.memoryBytes()).isEmpty();
        assertThat(profile.measurements())
                .extracting(LoadMeasurement::calls)
                .containsExactly(0L, 4L);
    }

    @Test
    void keepingTuned_newMeasurement_keepsTheOlderSectionUnlessItHasItsOwn() {
        ModelProfile without = ModelProfile.read(Map.of("model", "m"));
        assertThat(without.keepingTuned(WHOLE).tuned()).contains(TUNED);
        assertThat(WHOLE.keepingTuned(without)).isEqualTo(WHOLE);
    }

    @Test
    void schema_profileAsBenchWritesIt_fits() {
        assertThat(errors(PROFILE)).isEmpty();
        assertThat(errors(PROFILE.replace("\"calls\": 100", "\"calls\": -1"))).hasSize(1);
    }

    private static final String PROFILE =
            """
            {"format": 1, "model": "m", "version": "1", "measuredAt": "2026-12-01T12:00:00Z", "berth": "0.1",
             "command": "berth bench shop m", "modelSha256": "cd", "machine": {"cpu": "Fast", "cores": 2, "memoryBytes": 1073741824, "os": "Linux", "jdk": "JVM 25", "engines": {"onnx": "1.28.0"}},
             "via": "in-process", "weightBytes": 1000, "joulesPerRecord": 0.5, "warmUpSeconds": 2.0, "durationSeconds": 5.0,
             "measurements": [{"mode": "closed", "callers": 1, "batch": 1, "calls": 100, "failures": {"queue-full": 3}, "seconds": 5.0,
               "recordsPerSecond": 20.0, "latencyNanos": {"min": 1, "mean": 2.0, "p50": 3, "p90": 4, "p99": 5, "p99.9": 6, "max": 7}}],
             "tuned": {"digest": "ab", "executors": 2}}
            """;

    private static List<?> errors(String profile) {
        var document =
                DocumentReader.read(Path.of("p.json"), profile.getBytes(StandardCharsets.UTF_8));
        var log = new ValidationErrors(document);
        SchemaValidator.validate(document, Schema.shipped("profile"), log);
        return log.sorted();
    }
}
