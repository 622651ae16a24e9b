package dev.berth.features.materialize;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.FeatureType;
import dev.berth.features.bytes.ValueCodec;
import dev.berth.features.online.EntityKeys;
import dev.berth.features.statistics.EntityCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Progress of a materialization, written with the rows.
///
/// @param lastKey the last entity whose row is written; empty for none
/// @param census state of the entity counter; empty if an earlier Berth wrote the checkpoint
/// @param newestMicros event time of the newest event in the rows; [Long#MIN_VALUE] if there is
///   none
record MaterializationCheckpoint(
        RunPlan plan,
        Optional<List<Object>> lastKey,
        long eventCount,
        long rowCount,
        Optional<EntityCounter.Reached> census,
        long newestMicros) {

    MaterializationCheckpoint {
        lastKey = lastKey.map(List::copyOf);
    }

    /// The checkpoint of a run before its first row, into a new generation.
    static MaterializationCheckpoint first(RunPlan plan) {
        return first(plan, Long.MIN_VALUE);
    }

    /// The checkpoint of a run before its first row.
    static MaterializationCheckpoint first(RunPlan plan, long newestMicros) {
        return new MaterializationCheckpoint(
                plan,
                Optional.empty(),
                0,
                0,
                Optional.of(EntityCounter.Reached.NONE),
                newestMicros);
    }

    byte[] toBytes(EntityKeys keys) {
        var out = new ByteWriter();
        out.writeUnsigned(plan.generation());
        out.writeByte(plan.isFull() ? 1 : 0);
        out.writeLong(plan.afterMicros());
        out.writeLong(plan.untilMicros());
        out.writeUnsigned(eventCount);
        out.writeUnsigned(rowCount);
        out.writeByte(lastKey.isPresent() ? 1 : 0);
        for (int i = 0; i < keys.entities().size() && lastKey.isPresent(); i++) {
            ValueCodec.write(typeOf(keys.entities().get(i)), lastKey.get().get(i), out);
        }
        census.ifPresent(
                reached -> {
                    out.writeUnsigned(reached.addedCount());
                    out.writeUnsigned(reached.pageCount());
                    out.writeUnsigned(reached.floor());
                    plan.writeCounts(out);
                    out.writeLong(newestMicros);
                });
        return out.toBytes();
    }

    static MaterializationCheckpoint read(byte[] bytes, EntityKeys keys) {
        var in = new ByteReader(bytes);
        int generation = (int) in.readUnsigned();
        boolean isFull = in.readByte() != 0;
        long after = in.readLong();
        long until = in.readLong();
        long events = in.readUnsigned();
        long rows = in.readUnsigned();
        Optional<List<Object>> lastKey = Optional.empty();
        if (in.readByte() != 0) {
            List<Object> key = new ArrayList<>();
            for (Entity entity : keys.entities()) {
                key.add(Objects.requireNonNull(ValueCodec.read(typeOf(entity), in)));
            }
            lastKey = Optional.of(key);
        }
        Optional<EntityCounter.Reached> census =
                in.hasMore()
                        ? Optional.of(
                                new EntityCounter.Reached(
                                        in.readUnsigned(),
                                        (int) in.readUnsigned(),
                                        (int) in.readUnsigned()))
                        : Optional.empty();
        var plan =
                new RunPlan(
                        generation,
                        isFull,
                        after,
                        until,
                        RunPlan.readCounts(in),
                        RunPlan.readDays(in));
        long newest = in.hasMore() ? in.readLong() : Long.MIN_VALUE;
        return new MaterializationCheckpoint(plan, lastKey, events, rows, census, newest);
    }

    private static FeatureType typeOf(Entity entity) {
        return FeatureType.of(entity.type());
    }
}
