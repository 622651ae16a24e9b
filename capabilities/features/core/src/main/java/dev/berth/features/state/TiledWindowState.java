package dev.berth.features.state;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.AggregationWindow;
import dev.berth.features.aggregate.PartialAggregate;
import dev.berth.features.bytes.ValueCodec;
import dev.berth.features.event.Event;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.event.ValueOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// State of a view of aggregates: an entity's tiles and its pending future events.
final class TiledWindowState implements EntityState {
    private final TiledWindowStateFactory form;
    private final Tiles[] tiles;

    /// Future events in order of visibility.
    private final List<ImmutableEvent> pending = new ArrayList<>();

    /// Instant up to which every visible event is in its tile.
    private long asOfMicros = Long.MIN_VALUE;

    private long latestMicros = Long.MIN_VALUE;

    TiledWindowState(TiledWindowStateFactory form) {
        this.form = form;
        this.tiles = new Tiles[form.groups().size()];
        for (int i = 0; i < tiles.length; i++) {
            tiles[i] = new Tiles(form.groups().get(i));
        }
    }

    @Override
    public void add(Event event, long arrivedMicros) {
        if (event.createdMicros() <= arrivedMicros) {
            proceed(event.createdMicros());
        }
        if (event.visibleMicros() > asOfMicros) {
            await(ImmutableEvent.copyOf(event, form.columnTypes().size()));
        } else {
            take(event);
        }
    }

    /// Retains an event until it is visible. Simultaneous events are ordered by their values, so
    /// that the bytes do not depend on arrival.
    private void await(ImmutableEvent event) {
        int place = 0;
        while (place < pending.size() && compare(pending.get(place), event) <= 0) {
            place++;
        }
        pending.add(place, event);
    }

    private int compare(Event a, Event b) {
        int order = Long.compare(a.visibleMicros(), b.visibleMicros());
        if (order == 0) {
            order = Long.compare(a.timeMicros(), b.timeMicros());
        }
        if (order == 0) {
            order = Long.compare(a.createdMicros(), b.createdMicros());
        }
        for (int i = 0; i < form.columnTypes().size() && order == 0; i++) {
            order = ValueOrder.compare(form.columnTypes().get(i).element(), a.value(i), b.value(i));
        }
        return order;
    }

    /// Advances time and adds the events that now count.
    private void proceed(long nowMicros) {
        asOfMicros = Math.max(asOfMicros, nowMicros);
        while (!pending.isEmpty() && pending.getFirst().visibleMicros() <= asOfMicros) {
            take(pending.removeFirst());
        }
    }

