package dev.berth.features.spark;

import dev.berth.core.feature.FeatureDefinitions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Serialized form of definitions for executors.
///
/// Definitions are records, which `core` does not make serializable. So a replacement is written
/// for each record, with its class and components; likewise for a path and an Optional.
/// Deserialization calls the records' constructors, which validate. An executor only reads what its
/// driver wrote, as with every task.
final class SerializedDefinitions implements Serializable {
    private static final long serialVersionUID = 1L;

    /// Only records of this package are created.
    private static final String OURS = "dev.berth.core.";

    private final byte[] bytes;

    private SerializedDefinitions(byte[] bytes) {
        this.bytes = bytes;
    }

    static SerializedDefinitions of(FeatureDefinitions definitions) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new RecordOutput(bytes)) {
            out.writeObject(definitions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SerializedDefinitions(bytes.toByteArray());
    }

    FeatureDefinitions read() {
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return (FeatureDefinitions) in.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class RecordOutput extends ObjectOutputStream {
        RecordOutput(OutputStream out) throws IOException {
            super(out);
            enableReplaceObject(true);
        }

        @Override
        protected @Nullable Object replaceObject(@Nullable Object object) throws IOException {
            return switch (object) {
                case Optional<?> optional -> new OptionalForm(optional.orElse(null));
                case Path path -> new PathForm(path.toString());
                case OptionalForm form -> form;
                case PathForm form -> form;
                case RecordForm form -> form;
                case Record record -> RecordForm.of(record);
                case null, default -> object;
            };
        }
    }

    private record OptionalForm(@Nullable Object value) implements Serializable {
        private Object readResolve() {
            return Optional.ofNullable(value);
        }
    }

    private record PathForm(String path) implements Serializable {
        private Object readResolve() {
            return Path.of(path);
        }
    }

    private record RecordForm(String type, List<@Nullable Object> components)
            implements Serializable {
        static RecordForm of(Record record) throws InvalidObjectException {
            RecordComponent[] declared = record.getClass().getRecordComponents();
            List<@Nullable Object> values = new ArrayList<>();
            try {
                for (RecordComponent component : declared) {
                    values.add(component.getAccessor().invoke(record));
                }
            } catch (ReflectiveOperationException e) {
                throw invalid(record.getClass().getName(), e);
            }
            return new RecordForm(record.getClass().getName(), values);
        }

        private Object readResolve() throws ObjectStreamException {
            if (!type.startsWith(OURS)) {
                throw new InvalidObjectException(type + " (expected: a class of " + OURS + ")");
            }
            try {
                Class<?> found = Class.forName(type);
                RecordComponent[] declared = found.getRecordComponents();
                Class<?>[] types = new Class<?>[declared.length];
                for (int i = 0; i < types.length; i++) {
                    types[i] = declared[i].getType();
                }
                return found.getDeclaredConstructor(types).newInstance(components.toArray());
            } catch (ReflectiveOperationException e) {
                throw invalid(type, e);
            }
        }

        private static InvalidObjectException invalid(String type, Exception cause) {
            return new InvalidObjectException("record " + type, cause);
        }
    }
}
