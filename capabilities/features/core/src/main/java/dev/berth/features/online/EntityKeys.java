package dev.berth.features.online;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.SanitizedText;
import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ValueType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binary codec of the entity keys of one view. Immutable, thread-safe.
///
/// Unsigned byte order equals the order of the keys, so rows are stored in the order of their
/// entities. Integers are big-endian with the sign bit flipped. A text followed by another key ends
/// with 0, 1, and a 0 within it becomes 0, 255.
public final class EntityKeys {
    private final FeatureView view;
    private final List<Entity> entities;

    private EntityKeys(FeatureView view, List<Entity> entities) {
        this.view = view;
        this.entities = entities;
    }

    public static EntityKeys of(FeatureView view, FeatureDefinitions definitions) {
        List<Entity> entities = new ArrayList<>();
        for (EntityName name : view.keys().keySet()) {
            entities.add(definitions.entity(name));
        }
        return new EntityKeys(view, List.copyOf(entities));
    }

    /// The entities in the order in which keys are given.
    public List<Entity> entities() {
        return entities;
    }

    /// Encodes the keys of one entity in the order of [#entities]; null if one of them is missing.
    ///
    /// @throws dev.berth.core.ProblemException `record-invalid` if one has another type
    public byte @Nullable [] bytes(List<@Nullable Object> keys) {
        var out = new ByteWriter();
        return write(keys, out) ? out.toBytes() : null;
    }

    /// Appends the same bytes to a writer.
    ///
    /// @return whether all keys are present
    /// @throws dev.berth.core.ProblemException `record-invalid` if one has another type
    public boolean write(List<@Nullable Object> keys, ByteWriter out) {
        for (int i = 0; i < entities.size(); i++) {
            Object key = keys.get(i);
            if (key == null) {
                return false;
            }
            writeKey(entities.get(i), key, i == entities.size() - 1, out);
        }
        return true;
    }

    /// Decodes the keys of an entity from the rest of the bytes.
    public List<Object> read(ByteReader in) {
        List<Object> keys = new ArrayList<>();
        for (int i = 0; i < entities.size(); i++) {
            boolean isLast = i == entities.size() - 1;
            keys.add(
                    switch (entities.get(i).type()) {
                        case INT32 -> Integer.reverseBytes(in.readInt()) ^ Integer.MIN_VALUE;
                        case INT64 -> Long.reverseBytes(in.readLong()) ^ Long.MIN_VALUE;
                        default -> readText(isLast, in);
                    });
        }
        return keys;
    }

    private static String readText(boolean isLast, ByteReader in) {
        if (isLast) {
            return new String(in.readRaw(in.remaining()), StandardCharsets.UTF_8);
        }
        var bytes = new ByteArrayOutputStream();
        while (true) {
            byte each = in.readByte();
            if (each == 0 && in.readByte() == 1) {
                return bytes.toString(StandardCharsets.UTF_8);
            }
            bytes.write(each);
        }
    }

    private void writeKey(Entity entity, Object key, boolean isLast, ByteWriter out) {
        switch (key) {
            case String text when entity.type() == ValueType.STRING -> writeText(text, isLast, out);
            case Integer number when entity.type() == ValueType.INT32 ->
                    out.writeInt(Integer.reverseBytes(number ^ Integer.MIN_VALUE));
            case Integer number when entity.type() == ValueType.INT64 -> writeLong(number, out);
            case Long number when entity.type() == ValueType.INT64 -> writeLong(number, out);
            case Long number
                    when entity.type() == ValueType.INT32 && number == (int) (long) number ->
                    out.writeInt(Integer.reverseBytes(number.intValue() ^ Integer.MIN_VALUE));
            default ->
                    throw Problem.of(
                                    ProblemCode.RECORD_INVALID,
                                    entity.key()
                                            + " is "
                                            + SanitizedText.of(String.valueOf(key))
                                            + " (expected: a key of type "
                                            + entity.type()
                                            + ", for "
                                            + view.reference()
                                            + ")",
                                    "send keys of that type")
                            .asException();
        }
    }

    private static void writeLong(long number, ByteWriter out) {
        out.writeLong(Long.reverseBytes(number ^ Long.MIN_VALUE));
    }

    private static void writeText(String text, boolean isLast, ByteWriter out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (isLast) {
            out.writeRaw(bytes);
            return;
        }
        for (byte each : bytes) {
            out.writeByte(each);
            if (each == 0) {
                out.writeByte(0xFF);
            }
        }
        out.writeByte(0);
        out.writeByte(1);
    }
}
