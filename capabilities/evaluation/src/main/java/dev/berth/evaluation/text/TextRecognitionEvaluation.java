package dev.berth.evaluation.text;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.signature.Signature;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.output.TextOutput;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.MeanMetric;
import dev.berth.evaluation.task.ResampledSums;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.SliceMetrics;
import dev.berth.evaluation.task.SliceState;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Text recognition: character and word error rates and the share of exact texts. The unit is a
/// row: a page, line or word.
///
/// An error rate is the edits of all rows by the characters, or words, of all references, so that
/// long texts count for more; it may exceed 1. Rows without text in the reference count with what
/// is recognised there. See [TextEdits] for what is compared.
public final class TextRecognitionEvaluation implements TaskEvaluation<TextEdits> {
    /// Edits of each kind and the reference's length, by characters, then by words.
    private static final int INSERTIONS = 0;

    private static final int DELETIONS = 1;
    private static final int SUBSTITUTIONS = 2;
    private static final int LENGTH = 3;
    private static final int WORDS = 4;
    private static final int EXACT = 8;
    private static final int TERMS = 9;

    private final String label;
    private final TextOutput output;

    private TextRecognitionEvaluation(String label, TextOutput output) {
        this.label = label;
        this.output = output;
    }

    /// Prepares the evaluation of some data.
    ///
    /// @throws dev.berth.core.ProblemException `evaluation-invalid` if data or signature do not fit
    public static TextRecognitionEvaluation of(
            EvaluationDescription description, DataFile data, Signature signature) {
        String label = description.label().column();
        data.require(label, "the label");
        return of(label, signature, description.score().output());
    }

    /// @param label column with what is written
    static TextRecognitionEvaluation of(
            String label, Signature signature, Optional<String> output) {
        return new TextRecognitionEvaluation(
                label, TextOutput.of(signature, output, "the recognised text"));
    }

    @Override
    public List<String> columns() {
        return List.of(label);
    }

    @Override
    public TextEdits outcome(List<PredictedRow> unit) throws InvalidRowException {
        PredictedRow row = unit.getFirst();
        String reference = row.row().text(label);
        if (reference == null) {
            throw new InvalidRowException(label, "no label (expected: a text)");
        }
        String recognised = output.read(row.prediction());
        Optional<TextEdits> comparison = TextEdits.of(reference, recognised);
        if (comparison.isEmpty()) {
            throw new InvalidRowException(
                    label,
                    String.format(
                            Locale.ROOT,
                            "texts of %,d and %,d characters differ too much (expected: a"
                                    + " comparison within %,d steps); divide them into lines",
                            reference.length(),
                            recognised.length(),
                            TextEdits.CELLS_MAX));
        }
        return comparison.get();
    }

    @Override
    public int termCount() {
        return TERMS;
    }

    @Override
    public void terms(TextEdits outcome, double[] terms) {
        write(outcome.characters(), terms, 0);
        write(outcome.words(), terms, WORDS);
        terms[EXACT] = outcome.isExact() ? 1 : 0;
    }

    private static void write(EditCounts counts, double[] terms, int at) {
        terms[at + INSERTIONS] = counts.insertions();
        terms[at + DELETIONS] = counts.deletions();
        terms[at + SUBSTITUTIONS] = counts.substitutions();
        terms[at + LENGTH] = counts.referenceLength();
    }

    /// The character error rate of the row, with a reference of at least one character.
    @Override
    public double loss(TextEdits outcome) {
        EditCounts characters = outcome.characters();
        return (double) characters.edits() / Math.max(1, characters.referenceLength());
    }

    @Override
    public String lossName() {
        return "mean-character-error-rate";
    }

    @Override
    public SliceState<TextEdits> newState(long stream) {
        return new State();
    }

    /// Nothing but the sums.
    private static final class State implements SliceState<TextEdits> {
        @Override
        public void add(TextEdits outcome, long unit, double weight) {
            // The terms have all.
        }

        @Override
        public SliceMetrics metrics(ResampledSums sums, Resampling resampling) {
            List<MetricValue> metrics = new ArrayList<>();
            addRates("character", 0, sums, resampling, metrics);
            addRates("word", WORDS, sums, resampling, metrics);
            metrics.add(MeanMetric.of("exact-match", EXACT, sums, resampling));
            return new SliceMetrics(metrics, Optional.empty());
        }

        private static void addRates(
                String element,
                int at,
                ResampledSums sums,
                Resampling resampling,
                List<MetricValue> metrics) {
            int[] all = {at + INSERTIONS, at + DELETIONS, at + SUBSTITUTIONS};
            add(element + "-error-rate", all, at, element, sums, resampling, metrics);
            String[] kinds = {"insertion", "deletion", "substitution"};
            for (int kind = INSERTIONS; kind <= SUBSTITUTIONS; kind++) {
                int[] one = {at + kind};
                String name = element + "-" + kinds[kind] + "-rate";
                add(name, one, at, element, sums, resampling, metrics);
            }
        }

        private static void add(
                String name,
                int[] terms,
                int at,
                String element,
                ResampledSums sums,
                Resampling resampling,
                List<MetricValue> metrics) {
            metrics.add(
                    sums.sum(at + LENGTH) > 0
                            ? rate(name, terms, at + LENGTH, sums, resampling)
                            : MetricValue.undefined(name, "no " + element + " in any reference"));
        }

        /// Sums of terms by another.
        private static MetricValue rate(
                String name, int[] terms, int divisor, ResampledSums sums, Resampling resampling) {
            double sum = 0;
            for (int term : terms) {
                sum += sums.sum(term);
            }
            double[] resampled = new double[resampling.count()];
            for (int resample = 0; resample < resampled.length; resample++) {
                for (int term : terms) {
                    resampled[resample] += sums.sum(term, resample);
                }
                double by = divisor < 0 ? sums.weight(resample) : sums.sum(divisor, resample);
                resampled[resample] = by > 0 ? resampled[resample] / by : Double.NaN;
            }
            return resampling.metric(name, sum / sums.sum(divisor), resampled);
        }

        @Override
        public void write(ByteWriter out) {
            // There is nothing to keep.
        }

        @Override
        public void read(ByteReader in) {
            // There is nothing to restore.
        }
    }
}
