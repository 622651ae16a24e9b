package dev.berth.encoding.region;

/// The connected regions of a map: which runs belong together.
///
/// Design: two runs of neighbouring rows touch, also over a corner, if neither begins behind the
/// pixel after the other's end. One walk over all rows with a hand in each of two neighbouring ones
/// meets every pair that touches, and joins their sets (union-find with path halving; the set is
/// named by its first run). A counting sort then lays the runs of each region side by side, from
/// the top down. Whole runs in place of pixels: a line of text of 20 x 500 pixels is 20 of them.
///
/// Cost: O(runs) in time and memory, but for the inverse of Ackermann's function in theory.
///
/// References: Rosenfeld and Pfaltz 1966 (labelling in two passes); He, Chao and Suzuki 2008 (by
/// runs).
final class Components {
    private final int[] parent;
    private final int[] ordered;
    private final int[] start;
    private int count;

    private Components(int runs) {
        parent = new int[runs];
        ordered = new int[runs];
        start = new int[runs + 1];
        for (int i = 0; i < runs; i++) {
            parent[i] = i;
        }
    }

    static Components of(RunLengthMask runs) {
        var components = new Components(runs.count());
        for (int row = 1; row < runs.rows(); row++) {
            components.joinRows(runs, row);
        }
        components.sort();
        return components;
    }

    /// How many regions there are; they are numbered by their first runs.
    int count() {
        return count;
    }

    /// Where the runs of a region begin, as the argument of [#run]; those of the next region
    /// follow.
    int start(int component) {
        return start[component];
    }

    /// The index of a run, by its place among all that are ordered by region and then by row.
    int run(int place) {
        return ordered[place];
    }

    private void joinRows(RunLengthMask runs, int row) {
        int above = runs.firstOf(row - 1);
        int aboveEnd = runs.firstOf(row);
        int here = aboveEnd;
        int hereEnd = runs.firstOf(row + 1);
        while (above < aboveEnd && here < hereEnd) {
            if (runs.from(above) <= runs.to(here) && runs.from(here) <= runs.to(above)) {
                join(above, here);
            }
            // The one that ends first can touch nothing further.
            if (runs.to(above) < runs.to(here)) {
                above++;
            } else {
                here++;
            }
        }
    }

    private void join(int a, int b) {
        int first = root(a);
        int second = root(b);
        parent[Math.max(first, second)] = Math.min(first, second);
    }

    private int root(int run) {
        int at = run;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    private void sort() {
        // A set's first run is met before its others, which then find the number in its place.
        var number = new int[parent.length];
        for (int run = 0; run < parent.length; run++) {
            int root = root(run);
            number[run] = root == run ? count++ : number[root];
            start[number[run] + 1]++;
        }
        for (int i = 0; i < count; i++) {
            start[i + 1] += start[i];
        }
        var next = new int[count];
        for (int run = 0; run < parent.length; run++) {
            int component = number[run];
            ordered[start[component] + next[component]++] = run;
        }
    }
}
