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
        var places = new int[rows.cardinality()];
        int count = 0;
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            places[count++] = row;
        }
        return new RowSet(places);
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
        var kept = new int[places.length];
        int count = 0;
        for (int place : places) {
            if (isKept.test(place)) {
                kept[count++] = place;
            }
        }
        return count == places.length ? this : new RowSet(Arrays.copyOf(kept, count));
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
        var indexes = new int[others.count()];
        int index = 0;
        for (int i = 0; i < indexes.length; i++) {
            while (places[index] < others.places[i]) {
                index++;
            }
            indexes[i] = index;
        }
        return new RowSet(indexes);
    }
}
