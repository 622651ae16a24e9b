package dev.berth.runtime.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Normalisation over the last dimension as functions in a model file, with bias and without: `(x -
/// mean) / sqrt(mean((x - mean)^2) + epsilon) * scale + bias`.
///
/// What `LayerNormalization` of operator set 17 and later is, after
/// <https://onnx.ai/onnx/operators/onnx__LayerNormalization.html>. Numbers are those of
/// `FunctionProto` and what it holds.
final class NormalizationFunction {
    static final String DOMAIN = "berth";

    /// More than [#both] ever has.
    static final int BOTH_BYTES_MAX = 2048;

    /// With the domain, and a byte each for its length and number, as long as the operator's name.
    private static final String WITH_BIAS = "LayerNormal";

    private static final String WITHOUT_BIAS = "LayerScaled";

    private static final float EPSILON = 1e-5f;

    /// From here on axes are an input of `ReduceMean`, before an attribute.
    private static final long AXES_ARE_INPUT = 18;

    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INTEGERS = 7;

    private NormalizationFunction() {}

    static String name(boolean hasBias) {
        return hasBias ? WITH_BIAS : WITHOUT_BIAS;
    }

    /// What is appended to a model's bytes: both functions, and that the domain is used.
    ///
    /// @param opset the model's version of the default operator set
    static byte[] both(long opset) {
        var model = new Message();
        model.message(8, opset(DOMAIN, 1));
        model.message(25, function(opset, true));
        model.message(25, function(opset, false));
        return model.toByteArray();
    }

    private static Message opset(String domain, long version) {
        return new Message().text(1, domain).integer(2, version);
    }

    private static Message function(long opset, boolean hasBias) {
        var function = new Message();
        function.text(1, name(hasBias));
        function.text(4, "x").text(4, "scale");
        if (hasBias) {
            function.text(4, "bias");
        }
        function.text(5, "y");
        // Of both there is one value that is taken: the last dimension, and float32.
        function.text(6, "axis").text(6, "stash_type");
        boolean axesAreInput = opset >= AXES_ARE_INPUT;
        if (axesAreInput) {
            function.message(7, constant("axes", lastDimension("value_ints")));
        }
        function.message(7, mean("x", "mean", axesAreInput));
        function.message(7, node("Sub", List.of("x", "mean"), "off"));
        function.message(7, constant("two", real("value_float", 2)));
        function.message(7, node("Pow", List.of("off", "two"), "squares"));
        function.message(7, mean("squares", "variance", axesAreInput));
        function.message(7, constant("epsilon", parameter("value_float", "epsilon")));
        function.message(7, node("Add", List.of("variance", "epsilon"), "above"));
        function.message(7, node("Sqrt", List.of("above"), "deviation"));
        function.message(7, node("Div", List.of("off", "deviation"), "normal"));
        String product = hasBias ? "scaled" : "y";
        function.message(7, node("Mul", List.of("normal", "scale"), product));
        if (hasBias) {
            function.message(7, node("Add", List.of(product, "bias"), "y"));
        }
        function.message(9, opset("", opset));
        function.text(10, DOMAIN);
        function.message(11, real("epsilon", EPSILON));
        return function;
    }

    private static Message mean(String of, String output, boolean axesAreInput) {
        return axesAreInput
                ? node("ReduceMean", List.of(of, "axes"), output)
                : node("ReduceMean", List.of(of), output).message(5, lastDimension("axes"));
    }

    private static Message constant(String output, Message value) {
        return node("Constant", List.of(), output).message(5, value);
    }

    private static Message node(String operator, List<String> inputs, String output) {
        var node = new Message();
        inputs.forEach(input -> node.text(1, input));
        return node.text(2, output).text(4, operator);
    }

    private static Message lastDimension(String name) {
        return new Message().text(1, name).integer(8, -1).integer(20, ATTRIBUTE_INTEGERS);
    }

    private static Message real(String name, float value) {
        return new Message().text(1, name).real(2, value).integer(20, ATTRIBUTE_FLOAT);
    }

    private static Message parameter(String name, String parameter) {
        return new Message().text(1, name).integer(20, ATTRIBUTE_FLOAT).text(21, parameter);
    }

    /// A protobuf message under construction.
    private static final class Message {
        private static final int VARINT = 0;
        private static final int LENGTH = 2;
        private static final int FOUR_BYTES = 5;

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Message integer(int number, long value) {
            return tag(number, VARINT).varint(value);
        }

        Message real(int number, float value) {
            tag(number, FOUR_BYTES);
            int bits = Float.floatToRawIntBits(value);
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                bytes.write(bits >>> shift);
            }
            return this;
        }

        Message text(int number, String text) {
            return content(number, text.getBytes(StandardCharsets.US_ASCII));
        }

        Message message(int number, Message message) {
            return content(number, message.toByteArray());
        }

        private Message content(int number, byte[] content) {
            tag(number, LENGTH).varint(content.length);
            bytes.writeBytes(content);
            return this;
        }

        private Message tag(int number, int type) {
            return varint(((long) number << 3) | type);
        }

        private Message varint(long value) {
            long left = value;
            for (; (left & ~0x7fL) != 0; left >>>= 7) {
                bytes.write((int) ((left & 0x7f) | 0x80));
            }
            bytes.write((int) left);
            return this;
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }
}
