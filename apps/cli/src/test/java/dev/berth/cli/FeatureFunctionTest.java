package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.core.feature.FeatureFunction;
import dev.berth.testkit.compiled.ProviderJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of features computed by a function in a jar of the system.
class FeatureFunctionTest {
    private static final String FEATURES =
            """
            entities:
              airport: {type: string, meaning: an airport}
            sources:
              flights:
                csv: flights.csv
                timestamp-column: at
                columns: {at: timestamp, origin: string, delay: float64}
            views:
              departures:
                version: 1
                summary: How late flights were
                entities: {airport: origin}
                source: flights
                features:
                  delay: {aggregate: mean, input-column: delay, window: unbounded, meaning: the mean delay}
                  count: {aggregate: count, window: unbounded, meaning: how many there were}
            on-demand:
              route:
                version: 1
                summary: What a route is
                inputs: {origin: string, destination: string}
                views: {there: {view: departures@1, keys: {airport: origin}}}
                function: route
                features:
                  letters: {type: int64, default: -1, meaning: how long the names are}
                  late: {type: float64, meaning: the delay at the origin and a minute}
            """;

    private static final String FUNCTION =
            """
            package own;

            import dev.berth.core.feature.FeatureFunction;
            import dev.berth.core.feature.FeatureType;
            import dev.berth.core.feature.FunctionReference;
            import dev.berth.core.feature.ValueType;
            import java.util.HashMap;
            import java.util.Map;

            public final class Route implements FeatureFunction {
                @Override
                public FunctionReference reference() {
                    return new FunctionReference("route", 1);
                }

                @Override
                public Map<String, FeatureType> inputs() {
                    return Map.of(
                            "origin", FeatureType.of(ValueType.STRING),
                            "destination", FeatureType.of(ValueType.STRING),
                            "there.delay", FeatureType.of(ValueType.FLOAT64));
                }

                @Override
                public Map<String, FeatureType> features() {
                    return Map.of(
                            "letters", FeatureType.of(ValueType.INT64),
                            "late", FeatureType.of(ValueType.FLOAT64));
                }

                @Override
                public Map<String, Object> compute(Map<String, Object> values) {
                    Map<String, Object> given = new HashMap<>();
                    String to = (String) values.get("destination");
                    if (to != null) {
                        if (to.equals("NIL")) {
                            throw new IllegalStateException("nobody flies to NIL");
                        }
                        String from = (String) values.get("origin");
                        given.put("letters", to.equals("ODD") ? "odd" : (Object) (long) (from + to).length());
                    }
                    if (values.get("there.delay") instanceof Double delay) {
                        given.put("late", delay + 1);
                    }
                    return given;
                }
            }
            """;

    @TempDir private static Path shared;
    private static Path jar = Path.of("");

    @TempDir private Path directory;
    private String system = "";

    @BeforeAll
    static void compile() {
        jar = shared.resolve("route.jar");
        ProviderJar.write(jar, "own.Route", FUNCTION, FeatureFunction.class);
    }

    @BeforeEach
    void writeSystem() throws IOException {
        system = ScaleSystem.in(directory).toString();
        Files.createDirectories(directory.resolve("features/functions"));
        Files.copy(jar, directory.resolve("features/functions/route.jar"));
        describe(FEATURES);
        Files.writeString(
                directory.resolve("flights.csv"),
                """
                at,origin,delay
                2026-11-01T10:00:00Z,JFK,1.5
                2026-11-01T11:00:00Z,JFK,2.5
                """);
    }

    private void describe(String features) throws IOException {
        Files.writeString(directory.resolve("features/flights.yaml"), features);
    }

    private static Run run(String... words) {
        return RecordedTerminal.run(
                Stream.concat(Stream.of("features"), Stream.of(words)).toArray(String[]::new));
    }

    private Run join(String destination) throws IOException {
        Path spine = directory.resolve("spine.csv");
        Files.writeString(
                spine,
                """
                origin,destination,at
                JFK,TO,2026-11-01T10:30:00Z
                LGA,,2026-11-01T10:30:00Z
                """
                        .replace("TO", destination));
        return run(
                "join",
                system,
                "--spine",
                spine.toString(),
                "--timestamp-column",
                "at",
                "--view",
                "route",
                "--output",
                directory.resolve("training.csv").toString());
    }

