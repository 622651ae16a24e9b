package dev.berth.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.catalog.artifact.Digests;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.ElementType;
import dev.berth.evaluation.auc.IdentityAuc;
import dev.berth.evaluation.description.AnalysesDescription;
import dev.berth.evaluation.description.AnalysesDescription.Corpus;
import dev.berth.evaluation.description.AnalysesDescription.ExplanationDescription;
import dev.berth.evaluation.description.AnalysesDescription.ExplanationDescription.Method;
import dev.berth.evaluation.description.AnalysesDescription.PerturbedInputs;
import dev.berth.evaluation.description.AnalysesDescription.Search;
import dev.berth.evaluation.description.AnalysesDescription.TemplatesDescription;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.description.EvaluationDescription.FairnessDescription;
import dev.berth.evaluation.description.EvaluationDescription.Label;
import dev.berth.evaluation.description.EvaluationDescription.Resamples;
import dev.berth.evaluation.description.EvaluationDescription.Score;
import dev.berth.evaluation.description.SliceDescription;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.Explanation;
import dev.berth.evaluation.report.Finding;
import dev.berth.evaluation.report.FoundSlice;
import dev.berth.evaluation.report.GroupFairness;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.ReportJson;
import dev.berth.evaluation.report.Robustness;
import dev.berth.evaluation.report.TableDigest;
import dev.berth.evaluation.report.Task;
import dev.berth.evaluation.report.TemplateResult;
import dev.berth.evaluation.robustness.Perturbation;
import dev.berth.evaluation.run.RunOptions.Strictness;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.scoring.prediction.Subject;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs with further analyses, from the data file to the report.
final class AnalysesRunTest {
    @TempDir private static Path spill;
    private static Database database;

    @TempDir private Path folder;

    private final FormulaPredictor predictor =
            FormulaPredictor.of(
                    Map.of(
                            "age", ElementType.INT64,
                            "income", ElementType.FLOAT64,
                            "text", ElementType.STRING),
                    ElementType.FLOAT64,
                    0,
                    AnalysesRunTest::score);

    @BeforeAll
    static void open() {
        database = Database.open(new DatabaseSettings(512L << 20, spill, 2));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    /// Rises with the income; angry texts, and mentions of women, raise it; ages over 200 are none.
    private static Object score(Map<String, @Nullable Object> record) {
        double age = record.get("age") instanceof Number number ? number.doubleValue() : 0;
        double income = record.get("income") instanceof Number number ? number.doubleValue() : 0;
        String text = String.valueOf(record.get("text"));
        if (age > 200 || age < 0) {
            throw new ProblemException(
                    ProblemCode.VALUE_INVALID,
                    "age " + age + " (expected: 0 to 200)",
                    "correct it");
        }
        double sum =
                1.5 * income
                        + (text.contains("angry") ? 1.5 : -1.5)
                        + (text.contains("woman") ? 1.5 : 0);
        return 1 / (1 + Math.exp(-sum));
    }

    /// Rows whose label follows income and text, not the mention of women; in one region it is
    /// noise.
    private Path csv(int rows) throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        StringBuilder text = new StringBuilder("label,age,income,text,sex,region,woman,closed\n");
        for (int row = 1; row <= rows; row++) {
            boolean angry = random.nextBoolean();
            boolean woman = random.nextInt(3) == 0;
            double income = random.nextGaussian();
            int region = random.nextInt(5);
            double probability = 1 / (1 + Math.exp(-1.5 * income - (angry ? 1.5 : -1.5)));
            boolean bad = random.nextDouble() < (region == 3 ? 0.5 : probability);
            text.append(bad ? "bad" : "good")
                    .append(',')
                    .append(18 + random.nextInt(60))
                    .append(',')
                    .append(income)
                    .append(angry ? ",an angry " : ",a calm ")
                    .append(woman ? "woman" : "man")
                    .append(random.nextBoolean() ? ",f" : ",m")
                    .append(",r")
                    .append(region)
                    .append(woman ? ",true" : ",false")
                    .append(bad ? ",yes" : ",no")
                    .append('\n');
        }
        return Files.writeString(folder.resolve("data.csv"), text.toString());
    }

