package dev.berth.features.duckdb;

import dev.berth.core.feature.Entity;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ValueType;
import dev.berth.features.skew.ServedView;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.duckdb.TableWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Table of the served values of one view: `row`, `ts`, `latest`, `until`, the keys `k0` ..., and
/// for each feature `p<i>`, whether it was requested, and `s<i>`, the served value. Not
/// thread-safe.
final class ServedTable implements AutoCloseable {
    private static final FeatureType NUMBER = FeatureType.of(ValueType.INT64);
    private static final FeatureType FLAG = FeatureType.of(ValueType.BOOL);

    private final FeatureView view;
    private final List<Entity> entities;
    private final String name;
    private final Session session;
    private final TableWriter writer;
    private long rowCount;

    private ServedTable(
            FeatureView view,
            List<Entity> entities,
            String name,
            Session session,
            TableWriter writer) {
        this.view = view;
        this.entities = entities;
        this.name = name;
        this.session = session;
        this.writer = writer;
    }

    /// Creates an empty table.
    ///
    /// @param session of its own, closed with this table
    static ServedTable create(
            Session session, FeatureView view, FeatureDefinitions definitions, String name) {
        List<Entity> entities = view.keys().keySet().stream().map(definitions::entity).toList();
        List<FeatureType> types = new ArrayList<>(List.of(NUMBER, NUMBER, NUMBER, NUMBER));
        var columns = new StringBuilder("row BIGINT, ts BIGINT, latest BIGINT, until BIGINT");
        for (int i = 0; i < entities.size(); i++) {
            types.add(FeatureType.of(entities.get(i).type()));
            columns.append(", k").append(i).append(' ').append(Sql.type(entities.get(i).type()));
        }
        for (int i = 0; i < view.features().size(); i++) {
            FeatureType type = view.features().get(i).type();
            types.add(FLAG);
            types.add(type);
            columns.append(", p").append(i).append(" BOOLEAN, s").append(i).append(' ');
            columns.append(Sql.type(type));
        }
        session.execute("CREATE TABLE " + Sql.identifier(name) + " (" + columns + ")");
        return new ServedTable(view, entities, name, session, session.append(name, types));
    }

    FeatureView view() {
        return view;
    }

    List<Entity> entities() {
        return entities;
    }

    String table() {
        return Sql.identifier(name);
    }

    long rowCount() {
        return rowCount;
    }

    void add(long atMicros, ServedView served) {
        writer.putLong(0, rowCount++);
        writer.putLong(1, atMicros);
        writer.put(2, orNull(served.latestMicros()));
        writer.put(3, orNull(served.untilMicros()));
        int column = 4;
        for (Entity entity : entities) {
            writer.put(column++, key(entity, served.fields().get(entity.key())));
        }
        Map<?, @Nullable Object> values = served.values();
        for (Feature feature : view.features()) {
            writer.put(column++, values.containsKey(feature.name()));
            writer.put(column++, values.get(feature.name()));
        }
        writer.endRow();
    }

    private static @Nullable Object orNull(OptionalLong number) {
        return number.isPresent() ? (Object) number.getAsLong() : null;
    }

    /// Converts integers of another width.
    private static @Nullable Object key(Entity entity, @Nullable Object key) {
        return switch (entity.type()) {
            case INT32 -> key instanceof Number number ? (Object) number.intValue() : null;
            case INT64 -> key instanceof Number number ? (Object) number.longValue() : null;
            default -> key;
        };
    }

    /// Flushes the rows.
    void finish() {
        writer.finish();
    }

    @Override
    public void close() {
        writer.close();
        session.close();
    }
}
