package dev.berth.runtime.onnx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Copies the engine's values into tensors: tensors as they are, a sequence of tensors stacked
/// along a new leading dimension, a map as one row and a sequence of maps as a matrix with one
/// column per key.
///
/// Used by one thread at a time.
final class OrtValueReader {
    private final OnnxEngine engine;
    private final OrtApi api;
    private final TensorPool pool;
    private final NativeOutParameter out;
    private final MemorySegment sizes;
    private Optional<MapKeys> keysTaken = Optional.empty();

    OrtValueReader(OnnxEngine engine, TensorPool pool, Arena arena) {
        this.engine = engine;
        this.api = engine.api();
        this.pool = pool;
        this.out = new NativeOutParameter(arena);
        this.sizes = arena.allocate(JAVA_LONG, Shape.RANK_MAX);
    }

    /// A copy of a value, which stays the caller's.
    ///
    /// @param keys the columns of maps; empty to take the first map's
    Tensor read(long value, OrtValueType type, Optional<MapKeys> keys) {
        keysTaken = Optional.empty();
        return switch (type) {
            case OrtValueType.TensorType tensor -> tensor(value);
            case OrtValueType.MapType map -> matrix(List.of(value), map, keys);
            case OrtValueType.SequenceType(OrtValueType.MapType map) ->
                    mapSequence(value, map, keys);
            case OrtValueType.SequenceType(OrtValueType.TensorType element) ->
                    stack(value, element);
            case OrtValueType.SequenceType sequence -> throw unknown(sequence);
            case OrtValueType.UnknownType unknown -> throw unknown(unknown);
        };
    }

    /// The columns of the last value read, if it was made of maps.
    Optional<MapKeys> keysTaken() {
        return keysTaken;
    }

    private static IllegalStateException unknown(OrtValueType type) {
        // Refused when the artifact was loaded.
        return new IllegalStateException("no tensor for " + type);
    }

    private Tensor tensor(long value) {
        long info = api.tensorInfo(value, out);
        ElementType type;
        Shape shape;
        try {
            int number = api.elementType(info, out);
            type =
                    OnnxTypes.find(number)
                            .orElseThrow(() -> new EngineFailure("element type " + number));
            shape = shape(info);
        } finally {
            api.release(Handle.TENSOR_INFO, info);
        }
        Tensor tensor = Tensor.allocate(pool, type, shape);
        try {
            copy(value, tensor);
            return tensor;
        } catch (RuntimeException | Error e) {
            tensor.close();
            throw e;
        }
    }

    private void copy(long value, Tensor tensor) {
        if (tensor.type().isVariable()) {
            int count = (int) tensor.shape().elementCount();
            for (int i = 0; i < count; i++) {
                tensor.setElement(i, string(value, i));
            }
        } else if (tensor.byteCount() > 0) {
            MemorySegment.ofBuffer(tensor.data())
                    .copyFrom(OrtApi.view(api.data(value, out), tensor.byteCount()));
        }
    }

    private Shape shape(long info) {
        int rank = api.rank(info, out);
        if (rank > Shape.RANK_MAX) {
            throw new EngineFailure("an output of " + rank + " dimensions");
        }
        api.sizes(info, sizes.address(), rank);
        return Shape.of(sizes.asSlice(0, (long) rank * Long.BYTES).toArray(JAVA_LONG));
    }