    private static EvaluationDescription description(
            Task task,
            Label label,
            Optional<FairnessDescription> fairness,
            AnalysesDescription analyses) {
        return description(task, label, fairness, analyses, List.of());
    }

    private static EvaluationDescription description(
            Task task,
            Label label,
            Optional<FairnessDescription> fairness,
            AnalysesDescription analyses,
            List<SliceDescription> slices) {
        return new EvaluationDescription(
                "test",
                new Subject(Subject.Kind.MODEL, "formula", ""),
                "data.csv",
                task,
                label,
                new Score(Optional.empty(), Optional.empty(), Optional.empty()),
                OptionalDouble.empty(),
                Optional.empty(),
                task == Task.RANKING ? Optional.of("query") : Optional.empty(),
                Optional.empty(),
                Map.of(),
                List.of(1, 2),
                slices,
                fairness,
                analyses,
                new Resamples(100, 1, 0.95));
    }

    private static final Label STATUS =
            new Label("label", Optional.of("bad"), List.of("good", "bad"));

    private AnalysesDescription all() throws IOException {
        Path templates =
                Files.writeString(
                        folder.resolve("templates.csv"),
                        """
                        template,label,age,income
                        an angry {identity},1,30,0.5
                        a calm {identity},0,30,0.5
                        a {identity} who is angry,1,40,-1
                        a {identity},0,50,0.1
                        """);
        return new AnalysesDescription(
                List.of("woman"),
                Optional.of(Search.DEFAULT),
                List.of(
                        new PerturbedInputs(
                                List.of("text"),
                                new Perturbation.CaseChange(
                                        Perturbation.CaseChange.LetterCase.UPPER)),
                        new PerturbedInputs(List.of("age"), new Perturbation.OutOfRange(100)),
                        new PerturbedInputs(List.of("income"), new Perturbation.Noise(1))),
                Optional.of(new ExplanationDescription(List.of(Method.values()), List.of())),
                List.of(
                        new TemplatesDescription(
                                "identity",
                                templates.toString(),
                                "text",
                                Map.of("sex", List.of("man", "woman")))),
                Optional.empty(),
                300);
    }

    private EvaluationReport run(
            EvaluationDescription description, Path file, RecordPredictor model, Path progress) {
        return EvaluationRun.run(
                description,
                database,
                file,
                model,
                new RunOptions(
                        64, 3, 0.01, Strictness.SET_ASIDE, Optional.of(progress), Duration.ZERO),
                Descriptions.ORIGIN,
                (_, _, _) -> {});
    }

    private EvaluationReport run(EvaluationDescription description, Path file) {
        return run(description, file, predictor, folder.resolve("progress"));
    }

    private EvaluationReport runAll(Path file) throws IOException {
        return run(
                description(
                        Task.BINARY,
                        STATUS,
                        Optional.of(new FairnessDescription(List.of("sex"), Optional.of("good"))),
                        all()),
                file);
    }

