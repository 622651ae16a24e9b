package dev.berth.evaluation.slicesearch;

import dev.berth.evaluation.bootstrap.WilsonInterval;
import dev.berth.evaluation.description.SearchSettings;
import dev.berth.evaluation.report.FoundSlice;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.sample.RowSample;
import dev.berth.evaluation.significance.Sample;
import dev.berth.evaluation.slicesearch.SliceCandidate.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Search for slices of one column or two on which a model is significantly worse than elsewhere.
///
/// 1. Each column is divided into bins: categories, or quantiles of numbers ([Binning]).
/// 2. Every bin, and every pair of bins of two columns, is tested for a greater mean loss
///    ([SliceLattice]).
/// 3. The p-values are corrected for their number. If no slice is worse, the probability that any
///    is found is at most the level.
/// 4. Neighbouring intervals that are significant are joined.
/// 5. From the most significant on, a slice is reported if its rows are still worse without those
///    of the slices reported before: `young` is not reported if it is worse only for those who are
///    `young and single`.
///
/// Deterministic. Weights of rows take no part: the tests count rows.
///
/// Source: Chung, Kraska, Polyzotis, Tae and Whang, Automated Data Slicing for Model Validation,
/// 2019 (Slice Finder), for losses, effect size and the lattice. Unlike there, the correction is
/// for all tests, made once, not sequentially.
public final class SliceSearch {
    /// More than that are never reported, and each costs a pass over the rows.
    private static final int CONSIDERED_MAX = 500;

    private final SearchSettings settings;
    private final String lossName;
    private final double confidence;
    private final List<BinnedColumn> columns;
    private final double[] losses;
    private final SliceLattice lattice;

    private SliceSearch(
            RowSample sample, String lossName, SearchSettings settings, double confidence) {
        this.confidence = confidence;
        this.settings = settings;
        this.lossName = lossName;
        columns =
                IntStream.range(0, sample.names().size())
                        .parallel()
                        .mapToObj(
                                i ->
                                        Binning.of(
                                                sample.names().get(i),
                                                sample.column(i),
                                                settings.rowsMin()))
                        .toList();
        losses = IntStream.range(0, sample.size()).mapToDouble(sample::loss).toArray();
        lattice = new SliceLattice(columns, losses, settings.rowsMin());
    }

    /// Finds slices.
    ///
    /// @param lossName the name of the mean loss, such as `error-rate`
    /// @param confidence of the intervals of error rates, between 0 and 1
    /// @return the most significant first
    public static List<FoundSlice> search(
            RowSample sample, String lossName, SearchSettings settings, double confidence) {
        return new SliceSearch(sample, lossName, settings, confidence).search();
    }

    private record Significant(SliceCandidate candidate, double adjusted) {}

