package dev.berth.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReportJsonTest {
    @TempDir Path folder;

    @Test
    void report_writtenAndRead_isEqual() throws IOException {
        EvaluationReport report = Reports.full();
        Path file = folder.resolve("credit.json");
        Files.writeString(file, ReportJson.write(report));

        assertThat(ReportJson.read(file)).isEqualTo(report);
    }

    @Test
    void report_writtenTwice_hasTheSameBytes() {
        String text = ReportJson.write(Reports.full());

        assertThat(ReportJson.write(ReportJson.read(text, "text"))).isEqualTo(text).endsWith("}\n");
    }

    @Test
    void undefinedMetric_isNullWithItsReason() {
        assertThat(ReportJson.write(Reports.full()))
                .contains("\"value\" : null,\n")
                .contains("\"reason\" : \"no row of class bad\"");
    }

    @Test
    void reproducible_leavesOutWhatTimeAndPlaceDecide() {
        String text = ReportJson.write(Reports.full().reproducible());

        assertThat(text).doesNotContain("2026-12", "\"cpu\"", "rowsPerSecond").contains("credit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"task\" : \"binary\"|\"task\" : \"tossing\"|task: 'tossing' (expected: one of binary, ",
                "\"read\" : 101|\"read\" : -1|rows.read: -1 (expected: a whole number of at least 0)",
                "\"seed\" : -7|\"seed\" : 1.5|provenance.seed: 1.5 (expected: a whole number)",
                "\"value\" : 0.83|\"value\" : \"0.83\"|slices[0].metrics[0].value: '0.83' (expected: a number)",
                "\"name\" : \"all\"|\"name\" : \"some\"|the first is all",
                "\"value\" : 0.83|\"value\" : null|slices[0].metrics[0]: roc-auc: NaN (expected: a reason",
                "\"format\" : 1|\"format\" : 2|a newer version of Berth wrote the report",
                "2026-12-01T10:00:00Z|yesterday|provenance.date: 'yesterday'",
                "\"confidence\" : 0.95|\"confidence\" : 2|confidence: 2.0 (expected: between 0 and 1)",
            })
    void report_withAWrongValue_isAProblemThatNamesThePlace(
            String written, String changed, String message) {
        String text = ReportJson.write(Reports.full());
        assertThat(text).contains(written);

        assertThatThrownBy(() -> ReportJson.read(text.replace(written, changed), "credit.json"))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("evaluation-invalid: credit.json: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "{", "[]", "{} {}", "nonsense", "{\"a\":1,\"a\":2}"})
    void text_thatIsNoReport_isAProblem(String text) {
        assertThatThrownBy(() -> ReportJson.read(text, "x.json"))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("evaluation-invalid: x.json");
    }

    @Test
    void text_nestedDeeply_isAProblem() {
        assertThatThrownBy(() -> ReportJson.read("[".repeat(100_000), "x.json"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("x.json is not JSON");
    }
}
