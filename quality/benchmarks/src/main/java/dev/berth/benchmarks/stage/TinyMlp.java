package dev.berth.benchmarks.stage;

import dev.berth.core.ModelReference;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Minimal model, 16 numbers to 3 probabilities, with request bodies for it and for wider models of
/// the same form.
public final class TinyMlp {
    public static final ModelReference REFERENCE = ModelReference.of("tiny", "1");
    public static final int INPUTS = 16;
    public static final int OUTPUTS = 3;

    /// One prediction in the Open Inference Protocol's JSON, 208 bytes: the body used for all
    /// servers.
    public static final String BODY =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,16],\"datatype\":\"FP32\",\"data\":["
                    + "0.417022,0.720324,0.114374,0.302332,0.146755,0.923385,0.186260,0.345560,"
                    + "0.396767,0.538816,0.419194,0.685219,0.204452,0.878117,0.27387,0.6704"
                    + "]}]}";

    private TinyMlp() {}

    /// `x` float32 [N, width] to `y` float32 [N, width].
    static Signature signature() {
        DeclaredShape shape = DeclaredShape.of(Dimension.dynamic("N"), Dimension.dynamic("width"));
        return new Signature(
                Optional.of("N"),
                List.of(Field.of("x", ElementType.FLOAT32, shape)),
                List.of(Field.of("y", ElementType.FLOAT32, shape)));
    }

    /// Numbers from -1 to 1, deterministic.
    public static float[] numbers(int count) {
        var random = new Random(count);
        var numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() * 2 - 1;
        }
        return numbers;
    }

    /// A JSON body with this count of full-precision numbers; [#BODY] for 16.
    static byte[] jsonBody(int count) {
        if (count == INPUTS) {
            return utf8(BODY);
        }
        var text = new StringBuilder();
        for (float number : numbers(count)) {
            text.append(text.isEmpty() ? "" : ",").append(number);
        }
        return utf8(head(count) + ",\"data\":[" + text + "]}]}");
    }

    /// The JSON part of a body of the binary tensor data extension.
    static byte[] binaryHead(int count) {
        return utf8(head(count) + ",\"parameters\":{\"binary_data_size\":" + 4 * count + "}}]}");
    }

    /// A body of the binary tensor data extension.
    public static byte[] binaryBody(int count) {
        byte[] json = binaryHead(count);
        var body = new byte[json.length + 4 * count];
        ByteBuffer buffer = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).put(json);
        for (float number : numbers(count)) {
            buffer.putFloat(number);
        }
        return body;
    }

    /// Bytes of JSON in [#binaryBody].
    public static int binaryHeadLength(int count) {
        return binaryHead(count).length;
    }

    private static String head(int count) {
        return "{\"inputs\":[{\"name\":\"x\",\"shape\":[1," + count + "],\"datatype\":\"FP32\"";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
