package dev.berth.features.aggregate;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.bytes.ValueCodec;
import dev.berth.features.event.ValueOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sequence of groups in ascending order of their values, each value once. Immutable.
sealed interface GroupSource {

    /// Value of the `bucket-by` column with the partial aggregate of its events.
    record Group(Object value, StoredPartial content) {}

    /// The groups in ascending order.
    Iterator<Group> groups();

    /// All groups, in the same order.
    List<Group> list();

    /// Groups of a list that other sources may share; their contents must not be changed.
    record Listed(List<Group> list) implements GroupSource {
        @Override
        public Iterator<Group> groups() {
            return list.iterator();
        }
    }

    /// Groups of a serialized row, decoded on demand: a merge of many tiles needs only the smallest
    /// few of each. The bytes were validated when they were read.
    final class Stored implements GroupSource {
        private final FeatureType type;
        private final Supplier<StoredPartial> aggregate;
        private final ByteReader in;
        private final int count;
        private final int start;

        /// Validates serialized groups and leaves the reader behind them.
        ///
        /// @param in behind the number of groups
        /// @throws IllegalArgumentException if they are not in order, or one is of nothing
        Stored(FeatureType type, Supplier<StoredPartial> aggregate, int count, ByteReader in) {
            this.type = type;
            this.aggregate = aggregate;
            this.in = in;
            this.count = count;
            this.start = in.position();
            walk();
        }

        private void walk() {
            Object before = null;
            int beforeStart = 0;
            int beforeEnd = 0;
            for (int i = 0; i < count; i++) {
                if (areBytesOrdered()) {
                    int length = in.readCount();
                    int from = in.position();
                    in.skip(length);
                    if (i > 0 && in.compare(beforeStart, beforeEnd, from, from + length) >= 0) {
                        throw disordered();
                    }
                    beforeStart = from;
                    beforeEnd = from + length;
                } else {
                    Object value = ValueCodec.readPresent(type, in);
                    if (ValueOrder.compare(type.element(), before, value) >= 0) {
                        throw disordered();
                    }
                    before = value;
                }
                content(in);
            }
        }

        /// Whether values are serialized as length and bytes, and ordered by these bytes.
        private boolean areBytesOrdered() {
            return !type.isList()
                    && (type.element() == ValueType.STRING || type.element() == ValueType.BYTES);
        }

        private static IllegalArgumentException disordered() {
            return new IllegalArgumentException("groups out of order (expected: ascending)");
        }

        private StoredPartial content(ByteReader from) {
            StoredPartial content = aggregate.get();
            content.read(from);
            if (content.isEmpty()) {
                throw new IllegalArgumentException("a group of nothing (expected: events)");
            }
            return content;
        }

        @Override
        public List<Group> list() {
            List<Group> groups = new ArrayList<>(count);
            groups().forEachRemaining(groups::add);
            return groups;
        }

        @Override
        public Iterator<Group> groups() {
            ByteReader from = in.at(start);
            return new Iterator<>() {
                private int read;

                @Override
                public boolean hasNext() {
                    return read < count;
                }

                @Override
                public Group next() {
                    if (read == count) {
                        throw new NoSuchElementException();
                    }
                    read++;
                    Object value = ValueCodec.readPresent(type, from);
                    return new Group(value, content(from));
                }
            };
        }
    }

    /// Cursor over a source, positioned at its next group.
    final class Cursor {
        private final Iterator<Group> rest;
        private @Nullable Group group;

        Cursor(GroupSource source) {
            rest = source.groups();
            var _ = advance();
        }

        /// The next group; null behind the last.
        @Nullable Group group() {
            return group;
        }

        /// Advances to the next group.
        ///
        /// @return whether there is one
        boolean advance() {
            group = rest.hasNext() ? rest.next() : null;
            return group != null;
        }
    }
}