    private List<FoundSlice> search() {
        List<SliceCandidate> candidates = lattice.candidates();
        double[] adjusted =
                settings.correction()
                        .adjust(candidates.stream().mapToDouble(SliceCandidate::pValue).toArray());
        List<Significant> significant = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            if (adjusted[i] <= settings.level()) {
                significant.add(new Significant(candidates.get(i), adjusted[i]));
            }
        }
        List<Significant> joined = joined(significant);
        joined.removeIf(
                each ->
                        SliceTest.effectSize(each.candidate.inside(), each.candidate.outside())
                                < settings.effectSizeMin());
        joined.sort(
                Comparator.comparingDouble((Significant each) -> each.candidate.statistic())
                        .reversed());
        return selected(joined);
    }

    /// Joins significant slices of neighbouring intervals of one column.
    private List<Significant> joined(List<Significant> significant) {
        List<Significant> joined = new ArrayList<>();
        for (Significant each : significant) {
            Optional<Significant> both =
                    joined.isEmpty() ? Optional.empty() : join(joined.getLast(), each);
            if (both.isPresent()) {
                joined.set(joined.size() - 1, both.get());
            } else {
                joined.add(each);
            }
        }
        return joined;
    }

    private Optional<Significant> join(Significant one, Significant next) {
        Part part = one.candidate.first();
        Part nextPart = next.candidate.first();
        boolean neighbours =
                one.candidate.second().isEmpty()
                        && next.candidate.second().isEmpty()
                        && part.column() == nextPart.column()
                        && part.lastBin() + 1 == nextPart.firstBin()
                        && columns.get(part.column()).touchesNext(part.lastBin());
        if (!neighbours) {
            return Optional.empty();
        }
        Sample inside = one.candidate.inside().plus(next.candidate.inside());
        SliceCandidate both =
                new SliceCandidate(
                        new Part(part.column(), part.firstBin(), nextPart.lastBin()),
                        Optional.empty(),
                        inside,
                        lattice.all().minus(inside),
                        Math.max(one.candidate.pValue(), next.candidate.pValue()));
        return Optional.of(new Significant(both, Math.max(one.adjusted, next.adjusted)));
    }

    private List<FoundSlice> selected(List<Significant> significant) {
        List<FoundSlice> found = new ArrayList<>();
        boolean[] covered = new boolean[losses.length];
        for (Significant each : significant.stream().limit(CONSIDERED_MAX).toList()) {
            if (found.size() == settings.slicesMax()) {
                break;
            }
            if (isWorseUncovered(each.candidate, covered)) {
                found.add(describe(each));
                cover(each.candidate, covered);
            }
        }
        return found;
    }

    private boolean has(SliceCandidate candidate, int row) {
        Part first = candidate.first();
        if (!first.has(columns.get(first.column()).codes().of(row))) {
            return false;
        }
        Optional<Part> second = candidate.second();
        return second.isEmpty()
                || second.get().has(columns.get(second.get().column()).codes().of(row));
    }

    private boolean isWorseUncovered(SliceCandidate candidate, boolean[] covered) {
        double[] inside = new double[3];
        double[] outside = new double[3];
        for (int row = 0; row < losses.length; row++) {
            if (!covered[row]) {
                double[] sums = has(candidate, row) ? inside : outside;
                sums[0]++;
                sums[1] += losses[row];
                sums[2] += losses[row] * losses[row];
            }
        }
        return inside[0] >= settings.rowsMin()
                && outside[0] >= settings.rowsMin()
                && lattice.test()
                                .pValue(
                                        new Sample(inside[0], inside[1], inside[2]),
                                        new Sample(outside[0], outside[1], outside[2]))
                        <= settings.level();
    }

    private void cover(SliceCandidate candidate, boolean[] covered) {
        for (int row = 0; row < losses.length; row++) {
            covered[row] |= has(candidate, row);
        }
    }

    private FoundSlice describe(Significant significant) {
        SliceCandidate candidate = significant.candidate;
        Bin bin = bin(candidate.first());
        Optional<Bin> other = candidate.second().map(this::bin);
        return new FoundSlice(
                bin.label() + other.map(each -> " and " + each.label()).orElse(""),
                bin.condition() + other.map(each -> " && " + each.condition()).orElse(""),
                (long) candidate.inside().count(),
                metric(candidate.inside()),
                metric(candidate.outside()),
                SliceTest.effectSize(candidate.inside(), candidate.outside()),
                candidate.pValue(),
                significant.adjusted,
                settings.correction().label());
    }

    private Bin bin(Part part) {
        BinnedColumn column = columns.get(part.column());
        return part.firstBin() == part.lastBin()
                ? column.bins().get(part.firstBin())
                : column.join(part.firstBin(), part.lastBin());
    }

    private MetricValue metric(Sample sample) {
        if (!lattice.test().binary()) {
            return MetricValue.of(lossName, sample.mean());
        }
        return WilsonInterval.of(lossName, sample.sum(), sample.count(), confidence);
    }
}
