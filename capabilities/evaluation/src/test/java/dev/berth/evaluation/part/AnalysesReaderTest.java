package dev.berth.evaluation.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.system.ValidationError;
import dev.berth.evaluation.description.AnalysesDescription;
import dev.berth.evaluation.description.AnalysesDescription.ExplanationDescription.Method;
import dev.berth.evaluation.description.AnalysesDescription.PerturbedInputs;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.description.SearchSettings;
import dev.berth.evaluation.robustness.Perturbation;
import dev.berth.evaluation.significance.Correction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AnalysesReaderTest {
    private static final String BEGIN =
            """
            model: m
            data: data.csv
            task: binary
            label: {column: status, positive: bad}
            """;

    @TempDir private Path folder;

    private CatalogSnapshot read(String analyses) throws IOException {
        Files.writeString(folder.resolve("berth.yaml"), "name: test\n");
        Files.createDirectories(folder.resolve("evaluations"));
        Files.writeString(folder.resolve("data.csv"), "status\nbad\n");
        Files.writeString(folder.resolve("evaluations/e.yaml"), BEGIN + analyses);
        return Catalog.open(folder).read();
    }

    private EvaluationDescription description(String analyses) throws IOException {
        assertThat(errors(analyses)).isEmpty();
        return read(analyses).part(Evaluations.class).find("e").orElseThrow();
    }

    /// Errors, but for that of the model, which the system lacks.
    private List<String> errors(String analyses) throws IOException {
        return read(analyses).errors().stream()
                .map(ValidationError::toString)
                .filter(error -> !error.contains("/model"))
                .toList();
    }

    @Test
    void evaluation_withoutAnalyses_hasNone() throws IOException {
        assertThat(description("").analyses()).isEqualTo(AnalysesDescription.NONE);
    }

    @Test
    void search_withoutSettings_hasTheUsualOnes() throws IOException {
        AnalysesDescription.Search search =
                description("search: {}\n").analyses().search().orElseThrow();
        assertThat(search).isEqualTo(AnalysesDescription.Search.DEFAULT);
    }

    @Test
    void search_withSettings_hasThese() throws IOException {
        AnalysesDescription.Search search =
                description(
                                """
                                search:
                                  columns: [age, region]
                                  level: 0.01
                                  correction: holm
                                  rows-min: 50
                                  effect-min: 0.3
                                  slices-max: 5
                                """)
                        .analyses()
                        .search()
                        .orElseThrow();
        assertThat(search.columns()).containsExactly("age", "region");
        assertThat(search.settings())
                .isEqualTo(new SearchSettings(0.01, Correction.HOLM, 50, 0.3, 5));
    }

    @Test
    void perturbations_ofEveryKind_areRead() throws IOException {
        List<PerturbedInputs> perturbations =
                description(
                                """
                                perturbations:
                                  - {kind: typos, inputs: [text], share: 0.1}
                                  - {kind: case, inputs: [text], to: swapped}
                                  - {kind: noise, inputs: [age, income], deviations: 0.2}
                                  - {kind: blur, inputs: [picture], radius: 3}
                                  - {kind: missing, inputs: [income]}
                                  - {kind: out-of-range, inputs: [age]}
                                """)
                        .analyses()
                        .perturbations();
        assertThat(perturbations)
                .containsExactly(
                        new PerturbedInputs(List.of("text"), new Perturbation.Typos(0.1)),
                        new PerturbedInputs(
                                List.of("text"),
                                new Perturbation.CaseChange(
                                        Perturbation.CaseChange.LetterCase.SWAPPED)),
                        new PerturbedInputs(List.of("age", "income"), new Perturbation.Noise(0.2)),
                        new PerturbedInputs(List.of("picture"), new Perturbation.Blur(3)),
                        new PerturbedInputs(List.of("income"), new Perturbation.Missing(1)),
                        new PerturbedInputs(List.of("age"), new Perturbation.OutOfRange(10)));
        assertThat(perturbations)
                .extracting(each -> each.perturbation().kind())
                .containsExactlyElementsOf(Perturbation.KINDS);
    }

    @Test
    void furtherAnalyses_areRead() throws IOException {
        AnalysesDescription analyses =
                description(
                                """
                                identities: [woman, man]
                                explain: {methods: [shapley], inputs: [age]}
                                templates:
                                  - name: identity
                                    data: templates.csv
                                    input: text
                                    terms: {religion: [muslim, christian]}
                                corpus: {data: documents.csv, id: id, inputs: {text: title}}
                                sample-rows: 500
                                """)
                        .analyses();
        assertThat(analyses.identities()).containsExactly("woman", "man");
        assertThat(analyses.explanation().orElseThrow().methods()).containsExactly(Method.SHAPLEY);
        assertThat(analyses.templates().getFirst().terms())
                .isEqualTo(Map.of("religion", List.of("muslim", "christian")));
        assertThat(analyses.corpus().orElseThrow().inputs()).isEqualTo(Map.of("text", "title"));
        assertThat(analyses.sampleRows()).isEqualTo(500);
    }

    @Test
    void paths_areRelativeToTheSystem() throws IOException {
        AnalysesDescription analyses =
                description("corpus: {data: documents.csv, id: id}\n")
                        .in(Path.of("system"))
                        .analyses();
        assertThat(analyses.corpus().orElseThrow().data())
                .isEqualTo(Path.of("system", "documents.csv").toString());
    }

    @Test
    void values_thatAreInvalid_areErrorsWithTheirPlace() throws IOException {
        assertThat(errors("search: {level: 2}\n")).singleElement().asString().contains("level");
        assertThat(errors("search: {colums: [age]}\n")).isNotEmpty();
        assertThat(errors("perturbations:\n  - {kind: snow, inputs: [a]}\n"))
                .singleElement()
                .asString()
                .contains("snow");
        assertThat(errors("perturbations:\n  - {kind: out-of-range, inputs: [a], deviations: 0}\n"))
                .singleElement()
                .asString()
                .contains("deviations: 0");
        assertThat(errors("templates:\n  - {name: x, data: t.csv, input: a}\n")).isNotEmpty();
        assertThat(errors("explain: {methods: [lime]}\n")).isNotEmpty();
        assertThat(errors("corpus: {data: x.csv}\n")).isNotEmpty();
    }
}
