package dev.berth.evaluation.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.ProblemException;
import dev.berth.evaluation.bootstrap.PoissonBootstrap;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.TemplateResult;
import dev.berth.evaluation.template.TemplateSet.Template;
import dev.berth.evaluation.template.TemplateSet.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

final class TemplateTestTest {
    private static final PoissonBootstrap RESAMPLING = new PoissonBootstrap(200, 1, 0.95);
    private static final List<Term> TERMS =
            List.of(
                    new Term("tall", "height"),
                    new Term("short", "height"),
                    new Term("old", "age"));

    private static TemplateSet set(Template... templates) {
        return new TemplateSet("identity", List.of(templates), TERMS);
    }

    private static Template template(String text, Boolean... positive) {
        return new Template(
                text, positive.length == 0 ? Optional.empty() : Optional.of(positive[0]));
    }

    private static TemplateResult evaluate(TemplateSet set, ToDoubleFunction<String> model) {
        double[] scores = TemplateTest.sentences(set).stream().mapToDouble(model).toArray();
        return TemplateTest.evaluate(set, scores, 0.5, RESAMPLING);
    }

    private static MetricValue find(List<MetricValue> metrics, String name) {
        return metrics.stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double term(TemplateResult result, int term, String name) {
        return find(result.terms().get(term).metrics(), name).value();
    }

    @Test
    void sentences_ofASet_haveEachTermInEachTemplate() {
        assertThat(
                        TemplateTest.sentences(
                                set(template("a {identity} man"), template("{identity}!"))))
                .containsExactly(
                        "a tall man", "a short man", "a old man", "tall!", "short!", "old!");
    }

    @Test
    void term_thatRaisesTheScore_isShown() {
        TemplateSet set = set(template("{identity} one"), template("{identity} two"));
        TemplateResult result =
                evaluate(
                        set,
                        text ->
                                (text.contains("old") ? 0.6 : 0.3)
                                        + (text.contains("two") ? 0.1 : 0));
        assertThat(term(result, 2, "mean-score")).isEqualTo(0.65, within(1e-12));
        assertThat(term(result, 2, "score-shift")).isEqualTo(0.2, within(1e-12));
        assertThat(term(result, 0, "score-shift")).isEqualTo(-0.1, within(1e-12));
        assertThat(term(result, 2, "positive-rate")).isOne();
        assertThat(find(result.gaps(), "score-gap").value()).isEqualTo(0.3, within(1e-12));
        assertThat(find(result.gaps(), "flip-rate").value()).isOne();
        assertThat(result.terms().get(2).group()).isEqualTo("age");
        assertThat(result.template()).isEqualTo("{identity} one\n{identity} two");
    }

    @Test
    void term_thatChangesNothing_hasNoGap() {
        TemplateResult result =
                evaluate(
                        set(template("{identity} good"), template("{identity} bad")),
                        text -> text.contains("bad") ? 0.9 : 0.1);
        assertThat(find(result.gaps(), "score-gap").value()).isZero();
        assertThat(find(result.gaps(), "flip-rate").value()).isZero();
        assertThat(find(result.gaps(), "score-gap").high()).isZero();
    }

    @Test
    void areas_ofLabelledTemplates_showWhereATermMakesFalsePositives() {
        List<Template> templates = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2_000; i++) {
            templates.add(
                    template("{identity} " + (i % 2 == 0 ? "bad " : "good ") + i, i % 2 == 0));
        }
        TemplateResult result =
                evaluate(
                        set(templates.toArray(Template[]::new)),
                        text ->
                                (text.contains("bad") ? 0.5 : 0.2)
                                        + (text.contains("old") ? 0.3 : 0)
                                        + 0.2 * random.nextDouble());
        // Good sentences with the term score as bad ones without: 0.5 to 0.7 both.
        assertThat(term(result, 2, "bpsn-auc")).isEqualTo(0.5, within(0.03));
        assertThat(term(result, 2, "bnsp-auc")).isOne();
        assertThat(term(result, 2, "subgroup-auc")).isOne();
        assertThat(term(result, 0, "bpsn-auc")).isOne();
        MetricValue bpsn = find(result.terms().get(2).metrics(), "bpsn-auc");
        assertThat(bpsn.low()).isBetween(0.4, bpsn.value());
        assertThat(bpsn.high()).isBetween(bpsn.value(), 0.6);
        double mean = find(result.gaps(), "bpsn-auc-power-mean").value();
        assertThat(mean).isBetween(0.5, 0.75);
    }

    @Test
    void sentence_withoutScore_takesItsTemplateOut() {
        TemplateSet set = set(template("{identity} one"), template("{identity} two"));
        TemplateResult result = evaluate(set, text -> text.equals("tall one") ? Double.NaN : 0.25);
        assertThat(result.terms()).allMatch(term -> term.rows() == 1);
        TemplateResult none = evaluate(set, text -> Double.NaN);
        assertThat(find(none.gaps(), "flip-rate").reason()).contains("no template has all scores");
    }

    @Test
    void areas_ofTemplatesOfOneLabel_areUndefined() {
        TemplateResult result = evaluate(set(template("{identity}", true)), text -> 0.3);
        assertThat(find(result.terms().getFirst().metrics(), "subgroup-auc").isDefined()).isFalse();
    }

    @Test
    void sets_thatAreInvalid_areRejected() {
        assertInvalid("'no slot'", List.of(template("no slot")), TERMS);
        assertInvalid("no template", List.of(), TERMS);
        assertInvalid("1 terms", List.of(template("{identity}")), TERMS.subList(0, 1));
        assertInvalid(
                "'a' is there twice",
                List.of(template("{identity}")),
                List.of(new Term("a", ""), new Term("a", "x")));
        List<Term> many = new ArrayList<>();
        for (int i = 0; i < 200_001; i++) {
            many.add(new Term("t" + i, ""));
        }
        assertInvalid("200,001 sentences", List.of(template("{identity}")), many);
    }

    private static void assertInvalid(String message, List<Template> templates, List<Term> terms) {
        assertThatThrownBy(() -> new TemplateSet("x", templates, terms))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(message);
    }
}
