package dev.berth.endpoint.block;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;

/// Some rows of a block by their places, in ascending order. Immutable.
final class RowSet {
    private final int[] places;

    private RowSet(int[] places) {
        this.places = places;
    }

    static RowSet of(BitSet rows) {
        return new RowSet(rows.stream().toArray());
    }

    /// The first rows of a block.
    static RowSet all(int count) {
        var places = new int[count];
        Arrays.setAll(places, i -> i);
        return new RowSet(places);
    }

    static RowSet single(int row) {
        return new RowSet(new int[] {row});
    }

    int count() {
        return places.length;
    }

    boolean isEmpty() {
        return places.length == 0;
    }

    int at(int index) {
        return places[index];
    }

    /// Whether these are as many as a block has, and so all of them.
    boolean isAllOf(int rows) {
        return places.length == rows;
    }

    RowSet where(IntPredicate isKept) {
        int[] kept = Arrays.stream(places).filter(isKept).toArray();
        return kept.length == places.length ? this : new RowSet(kept);
    }

    /// The rows from an index to another, exclusive.
    RowSet part(int from, int to) {
        return new RowSet(Arrays.copyOfRange(places, from, to));
    }

    /// The places of elements, of which each row has as many.
    RowSet times(int elements) {
        if (elements == 1) {
            return this;
        }
        var all = new int[places.length * elements];
        Arrays.setAll(all, i -> places[i / elements] * elements + i % elements);
        return new RowSet(all);
    }

    /// The indexes among these of the rows of a subset.
    RowSet indexesOf(RowSet others) {
        if (others.count() == count()) {
            return all(count());
        }
        return new RowSet(
                Arrays.stream(others.places)
                        .map(place -> Arrays.binarySearch(places, place))
                        .filter(index -> index >= 0)
                        .toArray());
    }
}
