package dev.berth.features.materialize;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/// Generation numbers of a view that were allocated to runs.
///
/// A number is never reused. So the rows of a generation that is no longer read can be deleted at
/// any time and by several processes at once: no run writes rows into it that a caller will read.
///
/// @param last the highest allocated number; 0 for none
/// @param stale generations whose rows are yet to be deleted
record Generations(int last, Set<Integer> stale) {
    static final Generations NONE = new Generations(0, Set.of());

    Generations {
        stale = Collections.unmodifiableSet(new TreeSet<>(stale));
    }

    /// Allocates one for a new run; an allocated number that did not become current turns stale.
    ///
    /// @param current the generation that is read
    Generations next(int current) {
        Set<Integer> left = new TreeSet<>(stale);
        if (last > current) {
            left.add(last);
        }
        return new Generations(Math.max(last, current) + 1, left);
    }

    /// The numbers after a run deleted the rows of stale generations and replaced the current one.
    ///
    /// @param current the generation that replaces it
    Generations replaced(int before, int current) {
        return new Generations(
                Math.max(last, current),
                before > 0 && before != current ? Set.of(before) : Set.of());
    }

    /// The numbers after a run whose rows must not be read.
    Generations abandoned(int generation) {
        Set<Integer> left = new TreeSet<>(stale);
        left.add(generation);
        return new Generations(Math.max(last, generation), left);
    }

    /// The numbers after the rows of stale generations were deleted.
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
