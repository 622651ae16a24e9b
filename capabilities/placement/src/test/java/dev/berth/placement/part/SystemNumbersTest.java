package dev.berth.placement.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.catalog.Catalog;
import dev.berth.core.system.ValidationError;
import dev.berth.placement.report.PlanReport;
import dev.berth.placement.report.PlanText;
import dev.berth.placement.report.Planner;
import dev.berth.placement.scenario.Component;
import dev.berth.placement.scenario.NumberSource;
import dev.berth.placement.scenario.NumberSource.Kind;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Numbers of a scenario that come from models, endpoints, profiles and calibrations of its system.
final class SystemNumbersTest {
    private static final String SCENARIO =
            """
            workload: {users: 100, sessions: 4/day, session: 10 min}
            calibration: bench.json
            sites:
              phone: {for-each: user, cores: 4, calibration: phone.json, memory: 2 GB, storage: 16 GB}
              cloud: {machines: as-needed, cores: 16, speed: 2, memory: 64 GB, storage: 500 GB, price: $0.80/h}
            links:
              wifi: {between: [phone, cloud], latency: 20 ms, bandwidth: 54 Mbit/s}
            ends: {camera: phone, screen: phone}
            components:
              ocr: {model: reader, time: 20 ms, memory: 100 MB}
            flows:
              read: {rate: 1/s, edges: [{from: camera, to: ocr}, {from: ocr, to: screen}]}
            """;

    private static final String MODEL =
            """
            summary: reads
            artifacts:
              model: model.onnx
            signature:
              batch: N
              inputs:
                - {name: pixels, type: uint8, shape: [N, 32, 100], meaning: grey values}
              outputs:
                - {name: letters, type: float32, shape: [N, 26], meaning: scores}
            """;

    @TempDir private Path folder;

    @BeforeEach
    void writeSystem() throws IOException {
        Files.writeString(folder.resolve("berth.yaml"), "name: test\n");
        writeModel("reader", "1", MODEL, 1000);
        writeModel("reader", "2", MODEL, 3000);
        writeCalibration("bench.json", 20e9, 10e9);
        writeCalibration("phone.json", 5e9, 5e9);
    }

