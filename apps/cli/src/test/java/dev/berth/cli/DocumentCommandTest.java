package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentCommandTest {
    @TempDir Path directory;
    private String system = "";

    @BeforeEach
    void writeSystem() throws IOException {
        system = ScaleSystem.in(directory).toString();
        Path folder = Files.createDirectories(directory.resolve("cards"));
        Files.writeString(
                folder.resolve("double.yaml"), "model-card: {details: {developers: The *test*}}\n");
    }

    private Path file(String name) {
        return directory.resolve("cards").resolve(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"card", "factsheet", "interface"})
    void document_isPrintedAsMarkdown(String command) {
        Run run = RecordedTerminal.run(command, system, "double");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("# double\n\nDoubles a number\n").contains("**Missing:**");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void card_hasTheTextsOfTheAuthor_andTheInterfaceTheTypes() {
        assertThat(RecordedTerminal.run("card", system, "double").out()).contains("The *test*");
        assertThat(RecordedTerminal.run("interface", system, "double@1").out())
                .contains("|`x`|float32 \\[1\\]|the number to double|m||not allowed|");
    }

    @ParameterizedTest
    @ValueSource(strings = {"md", "html", "json"})
    void document_thatWasWritten_isVerified_andAnEditIsFound(String ending) throws IOException {
        Path written = file("double.interface." + ending);
        Run write =
                RecordedTerminal.run("interface", system, "double", "--output", written.toString());
        assertThat(write.err()).isEqualTo("berth: wrote " + written + "\n");

        Run verify = RecordedTerminal.run("interface", system, "double", "--verify");
        assertThat(verify.status()).as(verify.out()).isZero();
        assertThat(verify.out()).contains(written + ": 0 numbers and the text are as");

        Files.writeString(written, Files.readString(written).replace("429", "428"));
        Run edited = RecordedTerminal.run("interface", system, "double", "--verify");
        assertThat(edited.status()).isEqualTo(1);
        assertThat(edited.out()).contains("428", "429", "berth interface DIR double --output");
        if (!ending.equals("json")) {
            assertThat(edited.out()).contains("'HTTP' of 'queue-full' in the table");
        }
    }

    @Test
    void evaluation_isRepeatedAsItWasRun_andNumbersOfAnEditedReportAreNamed() throws IOException {
        Files.writeString(
                directory.resolve("data.jsonl"),
                """
                {"x": [1], "y": 2.5}
                {"x": [2], "y": 4}
                {"x": [3], "y": 6}
                {"x": [4], "y": 8}
                {"x": [5], "y": 9}
                """);
        Path folder = Files.createDirectories(directory.resolve("evaluations"));
        Files.writeString(
                folder.resolve("double.yaml"),
                """
                model: double
                data: data.jsonl
                task: regression
                label: {column: y}
                score: {output: y}
                inputs: {x: x}
                """);
        Run evaluate = RecordedTerminal.run("evaluate", system, "double", "--batch", "2");
        assertThat(evaluate.status()).as(evaluate.err()).isZero();
        Path report = folder.resolve("double.json");
        assertThat(Files.readString(report))
                .containsPattern(
                        "\"command\" : \"berth evaluate "
                                + directory.getFileName()
                                + " double --batch 2\"")
                .contains("\"batchRows\" : 2");
        Path written = file("double.card.md");
        RecordedTerminal.run("card", system, "double", "--output", written.toString());

        Run verify = RecordedTerminal.run("card", system, "double", "--verify");
        assertThat(verify.status()).as(verify.out()).isZero();
        assertThat(verify.out()).contains("evaluations/double.json: computed again");

        String text = Files.readString(report);
        String edited = text.replaceFirst("(\"name\" : \"mae\",\\s+\"value\" : )[0-9.]+", "$10.01");
        assertThat(edited).isNotEqualTo(text);
        Files.writeString(report, edited);
        Run found = RecordedTerminal.run("card", system, "double", "--verify");
        assertThat(found.status()).isEqualTo(1);
        assertThat(found.out())
                .contains("evaluations/double.json: mae of all", "is '0.01' (expected: '0.3")
                .contains("MAE of all rows is '0.300' (expected: '0.010')");
    }

    @Test
    void format_ofTheToolkit_isPrinted_ofModelCardsAlone() {
        Run run = RecordedTerminal.run("card", system, "double", "--format", "toolkit");
        Run other = RecordedTerminal.run("factsheet", system, "double", "--format", "toolkit");

        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("{\"schema_version\":\"0.0.2\"");
        assertThat(other.status()).isEqualTo(2);
        assertThat(other.err()).contains("use it with `berth card`");
    }

    @Test
    void card_ofAHub_isImportedOnce() throws IOException {
        Path readme =
                Files.writeString(
                        directory.resolve("README.md"),
                        "---\nlicense: mit\n---\n# Doubler\n## Uses\nDoubling.\n");
        Files.delete(file("double.yaml"));

        Run run = RecordedTerminal.run("card", system, "double", "--import", readme.toString());
        Run again = RecordedTerminal.run("card", system, "double", "--import", readme.toString());

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(RecordedTerminal.run("card", system, "double").out())
                .contains("# Doubler", "Doubling.");
        assertThat(again.status()).isEqualTo(2);
        assertThat(again.err()).contains("is there already");
    }

    @Test
    void names_filesAndFolders_thatAreWrong_areExplained() throws IOException {
        Run name = RecordedTerminal.run("card", system, "duoble");
        Run folder = RecordedTerminal.run("card", system, "double", "-o", "no-such/folder.md");
        Run unwritten = RecordedTerminal.run("card", system, "double", "--verify");
        Files.writeString(file("double.yaml"), "model-card: {detail: {}}\n");
        Run broken = RecordedTerminal.run("card", system, "double");

        assertThat(name.status()).isEqualTo(1);
        assertThat(name.err()).contains("no model or endpoint 'duoble'; did you mean 'double'?");
        assertThat(folder.status()).isEqualTo(2);
        assertThat(folder.err()).contains("a file in a folder that is there");
        assertThat(unwritten.status()).isEqualTo(2);
        assertThat(unwritten.err()).contains("no document", "write one with --output");
        assertThat(broken.status()).isEqualTo(1);
        assertThat(broken.err()).contains("double.yaml:1", "the key 'detail'", "details");
    }
}
