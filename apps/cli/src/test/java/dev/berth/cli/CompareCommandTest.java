package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.cards.render.DocumentForm;
import dev.berth.cards.render.WrittenDocument;
import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of `berth compare` on `examples/lending`.
final class CompareCommandTest {
    private static final String LENDING = "../../examples/lending";

    /// Kept by every model on every machine.
    private static final String LENIENT = "p99-ms<=1000000";

    /// The example with slices alone to compute, for what does not depend on its numbers.
    private static String small;

    @BeforeAll
    static void copy(@TempDir Path folder) throws IOException {
        Path example = Path.of(LENDING);
        var system = new SystemBuilder(folder);
        for (String file :
                List.of(
                        "berth.yaml",
                        "endpoints/credit.yaml",
                        "evaluations/credit.yaml",
                        "data/test.csv",
                        "models/scorecard/1/scorecard.onnx",
                        "models/scorecard/1/model.yaml",
                        "models/boosted/1/boosted.onnx",
                        "models/boosted/1/model.yaml")) {
            var _ = system.write(file, Files.readAllBytes(example.resolve(file)));
        }
        var _ =
                system.edit(
                        "evaluations/credit.yaml",
                        text -> text.substring(0, text.indexOf("search:")));
        small = folder.toString();
    }

    private static Run compare(String system, String limit, String... more) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "compare",
                                system,
                                "scorecard",
                                "boosted",
                                "--evaluation",
                                "credit",
                                "--resamples",
                                "20",
                                "--duration",
                                "90ms",
                                "--limit",
                                limit,
                                "--interpretability",
                                "scorecard=transparent"));
        words.addAll(List.of(more));
        return RecordedTerminal.run(words.toArray(String[]::new));
    }

    @Test
    void compare_asJson_hasTheReportsAndCosts() {
        assertThat(compare(small, LENIENT, "--json").out())
                .contains("\"best\" : \"boosted\"", "\"dataSha256\"", "\"p99-ms\"");
    }

    @Test
    void compare_modelsOfTheExample_saysWhichToUse_andWritesDocuments(@TempDir Path folder)
            throws Exception {
        Path markdown = folder.resolve("a.md");
        Path page = folder.resolve("a.html");
        Path json = folder.resolve("a.json");
        Run run =
                compare(
                        LENDING,
                        LENIENT,
                        "-o",
                        markdown.toString(),
                        "-o",
                        page.toString(),
                        "--report=" + json);

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("roc-auc", "marital=single", "DeLong, 1484 rows", "kept")
                .contains("Use boosted: it has the best ROC AUC, 0.826")
                .contains("Using the second best instead, scorecard, changes ROC AUC by −0.014");
        // The form of a document is that of the ending of its name.
        for (Path file : List.of(markdown, page, json)) {
            assertThat(run.err()).contains("wrote " + file);
            assertThat(Files.readString(file))
                    .contains("Use boosted: ", "DeLong", "Which to use", "Paired tests")
                    .contains("a584f881563ed877adfe686acbb051ba2721ade41d7794af7799840b8e023a43")
                    .doesNotContain(folder.toString());
        }
        assertThat(folder.resolve("a.pareto-1.svg")).content().contains("on the Pareto front");
        assertThat(page)
                .content()
                .contains("on the Pareto front", "limit: p99-ms &lt;= 1000000 (off the chart)")
                .contains("scorecard/costs/p99-ms", "class=\"chart\"");
        assertThat(json).content().contains("\"scorecard/costs/p99-ms\"");
        assertCommittedIs(record(page));
    }

    private static Map<?, ?> record(Path page) throws IOException {
        WrittenDocument written = DocumentForm.HTML.divide(Files.readString(page)).orElseThrow();
        assertThat(written.isAsWritten()).as("%s without an edit", page).isTrue();
        return written.record();
    }

    /// Requires that the committed comparison is of the models and data as they are, and has the
    /// same metrics. Intervals and costs are those of its own run.
    private static void assertCommittedIs(Map<?, ?> now) throws IOException {
        Map<?, ?> committed = record(Path.of(LENDING, "cards", "comparison.html"));
        for (String digest :
                List.of("dataSha256", "modelSha256/scorecard", "modelSha256/boosted")) {
            assertThat(source(committed).get(digest)).isEqualTo(source(now).get(digest));
        }
        Map<String, Double> metrics = metrics(now);
        assertThat(metrics).hasSizeGreaterThan(40);
        metrics(committed)
                .forEach(
                        (id, value) ->
                                assertThat(metrics.get(id))
                                        .as("%s; if it changed, run `berth compare` again", id)
                                        .isCloseTo(value, within(1e-4)));
    }

    private static Map<?, ?> source(Map<?, ?> record) {
        return (Map<?, ?>) ((List<?>) Objects.requireNonNull(record.get("sources"))).getFirst();
    }

    private static Map<String, Double> metrics(Map<?, ?> record) {
        Map<String, Double> metrics = new HashMap<>();
        for (Object each : (List<?>) Objects.requireNonNull(record.get("numbers"))) {
            Map<?, ?> number = (Map<?, ?>) each;
            String id = String.valueOf(number.get("id"));
            if (id.contains("/slices/") && number.get("value") instanceof Number value) {
                metrics.put(id, value.doubleValue());
            }
        }
        return metrics;
    }

    @Test
    void compare_documentOfUnknownForm_isRefusedBeforeAnythingRuns(@TempDir Path folder) {
        Run run = compare(small, LENIENT, "-o", folder.resolve("comparison.pdf").toString());

        assertThat(run.status()).isNotZero();
        assertThat(run.err()).contains("comparison.pdf", ".md, .html or .json");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void compare_aLimitThatNoneKeeps_saysSo() {
        Run run = compare(small, "accuracy>=0.999");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("not accuracy >= 0.999", "No candidate keeps all limits.");
    }

    @Test
    void compare_whatCannotBeCompared_isRefused() {
        assertThat(refused("compare", LENDING, "scorecard")).contains("CANDIDATE");
        assertThat(refused("compare", LENDING, "scorecard", "scorecard", "--evaluation", "credit"))
                .contains("each once");
        assertThat(refused("compare", LENDING, "scorecard", "boosted", "--evaluation", "credits"))
                .contains("credit");
        assertThat(
                        refused(
                                "compare",
                                LENDING,
                                "scorecard",
                                "boosted",
                                "--evaluation",
                                "credit",
                                "--limit",
                                "fast"))
                .contains("p99-ms<=20");
        assertThat(refused("compare", LENDING, "scorecard", "forest", "--evaluation", "credit"))
                .contains("forest");
    }

    private static String refused(String... words) {
        Run run = RecordedTerminal.run(words);
        assertThat(run.status()).isNotZero();
        return run.err();
    }
}