    @Test
    void function_inAJar_computesTheSameOnlineAndInAJoin() throws IOException {
        assertThat(join("LAX").err()).isEmpty();
        assertThat(Files.readAllLines(directory.resolve("training.csv")))
                .containsExactly(
                        "origin,destination,at,route__letters,route__late",
                        "JFK,LAX,2026-11-01T10:30:00Z,6,2.5",
                        "LGA,,2026-11-01T10:30:00Z,-1,");

        run("materialize", system, "--until", "2026-11-01T10:30:00Z");
        Run read =
                run(
                        "get",
                        system,
                        "--feature",
                        "route:letters",
                        "--feature",
                        "route:late",
                        "--entity",
                        "origin=JFK",
                        "--entity",
                        "destination=LAX",
                        "--as-of",
                        "2026-11-01T10:30:00Z");
        assertThat(read.err()).isEmpty();
        assertThat(read.out())
                .isEqualTo("route@1:letters = 6 (present)\nroute@1:late = 2.5 (present)\n");
    }

    @Test
    void function_thatThrows_isAProblemWithItsName() throws IOException {
        Run run = join("NIL");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains("function route@1 of route@1 failed: IllegalStateException: nobody flies")
                .doesNotContain("\tat ");
    }

    @Test
    void function_thatGivesAnotherType_isAProblem() throws IOException {
        Run run = join("ODD");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("gave a String for letters (expected: int64)");
    }

    @Test
    void check_functionThatFits_saysNothing() {
        assertThat(RecordedTerminal.run("check", system, "--skip-load").out())
                .startsWith("no errors");
    }

    @Test
    void check_withoutTheJar_namesTheFunction() throws IOException {
        Files.delete(directory.resolve("features/functions/route.jar"));
        assertThat(RecordedTerminal.run("check", system, "--skip-load").out())
                .contains("flights.yaml:", "route@1: no function route@1 is there");
    }

    @Test
    void check_otherInputsAndFeatures_namesEach() throws IOException {
        describe(
                FEATURES.replace("destination: string", "destination: int64, time: timestamp")
                        .replace("late: {type: float64", "late: {type: float32"));
        assertThat(RecordedTerminal.run("check", system, "--skip-load").out())
                .contains(
                        "destination is of type int64",
                        "the input 'time'",
                        "late is of type float32");
    }

    @Test
    void check_expressionBesideAFunction_isAnError() throws IOException {
        describe(
                FEATURES.replace(
                        "{type: float64, meaning: the delay",
                        "{type: float64, expression: '1.0', meaning: the delay"));
        assertThat(RecordedTerminal.run("check", system, "--skip-load").out())
                .contains("an expression beside a function");
    }

    @Test
    void function_published_isPartOfWhatDecidesValues() throws IOException {
        assertThat(run("apply", system).err()).isEmpty();
        assertThat(run("show", system, "route", "--definition").out())
                .contains("function = route@1\n");
        assertThat(run("show", system, "route").out()).contains("the function");
        describe(FEATURES.replace("function: route", "function: route@2"));
        assertThat(RecordedTerminal.run("check", system, "--skip-load").out())
                .contains("function", "route@2", "route@1");
    }

    @Test
    void lineage_ofAFunction_hasTheFeaturesThatItTakes() {
        Run run = run("lineage", system, "departures@1:delay", "--downstream");
        assertThat(run.out()).contains("route@1");
        assertThat(run("lineage", system, "departures@1:count", "--downstream").out())
                .doesNotContain("route@1");
    }

    @Test
    void jar_thatIsBroken_isAnError() throws IOException {
        Files.write(directory.resolve("features/functions/more.jar"), new byte[] {1, 2, 3});
        Path services = directory.resolve("features/functions/other.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(services))) {
            out.putNextEntry(new JarEntry("META-INF/services/" + FeatureFunction.class.getName()));
            out.write("own.Nothing\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThat(RecordedTerminal.run("check", system, "--skip-load").out())
                .contains("a function that cannot be loaded", "own.Nothing");
    }

    @Test
    void views_ofAFunction_areListed() {
        assertThat(List.of(run("list", system).out().split("\n")))
                .anySatisfy(line -> assertThat(line).contains("route@1"));
    }
}
