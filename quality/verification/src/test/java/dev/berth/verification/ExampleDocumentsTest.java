package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.verification.BerthProgram.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests of the documents that the examples commit.
class ExampleDocumentsTest {
    private static String example(String name) {
        return Repository.example(name).toString();
    }

    /// With `--recorded` where the answers of a model differ in their last digits between
    /// processors.
    @ParameterizedTest
    @CsvSource({
        "card, lending, credit, ''",
        "factsheet, lending, credit, --recorded",
        "interface, lending, credit, --recorded",
        "interface, sign-reader, sign-reader, --recorded"
    })
    void committedDocuments_areWhatTheFilesSay(
            String command, String system, String name, String option) {
        String[] words =
                Stream.of(command, example(system), name, "--verify", option)
                        .filter(word -> !word.isEmpty())
                        .toArray(String[]::new);

        Outcome outcome = InProcessCommand.run(words);

        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out()).contains(name + "." + command + ".html: ", ".md: ");
    }

    @Test
    void numberOfACommittedDocument_thatIsEdited_isNamed(@TempDir Path directory)
            throws IOException {
        Path written = Repository.example("sign-reader").resolve("cards/sign-reader.interface.md");
        String text = Files.readString(written);
        assertThat(text).contains("|Exact match|0.825 (0.755 to 0.892)|");
        Path edited =
                Files.writeString(
                        directory.resolve("edited.md"),
                        text.replace("|Exact match|0.825 ", "|Exact match|0.925 "));

        Outcome outcome =
                InProcessCommand.run(
                        "interface",
                        example("sign-reader"),
                        "sign-reader",
                        "--verify",
                        "--recorded",
                        "--output",
                        edited.toString());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("exact match of all rows is '0.925' (expected: '0.825')")
                .contains("was edited after it was written");
    }

    @ParameterizedTest
    @CsvSource({"lending, 7", "sign-reader, 4", "toxicity, 3"})
    void examples_meetWhatTheyRequireOfARelease(
            String system, int requirements, @TempDir Path directory) throws IOException {
        Path junit = directory.resolve("junit.xml");
        Path sarif = directory.resolve("results.sarif");

        Outcome outcome =
                InProcessCommand.run(
                        "check",
                        example(system),
                        "--release",
                        "--junit",
                        junit.toString(),
                        "--sarif",
                        sarif.toString());

        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out())
                .contains(requirements + " of " + requirements + " requirements are met");
        assertThat(Files.readString(junit))
                .contains("tests=\"" + requirements + "\"", "failures=\"0\"");
        assertThat(RunningServer.json(Files.readString(sarif)).at("/runs/0/results")).isEmpty();
    }

    @Test
    void pagesOfTheExamples_loadNothing() throws IOException {
        List<Path> pages =
                List.of(
                        Repository.example("lending").resolve("cards/credit.card.html"),
                        Repository.example("sign-reader")
                                .resolve("cards/sign-reader.interface.html"));
        for (Path page : pages) {
            assertThat(Files.readString(page))
                    .doesNotContain("<script src", "<link", "<img", "url(", " style=")
                    .doesNotContainPattern("\\son[a-z]+=\"");
        }
    }
}