    private void writeModel(String name, String version, String yaml, int bytes)
            throws IOException {
        Path directory = folder.resolve("models").resolve(name).resolve(version);
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("model.yaml"), yaml);
        Files.write(directory.resolve("model.onnx"), new byte[bytes]);
    }

    private void writeCalibration(String file, double arithmetic, double memory)
            throws IOException {
        Files.writeString(folder.resolve(file), calibration(arithmetic, memory));
    }

    private static String calibration(double arithmetic, double memory) {
        return """
               {"format": 1, "machine": {"cpu": "a processor", "cores": 2}, "measuredAt": "2026-12-02T12:00:00Z",
                "arithmetic": %s, "arithmeticAllCores": %s, "memory": %s, "memoryAllCores": %s}
               """
                .formatted(rate(arithmetic), rate(arithmetic), rate(memory), rate(memory));
    }

    private static String rate(double median) {
        return String.format(
                Locale.ROOT,
                "{\"median\": %s, \"low\": %s, \"high\": %s}",
                median,
                median * 0.9,
                median * 1.1);
    }

    private Scenario scenario(String text) throws IOException {
        assertThat(errors(text)).isEmpty();
        return Catalog.open(folder).read().part(Scenarios.class).find("s").orElseThrow();
    }

    private List<ValidationError> errors(String text) throws IOException {
        Files.createDirectories(folder.resolve("scenarios"));
        Files.writeString(folder.resolve("scenarios/s.yaml"), text);
        return Catalog.open(folder).read().errors();
    }

    private ValidationError onlyError(String text) throws IOException {
        List<ValidationError> errors = errors(text);
        assertThat(errors).hasSize(1);
        return errors.getFirst();
    }

    private static String with(String from, String to) {
        assertThat(SCENARIO).contains(from);
        return SCENARIO.replace(from, to);
    }

    private static NumberSource source(Scenario scenario, String subject) {
        return scenario.sources().stream()
                .filter(each -> each.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void component_thatIsAModel_hasTheSizesOfItsLatestPackage() throws IOException {
        Scenario scenario = scenario(SCENARIO);

        Variant variant = scenario.components().getFirst().variants().getFirst();
        assertThat(variant.storageBytes()).isEqualTo(3000);
        assertThat(source(scenario, "ocr").text()).isEqualTo("files of models/reader/2");
        assertThat(scenario.flows().getFirst().edges())
                .extracting(edge -> edge.itemBytes())
                .containsExactly(32.0 * 100, 4.0 * 26);
        assertThat(source(scenario, "camera → ocr").text())
                .isEqualTo("signature of models/reader/2");
        assertThat(PlanText.lines(Planner.plan(scenario)))
                .anyMatch(line -> line.matches(" +ocr +storage +3 kB +of the system: files of .*"));
    }

    @Test
    void component_thatIsAnEndpoint_hasTheSizesOfAllThatItCalls() throws IOException {
        writeModel("cutter", "1", MODEL, 500);
        Files.createDirectories(folder.resolve("endpoints"));
        Files.writeString(
                folder.resolve("endpoints/reading.yaml"),
                """
                summary: reads
                steps:
                  cut: {model: cutter}
                  read: {model: reader}
                """);
        Scenario scenario =
                scenario(
                        with("model: reader", "endpoint: reading")
                                .replace("to: ocr}", "to: ocr, item: 1 kB}")
                                .replace("to: screen}", "to: screen, item: 1 kB}"));

        assertThat(scenario.components().getFirst().variants().getFirst().storageBytes())
                .isEqualTo(3500);
    }

    @Test
    void component_withAProfileOfItsModel_takesItsMemory() throws IOException {
        Files.createDirectories(folder.resolve(".berth/profiles"));
        Files.writeString(
                folder.resolve(".berth/profiles/reader.json"),
                "{\"model\": \"reader\", \"memoryBytes\": 7000000, \"weightBytes\": 2900}");
        Scenario scenario = scenario(with(", memory: 100 MB}", "}"));

        Variant variant = scenario.components().getFirst().variants().getFirst();
        assertThat(variant.memoryBytes()).isEqualTo(7e6);
        assertThat(variant.storageBytes()).isEqualTo(2900);
        assertThat(source(scenario, "ocr").kind()).isEqualTo(Kind.MEASURED);
    }

    @Test
    void component_withoutMemoryAnywhere_namesTheCommandThatMeasuresIt() throws IOException {
        ValidationError error = onlyError(with(", memory: 100 MB}", "}"));

        assertThat(error.found()).contains("no `memory`");
        assertThat(error.remedy())
                .contains("add `memory: 50 MB`")
                .contains("berth bench " + folder.getFileName() + " reader");
    }

    @Test
    void item_ofADynamicShape_hasToBeStated() throws IOException {
        writeModel("reader", "2", MODEL.replace("[N, 32, 100]", "[N, 32, width]"), 3000);

        ValidationError error = onlyError(SCENARIO);

        assertThat(error.pointer()).isEqualTo("/flows/read/edges/0");
        assertThat(error.remedy()).contains("item: 400 kB");
    }

    @Test
    void speed_ofACalibratedSite_isBetweenArithmeticAndMemory() throws IOException {
        Scenario scenario = scenario(SCENARIO);

        double speed = scenario.sites().getFirst().speed();
        assertThat(speed).isCloseTo(Math.sqrt(0.25 * 0.5), within(1e-9));
        NumberSource source = scenario.findSpeed("phone").orElseThrow();
        assertThat(source.kind()).isEqualTo(Kind.MEASURED);
        assertThat(source.low()).isLessThan(0.25);
        assertThat(source.high()).isGreaterThan(0.5);
        assertThat(scenario.findSpeed("cloud").orElseThrow().kind()).isEqualTo(Kind.DECLARED);
        assertThat(scenario(with("speed: 2, ", "")).findSpeed("cloud").orElseThrow().kind())
                .isEqualTo(Kind.ASSUMED);
    }

    @Test
    void breakEven_withinTheErrorBarOfASpeed_isWarnedOf() throws IOException {
        // On the phone 57 ms at the calibrated speed; the limit is reached at a speed of 0.333.
        String tight = SCENARIO + "requirements: [{latency: {flow: read, p95: 60 ms}}]\n";
        PlanReport report = Planner.plan(scenario(tight));

        assertThat(PlanText.lines(report))
                .anyMatch(line -> line.contains("warning: speed of phone is 0.354 (0.2"));
        PlanReport stated =
                Planner.plan(scenario(tight.replace("calibration: phone.json", "speed: 0.354")));
        assertThat(PlanText.lines(stated)).noneMatch(line -> line.contains("warning"));
    }

    @Test
    void site_withSpeedAndCalibration_isRefused() throws IOException {
        ValidationError error =
                onlyError(with("calibration: phone.json", "speed: 1, calibration: phone.json"));

        assertThat(error.found()).isEqualTo("both `speed` and `calibration`");
    }

    @Test
    void site_withACalibrationAlone_isRefused() throws IOException {
        ValidationError error = onlyError(with("calibration: bench.json\n", ""));

        assertThat(error.found()).contains("none of the machine of the profiles");
        assertThat(error.remedy()).contains("berth calibrate --output FILE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "absent.json",
                "models",
                "../../../../../../etc/shadow",
                "scenarios/s.yaml",
                "truncated.json",
                "empty.json",
                "huge.json",
                "infinite.json",
                "implausible.json",
                "\"\\0\""
            })
    void calibration_thatIsNone_isRefusedAtItsLine(String file) throws IOException {
        String sound = calibration(1e9, 1e9);
        Files.writeString(folder.resolve("truncated.json"), sound.substring(0, 200));
        Files.writeString(folder.resolve("empty.json"), "");
        Files.writeString(folder.resolve("huge.json"), "[" + "1, ".repeat(1 << 20) + "1]");
        Files.writeString(folder.resolve("infinite.json"), sound.replace("1.0E9", "1e999"));
        writeCalibration("implausible.json", 1e300, 1e300);

        ValidationError error = onlyError(with("phone.json", file));

        assertThat(error.pointer()).isEqualTo("/sites/phone/calibration");
        assertThat(error.location().line()).isEqualTo(4);
        assertThat(error.remedy()).contains("berth calibrate");
    }

    @Test
    void component_thatIsAView_hasTheSizeOfItsRow() throws IOException {
        Files.createDirectories(folder.resolve("features"));
        Files.writeString(
                folder.resolve("features/writing.yaml"),
                """
                entities:
                  author: {type: string, meaning: who wrote a sentence}
                sources:
                  written:
                    summary: Sentences that were written
                    csv: data/written.csv
                    timestamp-column: at
                    columns: {at: timestamp, author: string, words: int64}
                views:
                  writing:
                    version: 1
                    summary: What authors have written
                    entities: {author: author}
                    source: written
                    features:
                      sentences: {aggregate: count, window: unbounded, meaning: how many}
                      words: {aggregate: mean, input-column: words, window: unbounded, default: 0, meaning: length}
                """);
        String view =
                with(
                                "{model: reader, time: 20 ms, memory: 100 MB}",
                                "{view: writing, time: 1 ms, memory: 100 MB, storage: 1 GB}")
                        .replace("{from: camera, to: ocr}", "{from: camera, to: ocr, item: 10 B}");

        Scenario scenario = scenario(view);

        assertThat(scenario.components().getFirst().kind()).isEqualTo(Component.Kind.VIEW);
        assertThat(scenario.flows().getFirst().edges().getLast().itemBytes())
                .isEqualTo(Long.BYTES + Double.BYTES);
        assertThat(
                        onlyError(
                                        view.replace("view: writing", "view: writings")
                                                .replace("to: screen}", "to: screen, item: 1 kB}"))
                                .found())
                .contains("the view 'writings'")
                .contains("writing");
    }

    @Test
    void quality_ofAnEvaluation_isItsMetric() throws IOException {
        Files.createDirectories(folder.resolve("reports"));
        Files.copy(
                Path.of("../../examples/sign-reader/evaluations/lines.json"),
                folder.resolve("reports/lines.json"));
        String quality =
                with(
                        "time: 20 ms",
                        "time: 20 ms, quality: {evaluation: reports/lines.json, metric: character-error-rate}");

        Variant variant = scenario(quality).components().getFirst().variants().getFirst();

        assertThat(variant.quality().orElseThrow()).isBetween(0.95, 0.99);
        assertThat(onlyError(quality.replace("character-error-rate", "accuracy")).expected())
                .contains("word-error-rate");
        assertThat(onlyError(quality.replace("lines.json", "none.json")).found())
                .contains("cannot be read");
    }

    @Test
    void profile_ofAnotherSystem_namesItsModel() throws IOException {
        Path other = folder.resolve("other");
        Files.createDirectories(other.resolve("evaluations"));
        Files.writeString(other.resolve("berth.yaml"), "name: other\n");
        Files.copy(
                Path.of("../../examples/sign-reader/evaluations/line-reader.profile.json"),
                other.resolve("evaluations/p.profile.json"));

        Variant variant =
                scenario(
                                with(
                                                "{model: reader, time: 20 ms, memory: 100 MB}",
                                                "{profile: other/evaluations/p.profile.json}")
                                        .replace(
                                                "from: camera, to: ocr",
                                                "from: camera, to: ocr, item: 1 kB")
                                        .replace(
                                                "from: ocr, to: screen",
                                                "from: ocr, to: screen, item: 1 kB"))
                        .components()
                        .getFirst()
                        .variants()
                        .getFirst();

        assertThat(variant.origin())
                .isInstanceOfSatisfying(
                        Variant.Origin.Profile.class,
                        profile -> {
                            assertThat(profile.model().orElseThrow().name())
                                    .isEqualTo("line-reader");
                            assertThat(profile.model().orElseThrow().system())
                                    .isEqualTo(other.toAbsolutePath());
                        });
        assertThat(variant.memoryBytes()).isGreaterThan(10e6);
    }
}
