package dev.berth.evaluation.template;

import dev.berth.evaluation.auc.IdentityAuc;
import dev.berth.evaluation.auc.PowerMean;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.TemplateResult;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.template.TemplateSet.Template;
import dev.berth.evaluation.template.TemplateSet.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Scores of sentences in which only an identity term differs: whether the term alone changes what
/// a model says.
///
/// Of each term:
///
/// - `mean-score` of its sentences, and `score-shift`: the mean difference to the mean of the same
///   template over all terms;
/// - `positive-rate`: the share of scores of at least the threshold;
/// - where templates have labels `subgroup-auc`, `bpsn-auc`, `bnsp-auc` and `pinned-auc`, with the
///   sentences of all other terms as the background ([IdentityAuc]).
///
/// Of all together:
///
/// - `score-gap`: the mean over templates of the largest less the smallest score of any term;
/// - `flip-rate`: the share of templates whose decision depends on the term;
/// - `subgroup-auc-power-mean` and so on: the power mean of the areas ([PowerMean]).
///
/// Intervals come from resamples of templates. A template with a sentence that has no score is in
/// no metric.
public final class TemplateTest {
    private final TemplateSet set;

    /// By template and term; of the templates that have all.
    private final double[][] scores;

    private final List<Template> templates;
    private final double threshold;
    private final Resampling resampling;

    /// Weights of templates by resample; the last is that of all once.
    private final double[][] weights;

    private TemplateTest(
            TemplateSet set,
            List<Template> templates,
            double[][] scores,
            double threshold,
            Resampling resampling) {
        this.set = set;
        this.templates = templates;
        this.scores = scores;
        this.threshold = threshold;
        this.resampling = resampling;
        weights = new double[resampling.count() + 1][scores.length];
        byte[] drawn = new byte[resampling.count()];
        for (int template = 0; template < scores.length; template++) {
            resampling.unitWeights(template + 1L, drawn);
            for (int i = 0; i < drawn.length; i++) {
                weights[i][template] = drawn[i];
            }
            weights[drawn.length][template] = 1;
        }
    }

    /// Sentences of a set: for each template those of all terms.
    public static List<String> sentences(TemplateSet set) {
        List<String> sentences = new ArrayList<>();
        for (Template template : set.templates()) {
            for (Term term : set.terms()) {
                sentences.add(template.with(term));
            }
        }
        return sentences;
    }

    /// Evaluates scores.
    ///
    /// @param scores of [#sentences], in their order; NaN where there is none
    /// @param threshold from which score on a sentence is decided to be positive
    public static TemplateResult evaluate(
            TemplateSet set, double[] scores, double threshold, Resampling resampling) {
        int terms = set.terms().size();
        if (scores.length != set.templates().size() * terms) {
            throw new IllegalArgumentException(
                    "scores: %d (expected: %d)"
                            .formatted(scores.length, set.templates().size() * terms));
        }
        List<Template> templates = new ArrayList<>();
        List<double[]> byTemplate = new ArrayList<>();
        for (int template = 0; template < set.templates().size(); template++) {
            double[] ofTerms = Arrays.copyOfRange(scores, template * terms, (template + 1) * terms);
            if (Arrays.stream(ofTerms).noneMatch(Double::isNaN)) {
                templates.add(set.templates().get(template));
                byTemplate.add(ofTerms);
            }
        }
        return new TemplateTest(
                        set, templates, byTemplate.toArray(double[][]::new), threshold, resampling)
                .result();
    }

    private TemplateResult result() {
        boolean hasLabels =
                !templates.isEmpty()
                        && templates.stream().allMatch(each -> each.positive().isPresent());
        IdentityAuc[][] areas = hasLabels ? areas() : new IdentityAuc[set.terms().size()][];
        List<TemplateResult.Term> terms = new ArrayList<>();
        for (int term = 0; term < areas.length; term++) {
            List<MetricValue> metrics = scoreMetrics(term);
            if (hasLabels) {
                metrics.addAll(areaMetrics(areas[term]));
            }
            terms.add(
                    new TemplateResult.Term(
                            set.terms().get(term).text(),
                            set.terms().get(term).group(),
                            templates.size(),
                            metrics));
        }
        List<MetricValue> gaps = scoreGaps();
        if (hasLabels) {
            gaps.addAll(powerMeans(areas));
        }
        return new TemplateResult(
                set.name(),
                String.join("\n", set.templates().stream().map(Template::text).toList()),
                terms,
                gaps);
    }

