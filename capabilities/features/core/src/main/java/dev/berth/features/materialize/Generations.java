package dev.berth.features.materialize;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/// The numbers of a view's generations that were given to runs.
///
/// None is given twice. So the rows of a generation that is read no more, or never will be, can be
/// deleted at any time and by several processes at once: no run writes any more rows into it that a
/// caller will read.
///
/// @param last the highest that was given; 0 for none
/// @param stale whose rows are yet to be deleted
record Generations(int last, Set<Integer> stale) {
    static final Generations NONE = new Generations(0, Set.of());

    Generations {
        stale = Collections.unmodifiableSet(new TreeSet<>(stale));
    }

    /// One more, for a run that begins; one that was given, and did not become the current one, is
    /// stale from then on.
    ///
    /// @param current that which is read
    Generations next(int current) {
        Set<Integer> left = new TreeSet<>(stale);
        if (last > current) {
            left.add(last);
        }
        return new Generations(Math.max(last, current) + 1, left);
    }

    /// After a run has deleted the rows of those that were stale, and has made one the current one.
    ///
    /// @param current which takes the place of another
    Generations replaced(int before, int current) {
        return new Generations(
                Math.max(last, current),
                before > 0 && before != current ? Set.of(before) : Set.of());
    }

    /// After a run whose rows must not be read.
    Generations abandoned(int generation) {
        Set<Integer> left = new TreeSet<>(stale);
        left.add(generation);
        return new Generations(Math.max(last, generation), left);
    }

    /// After the rows of the stale ones were deleted.
    Generations deleted() {
        return new Generations(last, Set.of());
    }

    byte[] toBytes() {
        var out = new ByteWriter();
        out.writeUnsigned(last);
        out.writeUnsigned(stale.size());
        stale.forEach(out::writeUnsigned);
        return out.toBytes();
    }

    static Generations read(byte[] bytes) {
        var in = new ByteReader(bytes);
        int last = (int) in.readUnsigned();
        Set<Integer> stale = new TreeSet<>();
        for (long i = in.readUnsigned(); i > 0; i--) {
            stale.add((int) in.readUnsigned());
        }
        return new Generations(last, stale);
    }
}