    private void take(Event event) {
        latestMicros = Math.max(latestMicros, event.timeMicros());
        boolean[] answers = new boolean[form.conditions().size()];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = holds(i, event);
        }
        for (Tiles each : tiles) {
            int condition = each.group.condition();
            if (condition < 0 || answers[condition]) {
                each.add(event, asOfMicros);
            }
        }
    }

    private boolean holds(int index, Event event) {
        TiledWindowStateFactory.Condition condition = form.conditions().get(index);
        return condition
                .expression()
                .holds(
                        name -> {
                            Integer column = condition.columns().get(name);
                            return column == null ? null : event.value(column);
                        });
    }

    @Override
    public long read(long atMicros, @Nullable Object[] into) {
        return read(atMicros, into, form.all());
    }

    @Override
    public long read(long atMicros, @Nullable Object[] into, BitSet wanted) {
        proceed(atMicros);
        for (Tiles each : tiles) {
            each.read(atMicros, into, wanted);
        }
        return latestMicros;
    }

    /// An event known then may be pending.
    @Override
    public long answersFromMicros() {
        return asOfMicros;
    }

    @Override
    public void write(ByteWriter out) {
        out.writeSigned(asOfMicros);
        out.writeSigned(latestMicros);
        out.writeUnsigned(pending.size());
        for (Event event : pending) {
            out.writeSigned(event.timeMicros());
            out.writeSigned(event.createdMicros());
            for (int i = 0; i < form.columnTypes().size(); i++) {
                ValueCodec.write(form.columnTypes().get(i), event.value(i), out);
            }
        }
        for (Tiles each : tiles) {
            each.write(out, asOfMicros);
        }
    }

    static TiledWindowState read(TiledWindowStateFactory form, ByteReader in) {
        var state = new TiledWindowState(form);
        state.asOfMicros = in.readSigned();
        state.latestMicros = in.readSigned();
        int count = in.readCount();
        for (int i = 0; i < count; i++) {
            long time = in.readSigned();
            long created = in.readSigned();
            @Nullable Object[] values = new @Nullable Object[form.columnTypes().size()];
            for (int j = 0; j < values.length; j++) {
                values[j] = ValueCodec.read(form.columnTypes().get(j), in);
            }
            state.pending.add(new ImmutableEvent(time, created, values));
        }
        for (Tiles each : state.tiles) {
            each.read(in);
        }
        return state;
    }

    /// Tiles of one group in order of time.
    private static final class Tiles {
        private final TiledWindowStateFactory.Group group;
        private final List<Tile> tiles = new ArrayList<>();

        Tiles(TiledWindowStateFactory.Group group) {
            this.group = group;
        }

        void add(Event event, long asOfMicros) {
            long number = group.tile(event.timeMicros());
            if (number < oldest(asOfMicros)) {
                return;
            }
            int place = tiles.size();
            while (place > 0 && tiles.get(place - 1).number > number) {
                place--;
            }
            if (place > 0 && tiles.get(place - 1).number == number) {
                tiles.get(place - 1).partial.add(event);
                return;
            }
            var tile = new Tile(number, group.aggregator().empty());
            tile.partial.add(event);
            tiles.add(place, tile);
            drop(asOfMicros);
        }

        /// The first tile that an instant from `asOf` on can still read.
        private long oldest(long asOfMicros) {
            return group.tileMicros() == 0 ? 0 : group.tile(asOfMicros) - group.tilesBack();
        }

        private void drop(long asOfMicros) {
            long oldest = oldest(asOfMicros);
            int count = 0;
            while (count < tiles.size() && tiles.get(count).number < oldest) {
                count++;
            }
            tiles.subList(0, count).clear();
        }

        /// Reads from the latest tile back, so that each tile is merged once for all windows.
        void read(long atMicros, @Nullable Object[] into, BitSet wanted) {
            int next = tiles.size() - 1;
            PartialAggregate merged = group.aggregator().empty();
            for (TiledWindowStateFactory.Read read : group.reads()) {
                if (!wanted.get(read.feature())) {
                    continue;
                }
                long first = read.firstTile(atMicros, group.tileMicros());
                if (read.window() instanceof AggregationWindow.Tumbling) {
                    into[read.feature()] = tumbling(first);
                    continue;
                }
                while (next >= 0 && tiles.get(next).number >= first) {
                    merged.merge(tiles.get(next).partial);
                    next--;
                }
                into[read.feature()] = merged.value();
            }
        }

        private @Nullable Object tumbling(long number) {
            for (int i = tiles.size() - 1; i >= 0; i--) {
                if (tiles.get(i).number == number) {
                    return tiles.get(i).partial.value();
                }
            }
            return group.aggregator().empty().value();
        }

        void write(ByteWriter out, long asOfMicros) {
            drop(asOfMicros);
            out.writeUnsigned(tiles.size());
            long before = 0;
            for (Tile tile : tiles) {
                out.writeSigned(tile.number - before);
                before = tile.number;
                tile.partial.write(out);
            }
        }

        void read(ByteReader in) {
            int count = in.readCount();
            long number = 0;
            for (int i = 0; i < count; i++) {
                number += in.readSigned();
                tiles.add(new Tile(number, group.aggregator().read(in)));
            }
        }
    }

    private record Tile(long number, PartialAggregate partial) {}
}
