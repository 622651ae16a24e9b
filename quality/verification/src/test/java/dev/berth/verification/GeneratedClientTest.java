package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client that OpenAPI Generator makes from the document of a running server, compiled and used
/// against that server.
///
/// The generator is a program in a jar with all that it needs; generated code is compiled and run
/// against the Jackson in it, apart from these tests.
class GeneratedClientTest {
    /// What the generated code marks itself with, which the generator's jar lacks.
    private static final String GENERATED =
            """
            package javax.annotation;

            public @interface Generated {
                String value();

                String comments() default "";

                String date() default "";
            }
            """;

    /// Uses the generated client.
    private static final String ASK =
            """
            import generated.*;
            import generated.api.*;
            import generated.model.*;
            import java.net.http.HttpClient;
            import java.util.List;

            public class Ask {
                public static void main(String[] arguments) throws Exception {
                    var json = JSON.getDefault().getMapper();
                    var client = new ApiClient(HttpClient.newBuilder(), json, arguments[0]);
                    var doubled = new DoubledApi(client);
                    var one = doubled.predictDoubled(
                            new PredictDoubledRequest(new DoubledInput().x(List.of(21f))), null);
                    System.out.println(one.getDoubledOutput().getY());
                    var many = new PredictDoubledRequestOneOf()
                            .addRecordsItem(new DoubledInput().x(List.of(1f)))
                            .addRecordsItem(new DoubledInput().x(List.of(2f)));
                    doubled.predictDoubled(new PredictDoubledRequest(many), false)
                            .getPredictDoubled200ResponseOneOf()
                            .getRecords()
                            .forEach(record -> System.out.println(record.getY()));
                    try {
                        doubled.predictDoubled(
                                new PredictDoubledRequest(new DoubledInput().x(List.of(1f, 2f))), null);
                    } catch (ApiException e) {
                        var problem = json.readValue(e.getResponseBody(), Problem.class);
                        System.out.println(e.getCode() + " " + problem.getCode());
                    }
                }
            }
            """;

    private static final long PROGRAM_SECONDS_MAX = 300;

    @TempDir Path folder;

    /// Where the build puts it.
    private static Path generator() {
        return Repository.root()
                .resolve("quality/verification/target/tools/openapi-generator-cli.jar");
    }

    @Test
    void generatedClient_ofTheServersDocument_predictsAndReadsProblems() throws Exception {
        Path system = Files.createDirectory(folder.resolve("system"));
        SystemBuilder.in(system).with("doubled", PackageBuilder.scale(2));
        try (var server = RunningServer.start(system)) {
            generate(server.get("/openapi.json").body());
            String printed =
                    run(
                            "-cp",
                            classes() + System.getProperty("path.separator") + generator(),
                            "Ask",
                            server.uri("").toString());
            assertThat(printed.lines())
                    .containsExactly("[42.0]", "[2.0]", "[4.0]", "422 record-invalid");
            server.assertNothingLeaked();
        }
    }

    private Path sources() {
        return folder.resolve("client/src/main/java");
    }

    private Path classes() {
        return folder.resolve("classes");
    }

    private void generate(String document) throws IOException {
        Path file = Files.writeString(folder.resolve("openapi.json"), document);
        run(
                "-jar",
                generator().toString(),
                "generate",
                "-i",
                file.toString(),
                "-g",
                "java",
                "--library",
                "native",
                "-o",
                folder.resolve("client").toString(),
                // Which of the forms an answer has shows in its fields.
                "--additional-properties=failOnUnknownProperties=true,openApiNullable=false,"
                        + "invokerPackage=generated,apiPackage=generated.api,"
                        + "modelPackage=generated.model",
                "--global-property",
                "apis,models,supportingFiles,apiTests=false,modelTests=false,apiDocs=false,"
                        + "modelDocs=false");
        Files.createDirectories(sources().resolve("javax/annotation"));
        Files.writeString(sources().resolve("javax/annotation/Generated.java"), GENERATED);
        Files.writeString(sources().resolve("Ask.java"), ASK);
        compile();
    }

    private void compile() throws IOException {
        Files.createDirectory(classes());
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "-proc:none",
                                "-nowarn",
                                "-d",
                                classes().toString(),
                                "-cp",
                                generator().toString()));
        try (Stream<Path> files = Files.walk(sources())) {
            files.map(Path::toString)
                    .filter(file -> file.endsWith(".java"))
                    .forEach(arguments::add);
        }
        var messages = new ByteArrayOutputStream();
        int failed =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, messages, messages, arguments.toArray(String[]::new));
        assertThat(failed).as(messages.toString(StandardCharsets.UTF_8)).isZero();
    }

    /// Runs a Java program to its end.
    ///
    /// @return what it printed
    private String run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        Path output = folder.resolve("printed.txt");
        Path errors = folder.resolve("errors.txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
        try {
            boolean ended = process.waitFor(PROGRAM_SECONDS_MAX, TimeUnit.SECONDS);
            assertThat(ended && process.exitValue() == 0)
                    .as(Files.readString(output) + Files.readString(errors))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }
}
