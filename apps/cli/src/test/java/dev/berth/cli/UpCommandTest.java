package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.cli.console.BytesConverter;
import dev.berth.cli.console.ProblemReport;
import dev.berth.cli.up.UpCommand;
import dev.berth.server.ServerLimits;
import dev.berth.server.logging.LogOptions;
import dev.berth.testkit.Await;
import dev.berth.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class UpCommandTest {
    private static final Pattern ADDRESS = Pattern.compile("listening +(\\S+)");

    @TempDir Path directory;

    @Test
    void bareFile_servedInOneCommand_answersUntilStopped() throws Exception {
        Path file = Files.write(directory.resolve("triple.onnx"), OnnxModels.scale(3));
        Path system = directory.resolve("system");
        var recorded = new RecordedTerminal("");
        var status = new AtomicInteger(-1);
        Thread serving =
                Thread.ofPlatform()
                        .start(
                                () ->
                                        status.set(
                                                BerthCommand.run(
                                                        recorded.terminal(),
                                                        "up",
                                                        system.toString(),
                                                        "--model",
                                                        file.toString(),
                                                        "--port",
                                                        "0",
                                                        "--max-request-bytes",
                                                        "1k",
                                                        "--log-format",
                                                        "text")));

        String address = awaitAddress(recorded, serving);
        Run run = RecordedTerminal.run("predict", address, "triple", "[2]", "--json");

        assertThat(run.out()).as(run.err()).isEqualTo("{\"y\":[6.0]}\n");
        assertThat(recorded.out())
                .contains(
                        "triple        1  ready",
                        "curl -s " + address + "/v1/models/triple:predict");

        serving.interrupt();
        Await.end(serving);
        assertThat(status).hasValue(0);
    }

    /// The output of `up --model FILE` before it listens, and the system's prediction then.
    private String served(Path file, Path system, String expected) throws Exception {
        var recorded = new RecordedTerminal("");
        Thread serving =
                Thread.ofPlatform()
                        .start(
                                () ->
                                        BerthCommand.run(
                                                recorded.terminal(),
                                                "up",
                                                system.toString(),
                                                "--model",
                                                file.toString(),
                                                "--name",
                                                "scale",
                                                "--port",
                                                "0"));
        try {
            String address = awaitAddress(recorded, serving);
            Run run = RecordedTerminal.run("predict", address, "scale", "[2]", "--json");
            assertThat(run.out()).as(run.err()).isEqualTo("{\"y\":[" + expected + "]}\n");
        } finally {
            serving.interrupt();
            Await.end(serving);
        }
        return recorded.err();
    }

    @Test
    void otherFile_underTheSameName_isServedAsTheNextVersionAndSaysSo() throws Exception {
        Path system = directory.resolve("system");
        Path triple = Files.write(directory.resolve("triple.onnx"), OnnxModels.scale(3));
        Path quadruple = Files.write(directory.resolve("quadruple.onnx"), OnnxModels.scale(4));

        assertThat(served(triple, system, "6.0")).contains("wrote ", "scale/1/model.yaml");
        assertThat(served(triple, system, "6.0")).contains("scale/1 has this file already");
        assertThat(served(quadruple, system, "8.0"))
                .contains(
                        "wrote " + system.resolve("models/scale/2/model.yaml"),
                        "another file than scale@1 has",
                        "served as version 2");
        assertThat(system.resolve("models/scale/1/model.yaml")).exists();
        assertThat(served(quadruple, system, "8.0")).contains("scale/2 has this file already");
        assertThat(served(triple, system, "8.0"))
                .contains("scale/1 has this file already", "get scale@2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--port            | 70000 | '70000' is no port (expected: 0 to 65535",
                "--port            | abc   | 'abc' is no port (expected: 0 to 65535",
                "--max-request-bytes        | 2G    | '2G' is no number of bytes (expected: 1 to below 2G",
                "--max-request-bytes        | much  | 'much' is no number of bytes",
                "--max-in-flight-bytes   | 100M  | --max-in-flight-bytes 104857600 (expected: at least 134217728)",
                "--max-connections | 0     | '0' (expected: a whole number from 1",
                "--idle-timeout    | 0s    | --idle-timeout 0 (expected: 1ms or more)"
            })
    void option_outsideItsRange_isRefusedWithTheRange(String option, String value, String says) {
        Run run = RecordedTerminal.run("up", directory.toString(), option, value);

        assertThat(run.status()).isEqualTo(ProblemReport.STATUS_USAGE);
        assertThat(run.err()).contains(says, option);
    }

    @ParameterizedTest
    @CsvSource({"65536, 65536", "500k, 512000", "64M, 67108864", "1g, 1073741824"})
    void bytes_withAndWithoutUnit_areRead(String text, int bytes) {
        assertThat(new BytesConverter().convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "json, , ON",
        "text, , OFF",
        "json, true, ON",
        "json, false, OFF",
        "text, true, ON",
    })
    void accessLog_saidOrNot_isWhatWasSaidOrWhatIsUsual(
            String form, @Nullable Boolean said, LogOptions.Access access) {
        var command = new UpCommand(new RecordedTerminal("").terminal());
        List<String> arguments =
                new ArrayList<>(List.of("x", "--max-request-bytes", "1", "--log-format", form));
        if (said != null) {
            arguments.add(said ? "--access-log" : "--no-access-log");
        }
        new CommandLine(command.spec()).parseArgs(arguments.toArray(String[]::new));

        assertThat(command.options().log().orElseThrow().access()).isEqualTo(access);
        assertThat(command.options().limits())
                .isEqualTo(ServerLimits.defaults().withBodyBytesMax(1));
    }

    @Test
    void noAccessLog_onTheCommandLine_isFalse() {
        var command = new UpCommand(new RecordedTerminal("").terminal());
        var line = new CommandLine(command.spec());

        assertThat(line.parseArgs("x").matchedOptionValue("--access-log", "unsaid"))
                .isEqualTo("unsaid");
        assertThat(line.parseArgs("x", "--access-log").matchedOptionValue("--access-log", false))
                .isTrue();
        assertThat(line.parseArgs("x", "--no-access-log").matchedOptionValue("--access-log", true))
                .isFalse();
    }

    private static String awaitAddress(RecordedTerminal recorded, Thread serving) {
        Await.until(() -> !serving.isAlive() || ADDRESS.matcher(recorded.out()).find());
        Matcher matcher = ADDRESS.matcher(recorded.out());
        assertThat(matcher.find()).as(recorded.err()).isTrue();
        return matcher.group(1);
    }

    /// The arguments of a container come after those of its image.
    @Test
    void option_saidTwice_isWhatWasSaidLast() {
        var recorded = new RecordedTerminal("");
        CommandLine.ParseResult read =
                BerthCommand.commandLine(recorded.terminal())
                        .parseArgs(
                                "up",
                                "x",
                                "--host",
                                "0.0.0.0",
                                "--no-watch",
                                "--allow-anonymous",
                                "--host=127.0.0.2",
                                "--no-watch",
                                "--allow-anonymous")
                        .subcommand();

        assertThat(read.matchedOptionValue("--host", "")).isEqualTo("127.0.0.2");
        assertThat(read.matchedOptionValue("--no-watch", false)).isTrue();
        assertThat(recorded.err()).isEmpty();
    }

    @Test
    void nothingToServe_isUsageError() {
        Run run = RecordedTerminal.run("up");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("nothing to serve", "--model");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:4318", "ftp://x", "not a url"})
    void otlp_thatIsNoUrl_isRefusedBeforeAModelIsLoaded(String url) throws IOException {
        Run run =
                RecordedTerminal.run(
                        "up", ScaleSystem.in(directory).toString(), "--otlp-endpoint", url);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("--otlp-endpoint", "'" + url + "' is no URL", "http://localhost:4318")
                .doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "-0.5", "half", "1e-3"})
    void traceRatio_thatIsNone_isRefused(String ratio) throws IOException {
        Run run =
                RecordedTerminal.run(
                        "up", ScaleSystem.in(directory).toString(), "--trace-sample-ratio", ratio);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "--trace-sample-ratio", "'" + ratio + "' (expected: a number from 0 to 1");
    }

    @Test
    void name_withoutModelFile_isUsageError() throws IOException {
        Run run = RecordedTerminal.run("up", ScaleSystem.in(directory).toString(), "--name", "n");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--name n without --model");
    }

    @Test
    void modelFile_inPlaceOfDirectory_namesTheOption() throws IOException {
        Path file = Files.createFile(directory.resolve("model.onnx"));

        Run run = RecordedTerminal.run("up", file.toString());

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("is a file", "`berth up --model FILE`");
    }

    @Test
    void logForm_unknown_namesThoseThatExist() throws IOException {
        Run run =
                RecordedTerminal.run(
                        "up", ScaleSystem.in(directory).toString(), "--log-format", "xml");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--log-format xml", "json", "text");
    }
}
