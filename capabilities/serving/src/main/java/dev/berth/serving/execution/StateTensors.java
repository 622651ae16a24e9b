package dev.berth.serving.execution;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.SessionSettings;
import dev.berth.core.system.SessionState;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// The state tensors and constants of one loaded version: how they become inputs of the artifact,
/// and how its outputs become the next state. Thread-safe.
final class StateTensors {
    private final List<State> states = new ArrayList<>();
    private final List<Constant> constants = new ArrayList<>();
    private final StateSnapshot initial;

    /// A state tensor of one session.
    ///
    /// @param axis of the batch; empty if it has none
    private record State(
            String input, String output, ElementType type, Shape shape, OptionalInt axis) {}

    /// An input with one value for all sessions.
    private static final class Constant {
        private final String input;
        private final ElementType type;
        private final Shape shape;
        private final byte[] bytes;

        Constant(TensorSpec spec, double value) {
            this.input = spec.name();
            this.type = spec.type();
            this.shape = ofOneSession(spec.shape());
            this.bytes = filled(type, shape, value);
        }
    }

    /// @param inputs of the artifact, among which are those that the settings name
    StateTensors(SessionSettings settings, List<TensorSpec> inputs) {
        List<byte[]> first = new ArrayList<>();
        for (SessionState state : settings.state()) {
            TensorSpec spec = require(inputs, state.input());
            DeclaredShape declared = state.shape().orElse(spec.shape());
            Shape shape = ofOneSession(declared);
            states.add(
                    new State(state.input(), state.output(), spec.type(), shape, axis(declared)));
            first.add(filled(spec.type(), shape, state.initial()));
        }
        settings.constants()
                .forEach(
                        (name, value) -> constants.add(new Constant(require(inputs, name), value)));
        this.initial = new StateSnapshot(first);
    }

    private static TensorSpec require(List<TensorSpec> inputs, String name) {
        return inputs.stream()
                .filter(input -> input.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no artifact input '" + name + "'"));
    }

    private static OptionalInt axis(DeclaredShape declared) {
        return IntStream.range(0, declared.rank())
                .filter(i -> declared.at(i) instanceof Dimension.Dynamic)
                .findFirst();
    }

    private static Shape ofOneSession(DeclaredShape declared) {
        return Shape.of(
                declared.list().stream()
                        .mapToLong(
                                dimension ->
                                        switch (dimension) {
                                            case Dimension.Fixed(long size) -> size;
                                            case Dimension.Dynamic _ -> 1;
                                        })
                        .toArray());
    }

    private static byte[] filled(ElementType type, Shape shape, double value) {
        int count = Math.toIntExact(shape.elementCount());
        ByteBuffer bytes =
                ByteBuffer.allocate(count * type.byteSize()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            switch (type) {
                case BOOL -> bytes.put((byte) (value == 0 ? 0 : 1));
                case INT8, UINT8 -> bytes.put((byte) (long) value);
                case INT16, UINT16 -> bytes.putShort((short) (long) value);
                case INT32, UINT32 -> bytes.putInt((int) (long) value);
                case INT64, UINT64 -> bytes.putLong((long) value);
                case FLOAT16 -> bytes.putShort(Float.floatToFloat16((float) value));
                case BFLOAT16 ->
                        bytes.putShort((short) (Float.floatToIntBits((float) value) >>> 16));
                case FLOAT32 -> bytes.putFloat((float) value);
                case FLOAT64 -> bytes.putDouble(value);
                case STRING, BYTES ->
                        throw new IllegalArgumentException(
                                "state of " + type + " (expected: numbers)");
            }
        }
        return bytes.array();
    }

    /// The state with which a session begins.
    StateSnapshot initial() {
        return initial;
    }

    /// Bytes of the state of each session.
    long byteCount() {
        return initial.byteCount();
    }

    /// Whether an input of the artifact is no caller's.
    boolean isOfSession(String input) {
        return isConstant(input) || states.stream().anyMatch(state -> state.input.equals(input));
    }

    boolean isConstant(String input) {
        return constants.stream().anyMatch(constant -> constant.input.equals(input));
    }

    /// The batch axis of the state that an input takes.
    OptionalInt axisOfInput(String input) {
        return axis(state -> state.input.equals(input));
    }

    /// The batch axis of the state that an output gives.
    OptionalInt axisOfOutput(String output) {
        return axis(state -> state.output.equals(output));
    }

    private OptionalInt axis(Predicate<State> wanted) {
        return states.stream()
                .filter(wanted)
                .findFirst()
                .map(State::axis)
                .orElse(OptionalInt.empty());
    }

    /// Whether the state of that other version means the same here, as far as types and shapes say.
    boolean fits(StateTensors other) {
        return states.equals(other.states);
    }

    /// Puts the state and the constants beside what the caller sent.
    void putInputs(NamedTensors inputs, StateSnapshot state, TensorPool pool) {
        for (int i = 0; i < states.size(); i++) {
            State one = states.get(i);
            inputs.put(one.input, tensor(pool, one.type, one.shape, state.tensor(i)));
        }
        for (Constant constant : constants) {
            inputs.put(constant.input, tensor(pool, constant.type, constant.shape, constant.bytes));
        }
    }

    private static Tensor tensor(TensorPool pool, ElementType type, Shape shape, byte[] bytes) {
        Tensor tensor = Tensor.allocate(pool, type, shape);
        tensor.data().put(0, bytes);
        return tensor;
    }

    /// A copy of the next state.
    ///
    /// @param executed what is there after the artifact ran for one session
    /// @throws ProblemException `inference-failed` if an output is not what feeds its input
    StateSnapshot next(NamedTensors executed) {
        List<byte[]> next = new ArrayList<>(states.size());
        for (State state : states) {
            Tensor output = executed.require(state.output);
            if (output.type() != state.type || !output.shape().equals(state.shape)) {
                throw new ProblemException(
                        ProblemCode.INFERENCE_FAILED,
                        "the state output '"
                                + state.output
                                + "' is "
                                + output
                                + " (expected: "
                                + state.type
                                + " "
                                + state.shape
                                + ", as its input '"
                                + state.input
                                + "')",
                        "correct session.state in its model.yaml, or export the model again");
            }
            var bytes = new byte[output.data().capacity()];
            output.data().get(0, bytes);
            next.add(bytes);
        }
        return new StateSnapshot(next);
    }
}