    private static double value(List<MetricValue> metrics, String name) {
        return metrics.stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void analyses_ofABinaryTask_areInTheReport() throws IOException {
        EvaluationReport report = runAll(csv(4_000));

        GroupFairness sex = report.fairness().getFirst();
        assertThat(sex.groups()).extracting(GroupFairness.Group::name).containsExactly("f", "m");
        assertThat(value(sex.gaps(), "demographic-parity-difference")).isLessThan(0.05);
        assertThat(value(sex.gaps(), "demographic-parity-p-value")).isGreaterThan(0.01);

        GroupFairness identities = report.fairness().getLast();
        assertThat(identities.notes()).containsExactly(IdentityAuc.PINNED_DEPRECATION);
        List<MetricValue> woman = identities.groups().getFirst().metrics();
        assertThat(value(woman, "bpsn-auc")).isLessThan(value(woman, "subgroup-auc") - 0.05);
        assertThat(value(woman, "bnsp-auc")).isGreaterThan(value(woman, "subgroup-auc") + 0.05);

        assertThat(report.foundSlices())
                .extracting(FoundSlice::condition)
                .contains("region == \"r3\"");
        assertThat(report.findings())
                .extracting(Finding::kind)
                .contains(Finding.Kind.WORSE_SLICE, Finding.Kind.MISCALIBRATED_SCORE)
                // `closed` reveals the label, but the model does not see it.
                .doesNotContain(Finding.Kind.LEAKING_COLUMN);
        Path written = Files.writeString(folder.resolve("report.json"), ReportJson.write(report));
        assertThat(ReportJson.read(written)).isEqualTo(report);
    }

    /// What a search prints can be declared as it stands, and then has the same rows.
    @Test
    void condition_ofAFoundSlice_selectsItsRows() throws IOException {
        Path file = csv(4_000);
        EvaluationReport report = runAll(file);
        assertThat(report.foundSlices()).isNotEmpty();
        List<SliceDescription> slices =
                report.foundSlices().stream()
                        .<SliceDescription>map(
                                found ->
                                        new SliceDescription.Condition(
                                                found.name(), found.condition()))
                        .toList();
        EvaluationReport again =
                run(
                        description(
                                Task.BINARY,
                                STATUS,
                                Optional.empty(),
                                AnalysesDescription.NONE,
                                slices),
                        file);
        for (FoundSlice found : report.foundSlices()) {
            assertThat(again.findSlice(found.name()).orElseThrow().rows())
                    .as(found.condition())
                    .isEqualTo(found.rows());
            assertThat(again.findMetric(found.name(), "log-loss").orElseThrow().value())
                    .isEqualTo(found.inside().value(), within(1e-9));
        }
    }

    @Test
    void perturbations_ofInputs_showWhatIsLost() throws IOException {
        EvaluationReport report = runAll(csv(2_000));
        Robustness upper = report.robustness().getFirst();
        assertThat(upper.perturbation()).isEqualTo("case of text");
        assertThat(upper.rows()).isEqualTo(300);
        MetricValue auc =
                upper.changes().stream()
                        .map(Robustness.Change::difference)
                        .filter(metric -> metric.name().equals("roc-auc"))
                        .findFirst()
                        .orElseThrow();
        assertThat(auc.value()).isLessThan(-0.05);
        assertThat(auc.high()).isNegative();
        Robustness far = report.robustness().get(1);
        assertThat(far.rows()).isZero();
        assertThat(far.changes().getLast().perturbed().name()).isEqualTo("rejected");
        assertThat(far.changes().getLast().perturbed().value()).isOne();
    }

    @Test
    void explanations_ofTheFormula_findItsInputs() throws IOException {
        List<Explanation> explanations = runAll(csv(2_000)).explanations();
        Explanation permutation = explanations.getFirst();
        assertThat(permutation.method()).isEqualTo("permutation-importance");
        assertThat(permutation.importances().getLast().input()).isEqualTo("age");
        assertThat(permutation.importances().getLast().value().value()).isZero();
        assertThat(permutation.importances().getFirst().value().low()).isPositive();
        Explanation dependence = explanations.get(1);
        assertThat(dependence.dependences())
                .filteredOn(each -> each.input().equals("income"))
                .allSatisfy(
                        each ->
                                assertThat(each.points().getLast().output().value())
                                        .isGreaterThan(
                                                each.points().getFirst().output().value() + 0.3));
        Explanation shapley = explanations.get(2);
        assertThat(shapley.output()).isEqualTo("score");
        assertThat(shapley.importances()).hasSize(3);
        assertThat(explanations.get(3).output()).startsWith("score of row ");
    }

    @Test
    void templates_ofTwoTerms_showThatOneRaisesTheScore() throws IOException {
        EvaluationReport report = runAll(csv(500));
        assertThat(report.provenance().tables())
                .containsExactly(
                        new TableDigest(
                                folder.resolve("templates.csv").toString(),
                                Digests.ofFile(folder.resolve("templates.csv")).hex()));
        assertThat(ReportJson.read(ReportJson.write(report), "report").provenance())
                .isEqualTo(report.provenance());
        TemplateResult result = report.templates().getFirst();
        assertThat(result.terms()).hasSize(2);
        assertThat(value(result.terms().get(1).metrics(), "score-shift")).isGreaterThan(0.05);
        assertThat(value(result.gaps(), "score-gap")).isGreaterThan(0.1);
        assertThat(value(result.gaps(), "flip-rate")).isPositive();
    }

    @Test
    void stoppedRun_withAnalyses_givesTheSameBytes() throws IOException {
        Path file = csv(3_000);
        EvaluationDescription description =
                description(
                        Task.BINARY,
                        STATUS,
                        Optional.of(
                                new FairnessDescription(
                                        List.of("sex", "region"), Optional.of("good"))),
                        all());
        String whole =
                ReportJson.write(
                        run(description, file, predictor, folder.resolve("whole")).reproducible());
        Path progress = folder.resolve("stopped");
        for (int requests : new int[] {7, 20, 11}) {
            assertThatThrownBy(
                            () ->
                                    run(
                                            description,
                                            file,
                                            predictor.failingAfter(requests),
                                            progress))
                    .hasMessageContaining("killed");
        }
        assertThat(ReportJson.write(run(description, file, predictor, progress).reproducible()))
                .isEqualTo(whole);
    }

    @Test
    void leakingInput_isFound() throws IOException {
        FormulaPredictor leaky =
                FormulaPredictor.of(
                        Map.of("closed", ElementType.STRING),
                        ElementType.FLOAT64,
                        0,
                        record -> "yes".equals(record.get("closed")) ? 0.9 : 0.1);
        EvaluationReport report =
                run(
                        description(
                                Task.BINARY,
                                STATUS,
                                Optional.empty(),
                                AnalysesDescription.NONE.with(
                                        Optional.of(Search.DEFAULT), List.of())),
                        csv(1_000),
                        leaky,
                        folder.resolve("progress"));
        assertThat(report.findings())
                .filteredOn(each -> each.kind() == Finding.Kind.LEAKING_COLUMN)
                .extracting(Finding::subject)
                .containsExactly("closed");
    }

    @Test
    void retrieval_searchesItsCorpus() throws IOException {
        Path corpus =
                Files.writeString(
                        folder.resolve("corpus.csv"), "id,text\nd1,aaaa\nd2,bbbb\nd3,ab\n");
        Path queries =
                Files.writeString(
                        folder.resolve("queries.csv"),
                        "relevant,text\nd1,aab\nd2,bbbbbba\nd3,aa\n\"[\"\"d1\"\",\"\"d3\"\"]\",aaaa\n");
        EvaluationReport report =
                run(
                        description(
                                Task.RETRIEVAL,
                                new Label("relevant", Optional.empty(), List.of()),
                                Optional.empty(),
                                corpus(corpus)),
                        queries,
                        letters(),
                        folder.resolve("progress"));
        // The third query finds d1 first, then d3.
        assertThat(report.findMetric("all", "mrr").orElseThrow().value())
                .isEqualTo((1 / 2.0 + 1 + 1 / 2.0 + 1) / 4, within(1e-12));
        assertThat(report.findMetric("all", "recall@2").orElseThrow().value())
                .isEqualTo(1, within(1e-12));
    }

    private static AnalysesDescription corpus(Path file) {
        return new AnalysesDescription(
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.of(new Corpus(file.toString(), "id", Map.of())),
                100);
    }

    /// Embeds a text by how often it has the letters a and b.
    private static FormulaPredictor letters() {
        return FormulaPredictor.of(
                Map.of("text", ElementType.STRING),
                ElementType.FLOAT32,
                2,
                record -> {
                    String text = String.valueOf(record.get("text"));
                    return List.of(
                            (double) text.chars().filter(each -> each == 'a').count(),
                            (double) text.chars().filter(each -> each == 'b').count());
                });
    }

    @Test
    void corpus_withABrokenDocument_isAProblemWithItsRow() throws IOException {
        Path queries = Files.writeString(folder.resolve("queries.csv"), "relevant,text\nd1,aab\n");
        assertCorpusFails(queries, "id,text\nd1,aaaa\nd2,cccc\n", "row 2, column score: embedding");
        assertCorpusFails(queries, "id,text\nd1,aaaa\nd1,bb\n", "document d1 is there twice");
        assertCorpusFails(queries, "id,text\n,aaaa\n", "no id of the document");
        assertCorpusFails(queries, "name,text\nd1,aaaa\n", "'id'");
    }

    private void assertCorpusFails(Path queries, String corpus, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("corpus.csv"), corpus);
        assertThatThrownBy(
                        () ->
                                run(
                                        description(
                                                Task.RETRIEVAL,
                                                new Label("relevant", Optional.empty(), List.of()),
                                                Optional.empty(),
                                                corpus(file)),
                                        queries,
                                        letters(),
                                        folder.resolve("progress")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(message);
    }

    @Test
    void ranking_groupsTheRowsOfAQuery() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("ranking.csv"),
                        "query,relevance,x\nq1,1,0.1\nq2,0,0.5\nq1,0,0.9\nq2,2,0.7\n");
        FormulaPredictor model =
                FormulaPredictor.of(
                        Map.of("x", ElementType.FLOAT64),
                        ElementType.FLOAT64,
                        0,
                        record -> record.get("x") instanceof Double x ? x : -1.0);
        EvaluationReport report =
                run(
                        description(
                                Task.RANKING,
                                new Label("relevance", Optional.empty(), List.of()),
                                Optional.empty(),
                                AnalysesDescription.NONE),
                        file,
                        model,
                        folder.resolve("progress"));
        assertThat(report.findMetric("all", "mrr").orElseThrow().value())
                .isEqualTo(0.75, within(1e-12));
        assertThat(report.findMetric("all", "recall@1").orElseThrow().value())
                .isEqualTo(0.5, within(1e-12));
    }

