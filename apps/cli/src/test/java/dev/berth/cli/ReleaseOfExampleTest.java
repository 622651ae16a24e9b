package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

/// Tests of `berth check --release` on a copy of `examples/lending`.
final class ReleaseOfExampleTest {
    private static final Path LENDING = Path.of("../../examples/lending");

    @TempDir private Path folder;

    @BeforeEach
    void copyExample() throws IOException {
        try (Stream<Path> files = Files.walk(LENDING)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path name = LENDING.relativize(file);
                if (!name.startsWith(".berth")) {
                    Path target = system().resolve(name);
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
    }

    private Path system() {
        return folder.resolve("lending");
    }

    private Path junit() {
        return folder.resolve("release.xml");
    }

    private Path sarif() {
        return folder.resolve("release.sarif");
    }

    private Run check() {
        return RecordedTerminal.run(
                "check",
                system().toString(),
                "--release",
                "--junit",
                junit().toString(),
                "--sarif",
                sarif().toString());
    }

    private void require(String before, String now) throws IOException {
        Path card = system().resolve("cards/credit.yaml");
        String text = Files.readString(card);
        assertThat(text).containsOnlyOnce(before);
        Files.writeString(card, text.replace(before, now));
    }

    private Element suite() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(
                        new ByteArrayInputStream(
                                Files.readString(junit()).getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    @Test
    void committedRequirements_areMet() throws Exception {
        Run run = check();

        assertThat(run.status()).as(run.out()).isZero();
        assertThat(run.out()).contains("7 of 7 requirements are met");
        assertThat(suite().getElementsByTagName("testcase").getLength()).isEqualTo(7);
        assertThat(suite().getElementsByTagName("failure").getLength()).isZero();
        assertThat(Files.readString(sarif())).doesNotContain("\"error\"");
    }

    /// One requirement is tightened, or made of something that was not measured.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metric: roc-auc, at-least: 0.8,|metric: roc-auc, at-least: 0.9,|not met|roc-auc|0.826",
                "metric: recall, at-least: 0.6}|metric: recall, at-least: 0.75}|not met|recall|0.733",
                "slice: under 30, at-least: 0.75|slice: under 30, at-least: 0.85|not met|under 30|0.809",
                "metric: ece, at-most: 0.06|metric: ece, at-most: 0.01|not met|ECE|0.027",
                "column: marital, at-most: 0.3}|column: marital, at-most: 0.1}|not met|parity|marital",
                "license: [Apache-2.0]|license: [MIT]|not met|MIT|Apache-2.0",
                "slice: under 30, at-least|slice: under 20, at-least|no data|under 20|no slice",
                "metric: recall, at-least|metric: ndcg, at-least|no data|ndcg|no 'ndcg'"
            })
    void requirement_thatIsTightened_isNamed(
            String before, String now, String verdict, String of, String found) throws Exception {
        require(before, now);

        Run run = check();

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("6 of 7 requirements are met");
        assertThat(run.out().lines().filter(line -> line.contains("credit.yaml:")))
                .filteredOn(line -> line.contains(": " + verdict + ": "))
                .singleElement()
                .asString()
                .containsIgnoringCase(of);
        assertThat(run.out()).contains(found);
        assertThat(
                        suite().getElementsByTagName("failure").getLength()
                                + suite().getElementsByTagName("error").getLength())
                .isEqualTo(1);
        assertThat(Files.readString(junit())).contains(found);
        assertThat(Files.readString(sarif())).contains("\"error\"", "cards/credit.yaml", found);
    }

    @Test
    void numberOfTheReport_thatIsImprovedByHand_doesNotMeetTheCard() throws IOException {
        Path card = system().resolve("cards/credit.card.md");
        String text = Files.readString(card);
        assertThat(text).contains("|ROC AUC|0.826 ");
        Files.writeString(card, text.replace("|ROC AUC|0.826 ", "|ROC AUC|0.926 "));

        Run run = check();

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("credit.card.md", "0.926");
    }
}
