package dev.berth.protocol.oip;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.record.RequestLimit;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.json.JsonKeys;
import dev.berth.protocol.json.JsonMembers;
import dev.berth.protocol.json.JsonScanner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Validator of an inference request against a signature, the same for JSON and gRPC.
///
/// Tensors are taken as they are: a field's range and categories describe the values of records and
/// are not held against tensors.
public final class InferRequestValidator {
    private static final int PARAMETERS_MAX = 1000;
    private static final JsonKeys PARAMETERS = JsonKeys.of("parameters");

    private InferRequestValidator() {}

    /// The index of the input with this name.
    ///
    /// @throws ProblemException `input-unknown`
    public static int requireInput(Signature signature, String name) {
        List<Field> inputs = signature.inputs();
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).name().equals(name)) {
                return i;
            }
        }
        throw unknown(ProblemCode.INPUT_UNKNOWN, "input", name, inputs);
    }

    /// The input, not yet among those that the request has sent.
    ///
    /// @throws ProblemException `input-unknown`
    public static Field requireNewInput(Signature signature, NamedTensors sent, String name) {
        Field field = signature.inputs().get(requireInput(signature, name));
        if (sent.find(name).isPresent()) {
            throw new ProblemException(
                    ProblemCode.INPUT_UNKNOWN,
                    "input '" + name + "' appears twice (expected: each input once)",
                    "leave one of them out");
        }
        return field;
    }

    /// Makes sure that the signature has this output and the request names it only once.
    ///
    /// @throws ProblemException `output-unknown`
    public static void requireNewOutput(
            Signature signature, List<RequestedOutput> before, String name) {
        if (signature.findOutput(name).isEmpty()) {
            throw unknown(ProblemCode.OUTPUT_UNKNOWN, "output", name, signature.outputs());
        }
        if (before.stream().anyMatch(output -> output.name().equals(name))) {
            throw new ProblemException(
                    ProblemCode.OUTPUT_UNKNOWN,
                    "output '" + name + "' is requested twice (expected: each output once)",
                    "leave one of them out");
        }
    }

    private static ProblemException unknown(
            ProblemCode code, String kind, String name, List<Field> fields) {
        List<String> names = fields.stream().map(Field::name).toList();
        return new ProblemException(
                code,
                "unknown "
                        + kind
                        + " '"
                        + SanitizedText.of(name)
                        + "' (expected: one of "
                        + String.join(", ", names)
                        + ")"
                        + NearestName.hint(name, names),
                "name the model's own; GET /v2/models/{model} lists them");
    }

    /// Makes sure that the datatype, in the protocol's words, is the field's.
    ///
    /// @throws ProblemException `type-mismatch`
    public static void requireDatatype(Field field, String datatype) {
        if (!field.type().datatype().equals(datatype)) {
            throw new ProblemException(
                    ProblemCode.TYPE_MISMATCH,
                    "datatype "
                            + SanitizedText.of(datatype)
                            + " of input '"
                            + field.name()
                            + "' (expected: "
                            + field.type().datatype()
                            + ")",
                    "send the input as " + field.type().datatype());
        }
    }

    /// The shape with these sizes, which fits the field. Text may come with a last dimension of 1
    /// that the field does not have, and without one that it has: Triton has no empty shapes beside
    /// the batch, so that its clients send `[N, 1]` for `[N]`.
    ///
    /// @throws ProblemException `shape-mismatch`
    public static Shape requireShape(Field field, long[] sizes) {
        Shape shape;
        try {
            shape = Shape.of(sizes);
        } catch (ProblemException e) {
            throw new ProblemException(
                    ProblemCode.SHAPE_MISMATCH,
                    "input '" + field.name() + "': " + e.problem().message(),
                    e.problem().remedy());
        }
        if (!field.shape().accepts(shape)) {
            Shape meant = field.type().isVariable() ? withOrWithoutLastOne(field, shape) : null;
            if (meant != null) {
                return meant;
            }
            throw new ProblemException(
                    ProblemCode.SHAPE_MISMATCH,
                    "shape "
                            + shape
                            + " of input '"
                            + field.name()
                            + "' (expected: "
                            + field.shape()
                            + ")",
                    "send the shape that the model takes");
        }
        return shape;
    }

    private static @Nullable Shape withOrWithoutLastOne(Field field, Shape shape) {
        int rank = shape.rank();
        int wanted = field.shape().rank();
        Shape meant = null;
        if (rank == wanted + 1 && shape.size(rank - 1) == 1) {
            meant = Shape.of(Arrays.copyOf(shape.toArray(), wanted));
        } else if (rank + 1 == wanted
                && field.shape().at(rank) instanceof Dimension.Fixed(long last)
                && last == 1) {
            long[] sizes = Arrays.copyOf(shape.toArray(), wanted);
            sizes[rank] = 1;
            meant = Shape.of(sizes);
        }
        return meant != null && field.shape().accepts(meant) ? meant : null;
    }

    /// Fails if an input of this shape makes a request of too many records.
    ///
    /// @throws ProblemException `batch-too-large`
    public static void requireWithin(RequestLimit limit, Signature signature, Shape input) {
        if (signature.isBatched()) {
            limit.require(input.size(0));
        }
    }

    /// The problem that an input has not as many elements as its shape says.
    public static ProblemException wrongCount(Field field, Shape shape, String found) {
        return new ProblemException(
                ProblemCode.SIZE_MISMATCH,
                "input '"
                        + field.name()
                        + "' has "
                        + found
                        + " (expected: "
                        + shape.elementCount()
                        + " for shape "
                        + shape
                        + ")",
                "make data and shape agree");
    }

    /// The problem that one value does not fit its input.
    public static ProblemException wrongValue(Field field, String found, String expected) {
        return new ProblemException(
                ProblemCode.VALUE_INVALID,
                "value "
                        + SanitizedText.of(found)
                        + " in input '"
                        + field.name()
                        + "' (expected: "
                        + expected
                        + ")",
                "send values that " + field.type().datatype() + " can hold");
    }

    /// The problem that a parameter is unknown, of the wrong kind or out of range.
    public static ProblemException wrongParameter(String name, String found, String expected) {
        return new ProblemException(
                ProblemCode.PARAMETER_INVALID,
                "parameter '"
                        + SanitizedText.of(name)
                        + "' is "
                        + SanitizedText.of(found)
                        + " (expected: "
                        + expected
                        + ")",
                "correct the parameter or leave it out");
    }

    /// Refuses far more parameters than any client sends, each of which is kept with the request.
    ///
    /// @throws ProblemException `parameter-invalid`
    public static void requireFewParameters(int count) {
        if (count > PARAMETERS_MAX) {
            throw new ProblemException(
                    ProblemCode.PARAMETER_INVALID,
                    "more than " + PARAMETERS_MAX + " parameters (expected: at most that)",
                    "leave parameters out");
        }
    }

    /// How long the caller waits, from the parameter `timeout` in microseconds, which Triton's
    /// clients send; empty if it is not there or 0.
    ///
    /// @throws ProblemException `parameter-invalid`
    public static OptionalLong timeoutMillis(Map<String, Object> parameters) {
        Object value = parameters.isEmpty() ? null : parameters.get("timeout");
        if (value == null) {
            return OptionalLong.empty();
        }
        if (!(value instanceof Long micros) || micros < 0) {
            throw wrongParameter(
                    "timeout", value.toString(), "a whole number of microseconds, 0 for none");
        }
        return micros == 0 ? OptionalLong.empty() : OptionalLong.of((micros - 1) / 1000 + 1);
    }

    /// [#timeoutMillis(Map)] of a body of which nothing else is read, for a component that does not
    /// know yet what the model takes; empty too for a body that cannot be read, which its own
    /// reader refuses better.
    ///
    /// @param jsonLength how many of the bytes are JSON; empty for all
    public static OptionalLong timeoutMillis(
            byte[] body, int offset, int length, OptionalInt jsonLength) {
        var scanner =
                new JsonScanner(body, offset, offset + Math.min(length, jsonLength.orElse(length)));
        var members = new JsonMembers(scanner, PARAMETERS);
        try {
            members.begin();
            return members.next() == JsonMembers.END
                    ? OptionalLong.empty()
                    : timeoutMillis(Parameters.read(scanner));
        } catch (ProblemException unreadable) {
            return OptionalLong.empty();
        }
    }

    /// The number of classes of a requested output.
    public static OptionalInt classes(Object value) {
        if (value instanceof Long count && count >= 1 && count <= Integer.MAX_VALUE) {
            return OptionalInt.of(count.intValue());
        }
        throw wrongParameter("classification", value.toString(), "a whole number from 1 on");
    }

    /// Refuses what would point to memory that server and client share.
    ///
    /// @throws ProblemException `unimplemented`
    public static void refuseSharedMemory(String parameter) {
        if (parameter.startsWith("shared_memory_")) {
            throw new ProblemException(
                    ProblemCode.UNIMPLEMENTED,
                    "parameter '"
                            + SanitizedText.of(parameter)
                            + "': shared memory is not offered here",
                    "send the data in the request");
        }
    }

    /// Completes a request whose inputs each fit: sizes of dimensions with one name must agree, and
    /// inputs left out get their fallback.
    ///
    /// @throws ProblemException `shape-mismatch` or `input-missing`
    public static void complete(Signature signature, NamedTensors inputs, TensorPool pool) {
        if (inputs.count() < signature.inputs().size()) {
            MapRecordCodec.fillFallbacks(signature, inputs, pool);
        }
        if (hasSeveralDynamic(signature)) {
            requireSameSizes(signature, inputs);
        }
    }

    private static boolean hasSeveralDynamic(Signature signature) {
        int count = 0;
        for (Field field : signature.inputs()) {
            for (Dimension dimension : field.shape().list()) {
                if (dimension instanceof Dimension.Dynamic && ++count > 1) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void requireSameSizes(Signature signature, NamedTensors inputs) {
        // Distinct names are few, so a walk over them is cheaper than a map.
        List<String> names = new ArrayList<>(4);
        List<Long> sizes = new ArrayList<>(4);
        for (Field field : signature.inputs()) {
            Shape shape = inputs.require(field.name()).shape();
            for (int i = 0; i < shape.rank(); i++) {
                if (field.shape().at(i) instanceof Dimension.Dynamic(String name)
                        && !name.equals(Dimension.Dynamic.ANONYMOUS)) {
                    int before = names.indexOf(name);
                    if (before < 0) {
                        names.add(name);
                        sizes.add(shape.size(i));
                    } else if (sizes.get(before) != shape.size(i)) {
                        throw differs(field, shape, name, sizes.get(before));
                    }
                }
            }
        }
    }

    private static ProblemException differs(Field field, Shape shape, String name, long before) {
        return new ProblemException(
                ProblemCode.SHAPE_MISMATCH,
                "shape "
                        + shape
                        + " of input '"
                        + field.name()
                        + "' "
                        + field.shape()
                        + " (expected: "
                        + name
                        + " = "
                        + before
                        + " as before in the request)",
                "give dimensions of the same name the same size in all inputs");
    }
}