    @Test
    void texts_areCompared() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("texts.csv"), "written,text\nhello,hallo\nyes,yes\n");
        FormulaPredictor model =
                FormulaPredictor.of(
                        Map.of("text", ElementType.STRING),
                        ElementType.STRING,
                        0,
                        record -> String.valueOf(record.get("text")));
        EvaluationReport report =
                run(
                        description(
                                Task.TEXT_RECOGNITION,
                                new Label("written", Optional.empty(), List.of()),
                                Optional.empty(),
                                AnalysesDescription.NONE),
                        file,
                        model,
                        folder.resolve("progress"));
        assertThat(report.findMetric("all", "character-error-rate").orElseThrow().value())
                .isEqualTo(1 / 8.0, within(1e-12));
    }

    @Test
    void descriptions_thatDoNotFit_areProblems() throws IOException {
        Path file = csv(50);
        AnalysesDescription none = AnalysesDescription.NONE;
        assertInvalid(file, fairness("sex"), none, "without the class that is good");
        assertInvalid(file, fairness("sex", "fine"), none, "'fine'");
        assertInvalid(file, fairness("gender", "good"), none, "'gender'");
        assertInvalid(file, Optional.empty(), none.with(Optional.empty(), List.of("men")), "'men'");
        assertInvalid(file, Optional.empty(), perturbed("colour"), "'colour'");
        assertInvalid(file, fairness("income", "good"), none, "more than 100 groups", 500);
        assertThatThrownBy(
                        () ->
                                run(
                                        description(Task.RETRIEVAL, STATUS, Optional.empty(), none),
                                        file))
                .hasMessageContaining("without `corpus`");
        assertThatThrownBy(
                        () ->
                                run(
                                        description(
                                                Task.REGRESSION,
                                                new Label("income", Optional.empty(), List.of()),
                                                fairness("sex", "good"),
                                                none),
                                        file))
                .hasMessageContaining("`fairness` of the task regression");
    }

    private static Optional<FairnessDescription> fairness(String column, String... favourable) {
        return Optional.of(
                new FairnessDescription(
                        List.of(column),
                        favourable.length == 0 ? Optional.empty() : Optional.of(favourable[0])));
    }

    private static AnalysesDescription perturbed(String input) {
        return new AnalysesDescription(
                List.of(),
                Optional.empty(),
                List.of(new PerturbedInputs(List.of(input), new Perturbation.Missing(1))),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                100);
    }

    private void assertInvalid(
            Path file,
            Optional<FairnessDescription> fairness,
            AnalysesDescription analyses,
            String message) {
        assertThatThrownBy(() -> run(description(Task.BINARY, STATUS, fairness, analyses), file))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(message);
    }

    private void assertInvalid(
            Path file,
            Optional<FairnessDescription> fairness,
            AnalysesDescription analyses,
            String message,
            int rows)
            throws IOException {
        Files.delete(file);
        assertInvalid(csv(rows), fairness, analyses, message);
    }
}
