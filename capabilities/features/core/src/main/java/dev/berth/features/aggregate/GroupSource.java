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

/// Groups in the order of their values, each value once. Immutable.
sealed interface GroupSource {

    /// A value of the `bucket-by` column, and what is added up of its events.
    record Group(Object value, StoredPartial content) {}

    /// The groups, from the least value on.
    Iterator<Group> groups();

    /// All groups, in the same order.
    List<Group> list();

    /// Those of a list, which others may have as well: what is in them must not be changed.
    record Listed(List<Group> list) implements GroupSource {
        @Override
        public Iterator<Group> groups() {
            return list.iterator();
        }
    }

    /// Those of a row, which are made as they are asked for: of many tiles each has few that are
    /// among the least of all. They were walked through once, so that they are what was written.
    final class Stored implements GroupSource {
        private final FeatureType type;
        private final Supplier<StoredPartial> aggregate;
        private final ByteReader in;
        private final int count;
        private final int start;

        /// Walks through groups, and leaves the reader behind them.
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

        /// Whether values are their lengths and bytes, in whose order they are.
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

    /// A source of which the next group is at hand.
    final class Head {
        private final Iterator<Group> rest;
        private @Nullable Group group;

        Head(GroupSource source) {
            rest = source.groups();
            var _ = advance();
        }

        /// The next group; null behind the last.
        @Nullable Group group() {
            return group;
        }

        /// Goes on to the next group.
        ///
        /// @return whether there is one
        boolean advance() {
            group = rest.hasNext() ? rest.next() : null;
            return group != null;
        }
    }
}
