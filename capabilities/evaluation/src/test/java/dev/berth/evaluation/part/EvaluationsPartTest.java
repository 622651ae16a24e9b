package dev.berth.evaluation.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.system.ValidationError;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.description.EvaluationDescription.FairnessDescription;
import dev.berth.evaluation.description.EvaluationDescription.Label;
import dev.berth.evaluation.description.EvaluationDescription.Resamples;
import dev.berth.evaluation.description.EvaluationDescription.Score;
import dev.berth.evaluation.description.SliceDescription;
import dev.berth.evaluation.report.Task;
import dev.berth.scoring.prediction.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EvaluationsPartTest {
    private static final String LEAST =
            """
            endpoint: credit
            data: data.csv
            task: binary
            label: {column: status}
            """;

    @TempDir private Path folder;

    private CatalogSnapshot read(String evaluation) throws IOException {
        Files.writeString(folder.resolve("berth.yaml"), "name: test\n");
        Files.createDirectories(folder.resolve("endpoints"));
        Files.writeString(
                folder.resolve("endpoints/credit.yaml"),
                "summary: s\nsteps: {a: {compute: {b: '1'}}}\n");
        Files.createDirectories(folder.resolve("evaluations"));
        Files.writeString(folder.resolve("evaluations/e.yaml"), evaluation);
        return Catalog.open(folder).read();
    }

    private List<String> errors(String evaluation) throws IOException {
        return read(evaluation).errors().stream().map(ValidationError::toString).toList();
    }

    private EvaluationDescription description(String evaluation) throws IOException {
        assertThat(errors(evaluation)).isEmpty();
        return read(evaluation).part(Evaluations.class).find("e").orElseThrow();
    }

    @Test
    void evaluation_withTheLeastKeys_hasDefaults() throws IOException {
        EvaluationDescription found = description(LEAST);

        assertThat(found.name()).isEqualTo("e");
        assertThat(found.subject()).isEqualTo(new Subject(Subject.Kind.ENDPOINT, "credit", ""));
        assertThat(found.task()).isEqualTo(Task.BINARY);
        assertThat(found.label()).isEqualTo(new Label("status", Optional.empty(), List.of()));
        assertThat(found.score())
                .isEqualTo(new Score(Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(found.threshold()).isEmpty();
        assertThat(found.slices()).isEmpty();
        assertThat(found.resamples()).isEqualTo(new Resamples(1000, 1, 0.95));
    }

    @Test
    void evaluation_withAllKeys_hasThese() throws IOException {
        EvaluationDescription found =
                description(
                        """
                        endpoint: credit
                        data: data/test.parquet
                        task: multiclass
                        label: {column: status, positive: bad, classes: [good, bad]}
                        score: {output: p, element: 1, decision: d}
                        threshold: 0.3
                        weight: w
                        group: g
                        id: i
                        inputs: {age: "years * 12"}
                        top-k: [1, 5]
                        slices:
                          - columns: [a, b]
                          - {name: young, when: age < 25}
                        fairness: {columns: [sex], favourable: good}
                        resamples: 0
                        seed: -3
                        confidence: 0.9
                        """);

        assertThat(found.label())
                .isEqualTo(new Label("status", Optional.of("bad"), List.of("good", "bad")));
        assertThat(found.score())
                .isEqualTo(new Score(Optional.of("p"), Optional.of(1), Optional.of("d")));
        assertThat(found.threshold()).isEqualTo(OptionalDouble.of(0.3));
        assertThat(found.weight()).contains("w");
        assertThat(found.group()).contains("g");
        assertThat(found.id()).contains("i");
        assertThat(found.inputs()).isEqualTo(Map.of("age", "years * 12"));
        assertThat(found.topK()).containsExactly(1, 5);
        assertThat(found.slices())
                .containsExactly(
                        new SliceDescription.Columns(List.of("a", "b")),
                        new SliceDescription.Condition("young", "age < 25"));
        assertThat(found.fairness())
                .contains(new FairnessDescription(List.of("sex"), Optional.of("good")));
        assertThat(found.resamples()).isEqualTo(new Resamples(0, -3, 0.9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "task: binary|task: toss|/task: the text 'toss'|one of binary",
                "data: data.csv||no key 'data'|",
                "{column: status}|{}|no key 'column'|",
                "endpoint: credit||no `model` or `endpoint`|one of the two",
                "endpoint: credit|{endpoint: credit, model: m}|e.yaml|",
                "endpoint: credit|endpoint: credi|the endpoint 'credi'; did you mean 'credit'?|one of credit",
                "endpoint: credit|model: nothing|the model 'nothing'|one of the system, which has none",
                "endpoint: credit|model: m@|'m@'|a model as name or name@version",
                "data: data.csv|'data: data.csv\nslices: [{name: x}]'|a slice with [name]|`columns`, or `name` and `when`",
                "data: data.csv|'data: data.csv\nresamples: 1000000'|/resamples: the number 1000000|at most 10000",
                "data: data.csv|'data: data.csv\nconfidence: 1'|/confidence: the number 1|",
                "data: data.csv|'data: data.csv\nlables: x'|key 'lables'|",
            })
    void evaluation_withAMistake_isAnErrorAtItsPlace(
            String written, String changed, String found, String expected) throws IOException {
        String text = LEAST.replace(written, changed == null ? "" : changed.replace("\\n", "\n"));

        assertThat(errors(text)).isNotEmpty();
        assertThat(errors(text).getFirst())
                .contains("evaluations/e.yaml")
                .contains(found)
                .contains(expected == null ? "" : expected);
    }

    @Test
    void data_thatIsNotThere_isAWarning() throws IOException {
        assertThat(read(LEAST).part(Evaluations.class).warnings())
                .extracting(ValidationError::toString)
                .singleElement()
                .asString()
                .contains("the file data.csv, which is not there");
        Files.writeString(folder.resolve("data.csv"), "status\n");
        assertThat(read(LEAST).part(Evaluations.class).warnings()).isEmpty();
    }

    @Test
    void report_besideTheFile_isNoneOfThePart() throws IOException {
        read(LEAST);
        Files.writeString(folder.resolve("evaluations/e.json"), "{}");

        assertThat(Catalog.open(folder).read().errors()).isEmpty();
    }
}
