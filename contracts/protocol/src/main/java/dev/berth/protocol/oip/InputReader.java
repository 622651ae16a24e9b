package dev.berth.protocol.oip;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.record.RequestLimit;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.json.JsonKeys;
import dev.berth.protocol.json.JsonMembers;
import dev.berth.protocol.json.JsonNumber;
import dev.berth.protocol.json.JsonScanner;
import dev.berth.protocol.json.JsonScanner.Kind;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the input objects of a request, one after the other.
///
/// The data is read where it stands if name, datatype and shape came before it; otherwise its place
/// is kept, it is passed over, and read when the object has ended.
final class InputReader {
    private static final JsonKeys MEMBERS =
            JsonKeys.of("name", "shape", "datatype", "data", "parameters");
    private static final JsonKeys DATATYPES =
            JsonKeys.of(
                    Arrays.stream(ElementType.values())
                            .map(ElementType::datatype)
                            .distinct()
                            .toList());
    private static final int NAME = 0;
    private static final int SHAPE = 1;
    private static final int DATATYPE = 2;
    private static final int DATA = 3;
    private static final String BINARY_DATA_SIZE = "binary_data_size";
    private static final JsonKeys SIZE_ALONE = JsonKeys.of(BINARY_DATA_SIZE);

    private final Signature signature;
    private final JsonKeys names;
    private final RequestLimit limit;
    private final JsonScanner scanner;
    private final JsonMembers members;
    private final BinaryPart binary;
    private final NamedTensors inputs;
    private final TensorPool pool;
    private final long[] sizes = new long[Shape.RANK_MAX];
    private int rank;
    private @Nullable Field field;
    private @Nullable String datatype;
    private long binarySize;
    private int dataPosition;
    private boolean hasData;

    InputReader(
            Signature signature,
            JsonKeys names,
            RequestLimit limit,
            JsonScanner scanner,
            BinaryPart binary,
            NamedTensors inputs,
            TensorPool pool) {
        this.signature = signature;
        this.names = names;
        this.limit = limit;
        this.scanner = scanner;
        this.members = new JsonMembers(scanner, MEMBERS);
        this.binary = binary;
        this.inputs = inputs;
        this.pool = pool;
    }

    void read() {
        field = null;
        datatype = null;
        binarySize = -1;
        dataPosition = -1;
        hasData = false;
        boolean done = false;
        members.begin();
        for (int member; (member = members.next()) != JsonMembers.END; ) {
            switch (member) {
                case NAME -> readName();
                case SHAPE -> readShape();
                case DATATYPE -> readDatatype();
                case DATA -> done = readDataOrPassOver();
                default -> readParameters();
            }
        }
        finish(done);
    }

    private void readName() {
        int index = scanner.string(names);
        String name = index == JsonKeys.UNKNOWN ? scanner.lastText() : names.name(index);
        field = InferRequestValidator.requireNewInput(signature, inputs, name);
    }

    private void readShape() {
        rank = 0;
        scanner.beginArray();
        while (scanner.nextElement()) {
            if (rank == sizes.length) {
                throw wrongShape("more than " + Shape.RANK_MAX + " dimensions", "fewer");
            }
            JsonNumber number = scanner.number();
            if (!number.isInt64()) {
                throw wrongShape("a size of " + number.text(), "whole numbers");
            }
            sizes[rank++] = number.int64();
        }
    }

    private static ProblemException wrongShape(String found, String expected) {
        return new ProblemException(
                ProblemCode.SHAPE_MISMATCH,
                "a shape has " + found + " (expected: " + expected + ")",
                "send the shape that the data has");
    }

    private void readDatatype() {
        int index = scanner.string(DATATYPES);
        datatype = index == JsonKeys.UNKNOWN ? scanner.lastText() : DATATYPES.name(index);
    }

    private void readParameters() {
        if (scanner.passNull()) {
            return;
        }
        int start = scanner.position();
        scanner.beginObject();
        if (!scanner.nextMember() || readSizeAlone()) {
            return;
        }
        scanner.leaveObjectTo(start);
        for (Map.Entry<String, Object> parameter : Parameters.read(scanner).entrySet()) {
            InferRequestValidator.refuseSharedMemory(parameter.getKey());
            if (parameter.getKey().equals(BINARY_DATA_SIZE)) {
                if (!(parameter.getValue() instanceof Long size) || size < 0) {
                    throw InferRequestValidator.wrongParameter(
                            BINARY_DATA_SIZE,
                            parameter.getValue().toString(),
                            "a number of bytes, at least 0");
                }
                binarySize = size;
            }
        }
    }

    /// What nearly all inputs have that come as bytes, read without a map.
    ///
    /// @return false if it is not that; the caller that reads it anew says what is wrong with it
    private boolean readSizeAlone() {
        if (scanner.key(SIZE_ALONE) == JsonKeys.UNKNOWN || scanner.peek() != Kind.NUMBER) {
            return false;
        }
        JsonNumber number = scanner.number();
        long size = number.isInt64() ? number.int64() : -1;
        if (size < 0 || scanner.nextMember()) {
            return false;
        }
        binarySize = size;
        return true;
    }

    private boolean readDataOrPassOver() {
        if (scanner.passNull()) {
            return false;
        }
        hasData = true;
        if (isDescribed()) {
            readData();
            return true;
        }
        dataPosition = scanner.position();
        scanner.skip();
        return false;
    }

    private boolean isDescribed() {
        return members.has(NAME) && members.has(SHAPE) && members.has(DATATYPE);
    }

    private void finish(boolean done) {
        if (!isDescribed()) {
            throw missingMember();
        }
        if (hasData == (binarySize >= 0)) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    "input '"
                            + requireField().name()
                            + "' has "
                            + (hasData
                                    ? "both 'data' and binary_data_size"
                                    : "neither 'data' nor binary_data_size")
                            + " (expected: one of them)",
                    "send the data as JSON or as bytes behind it");
        }
        if (!hasData) {
            Field target = requireField();
            Shape shape = checkedShape(target);
            inputs.put(
                    target.name(),
                    BinaryTensorReader.read(
                            target, shape, binary.take(target.name(), binarySize), pool));
        } else if (!done) {
            int after = scanner.position();
            scanner.moveTo(dataPosition);
            readData();
            scanner.moveTo(after);
        }
    }

    private ProblemException missingMember() {
        int first = !members.has(NAME) ? NAME : !members.has(SHAPE) ? SHAPE : DATATYPE;
        return new ProblemException(
                ProblemCode.REQUEST_MALFORMED,
                (field == null ? "an input" : "input '" + field.name() + "'")
                        + " has no '"
                        + MEMBERS.name(first)
                        + "' (expected: name, shape and datatype)",
                "add it");
    }

    private void readData() {
        Field target = requireField();
        Shape shape = checkedShape(target);
        long bytesLeft = (long) binary.start() - scanner.position();
        inputs.put(target.name(), DataReader.read(scanner, target, shape, pool, bytesLeft));
    }

    private Shape checkedShape(Field target) {
        InferRequestValidator.requireDatatype(target, String.valueOf(datatype));
        Shape shape = InferRequestValidator.requireShape(target, Arrays.copyOf(sizes, rank));
        InferRequestValidator.requireWithin(limit, signature, shape);
        return shape;
    }

    private Field requireField() {
        if (field == null) {
            throw missingMember();
        }
        return field;
    }
}