    private IdentityAuc[][] areas() {
        boolean[] positive = new boolean[templates.size()];
        for (int template = 0; template < positive.length; template++) {
            positive[template] = templates.get(template).positive().orElseThrow();
        }
        return new TermAreas(scores, positive).areas(weights);
    }

    private List<MetricValue> scoreMetrics(int term) {
        List<MetricValue> metrics = new ArrayList<>();
        metrics.add(mean("mean-score", ofTerms -> ofTerms[term]));
        metrics.add(
                mean(
                        "score-shift",
                        ofTerms -> ofTerms[term] - Arrays.stream(ofTerms).average().orElseThrow()));
        metrics.add(mean("positive-rate", ofTerms -> ofTerms[term] >= threshold ? 1 : 0));
        return metrics;
    }

    private List<MetricValue> areaMetrics(IdentityAuc[] areas) {
        List<MetricValue> metrics = new ArrayList<>();
        for (Area area : Area.values()) {
            double[] values = Arrays.stream(areas).mapToDouble(area::of).toArray();
            metrics.add(metric(area.label() + "-auc", values));
        }
        return metrics;
    }

    private List<MetricValue> scoreGaps() {
        List<MetricValue> gaps = new ArrayList<>();
        gaps.add(
                mean(
                        "score-gap",
                        ofTerms ->
                                Arrays.stream(ofTerms).max().orElseThrow()
                                        - Arrays.stream(ofTerms).min().orElseThrow()));
        gaps.add(
                mean(
                        "flip-rate",
                        ofTerms -> {
                            long positive =
                                    Arrays.stream(ofTerms)
                                            .filter(score -> score >= threshold)
                                            .count();
                            return positive > 0 && positive < ofTerms.length ? 1 : 0;
                        }));
        return gaps;
    }

    private List<MetricValue> powerMeans(IdentityAuc[][] areas) {
        List<MetricValue> means = new ArrayList<>();
        for (Area area : List.of(Area.SUBGROUP, Area.BPSN, Area.BNSP)) {
            double[] values = new double[weights.length];
            for (int i = 0; i < values.length; i++) {
                int resample = i;
                double[] ofTerms =
                        Arrays.stream(areas).mapToDouble(each -> area.of(each[resample])).toArray();
                values[i] = PowerMean.of(PowerMean.POWER, ofTerms);
            }
            means.add(metric(area.label() + "-auc-power-mean", values));
        }
        return means;
    }

    /// Area of an identity.
    private enum Area {
        SUBGROUP,
        BPSN,
        BNSP,
        PINNED;

        double of(IdentityAuc areas) {
            return switch (this) {
                case SUBGROUP -> areas.subgroup();
                case BPSN -> areas.bpsn();
                case BNSP -> areas.bnsp();
                case PINNED -> areas.pinned();
            };
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The mean over templates of a number that their scores give.
    private MetricValue mean(String name, ToDoubleFunction<double[]> value) {
        double[] ofTemplates = Arrays.stream(scores).mapToDouble(value).toArray();
        double[] values = new double[weights.length];
        for (int i = 0; i < values.length; i++) {
            double sum = 0;
            double weight = 0;
            for (int template = 0; template < ofTemplates.length; template++) {
                sum += weights[i][template] * ofTemplates[template];
                weight += weights[i][template];
            }
            values[i] = sum / weight;
        }
        return metric(name, values);
    }

    /// @param values of the resamples, the last that of all templates
    private MetricValue metric(String name, double[] values) {
        double value = values[values.length - 1];
        if (Double.isNaN(value)) {
            return MetricValue.undefined(
                    name,
                    templates.isEmpty() ? "no template has all scores" : "labels are all equal");
        }
        return resampling.metric(name, value, Arrays.copyOf(values, values.length - 1));
    }
}
