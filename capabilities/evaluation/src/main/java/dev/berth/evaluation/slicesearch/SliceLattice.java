package dev.berth.evaluation.slicesearch;

import dev.berth.evaluation.significance.Sample;
import dev.berth.evaluation.slicesearch.SliceCandidate.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// All slices of one column and of two, each with its test: the lattice that the search goes
/// through.
///
/// For each pair of columns one pass over the rows fills a table of their bins, which takes some
/// nanoseconds for a row: 435 pairs of 30 columns and a million rows take a second or two.
///
/// A slice of two columns is tested against all other rows, against the rest of its first and
/// against the rest of its second part, and takes the greatest p-value: it is worse only if both
/// conditions contribute. Otherwise every part of a bad slice would be one too.
///
/// Left out, by their numbers of rows alone, so that the tests of the others stay right: slices of
/// fewer than the least rows or more than half of all; pairs that have nearly all rows of a part.
final class SliceLattice {
    private final List<BinnedColumn> columns;
    private final double[] losses;
    private final int rowsMin;
    private final SliceTest test;
    private final Sample all;

    /// Tables of the columns alone.
    private final List<Sample[]> singles = new ArrayList<>();

    SliceLattice(List<BinnedColumn> columns, double[] losses, int rowsMin) {
        this.columns = columns;
        this.losses = losses;
        this.rowsMin = rowsMin;
        boolean binary = true;
        double sum = 0;
        double squares = 0;
        for (double loss : losses) {
            binary &= loss == 0 || loss == 1;
            sum += loss;
            squares += loss * loss;
        }
        test = new SliceTest(binary);
        all = new Sample(losses.length, sum, squares);
    }

    SliceTest test() {
        return test;
    }

    Sample all() {
        return all;
    }

    /// Tests all slices.
    ///
    /// @return those of one column first, in the order of columns and bins
    List<SliceCandidate> candidates() {
        for (BinnedColumn column : columns) {
            singles.add(table(column));
        }
        List<SliceCandidate> candidates = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            addSingles(column, candidates);
        }
        int count = columns.size();
        IntStream.range(0, count * count)
                .filter(pair -> pair / count < pair % count)
                .parallel()
                .mapToObj(pair -> pairs(pair / count, pair % count))
                .toList()
                .forEach(candidates::addAll);
        return candidates;
    }

    private Sample[] table(BinnedColumn column) {
        double[] sums = new double[3 * (column.none() + 1)];
        for (int row = 0; row < losses.length; row++) {
            add(sums, 3 * column.codes().of(row), losses[row]);
        }
        return samples(sums);
    }

    private static void add(double[] sums, int at, double loss) {
        sums[at]++;
        sums[at + 1] += loss;
        sums[at + 2] += loss * loss;
    }

    private static Sample[] samples(double[] sums) {
        Sample[] samples = new Sample[sums.length / 3];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = new Sample(sums[3 * i], sums[3 * i + 1], sums[3 * i + 2]);
        }
        return samples;
    }

    private void addSingles(int column, List<SliceCandidate> candidates) {
        Sample[] bins = singles.get(column);
        for (int bin = 0; bin < columns.get(column).none(); bin++) {
            if (isOfSize(bins[bin])) {
                Sample outside = all.minus(bins[bin]);
                candidates.add(
                        new SliceCandidate(
                                new Part(column, bin, bin),
                                Optional.empty(),
                                bins[bin],
                                outside,
                                test.pValue(bins[bin], outside)));
            }
        }
    }

    private boolean isOfSize(Sample sample) {
        return sample.count() >= rowsMin && sample.count() <= all.count() / 2;
    }

    private List<SliceCandidate> pairs(int first, int second) {
        BinnedColumn rows = columns.get(first);
        BinnedColumn others = columns.get(second);
        int width = others.none() + 1;
        double[] sums = new double[3 * (rows.none() + 1) * width];
        for (int row = 0; row < losses.length; row++) {
            int cell = rows.codes().of(row) * width + others.codes().of(row);
            add(sums, 3 * cell, losses[row]);
        }
        Sample[] cells = samples(sums);
        List<SliceCandidate> candidates = new ArrayList<>();
        for (int bin = 0; bin < rows.none(); bin++) {
            for (int other = 0; other < others.none(); other++) {
                Sample inside = cells[bin * width + other];
                Sample restOfFirst = singles.get(first)[bin].minus(inside);
                Sample restOfSecond = singles.get(second)[other].minus(inside);
                if (isOfSize(inside)
                        && restOfFirst.count() >= rowsMin
                        && restOfSecond.count() >= rowsMin) {
                    candidates.add(
                            new SliceCandidate(
                                    new Part(first, bin, bin),
                                    Optional.of(new Part(second, other, other)),
                                    inside,
                                    all.minus(inside),
                                    pairPValue(inside, restOfFirst, restOfSecond)));
                }
            }
        }
        return candidates;
    }

    private double pairPValue(Sample inside, Sample restOfFirst, Sample restOfSecond) {
        double greatest = test.pValue(inside, all.minus(inside));
        if (greatest < 1) {
            greatest = Math.max(greatest, test.pValue(inside, restOfFirst));
        }
        return greatest < 1 ? Math.max(greatest, test.pValue(inside, restOfSecond)) : greatest;
    }
}
