package dev.berth.runtime.onnx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.tensor.ElementType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the engine's type descriptions. Used while loading, by one thread.
final class TypeReader {
    private static final int TENSOR = 1;
    private static final int SEQUENCE = 2;
    private static final int MAP = 3;

    private final OrtApi api;
    private final Arena arena;
    private final NativeOutParameter out;

    TypeReader(OrtApi api, Arena arena) {
        this.api = api;
        this.arena = arena;
        this.out = new NativeOutParameter(arena);
    }

    /// Reads a type and releases it.
    OrtValueType take(long type) {
        try {
            return switch (api.typeKind(type, out)) {
                case TENSOR -> tensor(api.asTensorInfo(type, out));
                case SEQUENCE -> sequence(api.asSequenceInfo(type, out));
                case MAP -> map(api.asMapInfo(type, out));
                case 4 -> new OrtValueType.UnknownType("an opaque value");
                case 5 -> new OrtValueType.UnknownType("a sparse tensor");
                case 6 -> new OrtValueType.UnknownType("an optional value");
                default -> new OrtValueType.UnknownType("a value of no known kind");
            };
        } finally {
            api.release(Handle.TYPE, type);
        }
    }

    private OrtValueType tensor(long info) {
        int number = api.elementType(info, out);
        Optional<ElementType> element = OnnxTypes.find(number);
        if (element.isEmpty()) {
            return new OrtValueType.UnknownType("a tensor of ONNX element type " + number);
        }
        return new OrtValueType.TensorType(element.get(), dimensions(info));
    }

    private OrtValueType sequence(long info) {
        return switch (take(api.sequenceElementType(info, out))) {
            case OrtValueType.TensorType tensor -> new OrtValueType.SequenceType(tensor);
            case OrtValueType.MapType map -> new OrtValueType.SequenceType(map);
            case OrtValueType.SequenceType nested ->
                    new OrtValueType.UnknownType("a sequence of sequences");
            case OrtValueType.UnknownType unknown ->
                    new OrtValueType.UnknownType("a sequence of: " + unknown.what());
        };
    }

    private OrtValueType map(long info) {
        int keyNumber = api.mapKeyType(info, out);
        Optional<ElementType> key = OnnxTypes.find(keyNumber);
        OrtValueType value = take(api.mapValueType(info, out));
        if (key.isPresent()
                && value instanceof OrtValueType.TensorType(ElementType type, var shape)) {
            return new OrtValueType.MapType(key.get(), type);
        }
        return new OrtValueType.UnknownType(
                "a map of keys " + keyNumber + " to other than tensors");
    }

    private DeclaredShape dimensions(long info) {
        int rank = api.rank(info, out);
        MemorySegment sizes = arena.allocate(JAVA_LONG, Math.max(rank, 1));
        MemorySegment names = arena.allocate(JAVA_LONG, Math.max(rank, 1));
        api.sizes(info, sizes.address(), rank);
        api.dimensionNames(info, names.address(), rank);
        List<Dimension> dimensions = new ArrayList<>(rank);
        for (int i = 0; i < rank; i++) {
            long size = sizes.getAtIndex(JAVA_LONG, i);
            String name = OrtApi.text(names.getAtIndex(JAVA_LONG, i));
            if (size >= 0) {
                dimensions.add(Dimension.fixed(size));
            } else {
                dimensions.add(
                        Dimension.dynamic(name.isEmpty() ? Dimension.Dynamic.ANONYMOUS : name));
            }
        }
        return new DeclaredShape(dimensions);
    }
}
