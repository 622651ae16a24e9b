package dev.berth.benchmarks.stage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Tokens of one sentence for the sentence model, and request bodies with them.
public final class MiniLm {
    public static final int TOKENS = 32;
    public static final int WIDTH = 384;

    private static final List<String> INPUTS =
            List.of("input_ids", "attention_mask", "token_type_ids");

    /// BERT's markers for the start and end of a sentence.
    private static final long CLS = 101;

    private static final long SEP = 102;

    private MiniLm() {}

    /// The values of an input for equal sentences.
    ///
    /// @throws IllegalArgumentException for an unknown input
    public static long[] values(String input, int rows) {
        var values = new long[rows * TOKENS];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(input, i % TOKENS);
        }
        return values;
    }

    private static long value(String input, int position) {
        return switch (input) {
            case "input_ids" -> token(position);
            case "attention_mask" -> 1;
            case "token_type_ids" -> 0;
            default ->
                    throw new IllegalArgumentException(
                            input + " (expected: one of " + INPUTS + ")");
        };
    }

    /// Words from the middle of the vocabulary; the choice does not affect the time.
    private static long token(int position) {
        if (position == 0) {
            return CLS;
        }
        return position == TOKENS - 1 ? SEP : 2000 + 37 * position;
    }

    /// A request with all of it in JSON.
    public static byte[] jsonBody() {
        String inputs =
                INPUTS.stream()
                        .map(name -> head(name) + ",\"data\":" + data(name) + "}")
                        .collect(Collectors.joining(","));
        return utf8("{\"inputs\":[" + inputs + "]}");
    }

    private static String data(String name) {
        return Arrays.toString(values(name, 1)).replace(" ", "");
    }

    /// The JSON in front of [#binaryBody].
    private static byte[] binaryHead() {
        String inputs =
                INPUTS.stream()
                        .map(
                                name ->
                                        head(name)
                                                + ",\"parameters\":{\"binary_data_size\":"
                                                + Long.BYTES * TOKENS
                                                + "}}")
                        .collect(Collectors.joining(","));
        return utf8(
                "{\"inputs\":["
                        + inputs
                        + "],\"outputs\":[{\"name\":\"pooled\",\"parameters\":{\"binary_data\":true}}]}");
    }

    /// A request with binary tensors for a binary response.
    public static byte[] binaryBody() {
        byte[] head = binaryHead();
        ByteBuffer body =
                ByteBuffer.allocate(head.length + INPUTS.size() * Long.BYTES * TOKENS)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(head);
        for (String name : INPUTS) {
            for (long value : values(name, 1)) {
                body.putLong(value);
            }
        }
        return body.array();
    }

    /// JSON bytes in [#binaryBody].
    public static int binaryHeadLength() {
        return binaryHead().length;
    }

    private static String head(String name) {
        return "{\"name\":\"%s\",\"shape\":[1,%d],\"datatype\":\"INT64\"".formatted(name, TOKENS);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