    private byte[] string(long value, int index) {
        long length = api.stringLength(value, index, out);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Math.max(1, length));
            api.stringContent(value, length, index, bytes.address());
            return bytes.asSlice(0, length).toArray(JAVA_BYTE);
        }
    }

    private Tensor mapSequence(long sequence, OrtValueType.MapType type, Optional<MapKeys> keys) {
        List<Long> maps = new ArrayList<>();
        try {
            addParts(sequence, maps);
            return matrix(maps, type, keys);
        } finally {
            maps.forEach(map -> api.release(Handle.VALUE, map));
        }
    }

    private void addParts(long sequence, List<Long> parts) {
        int count = api.partCount(sequence, out);
        for (int i = 0; i < count; i++) {
            parts.add(api.part(sequence, i, engine.allocator(), out));
        }
    }

    private Tensor matrix(List<Long> maps, OrtValueType.MapType type, Optional<MapKeys> known) {
        MapKeys keys =
                known.orElseGet(
                        () ->
                                maps.isEmpty()
                                        ? MapKeys.of(List.of(), kind(type))
                                        : keys(maps.getFirst(), type));
        keysTaken = Optional.of(keys);
        Shape shape = Shape.of(maps.size(), keys.count());
        Tensor matrix = Tensor.allocate(pool, type.value(), shape);
        try {
            for (int row = 0; row < maps.size(); row++) {
                readRow(maps.get(row), keys, matrix, row);
            }
            return matrix;
        } catch (RuntimeException | Error e) {
            matrix.close();
            throw e;
        }
    }

    private MapKeys keys(long map, OrtValueType.MapType type) {
        long keys = api.part(map, 0, engine.allocator(), out);
        try (Tensor tensor = tensor(keys)) {
            return MapKeys.of(texts(tensor), kind(type));
        } finally {
            api.release(Handle.VALUE, keys);
        }
    }

    private static MapKeys.Kind kind(OrtValueType.MapType type) {
        return type.key() == ElementType.STRING ? MapKeys.Kind.STRINGS : MapKeys.Kind.NUMBERS;
    }

    private static List<String> texts(Tensor keys) {
        int count = (int) keys.shape().elementCount();
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(
                    keys.type() == ElementType.STRING
                            ? keys.text(i)
                            : Long.toString(keys.data().getLong(i * Long.BYTES)));
        }
        return texts;
    }

    private void readRow(long map, MapKeys columns, Tensor matrix, int row) {
        long keyValue = api.part(map, 0, engine.allocator(), out);
        try (Tensor keys = tensor(keyValue)) {
            List<String> names = texts(keys);
            if (names.size() != columns.count() || !columns.columns().keySet().containsAll(names)) {
                throw new EngineFailure(
                        "the map in row "
                                + row
                                + " has the keys "
                                + names
                                + ", the others "
                                + columns.texts());
            }
            long values = api.part(map, 1, engine.allocator(), out);
            try (Tensor cells = tensor(values)) {
                for (int i = 0; i < names.size(); i++) {
                    int column = columns.columns().getOrDefault(names.get(i), 0);
                    copyElement(cells, i, matrix, row * columns.count() + column);
                }
            } finally {
                api.release(Handle.VALUE, values);
            }
        } finally {
            api.release(Handle.VALUE, keyValue);
        }
    }

    private static void copyElement(Tensor from, int index, Tensor to, int target) {
        if (from.type().isVariable()) {
            to.setElement(target, from.element(index));
        } else {
            int width = from.type().byteSize();
            to.data().put(target * width, from.data(), index * width, width);
        }
    }

    private Tensor stack(long sequence, OrtValueType.TensorType type) {
        List<Long> parts = new ArrayList<>();
        List<Tensor> tensors = new ArrayList<>();
        try {
            addParts(sequence, parts);
            for (long part : parts) {
                tensors.add(tensor(part));
            }
            return tensors.isEmpty()
                    ? Tensor.allocate(pool, type.element(), noneOf(type.shape()))
                    : join(tensors);
        } finally {
            tensors.forEach(Tensor::close);
            parts.forEach(part -> api.release(Handle.VALUE, part));
        }
    }

    private Tensor join(List<Tensor> parts) {
        Shape shape = parts.getFirst().shape();
        for (Tensor part : parts) {
            if (!part.shape().equals(shape)) {
                throw new EngineFailure(
                        "a sequence of tensors of different shapes, "
                                + shape
                                + " and "
                                + part.shape()
                                + ", which is no tensor");
            }
        }
        Tensor whole = Tensor.allocate(pool, parts.getFirst().type(), shape.prepend(parts.size()));
        int count = (int) shape.elementCount();
        for (int i = 0; i < parts.size(); i++) {
            Tensor part = parts.get(i);
            if (part.type().isVariable()) {
                for (int j = 0; j < count; j++) {
                    whole.setElement(i * count + j, part.element(j));
                }
            } else {
                int bytes = count * part.type().byteSize();
                whole.data().put(i * bytes, part.data(), 0, bytes);
            }
        }
        return whole;
    }

    private static Shape noneOf(DeclaredShape element) {
        long[] sizes = new long[element.rank() + 1];
        for (int i = 1; i < sizes.length; i++) {
            sizes[i] = element.at(i - 1) instanceof Dimension.Fixed(long size) ? size : 0;
        }
        return Shape.of(sizes);
    }
}
